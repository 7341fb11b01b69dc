// `coalmine judges`: what each judge would have done with the release of a scenario.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/run.hpp"

namespace coalmine::app {

struct JudgesCommand {
  RunCommand run;                      // scenario, policies, set, seed, replications, jobs, json
  std::vector<std::string> judges;     // empty: all
  std::vector<std::string> functions;  // that they watch; empty: as the scenario says
  std::vector<double> traffic;         // factors; empty: as it is

  // Instead of a comparison:
  bool standard = false;                // print the judges of a scenario that names none
  bool list = false;                    // print the engines
  std::optional<std::string> machines;  // print the state machines of this engine; empty: of all
};

// Returns an ExitCode. Results go to standard output, all else to standard error.
int compare_judges(const JudgesCommand& command);

}  // namespace coalmine::app
