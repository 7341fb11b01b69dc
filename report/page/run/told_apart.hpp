// What tells several runs of one scenario apart: a number after its name does not.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/result.hpp"

namespace coalmine::report {

// A sentence for each scenario that more than one run is of: what of seed, replications, policies,
// replaced values, version and text differs between them, and how. `names` are those of the runs.
std::vector<std::string> told_apart(std::span<const harness::RunResult> results,
                                    const std::vector<std::string>& names);

}  // namespace coalmine::report
