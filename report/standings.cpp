#include "report/standings.hpp"

#include <algorithm>

#include "harness/find.hpp"

namespace coalmine::report {
namespace {

constexpr double about = 1.1;

bool is_lower(const Standing& a, const Standing& b) { return a.mean < b.mean; }

}  // namespace

std::optional<double> mean_of(const harness::PolicyResult& policy, std::string_view metric) {
  const harness::Figure* figure = find_figure(policy, metric);
  return figure == nullptr ? std::nullopt : figure->mean;
}

std::vector<Standing> standings(const harness::RunResult& result, std::string_view metric) {
  std::vector<Standing> found;
  for (const auto& policy : result.policies) {
    if (const auto mean = mean_of(policy, metric)) found.push_back({policy.name, *mean});
  }
  return found;
}

const Standing& lowest(const std::vector<Standing>& all) {
  return *std::min_element(all.begin(), all.end(), is_lower);
}

const Standing& highest(const std::vector<Standing>& all) {
  return *std::max_element(all.begin(), all.end(), is_lower);
}

bool about_equal(double a, double b) { return std::max(a, b) <= about * std::min(a, b); }

}  // namespace coalmine::report
