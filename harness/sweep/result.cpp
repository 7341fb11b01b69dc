#include "harness/sweep/result.hpp"

#include <algorithm>

#include "harness/find.hpp"

namespace coalmine::harness {

const Figure* find_figure(const SweepPoint& point, std::string_view policy,
                          std::string_view metric) {
  const PolicyResult* found = find_policy(point.policies, policy);
  return found == nullptr ? nullptr : find_figure(*found, metric);
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
