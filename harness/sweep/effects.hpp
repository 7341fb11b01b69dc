// Which numbers matter: how a figure moves with each dimension of a sweep, the others averaged out.
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
  std::vector<std::optional<double>> mean;  // by policy: over those points that have data
};

// By every value of a grid or list; samples of a range by fifths, from low to high.
struct MainEffect {
  std::size_t dimension = 0;
  std::vector<Level> levels;
  double size = 0;         // the largest difference between two levels, in any policy
  std::size_t policy = 0;  // in which that is
};

// The largest first. `policies` are names, in the order of Level::mean.
std::vector<MainEffect> main_effects(const SweepResult& sweep, std::string_view metric,
                                     const std::vector<std::string>& policies);

}  // namespace coalmine::harness
