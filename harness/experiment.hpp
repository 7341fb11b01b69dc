// Runs every policy of a scenario side by side on the same draws, and judges what was expected.
#pragma once

#include "harness/parallel.hpp"
#include "harness/result.hpp"
#include "spec/scenario.hpp"

namespace coalmine::harness {

// A pure function of the scenario: threads and progress change no bit of the result.
RunResult run(const spec::Scenario& scenario, const RunOptions& options = {});

}  // namespace coalmine::harness
