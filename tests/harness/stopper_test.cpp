// When a rollout began and ended, and who took it back.
#include <gtest/gtest.h>

#include "replay.hpp"

namespace coalmine::harness {
namespace {

constexpr auto broken = ", bugs: [{ in: api, fails: 100% }]";
constexpr auto on = "[{ weight: 100%, for: 20m }]";
constexpr auto on_errors = "{ metric: error_rate, above: 1% }";
constexpr auto never_fires = "{ metric: error_rate, above: 100% }";
constexpr auto judge =
    "judges: { flagger: { engine: { flagger: { threshold: 2, step_weight: 10%, max_weight: 50% } } "
    "} "
    "}";

// Requests every second for twenty minutes, each of a user of its own.
std::vector<support::Request> steady() {
  std::vector<support::Request> requests;
  for (std::uint32_t i = 0; i < 1'200; ++i) requests.push_back({i + 0.5, i});
  return requests;
}

struct Stopped {
  RunResult result;
  support::Figures figures;
  explicit Stopped(const Replay& replay) : result(replay.run()), figures(result.policies[0]) {}
};

TEST(StopperTest, IsTheAlarmThatFired) {
  const Stopped stopped({.steps = on,
                         .release = std::string("rollback_at: 10m") + broken,
                         .more = fmt::format("alarms: [{}, {}]", never_fires, on_errors),
                         .requests = steady()});
  EXPECT_EQ(stopped.figures.mean("alarm.stopped_by.alarm_1"), 0);
  EXPECT_EQ(stopped.figures.mean("alarm.stopped_by.alarm_2"), 1);
  EXPECT_EQ(stopped.figures.mean("alarm.stopped_by.operator"), 0);
  EXPECT_EQ(stopped.figures.mean("rollout.rolled_back_at"), minute);
}

TEST(StopperTest, IsTheFirstOfTwoAlarmsThatFireAtOnce) {
  const Stopped stopped({.steps = on,
                         .release = std::string("start: 0s") + broken,
                         .more = fmt::format("alarms: [{0}, {0}]", on_errors),
                         .requests = steady()});
  EXPECT_EQ(stopped.figures.mean("alarm.stopped_by.alarm_1"), 1);
  EXPECT_EQ(stopped.figures.mean("alarm.stopped_by.alarm_2"), 0);
}

TEST(StopperTest, IsTheOperatorWhereNobodyElseWas) {
  const Stopped stopped({.steps = on,
                         .release = "rollback_at: 10m",
                         .more = fmt::format("alarms: [{}]", on_errors),
                         .requests = steady()});
  EXPECT_EQ(stopped.figures.mean("alarm.stopped_by.operator"), 1);
  EXPECT_EQ(stopped.figures.mean("alarm.stopped_by.alarm_1"), 0);
  EXPECT_EQ(stopped.figures.mean("rollout.rolled_back_at"), 10 * minute);
}

// An alarm of the same instant acts before the operator does.
TEST(StopperTest, IsTheAlarmOfTheSameInstantAndNotTheOperator) {
  const Stopped stopped({.steps = on,
                         .release = std::string("rollback_at: 1m") + broken,
                         .more = fmt::format("alarms: [{}]", on_errors),
                         .requests = steady()});
  EXPECT_EQ(stopped.figures.mean("alarm.stopped_by.alarm_1"), 1);
  EXPECT_EQ(stopped.figures.mean("alarm.stopped_by.operator"), 0);
}

TEST(StopperTest, IsTheJudgeThatDecides) {
  const Stopped stopped({.steps = on,
                         .policy = "route: weighted, alarms: none, judges: [flagger]",
                         .release = std::string("start: 0s") + broken,
                         .more = judge,
                         .requests = steady()});
  EXPECT_EQ(stopped.figures.mean("alarm.detected"), 1);
  EXPECT_EQ(stopped.figures.mean("alarm.stopped_by.flagger"), 1);
  EXPECT_EQ(stopped.result.policies[0].judges, std::vector<std::string>{"flagger"});
}

TEST(StopperTest, IsNobodyWhereNothingWasTakenBack) {
  const Stopped stopped({.more = fmt::format("alarms: [{}]", on_errors), .requests = steady()});
  EXPECT_EQ(stopped.figures.mean("alarm.stopped_by.alarm_1"), 0);
  EXPECT_FALSE(stopped.figures.has_data("rollout.rolled_back_at"));
  EXPECT_THROW(stopped.figures.of("alarm.stopped_by.operator"), std::runtime_error)
      << "no operator is planned";
}

TEST(RolloutTimesTest, CountFromTheBeginningOfTheObservation) {
  const Stopped stopped({.steps = "[{ weight: 10%, for: 3m }, { weight: 100%, for: 4m }]",
                         .release = "start: 2m",
                         .requests = steady()});
  EXPECT_EQ(stopped.figures.mean("rollout.started_at"), 2 * minute);
  EXPECT_EQ(stopped.figures.mean("rollout.completed_at"), 9 * minute);
}

TEST(RolloutTimesTest, HaveNoDataForWhatDidNotHappen) {
  const Stopped stopped(
      {.steps = "[{ weight: 10%, for: 1h }]", .release = "start: 2m", .requests = steady()});
  EXPECT_TRUE(stopped.figures.has_data("rollout.started_at"));
  EXPECT_FALSE(stopped.figures.has_data("rollout.completed_at"));
  EXPECT_FALSE(stopped.figures.has_data("rollout.rolled_back_at"));
}

TEST(RolloutTimesTest, RememberACompletionThatWasTakenBack) {
  const Stopped stopped({.steps = "[{ weight: 100%, for: 1m }]",
                         .release = "rollback_at: 10m",
                         .requests = steady()});
  EXPECT_EQ(stopped.figures.mean("rollout.completed_at"), minute);
  EXPECT_EQ(stopped.figures.mean("rollout.rolled_back_at"), 10 * minute);
}

TEST(RolloutTimesTest, AreThoseOfTheFirstFunctionWhereAnotherGoesOn) {
  const Stopped stopped({.steps = "[{ weight: 100%, for: 1m }]",
                         .release = "starts: { db: 5m }",
                         .functions = "{ api: { calls: [db] }, db: {} }",
                         .requests = steady()});
  EXPECT_EQ(stopped.figures.mean("rollout.completed_at"), minute);
}

}  // namespace
}  // namespace coalmine::harness
