// How many replications it takes before a comparison with a baseline can fail at all.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "harness/baseline/diff.hpp"
#include "harness/baseline/scenario_comparison.hpp"

namespace coalmine::harness {

// With too few replications an outcome would pass whatever happened. That is no answer, and so no
// pass. `level_of_one`: what the p-value of each test has to be at most.
// Error: names the figure and how many replications it takes.
Checked<void> check_power(const ScenarioDiff& scenario, std::span<const Tested> all,
                          double level_of_one);

// For each of these baselines the fewest replications with which compare() would judge by all of
// them together, by the default metrics and level. More than a baseline has: it would refuse.
// Below five replications it is not known which figures are going to have data: then it is an
// estimate.
std::vector<std::uint32_t> replications_to_judge_by(std::span<const RunResult> baselines);

}  // namespace coalmine::harness
