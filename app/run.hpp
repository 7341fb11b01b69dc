// `coalmine run`: a scenario file in, a comparison of its policies out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spec/parse.hpp"

namespace coalmine::app {

inline constexpr int jobs_max = 1024;

struct RunCommand {
  std::string scenario;
  std::vector<std::string> policies;  // empty: all
  std::vector<std::string> set;       // "PATH=VALUE"
  std::optional<std::uint64_t> seed;
  std::optional<std::uint32_t> replications;
  std::optional<std::uint32_t> jobs;  // threads, [1, jobs_max]
  std::string json;                   // where to; "-" is standard output; empty: nowhere
  std::vector<std::string> reports;   // files, of app/report_file.hpp
  std::string resume;                 // where finished replications are kept; empty: nowhere
  bool quiet = false;
};

// What the command changes in the scenario, and how many threads it gets.
spec::Overrides overrides_of(const RunCommand& command);
std::uint32_t threads_of(const RunCommand& command);

// Returns an ExitCode. Results go to standard output, all else to standard error.
int run_scenario(const RunCommand& command);

}  // namespace coalmine::app
