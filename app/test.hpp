// `coalmine test`: scenarios in, and whether each keeps what it expects: a gate for a pipeline.
#pragma once

#include <string>
#include <vector>

#include "app/run.hpp"

namespace coalmine::app {

struct TestCommand {
  std::vector<std::string> paths;  // files and folders
  RunCommand run;                  // set, seed, replications, jobs, json
  std::string filter;              // empty: all
  bool fail_fast = false;
  std::string junit;  // where to; "-" is standard output; empty: nowhere
};

// Returns an ExitCode: bad_input if a scenario is bad or none was tested, for nothing tested is no
// pass; else expectation_failed if one was not met or had no data.
int test_scenarios(const TestCommand& command);

}  // namespace coalmine::app
