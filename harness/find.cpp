#include "harness/find.hpp"

#include <algorithm>

namespace coalmine::harness {
namespace {

template <class Named>
const Named* find(std::span<const Named> all, std::string_view name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Named& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

const PolicyResult* find_policy(std::span<const PolicyResult> policies, std::string_view name) {
  return find(policies, name);
}

const Figure* find_figure(std::span<const Figure> figures, std::string_view metric) {
  return find(figures, metric);
}

const Figure* find_figure(const PolicyResult& policy, std::string_view metric) {
  return find_figure(std::span(policy.figures), metric);
}

}  // namespace coalmine::harness
