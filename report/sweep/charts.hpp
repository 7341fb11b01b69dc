// The charts of a sweep. Each takes a metric that has data.
#pragma once

#include <string_view>
#include <vector>

#include "harness/sweep/result.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {

// Over one number: a line with intervals for each policy.
Chart sweep_line_chart(const harness::SweepResult& sweep, std::string_view metric);

// Over two: a map for each policy, all on one scale of colours.
Chart sweep_map_chart(const harness::SweepResult& sweep, std::string_view metric);

// Over more: what each of them does, the largest effect first, all on one scale.
std::vector<Chart> sweep_effect_charts(const harness::SweepResult& sweep, std::string_view metric);

}  // namespace coalmine::report
