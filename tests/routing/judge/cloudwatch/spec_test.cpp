#include "routing/judge/cloudwatch/spec.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

namespace coalmine::routing::cloudwatch {
namespace {

using namespace std::chrono_literals;

// What `check` says of the default alarm with a change; empty if nothing.
std::string refusal(const std::function<void(MetricAlarmSpec&)>& change) {
  MetricAlarmSpec spec;
  change(spec);
  const auto checked = check(spec);
  if (!checked) return checked.error().message;
  EXPECT_EQ(*checked, spec);
  return "";
}

Metric percentile(double p) { return Metric{Measure::duration, {Aggregate::percentile, p}}; }

TEST(CloudwatchSpec, IsFineByDefault) {
  EXPECT_EQ(refusal([](MetricAlarmSpec&) {}), "");
}

TEST(CloudwatchSpec, HasDefaultsThatFollowN) {
  MetricAlarmSpec spec;
  spec.evaluation_periods = 3;
  EXPECT_EQ(datapoints_to_alarm(spec), 3U);
  EXPECT_EQ(evaluation_range(spec), 5U);
  spec.datapoints_to_alarm = 2;
  spec.evaluation_range = 4;
  EXPECT_EQ(datapoints_to_alarm(spec), 2U);
  EXPECT_EQ(evaluation_range(spec), 4U);
}

TEST(CloudwatchSpec, TakesThePeriodsOfTheProduct) {
  for (const Duration period : {Duration{10s}, Duration{20s}, Duration{30s}, Duration{1min},
                                Duration{17min}, Duration{24h}, Duration{7 * 24h}}) {
    EXPECT_EQ(refusal([&](auto& spec) { spec.period = period; }), "");
  }
  const std::string expected = ", expected 10 s, 20 s, 30 s or full minutes";
  EXPECT_EQ(refusal([](auto& spec) { spec.period = 40s; }), "alarm period is 40 s" + expected);
  EXPECT_EQ(refusal([](auto& spec) { spec.period = 90s; }), "alarm period is 90 s" + expected);
  EXPECT_EQ(refusal([](auto& spec) { spec.period = 0s; }), "alarm period is 0 s" + expected);
  EXPECT_EQ(refusal([](auto& spec) { spec.period = -1min; }), "alarm period is -60 s" + expected);
}

TEST(CloudwatchSpec, LooksAtADayOfShortPeriodsAndAWeekOfLongOnes) {
  const auto of = [](Duration period, std::uint32_t n) {
    return refusal([=](auto& spec) { spec.period = period, spec.evaluation_periods = n; });
  };
  EXPECT_EQ(of(1min, 1'440), "");
  EXPECT_EQ(of(1min, 1'441),
            "alarm looks at 1441 periods of 60 s, expected 1 to 1440: a day at most");
  EXPECT_EQ(of(1min, 0), "alarm looks at 0 periods of 60 s, expected 1 to 1440: a day at most");
  EXPECT_EQ(of(1h, 168), "");
  EXPECT_EQ(of(1h, 169), "alarm looks at 169 periods of 3600 s, expected 1 to 168: a week at most");
  EXPECT_NE(of(8 * 24h, 1), "");
}

TEST(CloudwatchSpec, NeedsMBetweenOneAndN) {
  const auto of = [](std::uint32_t m, std::uint32_t n) {
    return refusal([=](auto& spec) { spec.datapoints_to_alarm = m, spec.evaluation_periods = n; });
  };
  EXPECT_EQ(of(3, 3), "");
  EXPECT_EQ(of(4, 3), "alarm needs 4 of 3 datapoints, expected 1 to 3");
  EXPECT_EQ(of(0, 3), "alarm needs 0 of 3 datapoints, expected 1 to 3");
}

TEST(CloudwatchSpec, FetchesAtLeastNDatapoints) {
  const auto of = [](std::uint32_t range) {
    return refusal([=](auto& spec) { spec.evaluation_range = range, spec.evaluation_periods = 3; });
  };
  EXPECT_EQ(of(3), "");
  EXPECT_EQ(of(2), "evaluation range is 2 datapoints, expected 3 to 20000");
  EXPECT_EQ(of(20'001), "evaluation range is 20001 datapoints, expected 3 to 20000");
}

TEST(CloudwatchSpec, FetchesNoLongerThanTwoMonthsBack) {
  const auto of = [](std::uint32_t range) {
    return refusal([=](auto& spec) { spec.period = 7 * 24h, spec.evaluation_range = range; });
  };
  EXPECT_EQ(of(8), "");
  EXPECT_EQ(of(9), "evaluation range is 9 datapoints, expected 1 to 8");
  EXPECT_EQ(of(20'000), "evaluation range is 20000 datapoints, expected 1 to 8");
}

TEST(CloudwatchSpec, RefusesAnomalyBandsBecauseTheyCannotBeSimulated) {
  for (const Comparison band :
       {Comparison::outside_band, Comparison::below_band, Comparison::above_band}) {
    EXPECT_EQ(
        refusal([&](auto& spec) { spec.comparison = band; }),
        "anomaly bands cannot be simulated, because their formula is not public; compare with "
        "a threshold");
  }
}

TEST(CloudwatchSpec, RefusesAThresholdThatIsNoNumber) {
  for (const double none :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(refusal([&](auto& spec) { spec.threshold = none; }),
              "alarm threshold is not a number");
  }
}

TEST(CloudwatchSpec, TakesPercentilesBetweenTheExtremes) {
  EXPECT_EQ(refusal([](auto& spec) { spec.watched = percentile(0.999); }), "");
  EXPECT_EQ(refusal([](auto& spec) { spec.watched = percentile(1); }),
            "percentile is p100, expected above p0 and below p100");
  EXPECT_EQ(refusal([](auto& spec) { spec.watched = percentile(0); }),
            "percentile is p0, expected above p0 and below p100");
  EXPECT_NE(refusal([](auto& spec) {
              spec.watched = Expression{"slow", {{"slow", percentile(2)}}};
            }),
            "");
}

TEST(CloudwatchSpec, IgnoresLowSamplesOfOnePercentileOnly) {
  const auto of = [](auto watched) {
    return refusal(
        [=](auto& spec) { spec.watched = watched, spec.low_samples = LowSamples::ignore; });
  };
  const std::string refused = "low samples can be ignored only where one percentile is watched";
  EXPECT_EQ(of(percentile(0.99)), "");
  EXPECT_EQ(of(Metric{}), refused);
  EXPECT_EQ(of(Expression{"slow", {{"slow", percentile(0.99)}}}), refused);
}

TEST(CloudwatchSpec, HasWallClockWindowsOfFivePeriods) {
  const auto of = [](Duration period) {
    return refusal(
        [=](auto& spec) { spec.period = period, spec.window_end = WindowEnd::wall_clock; });
  };
  for (const Duration period :
       {Duration{1min}, Duration{5min}, Duration{1h}, Duration{24h}, Duration{7 * 24h}}) {
    EXPECT_EQ(of(period), "");
  }
  EXPECT_EQ(
      of(2min),
      "alarm period is 120 s, but windows by the wall clock are of 1 or 5 minutes, an hour, a "
      "day or a week");
  EXPECT_NE(of(10s), "");
}

TEST(CloudwatchSpec, WarmsUpForMinutesToTwoDays) {
  const auto of = [](Duration length) {
    return refusal([=](auto& spec) { spec.warm_up = WarmUp{length, false}; });
  };
  EXPECT_EQ(of(1min), "");
  EXPECT_EQ(of(48h), "");
  EXPECT_EQ(of(0min), "warm-up is 0 s, expected 1 to 2880 full minutes");
  EXPECT_EQ(of(90s), "warm-up is 90 s, expected 1 to 2880 full minutes");
  EXPECT_EQ(of(49h), "warm-up is 176400 s, expected 1 to 2880 full minutes");
}

TEST(CloudwatchSpec, RefusesAnExpressionThatIsNone) {
  EXPECT_EQ(refusal([](auto& spec) {
              spec.watched = Expression{"errors /", {{"errors", {}}}};
            }),
            "column 9: expected a number, the id of a metric, a function or \"(\", found the end");
}

}  // namespace
}  // namespace coalmine::routing::cloudwatch
