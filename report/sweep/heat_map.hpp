// A figure over two numbers as a table whose cells are shaded: dark is much.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/sweep/result.hpp"
#include "report/table.hpp"

namespace coalmine::report {

struct HeatCell {
  std::string text;
  std::optional<double> mean;
  std::optional<double> place;  // on the scale, in [0, 1]; nothing without data
};

struct HeatMap {
  std::string title;
  std::string down;    // what the rows are
  std::string across;  // what the columns are
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  std::vector<std::vector<HeatCell>> cells;  // by row and column
};

// Precondition: a grid over two dimensions. All policies have the metric's one scale.
HeatMap heat_map(const harness::SweepResult& sweep, std::string_view policy,
                 std::string_view metric);

// With a coloured ground where the style has colours, and with shades of grey in front of the
// numbers where it has none. Columns that do not fit beside each other go into blocks.
std::string render(const HeatMap& map, const Style& style);

}  // namespace coalmine::report
