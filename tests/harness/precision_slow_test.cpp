// How often an interval that was waited for covers what it should.
#include <gtest/gtest.h>

#include <cstdint>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

constexpr const char* coffee = R"(
name: coffee
replications: 30
duration: 2m
traffic: { users: 50, requests: { poisson: { per_user: 1/min } } }
functions: { counter: { latency: 10ms } }
release: { rollout: { steps: [{ weight: 30%, for: 2m }] } }
precision: { metric: blast_radius.exposed_users, half_width: 0.7, at_most: 5000 }
policies: { weighted: { route: weighted } }
)";

// 2,000 runs that stopped themselves, against the exact expectation: 94.3 % of 8,000 cover it,
// where runs of a fixed length cover it in 95 %.
TEST(PreciseRuns, CoverTheExactValueAsOftenAsTheyClaim) {
  constexpr int runs = 2000;
  spec::Scenario scenario = support::scenario_of(coffee);
  int covered = 0;
  double replications = 0;
  for (int run = 1; run <= runs; ++run) {
    scenario.seed = static_cast<std::uint64_t>(run);
    const RunResult result = harness::run(scenario, {.threads = 2});
    const Figure& figure = support::Figures(result.policies[0]).of("blast_radius.exposed_users");
    ASSERT_TRUE(result.precision[0].is_met());
    covered += *figure.ci95_low <= *figure.closed_form && *figure.closed_form <= *figure.ci95_high;
    replications += result.replications;
  }
  const double coverage = static_cast<double>(covered) / runs;
  RecordProperty("coverage", std::to_string(coverage));
  RecordProperty("mean_replications", std::to_string(replications / runs));
  EXPECT_GE(coverage, 0.93);
  EXPECT_LE(coverage, 0.96);
  EXPECT_GT(replications / runs, 60);  // most looked more than once
}

}  // namespace
}  // namespace coalmine::harness
