// A table of many short rows: a name, then a cell under each heading, every column as wide as it
// needs.
#pragma once

#include <string>
#include <vector>

#include "report/table.hpp"

namespace coalmine::report {

struct GridRow {
  std::string name;
  std::vector<Cell> cells;  // one for each heading
};

struct GridPart {
  std::string title;  // empty: none
  std::vector<GridRow> rows;
};

struct Grid {
  std::vector<std::string> headings;  // a newline breaks them
  std::vector<GridPart> parts;
};

// Cells stand to the right of their column, with their notes, in the background, below them.
std::string render(const Grid& grid, const Style& style);

}  // namespace coalmine::report
