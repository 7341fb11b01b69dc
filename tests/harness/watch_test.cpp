#include "harness/watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <vector>

namespace coalmine::harness {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto stable = routing::Version::stable;
constexpr auto canary = routing::Version::canary;
constexpr bool failed = true;

// One failure among the invocations of a minute is enough.
routing::AlarmSpec any_failure(Duration publication_delay = 30s) {
  return {.statistic = routing::Statistic::error_count,
          .threshold = 0.5,
          .publication_delay = publication_delay};
}

// Drives a Watch as Meters does: from one instant of next() to the next, counts handed over first.
class Pipeline {
 public:
  explicit Pipeline(const routing::AlarmSpec& spec, Instant first_shift = Instant{})
      : watch_(spec, first_shift) {}

  void invoke(Duration began, routing::Version version, bool fails) {
    run_until(Instant{began});
    auto& counts = segment_[static_cast<std::size_t>(version)];
    counts += routing::Counts{1, fails};
  }
  // What became of an invocation that began at `began` is known only at `known`.
  void invoke_late(Duration began, Duration known, routing::Version version, bool fails) {
    run_until(Instant{known});
    watch_.add_late(version, Instant{began}, fails);
  }
  void answer(Duration began, routing::Version version, Duration latency) {
    invoke(began, version, !failed);
    watch_.add_latency(version, Instant{began}, latency);
  }
  // The instants, in seconds, at which the alarm fires until `end`.
  std::vector<double> alarms_until(Duration end) {
    run_until(Instant{end});
    return alarms_s_;
  }

 private:
  void run_until(Instant end) {
    while (watch_.next() <= end) {
      const Instant now = watch_.next();
      watch_.add(segment_);
      segment_ = {};
      if (watch_.evaluate(now)) alarms_s_.push_back(in_seconds(now.time_since_epoch()));
      watch_.roll_over(now);
    }
  }

  Watch watch_;
  VersionCounts segment_;
  std::vector<double> alarms_s_;
};

TEST(WatchTest, PublishesADatapointItsDelayAfterItsPeriod) {
  Pipeline pipeline(any_failure());
  pipeline.invoke(10s, canary, failed);
  EXPECT_THAT(pipeline.alarms_until(10min), ElementsAre(90));
}

// Datapoint k covers ((k-1) T, k T].
TEST(WatchTest, CountsTheLastInstantOfAPeriodIntoIt) {
  Pipeline at_the_end(any_failure());
  at_the_end.invoke(60s, canary, failed);
  EXPECT_THAT(at_the_end.alarms_until(10min), ElementsAre(90));
  Pipeline after_it(any_failure());
  after_it.invoke(60s + 1ns, canary, failed);
  EXPECT_THAT(after_it.alarms_until(10min), ElementsAre(150));
}

// With a phase of 20 s the first datapoint ends at 40 s.
TEST(WatchTest, EndsPeriodsThePhaseEarlier) {
  routing::AlarmSpec spec = any_failure();
  spec.phase = 20s;
  Pipeline at_the_end(spec);
  at_the_end.invoke(40s, canary, failed);
  EXPECT_THAT(at_the_end.alarms_until(10min), ElementsAre(70));
  Pipeline after_it(spec);
  after_it.invoke(40s + 1ns, canary, failed);
  EXPECT_THAT(after_it.alarms_until(10min), ElementsAre(130));
}

// The first shift at 5 min 10 s: datapoint 1 covers (5:10, 6:10].
TEST(WatchTest, CountsPeriodsFromTheFirstShift) {
  Pipeline before(any_failure(), Instant{310s});
  before.invoke(309s, stable, failed);
  before.invoke(310s, stable, failed);
  EXPECT_THAT(before.alarms_until(20min), IsEmpty()) << "not judged: before datapoint 1";
  Pipeline within(any_failure(), Instant{310s});
  within.invoke(310s + 1ns, canary, failed);
  EXPECT_THAT(within.alarms_until(20min), ElementsAre(400));
  Pipeline last(any_failure(), Instant{310s});
  last.invoke(370s, canary, failed);
  EXPECT_THAT(last.alarms_until(20min), ElementsAre(400));
}

TEST(WatchTest, DoesNotJudgeTheInstantOfTheFirstShiftAtTheStart) {
  Pipeline pipeline(any_failure());
  pipeline.invoke(0s, stable, failed);
  EXPECT_THAT(pipeline.alarms_until(10min), IsEmpty());
}

// With a phase, datapoint 1 begins before the first shift: (280 s, 340 s].
TEST(WatchTest, JudgesADatapointThatBeginsThePhaseBeforeTheFirstShift) {
  routing::AlarmSpec spec = any_failure();
  spec.phase = 20s;
  Pipeline within(spec, Instant{300s});
  within.invoke(281s, stable, failed);
  EXPECT_THAT(within.alarms_until(20min), ElementsAre(370));
  Pipeline before(spec, Instant{300s});
  before.invoke(280s, stable, failed);
  EXPECT_THAT(before.alarms_until(20min), IsEmpty());
}

TEST(WatchTest, FiresAgainAtEveryEvaluationWhileDatapointsBreach) {
  Pipeline pipeline(any_failure());
  pipeline.invoke(10s, canary, failed);
  pipeline.invoke(70s, canary, failed);
  pipeline.invoke(190s, canary, failed);
  EXPECT_THAT(pipeline.alarms_until(10min), ElementsAre(90, 150, 270));
}

TEST(WatchTest, KeepsSeveralDatapointsWaitingWhereTheDelayIsLongerThanThePeriod) {
  Pipeline pipeline(any_failure(150s));
  pipeline.invoke(10s, canary, failed);
  pipeline.invoke(130s, canary, failed);
  EXPECT_THAT(pipeline.alarms_until(10min), ElementsAre(210, 330));
}

TEST(WatchTest, PublishesAtTheEndOfThePeriodWithoutADelay) {
  Pipeline pipeline(any_failure(0s));
  pipeline.invoke(59s, canary, failed);
  EXPECT_THAT(pipeline.alarms_until(10min), ElementsAre(60));
}

// Known after the period's end, but before its datapoint is published at 90 s.
TEST(WatchTest, CountsALateOutcomeIntoThePeriodInWhichItsInvocationBegan) {
  Pipeline pipeline(any_failure());
  pipeline.invoke_late(50s, 80s, canary, failed);
  EXPECT_THAT(pipeline.alarms_until(10min), ElementsAre(90));
}

TEST(WatchTest, CountsALateOutcomeOfThePeriodsLastInstantIntoIt) {
  Pipeline pipeline(any_failure());
  pipeline.invoke_late(60s, 80s, canary, failed);
  EXPECT_THAT(pipeline.alarms_until(10min), ElementsAre(90));
}

TEST(WatchTest, LosesAnOutcomeThatIsKnownAfterItsDatapointWasPublished) {
  Pipeline pipeline(any_failure());
  pipeline.invoke_late(50s, 91s, canary, failed);
  EXPECT_THAT(pipeline.alarms_until(10min), IsEmpty());
}

// One failure of two invocations on the canary, none of eight on stable: 1/10 together, 1/2 of the
// canary, 1/2 more than stable.
TEST(WatchTest, CountsWhatItsDimensionCounts) {
  const auto fires_above = [](routing::Dimension dimension, double threshold) {
    Pipeline pipeline({.threshold = threshold, .dimension = dimension, .publication_delay = 30s});
    for (int i = 0; i < 8; ++i) pipeline.invoke(10s, stable, !failed);
    pipeline.invoke(20s, canary, failed);
    pipeline.invoke(30s, canary, !failed);
    return !pipeline.alarms_until(2min).empty();
  };
  EXPECT_TRUE(fires_above(routing::Dimension::alias, 0.099));
  EXPECT_FALSE(fires_above(routing::Dimension::alias, 0.1));
  EXPECT_TRUE(fires_above(routing::Dimension::version, 0.499));
  EXPECT_FALSE(fires_above(routing::Dimension::version, 0.5));
  EXPECT_TRUE(fires_above(routing::Dimension::difference, 0.499));
  EXPECT_FALSE(fires_above(routing::Dimension::difference, 0.5));
}

TEST(WatchTest, TreatsAPeriodWithoutTrafficAsTold) {
  routing::AlarmSpec spec = any_failure();
  spec.missing = routing::Missing::breaching;
  Pipeline pipeline(spec);
  pipeline.invoke(10s, canary, !failed);
  pipeline.invoke(130s, canary, !failed);
  EXPECT_THAT(pipeline.alarms_until(220s), ElementsAre(150)) << "nothing ran in the second minute";
}

// Latencies 1, 2, ..., 10 ms on stable: nearest rank p50 is 5 ms.
TEST(WatchTest, ComparesALatencyPercentile) {
  const auto fires_above = [](double threshold_s, routing::Dimension dimension, double percentile) {
    Pipeline pipeline({.statistic = routing::Statistic::latency,
                       .percentile = percentile,
                       .threshold = threshold_s,
                       .dimension = dimension,
                       .publication_delay = 30s});
    for (int i = 1; i <= 10; ++i) pipeline.answer(i * 1s, stable, i * 1ms);
    pipeline.answer(20s, canary, 100ms);
    return !pipeline.alarms_until(2min).empty();
  };
  // Of all eleven, p50 is the sixth: 6 ms. Histograms are exact to 1 part in 256.
  EXPECT_TRUE(fires_above(0.0059, routing::Dimension::alias, 0.5));
  EXPECT_FALSE(fires_above(0.0061, routing::Dimension::alias, 0.5));
  EXPECT_TRUE(fires_above(0.099, routing::Dimension::alias, 0.99));
  EXPECT_TRUE(fires_above(0.099, routing::Dimension::version, 0.5));
  EXPECT_FALSE(fires_above(0.1, routing::Dimension::version, 0.5));
  // 100 ms less 5 ms.
  EXPECT_TRUE(fires_above(0.0949, routing::Dimension::difference, 0.5));
  EXPECT_FALSE(fires_above(0.0951, routing::Dimension::difference, 0.5));
}

TEST(WatchTest, HasNoLatencyDifferenceWhereOneVersionDidNotRun) {
  Pipeline pipeline({.statistic = routing::Statistic::latency,
                     .percentile = 0.5,
                     .threshold = 0,
                     .dimension = routing::Dimension::difference,
                     .publication_delay = 30s});
  pipeline.answer(10s, canary, 100ms);
  EXPECT_THAT(pipeline.alarms_until(10min), IsEmpty());
}

}  // namespace
}  // namespace coalmine::harness
