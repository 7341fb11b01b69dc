#include "harness/sweep/result.hpp"

#include <algorithm>

namespace coalmine::harness {

const Figure* find_figure(const SweepPoint& point, std::string_view policy,
                          std::string_view metric) {
  for (const PolicyResult& each : point.policies) {
    if (each.name != policy) continue;
    for (const Figure& figure : each.figures) {
      if (figure.name == metric) return &figure;
    }
  }
  return nullptr;
}

std::vector<std::string> policies_of(const SweepResult& sweep) {
  std::vector<std::string> names;
  for (const SweepPoint& point : sweep.points) {
    for (const PolicyResult& policy : point.policies) {
      if (std::count(names.begin(), names.end(), policy.name) == 0) names.push_back(policy.name);
    }
  }
  return names;
}

}  // namespace coalmine::harness
