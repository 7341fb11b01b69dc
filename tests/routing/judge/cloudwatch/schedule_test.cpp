#include "routing/judge/cloudwatch/schedule.hpp"

#include <gtest/gtest.h>

namespace coalmine::routing::cloudwatch {
namespace {

using namespace std::chrono_literals;

constexpr Instant at(Duration since_start) { return Instant{since_start}; }
constexpr Window between(Duration from, Duration to) { return {at(from), at(to)}; }

MetricAlarmSpec with(Duration period, std::uint32_t evaluation_periods = 1) {
  MetricAlarmSpec spec;
  spec.period = period;
  spec.evaluation_periods = evaluation_periods;
  return spec;
}

TEST(CloudwatchSchedule, EvaluatesAtItsPhaseOfEveryMinute) {
  const MetricAlarmSpec spec = with(1min);
  EXPECT_EQ(next_evaluation(spec, at(0s), 0s), at(0s));
  EXPECT_EQ(next_evaluation(spec, at(1ns), 0s), at(1min));
  EXPECT_EQ(next_evaluation(spec, at(0s), 20s), at(20s));
  EXPECT_EQ(next_evaluation(spec, at(20s), 20s), at(20s));
  EXPECT_EQ(next_evaluation(spec, at(20s + 1ns), 20s), at(80s));
}

TEST(CloudwatchSchedule, TakesThePhaseByTheCadence) {
  EXPECT_EQ(next_evaluation(with(10s), at(0s), 23s), at(3s));
  EXPECT_EQ(next_evaluation(with(24h, 3), at(0s), 3min), at(3min));
  EXPECT_EQ(next_evaluation(with(24h, 3), at(4min), 3min), at(63min));
}

TEST(CloudwatchSchedule, EndsWindowsAtTheLastFullMinute) {
  const MetricAlarmSpec spec = with(5min);
  EXPECT_EQ(slot_window(spec, at(16min + 59s), 0), between(11min, 16min));
  EXPECT_EQ(slot_window(spec, at(16min + 59s), 2), between(1min, 6min));
}

TEST(CloudwatchSchedule, EndsWindowsOfShortPeriodsAtTheLastTenSeconds) {
  EXPECT_EQ(slot_window(with(30s), at(59s), 0), between(20s, 50s));
}

TEST(CloudwatchSchedule, EndsWindowsOfMultiDayAlarmsAtTheLastHour) {
  EXPECT_EQ(slot_window(with(24h, 3), at(75h + 3min), 0), between(51h, 75h));
  EXPECT_EQ(slot_window(with(24h, 1), at(75h + 3min), 0), between(51h + 3min, 75h + 3min));
}

TEST(CloudwatchSchedule, EndsWallClockWindowsAtFullPeriods) {
  MetricAlarmSpec spec = with(5min);
  spec.window_end = WindowEnd::wall_clock;
  EXPECT_EQ(slot_window(spec, at(19min), 0), between(10min, 15min));
  EXPECT_EQ(slot_window(spec, at(20min), 0), between(15min, 20min));
  EXPECT_EQ(slot_window(spec, at(20min), 1), between(10min, 15min));
}

TEST(CloudwatchSchedule, HasWindowsBeforeTheBeginningOfTime) {
  EXPECT_EQ(slot_window(with(5min), at(0s), 0), between(-5min, 0min));
  MetricAlarmSpec spec = with(5min);
  spec.window_end = WindowEnd::wall_clock;
  EXPECT_EQ(slot_window(spec, at(-1min), 0), between(-10min, -5min));
}

// W17: the sixty seconds of a minute bear the stamp of its start.
TEST(CloudwatchSchedule, FindsAWholeMinuteInOneOfSixShortSlots) {
  const MetricAlarmSpec spec = with(10s);
  EXPECT_EQ(invocations_of(spec, between(60s, 70s)), between(60s, 120s));
  for (const auto begin : {70s, 80s, 90s, 100s, 110s}) {
    const Window empty = invocations_of(spec, between(begin, begin + 10s));
    EXPECT_EQ(empty.from, empty.to);
  }
  MetricAlarmSpec own_metric = spec;
  own_metric.resolution = Resolution::high;
  EXPECT_EQ(invocations_of(own_metric, between(70s, 80s)), between(70s, 80s));
}

TEST(CloudwatchSchedule, FindsTheInvocationsOfASlotOfFullMinutesInIt) {
  EXPECT_EQ(invocations_of(with(5min), between(11min, 16min)), between(11min, 16min));
}

TEST(CloudwatchSchedule, KnowsWhatAllWindowsAreMultiplesOf) {
  EXPECT_EQ(grain(with(5min)), 1min);
  EXPECT_EQ(grain(with(30s)), 10s);
  EXPECT_EQ(grain(with(24h, 3)), 1h);
  MetricAlarmSpec spec = with(5min);
  spec.window_end = WindowEnd::wall_clock;
  EXPECT_EQ(grain(spec), 5min);
}

TEST(CloudwatchSchedule, LooksBackOverItsWholeRange) {
  for (const MetricAlarmSpec& spec : {with(5min, 3), with(10s), with(24h, 3)}) {
    const Instant now = at(1'000h + 59min + 59s);
    const Window oldest = slot_window(spec, now, evaluation_range(spec) - 1);
    EXPECT_GE(oldest.from, now - look_back(spec));
    EXPECT_LT(oldest.from, now - look_back(spec) + evaluation_cadence(spec));
  }
}

}  // namespace
}  // namespace coalmine::routing::cloudwatch
