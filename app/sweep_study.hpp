// What a sweep is about to do: read and checked before anything runs.
#pragma once

#include <string>
#include <vector>

#include "app/sweep.hpp"
#include "base/result.hpp"
#include "harness/sweep/plan.hpp"
#include "harness/sweep/points.hpp"
#include "harness/sweep/result.hpp"

namespace coalmine::app {

struct SweepStudy {
  harness::SweepSource source;
  harness::SweepPlan plan;
  harness::SweepInfo info;
  std::string header;                // the first line of its file, and of its journal
  std::vector<std::string> metrics;  // that are reported
};

// Error: whatever is wrong with the command or the scenario as it is; not yet with single points.
Result<SweepStudy> study_of(const SweepCommand& command);

}  // namespace coalmine::app
