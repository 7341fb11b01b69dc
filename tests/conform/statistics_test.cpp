// The statistics of the suite, against calculations by hand.
#include "conform/judge/statistics.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/math/distributions/binomial.hpp>

namespace coalmine::conform {
namespace {

// What users_needed uses: 10 promises, three checks of share.
constexpr double significance = 1e-3 / 30;

TEST(Statistics, DoublesTheShorterTailOfTheBinomial) {
  EXPECT_DOUBLE_EQ(binomial_p_value({10, 0}, 0.5), 2.0 / 1024);
  EXPECT_DOUBLE_EQ(binomial_p_value({10, 10}, 0.5), 2.0 / 1024);
  EXPECT_DOUBLE_EQ(binomial_p_value({10, 1}, 0.5), 2.0 * 11 / 1024);
  EXPECT_DOUBLE_EQ(binomial_p_value({10, 5}, 0.5), 1);
}

TEST(Statistics, AcceptsNothingButTheSureAtWeights0And1) {
  EXPECT_DOUBLE_EQ(binomial_p_value({100, 0}, 0), 1);
  EXPECT_DOUBLE_EQ(binomial_p_value({100, 1}, 0), 0);
  EXPECT_DOUBLE_EQ(binomial_p_value({100, 100}, 1), 1);
  EXPECT_DOUBLE_EQ(binomial_p_value({100, 99}, 1), 0);
}

TEST(Statistics, AcceptsUpToTheLastCountThatTheTestAccepts) {
  const Range range = accepted(1000, 0.1, 0.01);
  EXPECT_GE(binomial_p_value({1000, range.low}, 0.1), 0.01);
  EXPECT_LT(binomial_p_value({1000, range.low - 1}, 0.1), 0.01);
  EXPECT_GE(binomial_p_value({1000, range.high}, 0.1), 0.01);
  EXPECT_LT(binomial_p_value({1000, range.high + 1}, 0.1), 0.01);
}

// 10 and 20 of 50: 15 are expected in each, so chi-square is 2 * 5^2 / (50 * 0.3 * 0.7) = 4.762.
TEST(Statistics, ComparesGroupsByChiSquare) {
  EXPECT_NEAR(homogeneity_p_value(std::array{Count{50, 10}, Count{50, 20}}), 0.0291, 1e-4);
  EXPECT_DOUBLE_EQ(homogeneity_p_value(std::array{Count{50, 10}, Count{100, 20}}), 1);
}

TEST(Statistics, FindsNoDifferenceWhereEverybodyMetOneVersion) {
  EXPECT_DOUBLE_EQ(homogeneity_p_value(std::array{Count{50, 0}, Count{20, 0}}), 1);
  EXPECT_DOUBLE_EQ(homogeneity_p_value(std::array{Count{50, 50}, Count{20, 20}}), 1);
}

TEST(Statistics, FindsAPointTooManyOrTooFewInTenPercentWith99PercentProbability) {
  const std::uint64_t users = users_to_find(0.01, 0.1, significance);
  const Range range = accepted(users, 0.1, significance);
  for (const double wrong : {0.09, 0.11}) {
    const boost::math::binomial distribution(static_cast<double>(users), wrong);
    const double missed = boost::math::cdf(distribution, static_cast<double>(range.high)) -
                          boost::math::cdf(distribution, static_cast<double>(range.low) - 1);
    EXPECT_LT(missed, 1 - power) << wrong;
  }
}

TEST(Statistics, NamesTheErrorThatASampleSizeIsFor) {
  const std::uint64_t users = users_to_find(0.01, 0.1, significance);
  EXPECT_NEAR(error_found(users, 0.1, significance), 0.01, 0.0002);
  EXPECT_NEAR(error_found(4 * users, 0.1, significance), 0.005, 0.0002);
}

TEST(Statistics, NamesTheFaultThatSoManyUsersMeetWith99PercentProbability) {
  EXPECT_DOUBLE_EQ(fault_found(1), 0.99);
  EXPECT_NEAR(fault_found(2), 0.9, 1e-12);  // 1 - 0.1^2 = 0.99
}

}  // namespace
}  // namespace coalmine::conform
