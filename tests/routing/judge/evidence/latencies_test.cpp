#include "routing/judge/evidence/latencies.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace coalmine::routing::evidence {
namespace {

using namespace std::chrono_literals;

// One of each: first, first + 1 ms, ...
std::vector<Tied> each_from(Duration first, int n) {
  std::vector<Tied> latencies;
  for (int i = 0; i < n; ++i) latencies.push_back({first + i * 1ms, 1});
  return latencies;
}

TEST(DifferenceOfQuantiles, IsOfTheLatenciesAtTheirRanks) {
  const auto difference =
      difference_of_quantiles(each_from(1ms, 1'000), each_from(11ms, 1'000), 0.5, 0);
  EXPECT_NEAR(difference->value, 0.010, 1e-12);
  EXPECT_EQ(difference->units, 2'000);
}

TEST(DifferenceOfQuantiles, TakesTheNextRankWhereTheShareFallsBetweenTwo) {
  // 0.5 x 101 is rank 51 of either; the wider steps of the second show which was taken.
  const auto fine = each_from(1ms, 101);
  std::vector<Tied> coarse = fine;
  for (std::size_t i = 0; i < coarse.size(); ++i) coarse[i].latency = (i + 1) * 10ms;
  EXPECT_NEAR(difference_of_quantiles(fine, coarse, 0.5, 0)->value, 0.510 - 0.051, 1e-12);
}

TEST(DifferenceOfQuantiles, VariesByHowFarTheBoundingRanksAreApart) {
  // Ranks 1000 x (0.5 -+ 1.96 x sqrt(0.25 / 1000)): the 470th and the 531st, 61 ms apart.
  const auto latencies = each_from(1ms, 1'000);
  const double deviation_s = 0.061 / (2 * 1.959963984540054);
  EXPECT_NEAR(difference_of_quantiles(latencies, latencies, 0.5, 0)->variance,
              2 * deviation_s * deviation_s, 1e-12);
}

TEST(DifferenceOfQuantiles, CountsATiedLatencyAsOftenAsItOccurred) {
  const std::vector<Tied> tied{{100ms, 900}, {200ms, 100}};
  const std::vector<Tied> slower{{100ms, 900}, {300ms, 100}};
  EXPECT_NEAR(difference_of_quantiles(tied, slower, 0.95, 0.01)->value, 0.1, 1e-12);
  EXPECT_NEAR(difference_of_quantiles(tied, slower, 0.5, 0.01)->value, 0, 1e-12);
}

TEST(DifferenceOfQuantiles, IsNeverSurerThanTheHistogramIsFine) {
  const std::vector<Tied> constant{{100ms, 500}};
  EXPECT_NEAR(difference_of_quantiles(constant, constant, 0.5, 0.01)->variance, 2 * 1e-6, 1e-15);
  EXPECT_FALSE(difference_of_quantiles(constant, constant, 0.5, 0));
}

TEST(DifferenceOfQuantiles, NeedsEnoughToBoundBothQuantiles) {
  // n above 1.96^2 x 0.95 / 0.05 = 72.99.
  EXPECT_FALSE(bounds_quantile(72, 0.95));
  EXPECT_TRUE(bounds_quantile(73, 0.95));
  EXPECT_FALSE(bounds_quantile(72, 0.05));
  EXPECT_TRUE(bounds_quantile(73, 0.05));
  EXPECT_FALSE(bounds_quantile(380, 0.99));
  EXPECT_TRUE(bounds_quantile(381, 0.99));
  EXPECT_FALSE(bounds_quantile(0, 0.5));
  const auto enough = each_from(1ms, 73);
  const auto too_few = each_from(1ms, 72);
  EXPECT_TRUE(difference_of_quantiles(enough, enough, 0.95, 0));
  EXPECT_FALSE(difference_of_quantiles(too_few, enough, 0.95, 0));
  EXPECT_FALSE(difference_of_quantiles(enough, too_few, 0.95, 0));
}

const std::vector<Tied> stable{{1ms, 1}, {2ms, 2}, {4ms, 1}};
const std::vector<Tied> canary{{2ms, 1}, {3ms, 1}, {5ms, 1}, {6ms, 1}};

TEST(MannWhitney, CountsPairsInWhichTheCanaryIsSlower) {
  // U = 2 + 3 + 4 + 4 = 13 of 16, mean 8; three tied of eight: variance 16/12 x (9 - 24/56).
  EXPECT_NEAR(*mann_whitney_z(stable, canary, 0ms), 4.5 / 3.380617018914066, 1e-12);
  EXPECT_NEAR(*mann_whitney_z(canary, stable, 0ms), -4.5 / 3.380617018914066, 1e-12);
}

TEST(MannWhitney, IsZeroWithinHalfARankOfTheMean) {
  EXPECT_EQ(*mann_whitney_z(stable, stable, 0ms), 0);
  const std::vector<Tied> early{{1ms, 1}, {4ms, 1}};
  const std::vector<Tied> between{{2ms, 1}};
  EXPECT_EQ(*mann_whitney_z(early, between, 0ms), 0);
}

TEST(MannWhitney, TakesTheMarginOffTheCanary) {
  const std::vector<Tied> two_slower{{3ms, 1}, {4ms, 2}, {6ms, 1}};
  EXPECT_EQ(*mann_whitney_z(stable, two_slower, 2ms), 0);
  EXPECT_GT(*mann_whitney_z(stable, two_slower, 1ms), 0);
  EXPECT_LT(*mann_whitney_z(stable, two_slower, 3ms), 0);
}

TEST(MannWhitney, SaysNothingIfAllLatenciesAreOneOrOneVersionHasNone) {
  const std::vector<Tied> constant{{1ms, 5}};
  EXPECT_FALSE(mann_whitney_z(constant, constant, 0ms));
  EXPECT_FALSE(mann_whitney_z(stable, {}, 0ms));
  EXPECT_FALSE(mann_whitney_z({}, canary, 0ms));
}

}  // namespace
}  // namespace coalmine::routing::evidence
