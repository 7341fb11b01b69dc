#include "harness/judges/cloudwatch_points.hpp"

#include <gmock/gmock.h>

#include <vector>

#include "base/random.hpp"

namespace coalmine::harness {
namespace {

using namespace std::chrono_literals;
using namespace routing::cloudwatch;
using routing::Version;
using testing::ElementsAre;

constexpr auto stable = Version::stable;
constexpr auto canary = Version::canary;

constexpr Instant at(Duration since) { return Instant{since}; }

constexpr TelemetryNeeds long_memory{.slice = 10s, .memory = 24h, .latency = true};

// What each slot has, oldest first; -1 where it has no point.
std::vector<double> values(std::span<const Point> range) {
  std::vector<double> values;
  for (const Point& point : range) values.push_back(point.value.value_or(-1));
  return values;
}

class CloudwatchPointsTest : public testing::Test {
 protected:
  void serve(Version version, Duration when, bool failed = false, Duration latency = 100ms) {
    telemetry_.record(version, at(when), latency, failed, 0);
  }
  std::vector<double> points(const MetricAlarmSpec& spec, Duration when, Duration delay) {
    CloudwatchPoints points(spec, delay);
    return values(points.range(Alarm(spec), at(when), telemetry_));
  }
  Point of(const Metric& metric, Duration from = 0s, Duration to = 1min) const {
    return point_of(metric, PercentileMethod::nearest_rank, telemetry_, at(from), at(to));
  }

  Telemetry telemetry_{long_memory, 1};
};

TEST_F(CloudwatchPointsTest, AreOldestFirstAndMissingWhereNobodyCame) {  // W4
  serve(canary, 1min, true);
  serve(canary, 1min + 1s, true);
  serve(canary, 3min + 59s);
  const MetricAlarmSpec spec{.watched = Metric{}, .evaluation_periods = 3};  // range 5
  EXPECT_THAT(points(spec, 5min, 0s), ElementsAre(-1, 2, -1, 0, -1));
}

TEST_F(CloudwatchPointsTest, AreSeenWhenTheirMinuteIsOverAndTheDelayHasPassed) {  // W3
  for (int minute = 0; minute < 10; ++minute) serve(canary, 1min * minute, true);
  const MetricAlarmSpec spec{.watched = Metric{}, .evaluation_periods = 1};  // range 3
  EXPECT_THAT(points(spec, 5min, 0s), ElementsAre(1, 1, 1));
  EXPECT_THAT(points(spec, 5min, 1s), ElementsAre(1, 1, -1));
  EXPECT_THAT(points(spec, 5min, 60s), ElementsAre(1, 1, -1));
  EXPECT_THAT(points(spec, 5min, 61s), ElementsAre(1, -1, -1));
  EXPECT_THAT(points(spec, 5min + 1s, 61s), ElementsAre(1, 1, -1));
}

TEST_F(CloudwatchPointsTest, OfALongPeriodAreMadeOfTheMinutesThatAreSeen) {  // W22
  for (int minute = 0; minute < 10; ++minute) serve(canary, 1min * minute, true);
  const MetricAlarmSpec spec{.watched = Metric{}, .period = 5min, .evaluation_range = 2};
  EXPECT_THAT(points(spec, 10min, 0s), ElementsAre(5, 5));
  EXPECT_THAT(points(spec, 10min, 2min), ElementsAre(5, 3));
  EXPECT_THAT(points(spec, 10min, 5min), ElementsAre(5, -1));
  EXPECT_THAT(points(spec, 10min, 6min), ElementsAre(4, -1));
}

// W17: a metric of standard resolution has a point in one slot of three, that of its full minute.
TEST_F(CloudwatchPointsTest, OfAShortPeriodNeedAMetricOfHighResolution) {
  for (int i = 0; i < 12; ++i) serve(canary, 10s * i, true);
  MetricAlarmSpec spec{.watched = Metric{}, .period = 20s, .evaluation_range = 6};
  EXPECT_THAT(points(spec, 2min, 0s), ElementsAre(6, -1, -1, 6, -1, -1));
  spec.resolution = Resolution::high;
  EXPECT_THAT(points(spec, 2min, 0s), ElementsAre(2, 2, 2, 2, 2, 2));
  EXPECT_THAT(points(spec, 2min, 10s), ElementsAre(2, 2, 2, 2, 2, 1));
}

TEST_F(CloudwatchPointsTest, CountWhoseDimensionItIs) {  // L12
  serve(stable, 1s, true);
  serve(stable, 2s);
  serve(canary, 3s, true);
  const auto invocations = [&](Dimension dimension) {
    return of({Measure::invocations, {}, dimension}).value;
  };
  EXPECT_EQ(invocations(Dimension::function), 3);
  EXPECT_EQ(invocations(Dimension::alias), 3);
  EXPECT_EQ(invocations(Dimension::version), 1);
  EXPECT_EQ(invocations(Dimension::stable), 2);
  EXPECT_EQ(invocations(Dimension::nowhere), std::nullopt);
}

TEST_F(CloudwatchPointsTest, OfErrorsAreZerosAndOnes) {  // L13
  for (int i = 0; i < 3; ++i) serve(canary, 1s * i, i == 0);
  const auto errors = [&](Aggregate aggregate) {
    return of({Measure::errors, {aggregate}, Dimension::version}).value;
  };
  EXPECT_EQ(errors(Aggregate::sum), 1);
  EXPECT_EQ(errors(Aggregate::sample_count), 3);
  EXPECT_EQ(errors(Aggregate::minimum), 0);
  EXPECT_EQ(errors(Aggregate::maximum), 1);
  EXPECT_DOUBLE_EQ(errors(Aggregate::average).value(), 1.0 / 3);
}

TEST_F(CloudwatchPointsTest, OfThrottlesAreNeverThere) {
  serve(canary, 1s, true);
  EXPECT_EQ(of({Measure::throttles, {}, Dimension::alias}).value, std::nullopt);
}

TEST_F(CloudwatchPointsTest, OfDurationsAreMilliseconds) {
  for (int i = 1; i <= 100; ++i) serve(i > 90 ? canary : stable, 1ms * i, false, 10ms * i);
  const auto duration = [&](Statistic statistic, Dimension dimension) {
    return of({Measure::duration, statistic, dimension});
  };
  const Statistic p50{Aggregate::percentile, 0.5}, p99{Aggregate::percentile, 0.99};
  EXPECT_NEAR(duration(p50, Dimension::alias).value.value(), 500, 2);
  EXPECT_NEAR(duration(p99, Dimension::alias).value.value(), 990, 4);
  EXPECT_NEAR(duration(p50, Dimension::version).value.value(), 950, 4);
  EXPECT_EQ(duration(p50, Dimension::version).samples, 10U);
  EXPECT_DOUBLE_EQ(duration({Aggregate::average}, Dimension::alias).value.value(), 505);
  EXPECT_DOUBLE_EQ(duration({Aggregate::maximum}, Dimension::alias).value.value(), 1000);
  EXPECT_NEAR(duration({Aggregate::minimum}, Dimension::alias).value.value(), 10, 0.05);
  EXPECT_EQ(duration(p50, Dimension::nowhere).value, std::nullopt);
}

TEST_F(CloudwatchPointsTest, OfAnExpressionAreWhatItMakesOfItsMetrics) {  // W18
  for (int i = 0; i < 4; ++i) serve(canary, 1s * i, i == 0);
  serve(canary, 2min + 1s);
  const MetricAlarmSpec spec{
      .watched = Expression{.text = "errors / invocations",
                            .metrics = {{"errors", {Measure::errors}},
                                        {"invocations", {Measure::invocations}}}},
      .evaluation_periods = 1};
  EXPECT_THAT(points(spec, 3min, 0s), ElementsAre(0.25, -1, 0));
}

// One store remembers everything, the other what the points say they need; and one reader sees
// every evaluation, while the other begins anew at each. All give the same points.
TEST(CloudwatchPointsMemory, IsLongEnoughForEveryShapeOfAlarm) {
  std::vector<MetricAlarmSpec> shapes(7);
  shapes[0] = {.evaluation_periods = 3};
  shapes[1] = {.period = 5min, .evaluation_periods = 2};
  shapes[2] = {.period = 20s, .evaluation_periods = 6};
  shapes[3] = {.period = 20s, .evaluation_periods = 6, .resolution = Resolution::high};
  shapes[4] = {.period = 5min, .evaluation_periods = 2, .window_end = WindowEnd::wall_clock};
  shapes[5] = {.period = 1h, .evaluation_periods = 25};  // evaluated every hour
  shapes[6] = {.period = 1min, .evaluation_range = 90};
  for (std::size_t shape = 0; shape < shapes.size(); ++shape) {
    const MetricAlarmSpec spec = check(shapes[shape]).value();
    const Alarm alarm(spec);
    for (const Duration delay : {Duration{0s}, Duration{45s}, Duration{60s}, Duration{10min}}) {
      CloudwatchPoints points(spec, delay);
      Telemetry all({.slice = 10s, .memory = 24h * 14}, 1);
      Telemetry needed(points.needs(), 1);
      const RandomStream draws(1, 0, Purpose::arrival_gap);
      const Duration cadence = evaluation_cadence(spec);
      Duration now{};
      for (int evaluation = 0; evaluation < 150; ++evaluation) {
        const auto end = next_evaluation(spec, at(Duration{1} + cadence * evaluation), 0s);
        for (std::uint64_t i = 0; now < end.time_since_epoch(); now += 7s, ++i) {
          const auto bits = draws.at(static_cast<std::uint64_t>(now.count())).first;
          if (unit(bits) < 0.5) continue;
          for (Telemetry* each : {&all, &needed}) each->record(canary, at(now), 1ms, bits & 1, 0);
        }
        const auto incremental = values(points.range(alarm, end, needed));
        CloudwatchPoints anew(spec, delay);
        ASSERT_EQ(incremental, values(anew.range(alarm, end, all)))
            << "shape " << shape << ", delay " << in_seconds(delay) << " s, " << evaluation;
      }
    }
  }
}

}  // namespace
}  // namespace coalmine::harness
