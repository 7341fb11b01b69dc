// What the Vega-Lite specifications of a report have in common.
//
// Colours of rules, text, ticks and points, and those of policies, are the page's theme. Only what
// has one meaning everywhere (a version, what became of a user) has its colour here: they have to
// be told apart on light and dark, and by who does not see red and green.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "harness/result.hpp"
#include "report/json_text.hpp"

namespace coalmine::report {

inline constexpr const char* canary_colour = "#dd8a1e";
inline constexpr const char* stable_colour = "#4c86b8";
inline constexpr const char* alias_colour = "#8a8f98";
inline constexpr const char* harmed_colour = "#cc3b30";
inline constexpr const char* collateral_colour = "#8f5fc4";
inline constexpr const char* untouched_colour = "#9aa3ad";

// A number as charts need it: six significant digits, which no screen can show.
double rounded(double value);
Json rounded(const std::optional<double>& value);

// The `values` of a specification's data.
Json inline_data(Json rows);

// The colour channel for `policies`: the same policy has the same colour in every chart.
Json policy_colour(const std::vector<std::string>& policies);
std::vector<std::string> policy_names(const harness::RunResult& result);

// The y channel with a line for each name, in this order.
Json lines_of(const std::vector<std::string>& names);

// Time since the beginning of the observation, in the unit that fits its length.
class TimeScale {
 public:
  explicit TimeScale(Duration length);

  double at(Duration since_start) const;  // in the scale's unit
  Json channel(std::string_view field) const;
  std::string text(Duration since_start) const;  // "12 min", "1.5 h"

 private:
  Duration length_;
  Duration unit_;
  std::string name_;
  std::string short_name_;
};

}  // namespace coalmine::report
