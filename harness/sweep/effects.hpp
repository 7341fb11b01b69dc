// Which numbers matter: how a figure moves with each dimension of a sweep, the others held fixed.
//
// The mean over all points and a term for each dimension are fitted to the points by least squares.
// In a whole grid a term is how far the points that have a value are from all, on average; of
// samples, that would blame one number for what another did, which happens to be high where the
// first is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/sweep/result.hpp"

namespace coalmine::harness {

// The points that have a value, or lie in a part of a range.
struct Level {
  std::string label;  // "500", "100–316"
  std::size_t points = 0;
  // By policy: what it adds to the mean over all points; nothing without data.
  std::vector<std::optional<double>> effect;
};

// By every value of a grid or list; samples of a range by up to five equal parts, from low to high.
struct MainEffect {
  std::size_t dimension = 0;
  std::vector<Level> levels;
  double size = 0;         // the largest difference between two levels, in any policy
  std::size_t policy = 0;  // in which that is
};

struct MainEffects {
  std::vector<MainEffect> effects;  // the largest first
  // By policy: over all points that have data.
  std::vector<std::optional<double>> mean;
  // By policy: the share of the variance between the points that the sum of the effects explains;
  // the rest is what dimensions do together, and chance. Nothing where the points do not vary.
  std::vector<std::optional<double>> explained;
};

// `policies` are names, in the order of all that is by policy.
MainEffects main_effects(const SweepResult& sweep, std::string_view metric,
                         const std::vector<std::string>& policies);

}  // namespace coalmine::harness
