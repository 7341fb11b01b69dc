#include "routing/judge/cloudwatch/statistics.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace coalmine::routing::cloudwatch {
namespace {

constexpr auto nearest = PercentileMethod::nearest_rank;
constexpr auto linear = PercentileMethod::linear;

Point errors(Aggregate aggregate, const Tally& tally, double percentile = 0) {
  return point_of(Metric{Measure::errors, {aggregate, percentile}}, nearest, tally);
}

// Of values in increasing order.
double percentile(double p, PercentileMethod method, const std::vector<double>& values) {
  return percentile_of(p, values.size(), method,
                       [&](std::uint64_t rank) { return values.at(rank - 1); });
}

TEST(CloudwatchStatistics, OfErrorsAreThoseOfAZeroOrOneForEachInvocation) {
  const Tally tally{.invocations = 8, .errors = 2};
  EXPECT_EQ(errors(Aggregate::sample_count, tally), (Point{8.0, 8}));
  EXPECT_EQ(errors(Aggregate::sum, tally), (Point{2.0, 8}));
  EXPECT_EQ(errors(Aggregate::average, tally), (Point{0.25, 8}));
  EXPECT_EQ(errors(Aggregate::minimum, tally), (Point{0.0, 8}));
  EXPECT_EQ(errors(Aggregate::maximum, tally), (Point{1.0, 8}));
}

// L13: the trap in the canary plugin's own example.
TEST(CloudwatchStatistics, HaveAMinimumOfErrorsAboveZeroOnlyIfEveryInvocationFailed) {
  EXPECT_EQ(errors(Aggregate::minimum, {.invocations = 100, .errors = 99}).value, 0.0);
  EXPECT_EQ(errors(Aggregate::minimum, {.invocations = 100, .errors = 100}).value, 1.0);
}

// W4: also a count of errors, and also with every treatment of missing data.
TEST(CloudwatchStatistics, HaveNoPointWithoutInvocations) {
  for (const Aggregate aggregate :
       {Aggregate::sample_count, Aggregate::sum, Aggregate::average, Aggregate::minimum,
        Aggregate::maximum, Aggregate::percentile}) {
    EXPECT_EQ(errors(aggregate, {}, 0.5), Point{});
  }
}

TEST(CloudwatchStatistics, CountAnInvocationWhetherItFailedOrNot) {
  const Metric invocations{Measure::invocations};
  EXPECT_EQ(point_of(invocations, nearest, {.invocations = 8, .errors = 2}), (Point{8.0, 8}));
}

TEST(CloudwatchStatistics, CountThrottlesApartFromInvocations) {
  const Metric throttles{Measure::throttles};
  EXPECT_EQ(point_of(throttles, nearest, {.throttles = 3}), (Point{3.0, 3}));
  EXPECT_EQ(point_of(throttles, nearest, {.invocations = 8}), Point{});
  EXPECT_EQ(errors(Aggregate::sum, {.throttles = 3}), Point{});
}

TEST(CloudwatchStatistics, GivePercentilesOfZerosAndOnes) {
  const Tally tally{.invocations = 100, .errors = 10};
  EXPECT_EQ(errors(Aggregate::percentile, tally, 0.90), (Point{0.0, 100}));
  EXPECT_EQ(errors(Aggregate::percentile, tally, 0.91), (Point{1.0, 100}));
}

TEST(CloudwatchStatistics, GiveTheStatisticOfASetOfValues) {
  const StatisticSet durations{.samples = 4, .sum = 100, .minimum = 10, .maximum = 60};
  EXPECT_EQ(point_of({Aggregate::average}, durations), (Point{25.0, 4}));
  EXPECT_EQ(point_of({Aggregate::minimum}, durations), (Point{10.0, 4}));
  EXPECT_EQ(point_of({Aggregate::maximum}, durations), (Point{60.0, 4}));
  const auto value_at = [](std::uint64_t rank) { return static_cast<double>(10 * rank); };
  EXPECT_EQ(point_of({Aggregate::percentile, 0.5}, durations, nearest, value_at), (Point{20.0, 4}));
  EXPECT_EQ(point_of({Aggregate::sum}, durations, nearest, value_at), (Point{100.0, 4}));
}

TEST(CloudwatchPercentile, IsOneOfTheValuesByNearestRank) {
  const std::vector<double> values{10, 20, 30, 40, 50};
  EXPECT_EQ(percentile(0.01, nearest, values), 10);
  EXPECT_EQ(percentile(0.20, nearest, values), 10);
  EXPECT_EQ(percentile(0.21, nearest, values), 20);
  EXPECT_EQ(percentile(0.50, nearest, values), 30);
  EXPECT_EQ(percentile(0.99, nearest, values), 50);
}

// 0.07 * 100 is 7.000000000000001 in doubles, and means rank 7.
TEST(CloudwatchPercentile, HasTheRankThatIsMeantAndNotThatOfTheRoundedProduct) {
  EXPECT_EQ(nearest_rank(0.07, 100), 7U);
  EXPECT_EQ(nearest_rank(0.99, 1'000'000), 990'000U);
  EXPECT_EQ(nearest_rank(0.999, 1'001), 1'000U);
}

TEST(CloudwatchPercentile, LiesBetweenTwoValuesByTheLinearMethod) {
  const std::vector<double> values{10, 20, 30, 40, 50};
  EXPECT_EQ(percentile(0.5, linear, values), 30);
  EXPECT_EQ(percentile(0.25, linear, values), 20);
  EXPECT_EQ(percentile(0.625, linear, values), 35);
  EXPECT_EQ(percentile(0.5, linear, {10, 20}), 15);
}

TEST(CloudwatchPercentile, IsTheValueIfThereIsOne) {
  EXPECT_EQ(percentile(0.99, nearest, {7}), 7);
  EXPECT_EQ(percentile(0.99, linear, {7}), 7);
}

}  // namespace
}  // namespace coalmine::routing::cloudwatch
