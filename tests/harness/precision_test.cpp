// When a run looks at its intervals, and when it has seen enough.
#include "harness/precision.hpp"

#include <gmock/gmock.h>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::rehearse;
using support::scenario_of;

// Half as wide as asked, and so on; the limit is 1,000 replications.
Reached item(std::optional<double> half_width, std::uint32_t at_most = 1000) {
  return {"policy", "metric", 1.0, half_width, at_most};
}

std::uint32_t next_after(std::uint32_t replications, std::vector<Reached> items) {
  return next_look(items, replications);
}

TEST(NextLook, ComesWhenTheIntervalShouldBeNarrowEnough) {
  EXPECT_EQ(next_after(100, {item(1.25)}), 157u);  // 1.25 squared is 1.5625 times as many
}

TEST(NextLook, ComesAtMostAfterTwiceAsManyAndAtLeastAfterATenthMore) {
  EXPECT_EQ(next_after(100, {item(5.0)}), 200u);
  EXPECT_EQ(next_after(100, {item(1.001)}), 111u);  // 1.1 is a little more than 1.1
  EXPECT_EQ(next_after(30, {item(1.001)}), 33u);
}

TEST(NextLook, IsNotNeededWhereAllIntervalsAreNarrowEnough) {
  EXPECT_EQ(next_after(100, {item(1.0), item(0.5)}), 0u);
  EXPECT_EQ(next_after(100, {}), 0u);
}

TEST(NextLook, WaitsForTheWidestInterval) {
  EXPECT_EQ(next_after(100, {item(1.25), item(0.5), item(1.4)}), 196u);
}

TEST(NextLook, ComesAtTheLimitAndNotAfterIt) {
  EXPECT_EQ(next_after(100, {item(1.25, 120)}), 120u);
  EXPECT_EQ(next_after(120, {item(1.25, 120)}), 0u);
  EXPECT_EQ(next_after(500, {item(1.25, 120)}), 0u);
  EXPECT_EQ(next_after(100, {item(1.25, 100), item(1.2, 1000)}), 144u);
}

TEST(NextLook, GoesOnToTheLimitWithoutData) {
  EXPECT_EQ(next_after(100, {item(std::nullopt)}), 200u);
  EXPECT_EQ(next_after(800, {item(std::nullopt)}), 1000u);
  EXPECT_EQ(next_after(1000, {item(std::nullopt)}), 0u);
}

constexpr const char* coffee = R"(
name: coffee
replications: 40
duration: 2m
traffic: {{ users: 50, requests: {{ poisson: {{ per_user: 1/min }} }} }}
functions: {{ counter: {{ latency: 10ms }} }}
release: {{ rollout: {{ steps: [{{ weight: 30%, for: 2m }}] }} }}
precision: {}
policies: {{ weighted: {{ route: weighted }}, sticky: {{ route: {{ sticky: user }} }} }}
)";

RunResult run_with(const std::string& precision, std::uint32_t threads = 2) {
  return rehearse(fmt::format(coffee, precision), threads);
}

TEST(PreciseRun, GoesOnUntilTheIntervalIsAsNarrowAsAsked) {
  const auto result = run_with(
      "{ policy: weighted, metric: blast_radius.exposed, half_width: 0.6%, at_most: 5000 }");
  ASSERT_EQ(result.precision.size(), 1u);
  EXPECT_TRUE(result.precision[0].is_met());
  EXPECT_GT(result.replications, 40u);
  EXPECT_LT(result.replications, 5000u);
  const Figure& figure = support::Figures(result.policies[0]).of("blast_radius.exposed");
  EXPECT_EQ(figure.n, result.replications);
  EXPECT_EQ(*result.precision[0].half_width, (*figure.ci95_high - *figure.ci95_low) / 2);
}

TEST(PreciseRun, BeginsWithTheReplicationsOfTheScenarioAndStopsThereIfTheyDo) {
  EXPECT_EQ(run_with("{ metric: users.active, half_width: 50, at_most: 5000 }").replications, 40u);
}

TEST(PreciseRun, NeverStopsBeforeThirty) {
  auto scenario =
      scenario_of(fmt::format(coffee, "{ metric: users.active, half_width: 50, at_most: 5000 }"));
  scenario.replications = 2;
  EXPECT_EQ(harness::run(scenario).replications, 30u);
}

TEST(PreciseRun, BeginsWithTheLimitWhereThatIsBelowThirty) {
  auto scenario = scenario_of(fmt::format(
      coffee,
      "[{ policy: sticky, metric: blast_radius.exposed, half_width: 0.01%, at_most: 7 }, "
      "{ metric: users.active, half_width: 50, at_most: 12 }]"));
  scenario.replications = 2;
  EXPECT_EQ(harness::run(scenario).replications, 12u);
  scenario.replications = 20;
  EXPECT_EQ(harness::run(scenario).replications, 20u);
}

TEST(PreciseRun, StopsAtTheLimitAndSaysWhatItDidNotReach) {
  const auto result =
      run_with("{ policy: sticky, metric: blast_radius.exposed, half_width: 0.01%, at_most: 70 }");
  EXPECT_EQ(result.replications, 70u);
  ASSERT_EQ(result.precision.size(), 1u);
  EXPECT_FALSE(result.precision[0].is_met());
  EXPECT_GT(*result.precision[0].half_width, 0.0001);
}

TEST(PreciseRun, GoesOnToTheLimitForWhatHasNoData) {
  const auto result = run_with("{ metric: alarm.time_to_detect, half_width: 1s, at_most: 90 }");
  EXPECT_EQ(result.replications, 90u);
  EXPECT_EQ(result.precision.size(), 2u);
  EXPECT_FALSE(result.precision[0].half_width);
}

// The same replications as a run that was told their number, whatever the threads.
TEST(PreciseRun, IsTheRunOfThatManyReplications) {
  const std::string precision =
      "{ policy: weighted, metric: blast_radius.exposed, half_width: 0.7%, at_most: 5000 }";
  const auto result = run_with(precision, 1);
  auto told = scenario_of(fmt::format(coffee, "[]"));
  told.replications = result.replications;
  const auto expected = harness::run(told);
  for (const std::uint32_t threads : {1u, 2u, 8u}) {
    const auto again = run_with(precision, threads);
    ASSERT_EQ(again.replications, result.replications) << threads;
    for (const std::size_t policy : {0u, 1u}) {
      for (std::size_t i = 0; i < expected.policies[policy].figures.size(); ++i) {
        EXPECT_EQ(again.policies[policy].figures[i].values,
                  expected.policies[policy].figures[i].values);
      }
    }
  }
}

}  // namespace
}  // namespace coalmine::harness
