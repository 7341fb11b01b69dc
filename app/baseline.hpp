// `coalmine baseline`: stores what scenarios find, and says what a change makes better and worse.
#pragma once

#include <string>
#include <vector>

#include "app/run.hpp"

namespace coalmine::app {

struct SaveCommand {
  RunCommand run;  // scenario (a file or a folder), set, seed, replications, jobs
  std::string to;  // a file or a folder
};

struct DiffCommand {
  std::string before;                   // a result, or a folder of them
  std::string after;                    // a result or a scenario, or a folder
  RunCommand run;                       // set, seed, replications, jobs, json
  std::string markdown;                 // where to; "-" is standard output; empty: nowhere
  std::string level = "1%";             // a share above 0, at most a half
  std::vector<std::string> metrics;     // empty: the default ones
  std::vector<std::string> tolerances;  // "METRIC=VALUE"
};

// Return an ExitCode. Results go to standard output, all else to standard error.
int save_baseline(const SaveCommand& command);
int diff_baseline(const DiffCommand& command);

}  // namespace coalmine::app
