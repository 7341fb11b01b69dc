// How often new seeds alone fail a comparison. Its level promises: in at most 1 % of all tries.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <future>
#include <iostream>
#include <string>
#include <vector>

#include "harness/baseline/diff.hpp"
#include "harness/baseline/gate.hpp"
#include "harness/baseline/p_value.hpp"
#include "harness/baseline/tolerance.hpp"
#include "tests/harness/baseline/results.hpp"
#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

constexpr std::uint32_t tries = 1000;
constexpr std::uint32_t replications = 100;
constexpr double level = 0.01;

// Everything that is judged happens now and then: the bug is noticed or not, early or late; users
// meet the canary after its rollback, are thrown back, meet mismatches.
constexpr const char* noticed_or_not = R"(
name: noticed-or-not
duration: 8m
traffic: { users: 60, requests: { poisson: { per_user: 1/min } } }
functions: { api: { errors: 1% }, receipts: {} }
streams: { orders: { from: api, to: [receipts] } }
release:
  rollout: { steps: [{ weight: 20%, for: 8m }] }
  bugs: [{ in: api, fails: 15% }]
  fields: [{ name: loyalty, written_by: api, needed_by: receipts }]
alarms: [{ metric: error_rate, above: 6%, function: api, datapoints: 2 of 3, reaction: 30s }]
policies:
  weighted: { route: weighted }
  sticky: { route: { sticky: { key: user, salt_per: function } } }
  carried: { route: { sticky: user }, propagate: true, alarms: { dimension: version } }
)";

// A sound release beside an incident of the stable version.
constexpr const char* taken_back_or_not = R"(
name: taken-back-or-not
duration: 8m
traffic: { users: 60, requests: { poisson: { per_user: 1/min } } }
functions: { api: { errors: 1% } }
incidents: [{ in: api, version: stable, from: 2m, to: 5m, errors: 8% }]
release: { rollout: { steps: [{ weight: 20%, for: 8m }] } }
alarms: [{ metric: error_rate, above: 8%, datapoints: 2 of 3, reaction: 30s }]
policies:
  weighted: { route: weighted }
  cookie: { route: { cookie: canary-only }, alarms: { dimension: alias } }
)";

// What is not judged would cost the test time, and tell it nothing.
RunResult judged_alone(RunResult result) {
  const auto gate = default_gate();
  for (PolicyResult& policy : result.policies) {
    std::erase_if(policy.figures, [&](const Figure& figure) {
      return std::find(gate.begin(), gate.end(), figure.name) == gate.end();
    });
  }
  return result;
}

// As if it had ended after `n` replications.
RunResult first(RunResult result, std::uint32_t n) {
  result.replications = n;
  for (PolicyResult& policy : result.policies) {
    for (Figure& figure : policy.figures) {
      figure.values.resize(n);
      figure = figure_with(figure.name, std::move(figure.values));
    }
  }
  return result;
}

std::vector<RunResult> run_both(std::uint64_t seed) {
  std::vector<RunResult> results;
  for (const char* text : {noticed_or_not, taken_back_or_not}) {
    spec::Scenario scenario = support::scenario_of(text);
    scenario.seed = seed;
    scenario.replications = replications;
    results.push_back(judged_alone(run(scenario)));
  }
  return results;
}

// A way to compare, and how often it failed.
struct Comparison {
  std::uint32_t n;
  bool paired;  // the draws of two seeds, as if they were the same: pairs that nothing connects
  const char* tolerance;  // empty: the default ones
  std::vector<std::string> metrics{};
  std::uint32_t failed = 0;
  std::uint32_t judged = 0;
};

std::vector<Comparison> comparisons() {
  // Five replications can show no change of an outcome.
  const std::vector<std::string> measured{
      "blast_radius.exposed",      "blast_radius.harmed",        "requests.failed", "chains.mixed",
      "chains.mismatched.forward", "chains.mismatched.backward", "users.flipped"};
  std::vector<Comparison> all;
  for (const bool paired : {false, true}) {
    all.push_back({5, paired, "all=0", measured});
    all.push_back({20, paired, "all=0"});
    all.push_back({100, paired, "all=0"});
    all.push_back({100, paired, ""});
  }
  return all;
}

void compare(const std::vector<RunResult>& before, const std::vector<RunResult>& after,
             Comparison& comparison) {
  std::vector<ResultPair> pairs;
  for (std::size_t i = 0; i < before.size(); ++i) {
    pairs.push_back({first(before[i], comparison.n), first(after[i], comparison.n)});
    if (comparison.paired) pairs.back().after.seed = pairs.back().before.seed;
  }
  DiffOptions options{.level = level, .metrics = comparison.metrics};
  if (*comparison.tolerance != '\0') {
    options.tolerances.push_back(tolerance_from(comparison.tolerance).value());
  }
  const BaselineDiff diff = compare(pairs, options).value();
  comparison.failed += !passes(diff);
  comparison.judged = std::max(comparison.judged, diff.judged);
}

std::vector<Comparison> try_seeds(std::uint32_t from, std::uint32_t to) {
  std::vector<Comparison> all = comparisons();
  for (std::uint32_t i = from; i < to; ++i) {
    const std::vector<RunResult> before = run_both(2 * i + 1);
    const std::vector<RunResult> after = run_both(2 * i + 2);
    for (Comparison& comparison : all) compare(before, after, comparison);
  }
  return all;
}

TEST(NewSeedsAlone, FailInAtMostOnePercentOfAllTries) {
  auto others = std::async(std::launch::async, try_seeds, tries / 2, tries);
  std::vector<Comparison> all = try_seeds(0, tries / 2);
  const std::vector<Comparison> more = others.get();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Comparison& of = all[i];
    const std::uint32_t failed = of.failed + more[i].failed;
    std::cout << of.n << (of.paired ? " pairs, " : " of each, ")
              << (*of.tolerance == '\0' ? "default tolerances" : of.tolerance) << ", " << of.judged
              << " tests: " << failed << " of " << tries << " tries failed\n";
    // So many happen less than once in 10,000 runs of this test where the level is kept.
    EXPECT_GT(binomial_upper_tail(failed, tries, level), 1e-4) << failed;
    EXPECT_GT(of.judged, 20);
  }
}

}  // namespace
}  // namespace coalmine::harness
