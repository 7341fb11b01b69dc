// Tests scenarios side by side on several threads, and tells of each in its turn.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "report/table.hpp"
#include "report/tested.hpp"
#include "spec/parse.hpp"

namespace coalmine::app {

struct Candidate {
  std::string file;
  Result<spec::Scenario> scenario;
};

struct SideBySide {
  std::uint32_t threads = 1;  // scenarios at once; those left over help with the replications
  bool fail_fast = false;     // begin none after one that is bad or failed
  report::Style style{};      // of `failures`
  // Called in the order of the candidates, for each as soon as it and those before it are done.
  // `failures`: the lines of its expectations that were not met.
  std::function<void(const report::TestedScenario& tested, const std::string& failures)> announce;
  // Replications of all scenarios that are done, and that there are. May be empty.
  std::function<void(std::uint32_t done, std::uint32_t all)> progress;
};

// One for each candidate, in their order: the same for any number of threads. With fail_fast, all
// after the first that is bad or failed are left out, even where another thread had done one, and
// not announced. `announce` and `progress` are called from one thread at a time.
std::vector<report::TestedScenario> test_side_by_side(const std::vector<Candidate>& candidates,
                                                      const SideBySide& options);

}  // namespace coalmine::app
