#include "models/distribution.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "models/quantile_knots.hpp"

namespace coalmine::models {
namespace {

const std::vector<Distribution>& every_shape() {
  static const std::vector<Distribution> shapes{
      Constant{0.25},
      Exponential{0.05},
      Lognormal{0.08, 0.7},
      Lognormal{1, 2},
      Gamma{0.3, 1},
      Gamma{2, 0.08},
      Gamma{100, 3},
      Weibull{0.7, 0.2},
      Weibull{3, 1},
      Lognormal{0.5, 0},
      Empirical{{{0, 0.001}, {0.5, 0.01}, {0.99, 0.08}, {1, 0.2}}}};
  return shapes;
}

// The bits that draw u = numerator / 2^53.
std::uint64_t bits_of(std::uint64_t numerator) { return numerator << 11; }

std::string message_of(const Distribution& distribution) {
  const auto checked = check(distribution);
  return checked ? "" : checked.error().message;
}

// Standard normal table: z(0.99) = 2.3263478740408408.
TEST(DistributionTest, ALognormalGoesThroughThePercentilesItWasMadeFrom) {
  const Lognormal lognormal = lognormal_from_percentiles(0.08, 0.4);
  EXPECT_DOUBLE_EQ(lognormal.sigma, std::log(5.0) / 2.3263478740408408);
  EXPECT_DOUBLE_EQ(quantile(lognormal, 0.5), 0.08);
  EXPECT_DOUBLE_EQ(quantile(lognormal, 0.99), 0.4);
  EXPECT_DOUBLE_EQ(mean(lognormal), 0.08 * std::exp(lognormal.sigma * lognormal.sigma / 2));
}

TEST(DistributionTest, ALognormalWithoutSpreadIsAConstant) {
  const Lognormal lognormal = lognormal_from_percentiles(0.08, 0.08);
  EXPECT_EQ(lognormal.sigma, 0);
  EXPECT_EQ(mean(lognormal), 0.08);
  EXPECT_EQ(quantile(lognormal, 0.999), 0.08);
  EXPECT_EQ(cdf(lognormal, 0.0799), 0);
  EXPECT_EQ(cdf(lognormal, 0.08), 1);
}

// Q(p) = -mean ln(1 - p).
TEST(DistributionTest, ExponentialQuantilesAreLogarithms) {
  EXPECT_DOUBLE_EQ(quantile(Exponential{2}, 0.5), 2 * std::log(2.0));
  EXPECT_DOUBLE_EQ(upper_quantile(Exponential{2}, 1e-12), 2 * std::log(1e12));
  EXPECT_DOUBLE_EQ(cdf(Exponential{2}, 2), 1 - std::exp(-1.0));
  EXPECT_DOUBLE_EQ(mean(Exponential{2}), 2);
}

// Q(p) = scale (-ln(1 - p))^(1 / shape); the mean of shape 2 is scale sqrt(pi) / 2.
TEST(DistributionTest, WeibullOfShapeTwoHasTheMeanOfRayleigh) {
  EXPECT_DOUBLE_EQ(quantile(Weibull{2, 3}, 1 - std::exp(-1.0)), 3);
  EXPECT_DOUBLE_EQ(mean(Weibull{2, 3}), 3 * std::sqrt(std::acos(-1.0)) / 2);
}

// Gamma of shape 2 with scale t: P(X <= x) = 1 - (1 + x/t) e^(-x/t). Mean 80 ms: t = 40 ms.
TEST(DistributionTest, GammaOfShapeTwoIsTheSumOfTwoExponentials) {
  EXPECT_DOUBLE_EQ(cdf(Gamma{2, 0.08}, 0.08), 1 - 3 * std::exp(-2.0));
  EXPECT_DOUBLE_EQ(cdf(Gamma{2, 0.08}, 0.4), 1 - 11 * std::exp(-10.0));
  EXPECT_DOUBLE_EQ(mean(Gamma{2, 0.08}), 0.08);
  EXPECT_DOUBLE_EQ(density(Gamma{2, 0.08}, 0.04), std::exp(-1.0) / 0.04);
}

// Straight lines (0, 1) - (0.5, 3) - (1, 13).
TEST(DistributionTest, AnEmpiricalDistributionIsStraightBetweenItsPoints) {
  const Empirical lines{{{0, 1}, {0.5, 3}, {1, 13}}};
  EXPECT_EQ(quantile(lines, 0.25), 2);
  EXPECT_EQ(quantile(lines, 0.5), 3);
  EXPECT_EQ(quantile(lines, 0.75), 8);
  EXPECT_EQ(cdf(lines, 0.9), 0);
  EXPECT_EQ(cdf(lines, 2), 0.25);
  EXPECT_EQ(cdf(lines, 8), 0.75);
  EXPECT_EQ(cdf(lines, 13), 1);
  EXPECT_EQ(mean(lines), 0.5 * 2 + 0.5 * 8);
}

TEST(DistributionTest, AStepOfAnEmpiricalDistributionBelongsToItsUpperEnd) {
  const Empirical step{{{0, 1}, {0.2, 5}, {0.6, 5}, {1, 9}}};
  EXPECT_EQ(quantile(step, 0.4), 5);
  EXPECT_EQ(cdf(step, 5), 0.6);
}

TEST(DistributionTest, TheProbabilityOfAQuantileIsTheOneAskedFor) {
  for (const Distribution& distribution : every_shape()) {
    if (cdf(distribution, quantile(distribution, 0.5)) == 1) continue;  // a constant
    for (const double p : {1e-6, 0.01, 0.3, 0.5, 0.9, 0.999}) {
      EXPECT_NEAR(cdf(distribution, quantile(distribution, p)), p, 1e-14 + 1e-14 * p)
          << "shape " << distribution.index();
    }
  }
}

TEST(DistributionTest, ChecksEachParameter) {
  for (const Distribution& distribution : every_shape()) EXPECT_EQ(message_of(distribution), "");
  EXPECT_EQ(message_of(Constant{-1}), "the constant is -1, expected 0 to 1000000000");
  EXPECT_EQ(message_of(Exponential{0}), "the mean is 0, expected 1e-09 to 1000000000");
  EXPECT_EQ(message_of(Lognormal{1, 11}), "sigma is 11, expected 0 to 10");
  EXPECT_EQ(message_of(Lognormal{0, 1}), "the median is 0, expected 1e-09 to 1000000000");
  EXPECT_EQ(message_of(Gamma{0.01, 1}), "the shape is 0.01, expected 0.1 to 10000");
  EXPECT_EQ(message_of(Weibull{1, std::numeric_limits<double>::infinity()}),
            "the scale is inf, expected 1e-09 to 1000000000");
  EXPECT_EQ(message_of(Weibull{std::numeric_limits<double>::quiet_NaN(), 1}),
            "the shape is nan, expected 0.1 to 1000");
}

TEST(DistributionTest, ChecksThePointsOfAnEmpiricalDistribution) {
  EXPECT_EQ(message_of(Empirical{{{0, 1}}}), "an empirical distribution needs at least two points");
  EXPECT_EQ(message_of(Empirical{{{0.1, 1}, {1, 2}}}), "the first probability must be 0");
  EXPECT_EQ(message_of(Empirical{{{0, 1}, {0.9, 2}}}), "the last probability must be 1");
  EXPECT_EQ(message_of(Empirical{{{0, 1}, {0.5, 2}, {0.5, 3}, {1, 4}}}),
            "probabilities must increase");
  EXPECT_EQ(message_of(Empirical{{{0, 1}, {1, 0.5}}}), "values must not decrease");
  EXPECT_EQ(message_of(Empirical{{{0, -1}, {1, 0.5}}}), "a value is -1, expected 0 to 1000000000");
}

constexpr std::uint64_t one = std::uint64_t{1} << 53;

TEST(QuantileTableTest, IsExactAtEachPowerOfTwoDownToTheLastOneOnEitherSide) {
  for (const Distribution& distribution : every_shape()) {
    const QuantileTable table(distribution);
    for (const int power : {0, 1, 10, 30, 45, 50, 51, 52}) {
      const std::uint64_t distance = std::uint64_t{1} << power;
      const double p = std::ldexp(1.0, power - 53);
      const double low = quantile(distribution, p);
      const double high = upper_quantile(distribution, p);
      EXPECT_NEAR(table.at(bits_of(distance)), low, 2e-14 * low)
          << distribution.index() << " " << power;
      EXPECT_NEAR(table.at(bits_of(one - distance)), high, 2e-14 * high)
          << distribution.index() << " " << power;
    }
  }
}

TEST(QuantileTableTest, DrawsTheMinimumAtZero) {
  EXPECT_EQ(QuantileTable(Exponential{1}).at(0), 0);
  EXPECT_EQ(QuantileTable(Lognormal{1, 1}).at(0), 0);
  EXPECT_EQ(QuantileTable(Constant{3}).at(0), 3);
  EXPECT_EQ(QuantileTable(Empirical{{{0, 2}, {1, 4}}}).at(0), 2);
}

TEST(QuantileTableTest, NeverDecreases) {
  for (const Distribution& distribution : every_shape()) {
    const QuantileTable table(distribution);
    double last = 0;
    for (std::uint64_t i = 0; i < 100'000; ++i) {
      const double value = table.at(i * (~std::uint64_t{0} / 100'000));
      ASSERT_GE(value, last);
      last = value;
    }
  }
}

TEST(QuantileTableTest, IsWithinTwoPartsIn100000BetweenKnots) {
  for (const Distribution& distribution :
       {Distribution{Lognormal{1, 0.5}}, Distribution{Lognormal{1, 2}}, Distribution{Gamma{0.3, 1}},
        Distribution{Gamma{2, 0.08}}, Distribution{Gamma{500, 1}}, Distribution{Exponential{1}},
        Distribution{Weibull{0.5, 1}}}) {
    const QuantileTable table(distribution);
    for (std::uint64_t i = 1; i < 400; ++i) {
      const std::uint64_t numerator = i * (one / 400) + 12'345'678'901;
      const double exact = quantile(distribution, static_cast<double>(numerator) * 0x1p-53);
      EXPECT_NEAR(table.at(bits_of(numerator)), exact, 2e-5 * exact)
          << "shape " << distribution.index() << " at " << i << " / 400";
    }
  }
}

// The area under straight lines between knots, which are all where log_linear buckets begin.
double mean_of_table(const QuantileTable& table) {
  double sum = 0;
  for (std::size_t bucket = 0; bucket < log_linear::bucket_of(one / 2); ++bucket) {
    const auto [low, width] = log_linear::range_of(bucket);
    const std::uint64_t next = low + width;
    const double height = table.at(bits_of(low)) + table.at(bits_of(next));
    const double mirrored =
        table.at(bits_of(one - (low == 0 ? 1 : low))) + table.at(bits_of(one - next));
    sum += static_cast<double>(width) * 0x1p-53 * (height + mirrored) / 2;
  }
  return sum;
}

TEST(QuantileTableTest, HasTheMeanOfTheDistribution) {
  for (const Distribution& distribution : every_shape()) {
    const double exact = mean(distribution);
    EXPECT_NEAR(mean_of_table(QuantileTable(distribution)), exact, 1e-5 * exact)
        << "shape " << distribution.index();
  }
}

// A service that takes gamma(shape 2, mean 80 ms) in 90 % and gamma(shape 2, mean 400 ms) in 10 %:
// at 200 ms its distribution function is 0.9 (1 - 6 e^-5) + 0.1 (1 - 2 e^-1) = 0.890.
TEST(QuantileTableTest, DrawsOfAMixtureFollowItsDistributionFunction) {
  const QuantileTable fast(Gamma{2, 0.08});
  const QuantileTable slow(Gamma{2, 0.4});
  constexpr std::uint64_t n = 100'000;
  double below = 0;
  for (std::uint64_t i = 0; i < n; ++i) {
    const std::uint64_t bits = i * (~std::uint64_t{0} / n);  // evenly through the distribution
    below += 0.9 * (fast.at(bits) <= 0.2) + 0.1 * (slow.at(bits) <= 0.2);
  }
  EXPECT_NEAR(below / n, 0.9 * (1 - 6 * std::exp(-5.0)) + 0.1 * (1 - 2 * std::exp(-1.0)), 2e-5);
}

TEST(QuantileTableTest, RoundsToNanosecondsAndEndsWhereTimeDoes) {
  using namespace std::chrono_literals;
  EXPECT_EQ(QuantileTable(Constant{0.0000000014}).duration_at(0), 1ns);
  EXPECT_EQ(QuantileTable(Constant{0.0000000016}).duration_at(0), 2ns);
  EXPECT_EQ(QuantileTable(Constant{0.25}).duration_at(77), 250ms);
  EXPECT_EQ(QuantileTable(Lognormal{1e9, 10}).duration_at(~std::uint64_t{0}),
            QuantileTable::longest);
}

// Golden bits: any change of these changes results, and must be meant.
TEST(QuantileTableTest, KeepsItsBits) {
  std::uint64_t sum = 0;
  for (const Distribution& distribution : every_shape()) {
    const QuantileTable table(distribution);
    for (std::uint64_t i = 0; i < 10'000; ++i) {
      sum += std::bit_cast<std::uint64_t>(table.at(i * (~std::uint64_t{0} / 10'000)));
    }
    sum += std::bit_cast<std::uint64_t>(mean(distribution));
    sum += std::bit_cast<std::uint64_t>(cdf(distribution, 0.1));
  }
  EXPECT_EQ(sum, 10079495809233470241u);
}

// Every 100th: they are worked out when coalmine is built, and exact arithmetic takes its time.
TEST(NormalQuantiles, AreTheExactOnesAtEveryKnot) {
  const auto quantiles = knots::normal_quantiles();
  ASSERT_EQ(quantiles.size(), knots::last + 1);
  for (std::size_t knot = knots::first; knot <= knots::last; knot += 100) {
    EXPECT_EQ(quantiles[knot], standard_normal_quantile(knots::probability(knot))) << knot;
  }
  EXPECT_EQ(quantiles[knots::last], 0);
}

}  // namespace
}  // namespace coalmine::models
