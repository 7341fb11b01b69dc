// Which points a sweep has: a grid over all dimensions, or a Latin hypercube in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "harness/sweep/dimension.hpp"
#include "spec/parse.hpp"

namespace coalmine::harness {

struct Sampling {
  std::uint32_t samples = 0;  // [2, points_max]
  std::uint64_t seed = 0;
  friend bool operator==(const Sampling&, const Sampling&) = default;
};

struct SweepPlan {
  std::vector<Dimension> dimensions;
  std::optional<Sampling> sampling;              // nothing: a grid
  std::vector<std::vector<std::string>> points;  // each a value for every dimension
};

// A grid has every combination of values, the last dimension changing fastest.
//
// A Latin hypercube of N points cuts every range into N strata, and has one point in each of every
// dimension; of a list each value is as frequent as the others, or once more. Its draws follow from
// the seed and the order of the dimensions.
//
// Error: a text that is no dimension, a path twice, more than points_max points, steps with
// samples.
Result<SweepPlan> plan_sweep(const std::vector<std::string>& vary,
                             const std::optional<Sampling>& sampling);

// What else the plan should be told of: ranges with fewer whole numbers than steps. Sentences.
std::vector<std::string> notes_on(const SweepPlan& plan);

// The overrides of one point: those of the command line, then the point's values.
spec::Overrides overrides_at(const SweepPlan& plan, std::uint32_t point, spec::Overrides common);

}  // namespace coalmine::harness
