#include "routing/judge/cloudwatch/alarm.hpp"

#include <gtest/gtest.h>

#include "tests/routing/judge/cloudwatch/build.hpp"

namespace coalmine::routing::cloudwatch {
namespace {

using namespace std::chrono_literals;

constexpr auto no_change = std::nullopt;

TEST(CloudwatchAlarm, ReportsWhatAnEvaluationChanges) {
  Alarm alarm{m_of_n(2, 2, 4)};
  EXPECT_EQ(alarm.handle_evaluation(range_of("--00"), at(1min)),
            (Change{State::insufficient_data, State::ok, at(1min)}));
  EXPECT_EQ(alarm.handle_evaluation(range_of("-00X"), at(2min)), no_change);
  EXPECT_EQ(alarm.handle_evaluation(range_of("00XX"), at(3min)),
            (Change{State::ok, State::alarm, at(3min)}));
  EXPECT_EQ(alarm.handle_evaluation(range_of("0XXX"), at(4min)), no_change);
}

TEST(CloudwatchAlarm, EvaluatesByItsNewRuleOnceItIsChanged) {
  Alarm alarm = alarm_in(State::ok, m_of_n(2, 2, 4));
  alarm.handle_update(m_of_n(1, 1, 4));
  EXPECT_EQ(alarm.state(), State::ok);
  alarm.handle_evaluation(range_of("000X"), at(1min));
  EXPECT_EQ(alarm.state(), State::alarm);
}

TEST(CloudwatchAlarm, IsAsNewAfterAReset) {
  Alarm alarm = alarm_in(State::alarm, m_of_n(1, 1, 3));
  alarm.handle_reset(at(1min));
  EXPECT_EQ(alarm.state(), State::insufficient_data);
}

TEST(CloudwatchAlarm, WatchesTheOneMetricAsItIs) {
  const Point point{0.25, 8};
  EXPECT_EQ(Alarm{MetricAlarmSpec{}}.watched(std::vector{point}), point);
}

TEST(CloudwatchAlarm, WatchesTheValueOfItsExpression) {
  MetricAlarmSpec spec;
  spec.watched = Expression{
      "errors / invocations",
      {{"errors", Metric{Measure::errors}}, {"invocations", Metric{Measure::invocations}}}};
  EXPECT_EQ(metrics_of(spec), (std::vector{Metric{Measure::errors}, Metric{Measure::invocations}}));
  const Alarm alarm{spec};
  EXPECT_EQ(alarm.watched(std::vector<Point>{{2.0, 8}, {8.0, 8}}).value, 0.25);
  EXPECT_EQ(alarm.watched(std::vector<Point>(2)).value, std::nullopt);
}

TEST(CloudwatchAlarm, WatchesSomethingElseOnceItIsChanged) {
  Alarm alarm{MetricAlarmSpec{}};
  MetricAlarmSpec doubled;
  doubled.watched = Expression{"2 * a", {{"a", Metric{}}}};
  alarm.handle_update(doubled);
  EXPECT_EQ(alarm.watched(std::vector{Point{4.0, 8}}).value, 8);
}

// Created at minute 10 with a warm-up; 1 of 2 over a range of 3.
class CloudwatchWarmUp : public testing::Test {
 protected:
  static Alarm warming_up(bool whole) {
    MetricAlarmSpec spec = m_of_n(1, 2, 3, MissingData::breaching);
    spec.warm_up = WarmUp{20min, whole};
    return Alarm{spec, at(10min)};
  }
  // The state after an evaluation at that minute.
  State evaluated(int minute, const char* slots) {
    alarm_.handle_evaluation(range_of(slots), at(std::chrono::minutes{minute}));
    return alarm_.state();
  }

  Alarm alarm_ = warming_up(false);
};

TEST_F(CloudwatchWarmUp, KeepsMissingDataFromAlarming) {
  EXPECT_EQ(evaluated(11, "---"), State::insufficient_data);
  EXPECT_EQ(evaluated(29, "---"), State::insufficient_data);
  EXPECT_EQ(evaluated(30, "---"), State::alarm);
}

TEST_F(CloudwatchWarmUp, EndsOnceDataHaveComeForAllPeriods) {
  EXPECT_EQ(evaluated(12, "--0"), State::insufficient_data);
  EXPECT_EQ(evaluated(13, "-00"), State::insufficient_data);
  EXPECT_EQ(evaluated(14, "000"), State::ok);
}

TEST_F(CloudwatchWarmUp, LastsToItsEndIfItIsWhole) {
  alarm_ = warming_up(true);
  EXPECT_EQ(evaluated(29, "000"), State::insufficient_data);
  EXPECT_EQ(evaluated(30, "000"), State::ok);
}

TEST_F(CloudwatchWarmUp, BeginsAnewAfterAReset) {
  EXPECT_EQ(evaluated(12, "000"), State::insufficient_data);
  alarm_.handle_reset(at(40min));
  EXPECT_EQ(evaluated(41, "000"), State::insufficient_data);
  EXPECT_EQ(evaluated(42, "000"), State::insufficient_data);
  EXPECT_EQ(evaluated(43, "000"), State::ok);
}

}  // namespace
}  // namespace coalmine::routing::cloudwatch
