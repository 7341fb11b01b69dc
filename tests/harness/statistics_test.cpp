#include "harness/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <vector>

namespace coalmine::harness {
namespace {

using Values = std::vector<std::optional<double>>;

// The 0.975 quantiles of Student's t. With one and two degrees of freedom there are formulas:
// tan(0.475 pi), and a sqrt(2 / (1 - a^2)) with a = 0.95. With 99, from a table.
const double t1 = std::tan(0.475 * 3.14159265358979324);
const double t2 = 0.95 * std::sqrt(2 / (1 - 0.95 * 0.95));
constexpr double t99 = 1.98421695;

// 1 and 3: sd sqrt(2), standard error 1.
TEST(SummaryTest, OfTwoValuesHasTheWidestInterval) {
  const Summary summary = summarise(Values{1, 3});
  EXPECT_EQ(summary.n, 2u);
  EXPECT_EQ(summary.mean, 2);
  EXPECT_DOUBLE_EQ(*summary.sd, std::sqrt(2));
  EXPECT_NEAR(*summary.ci95_low, 2 - t1, 1e-12);
  EXPECT_NEAR(*summary.ci95_high, 2 + t1, 1e-12);
}

TEST(SummaryTest, UsesStudentsTWithOneDegreeLessThanValues) {
  const Summary three = summarise(Values{2, 4, 6});
  EXPECT_EQ(three.sd, 2);
  EXPECT_NEAR(*three.ci95_high, 4 + t2 * 2 / std::sqrt(3), 1e-12);

  Values hundred;
  for (int i = 0; i < 50; ++i) hundred.insert(hundred.end(), {0, 2});
  const Summary summary = summarise(hundred);
  const double sd = std::sqrt(100.0 / 99);
  EXPECT_NEAR(*summary.sd, sd, 1e-14);
  EXPECT_NEAR(*summary.ci95_low, 1 - t99 * sd / 10, 1e-9);
}

TEST(SummaryTest, OfNothingHasNoMean) {
  for (const Values& nothing : {Values{}, Values{std::nullopt, std::nullopt}}) {
    const Summary summary = summarise(nothing);
    EXPECT_EQ(summary.n, 0u);
    EXPECT_FALSE(summary.mean || summary.sd || summary.ci95_low || summary.ci95_high);
  }
}

TEST(SummaryTest, OfOneValueHasNoSpread) {
  const Summary summary = summarise(Values{std::nullopt, 5});
  EXPECT_EQ(summary.n, 1u);
  EXPECT_EQ(summary.mean, 5);
  EXPECT_FALSE(summary.sd || summary.ci95_low || summary.ci95_high);
}

TEST(SummaryTest, LeavesOutReplicationsWithoutData) {
  const Summary summary = summarise(Values{1, std::nullopt, 3, std::nullopt});
  EXPECT_EQ(summary.n, 2u);
  EXPECT_EQ(summary.mean, 2) << "no data is not zero";
}

TEST(SummaryTest, OfEqualValuesHasAnIntervalOfNoWidth) {
  const Summary summary = summarise(Values{7, 7, 7});
  EXPECT_EQ(summary.sd, 0);
  EXPECT_EQ(summary.ci95_low, 7);
  EXPECT_EQ(summary.ci95_high, 7);
}

// With z^2 = 3.8415 the ends are z^2 / (n + z^2) from the side where all are, and, at one half,
// z / (2 sqrt(n + z^2)) to either side.
TEST(ShareTest, HasAnIntervalAlsoWhereAllOrNoneAre) {
  constexpr double z = 1.959963984540054;
  EXPECT_EQ(share_of(0, 1000).mean, 0);
  EXPECT_EQ(share_of(0, 1000).ci95_low, 0);
  EXPECT_NEAR(*share_of(0, 1000).ci95_high, z * z / (1000 + z * z), 1e-15);
  EXPECT_EQ(share_of(1000, 1000).mean, 1);
  EXPECT_EQ(share_of(1000, 1000).ci95_high, 1);
  EXPECT_NEAR(*share_of(1000, 1000).ci95_low, 1000 / (1000 + z * z), 1e-15);
  EXPECT_NEAR(*share_of(50, 100).ci95_high, 0.5 + z / (2 * std::sqrt(100 + z * z)), 1e-15);
  // Wilson 1927, as statistics packages give it.
  EXPECT_NEAR(*share_of(20, 100).ci95_low, 0.1333669, 1e-7);
  EXPECT_NEAR(*share_of(20, 100).ci95_high, 0.2888292, 1e-7);
}

TEST(ShareTest, OfNothingIsNoData) {
  EXPECT_EQ(share_of(0, 0).n, 0u);
  EXPECT_FALSE(share_of(0, 0).mean);
}

TEST(NearestRankTest, IsTheCeilingOfPTimesN) {
  const Values values{40, 10, std::nullopt, 30, 20};
  EXPECT_EQ(nearest_rank(values, 0.01), 10);
  EXPECT_EQ(nearest_rank(values, 0.25), 10);
  EXPECT_EQ(nearest_rank(values, 0.26), 20);
  EXPECT_EQ(nearest_rank(values, 0.5), 20);
  EXPECT_EQ(nearest_rank(values, 0.99), 40);
}

// 0.07 * 100 is above 7 in doubles, and means rank 7.
TEST(NearestRankTest, IsNotMovedByTheRoundingOfTheProduct) {
  Values values;
  for (int i = 1; i <= 100; ++i) values.emplace_back(i);
  EXPECT_EQ(nearest_rank(values, 0.07), 7);
  EXPECT_EQ(nearest_rank(values, 0.29), 29);
  EXPECT_EQ(nearest_rank(values, 0.95), 95);
}

TEST(NearestRankTest, OfNothingIsNothing) { EXPECT_FALSE(nearest_rank(Values{std::nullopt}, 0.5)); }

}  // namespace
}  // namespace coalmine::harness
