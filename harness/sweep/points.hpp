// The scenarios of a sweep: one text, with other values in each point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "harness/sweep/plan.hpp"
#include "spec/parse.hpp"
#include "spec/scenario.hpp"

namespace coalmine::harness {

// The text, and not only the file: an edit while the sweep runs must not change the later points.
struct SweepSource {
  std::string file;  // names it in diagnostics; traces are found beside it
  std::string text;
  spec::Overrides common;  // of all points
};

// The scenario of a point. Diagnostics about a value of the point have "--vary PATH=VALUE" as their
// file.
Result<spec::Scenario> scenario_at(const SweepSource& source, const SweepPlan& plan,
                                   std::uint32_t point);

// The first point that is no valid scenario, and why; nothing if all are. For refusing before the
// first point runs what would fail at the last.
struct BadPoint {
  std::uint32_t point = 0;
  Diagnostics diagnostics;
};
std::optional<BadPoint> first_bad_point(const SweepSource& source, const SweepPlan& plan,
                                        std::uint32_t threads);

}  // namespace coalmine::harness
