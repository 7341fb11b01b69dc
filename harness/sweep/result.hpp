// What a sweep found: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/result.hpp"
#include "harness/sweep/plan.hpp"

namespace coalmine::harness {

// Which sweep it is: the scenario before anything was varied, and what was.
struct SweepInfo {
  std::string scenario;
  std::string digest;
  std::uint64_t seed = 0;
  std::uint32_t replications = 0;
  std::vector<std::string> vary;  // as written
  std::optional<Sampling> sampling;
  std::uint32_t points = 0;
};

// Figures without the values of single replications.
struct SweepPoint {
  std::vector<std::string> values;  // one for each dimension
  std::uint32_t replications = 0;
  std::vector<PolicyResult> policies;
};

struct SweepResult {
  SweepInfo info;
  SweepPlan plan;
  std::vector<SweepPoint> points;  // in the order of the plan's
};

// The figure of a policy in a point; null if there is none.
const Figure* find_figure(const SweepPoint& point, std::string_view policy,
                          std::string_view metric);

// The policies that any point has, in the order in which they appear.
std::vector<std::string> policies_of(const SweepResult& sweep);

}  // namespace coalmine::harness
