// How much worse a figure may become before that is a regression.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace coalmine::harness {

// Worse by at most `absolute` [the figure's unit] plus `relative` times the baseline's mean.
struct Tolerance {
  double absolute = 0;
  double relative = 0;
  friend bool operator==(const Tolerance&, const Tolerance&) = default;
};

// 0.5 points of a share, 5 % of the baseline's mean of all else.
Tolerance default_tolerance(std::string_view unit);

// What a rule for every metric names.
inline constexpr std::string_view all_metrics = "all";

// "METRIC=VALUE" as it was given. `metric` is a name of spec/metrics.hpp, or all_metrics.
struct ToleranceRule {
  std::string metric;
  Tolerance tolerance;
};

// VALUE is 0, or "5%" of the baseline's mean; for one metric also "0.5points" of a share, a
// duration of a figure in s or ms, a number of any other. Error: none of them, below 0, or a metric
// that is not known or cannot be judged.
Checked<ToleranceRule> tolerance_from(std::string_view text);

// The last rule that names the metric; else the last for all of them; else the default.
Tolerance tolerance_of(std::string_view metric, std::string_view unit,
                       const std::vector<ToleranceRule>& rules);

}  // namespace coalmine::harness
