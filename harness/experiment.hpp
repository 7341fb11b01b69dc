// Runs every policy of a scenario side by side on the same draws, and judges what was expected.
#pragma once

#include <cstdint>
#include <functional>

#include "harness/result.hpp"
#include "spec/scenario.hpp"

namespace coalmine::harness {

struct RunOptions {
  std::uint32_t threads = 1;
  // Called after each replication, from one thread at a time: how many of all are done.
  std::function<void(std::uint32_t done, std::uint32_t all)> progress;
};

// A pure function of the scenario: threads and progress change no bit of the result.
RunResult run(const spec::Scenario& scenario, const RunOptions& options = {});

}  // namespace coalmine::harness
