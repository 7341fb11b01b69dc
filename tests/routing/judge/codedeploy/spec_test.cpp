#include "routing/judge/codedeploy/spec.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace coalmine::routing::codedeploy {
namespace {

using namespace std::chrono_literals;

Spec with_alarms(std::size_t alarms) {
  Spec spec;
  for (std::size_t i = 0; i < alarms; ++i) {
    spec.alarms.push_back({.name = fmt::format("a{}", i)});
    spec.stops_on.push_back(spec.alarms.back().name);
  }
  return spec;
}

std::string problem_with(const Spec& spec) {
  const auto checked = check(spec);
  return checked ? "" : checked.error().message;
}

TEST(DeploymentGroup, WatchesUpToFiftyAlarms) {  // C14
  EXPECT_EQ(problem_with(with_alarms(0)), "");
  EXPECT_EQ(problem_with(with_alarms(50)), "");
  EXPECT_EQ(problem_with(with_alarms(51)), "51 alarms are watched, expected at most 50");
}

TEST(DeploymentGroup, MayHaveMoreAlarmsThanItWatches) {
  Spec spec = with_alarms(60);
  spec.stops_on.resize(2);
  EXPECT_EQ(problem_with(spec), "");
}

TEST(DeploymentGroup, WatchesAlarmsThatThereAreEachOnce) {
  Spec spec = with_alarms(2);
  spec.stops_on = {"a0", "a2"};
  EXPECT_EQ(problem_with(spec), "no alarm is named \"a2\"");
  spec.stops_on = {"a0", "a1", "a0"};
  EXPECT_EQ(problem_with(spec), "alarm \"a0\" is watched twice");
}

TEST(DeploymentGroup, HasAlarmsThatCloudwatchTakes) {
  Spec spec = with_alarms(1);
  std::get<cloudwatch::MetricAlarmSpec>(spec.alarms[0].alarm).evaluation_periods = 0;
  EXPECT_NE(problem_with(spec), "");
}

TEST(DeploymentGroup, CountsInWholeSeconds) {
  const auto with = [](auto change) {
    Spec spec;
    change(spec);
    return problem_with(spec);
  };
  EXPECT_EQ(with([](Spec& spec) { spec.poll = 0s; }), "poll is 0 s, expected above 0");
  EXPECT_EQ(with([](Spec& spec) { spec.poll = 1500ms; }), "poll is 1.5 s, expected whole seconds");
  EXPECT_EQ(with([](Spec& spec) { spec.metric_delay = -1s; }),
            "metric delay is -1 s, expected 0 or more");
  EXPECT_EQ(with([](Spec& spec) { spec.alarm_phase = 1ms; }),
            "alarm phase is 0.001 s, expected whole seconds");
  EXPECT_EQ(with([](Spec& spec) { spec.rollback_delay = 1ms; }),
            "rollback delay is 0.001 s, expected whole seconds");
  EXPECT_EQ(with([](Spec& spec) { spec.before_hook = Hook{1ms}; }),
            "hook before traffic is 0.001 s, expected whole seconds");
  EXPECT_EQ(with([](Spec& spec) { spec.after_hook = Hook{-1s}; }),
            "hook after traffic is -1 s, expected 0 or more");
}

TEST(DeploymentGroup, HasAShareOfFailingPolls) {
  Spec spec;
  spec.poll_fails = 1;
  EXPECT_EQ(problem_with(spec), "");
  for (const double share : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    spec.poll_fails = share;
    EXPECT_NE(problem_with(spec), "");
  }
}

}  // namespace
}  // namespace coalmine::routing::codedeploy
