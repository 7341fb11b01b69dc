// The charts of a sweep. Each takes a metric that has data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/sweep/effects.hpp"
#include "harness/sweep/result.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {

// Over one number: a line with intervals for each policy.
Chart sweep_line_chart(const harness::SweepResult& sweep, std::string_view metric);

// Over two: a map for each policy, all on one scale of colours.
Chart sweep_map_chart(const harness::SweepResult& sweep, std::string_view metric);

// Over more: how the means move with one of them. `policies` are names, as in the effect.
Chart sweep_effect_chart(const harness::SweepResult& sweep, std::string_view metric,
                         const harness::MainEffect& effect,
                         const std::vector<std::string>& policies);

}  // namespace coalmine::report
