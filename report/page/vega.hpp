// What the Vega-Lite specifications of a report have in common.
//
// Policies have the theme's colours, in their order; what has one meaning everywhere (a version,
// what became of a user) has a colour by name (report/page/page.hpp).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "harness/result.hpp"
#include "report/json_text.hpp"

namespace coalmine::report {

inline constexpr const char* stable_colour = "var(--stable)";
inline constexpr const char* canary_colour = "var(--canary)";
inline constexpr const char* both_colour = "var(--ink-2)";
inline constexpr const char* untouched_colour = "var(--untouched)";
inline constexpr const char* exposed_colour = "var(--exposed)";
inline constexpr const char* harmed_colour = "var(--harmed)";
inline constexpr const char* collateral_colour = "var(--collateral)";
inline constexpr const char* limit_colour = "var(--limit)";
inline constexpr const char* exact_colour = "var(--exact)";

// A number as charts need it: six significant digits, which no screen can show.
double rounded(double value);
Json rounded(const std::optional<double>& value);

// The `values` of a specification's data.
Json inline_data(Json rows);

// So many policies have a colour of their own; after them the first comes again.
inline constexpr std::size_t policy_colours = 8;

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
