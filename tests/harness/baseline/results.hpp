// Results made by hand, for tests of what a comparison makes of them.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "harness/baseline/diff.hpp"
#include "harness/statistics.hpp"
#include "spec/metrics.hpp"

namespace coalmine::harness {

using Values = std::vector<std::optional<double>>;

inline Figure figure_with(const std::string& name, Values values) {
  const Summary summary = summarise(values);
  Figure figure;
  figure.name = name;
  figure.unit = spec::find_metric(name)->unit;
  figure.n = summary.n;
  figure.mean = summary.mean;
  figure.values = std::move(values);
  return figure;
}

// `n` values around `mean`, the same for the same seed whatever the mean.
inline Values around(double mean, double sd, std::uint32_t n = 100, std::uint32_t seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0, sd);
  Values values;
  for (std::uint32_t i = 0; i < n; ++i) values.emplace_back(mean + normal(random));
  return values;
}

inline Values all_of(double value, std::uint32_t n = 100) { return Values(n, value); }
inline Values no_data(std::uint32_t n = 100) { return Values(n); }

inline PolicyResult policy_with(const std::string& name, std::vector<Figure> figures) {
  PolicyResult policy;
  policy.name = name;
  policy.figures = std::move(figures);
  return policy;
}

inline RunResult result_with(std::vector<PolicyResult> policies, std::uint64_t seed = 1) {
  RunResult result;
  result.scenario = "coffee";
  result.seed = seed;
  result.replications = static_cast<std::uint32_t>(policies.at(0).figures.at(0).values.size());
  result.policies = std::move(policies);
  return result;
}

// Of one policy, `sticky`, with one figure.
inline RunResult result_with(const std::string& metric, Values values, std::uint64_t seed = 1) {
  return result_with({policy_with("sticky", {figure_with(metric, std::move(values))})}, seed);
}

inline Checked<BaselineDiff> compare(const RunResult& before, const RunResult& after,
                                     const DiffOptions& options = {}) {
  const ResultPair pair{before, after};
  return compare(std::span(&pair, 1), options);
}

// The change of a figure of a policy in the first scenario.
inline Change change_in(const BaselineDiff& diff, const std::string& metric,
                        const std::string& policy = "sticky") {
  for (const Change& change : diff.scenarios.front().changes) {
    if (change.metric == metric && change.policy == policy) return change;
  }
  return {};
}

}  // namespace coalmine::harness
