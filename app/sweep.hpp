// `coalmine sweep`: a scenario with ranges of values in, what every combination gives out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/run.hpp"

namespace coalmine::app {

struct SweepCommand {
  RunCommand run;                        // scenario, policies, set, seed, replications, jobs, quiet
  std::vector<std::string> vary;         // "PATH=VALUES"
  std::string output;                    // where to, a line for each point
  std::optional<std::uint32_t> samples;  // a Latin hypercube of so many points, and not a grid
  std::optional<std::uint64_t> sample_seed;  // nothing: the scenario's seed
  std::vector<std::string> metrics;          // that are reported; empty: exposed and harmed
  std::string report;                        // FILE.html or FILE.md; empty: none
  bool restart = false;                      // what was found before does not count
};

// Returns an ExitCode, or ends with 128 + the signal that interrupted it. Results go to the file
// and to standard output, all else to standard error.
int sweep_scenario(const SweepCommand& command);

}  // namespace coalmine::app
