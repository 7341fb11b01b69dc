#include "harness/baseline/evidence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace coalmine::harness {
namespace {

using Values = std::vector<double>;

Samples paired(Values before, Values after) { return {std::move(before), std::move(after), true}; }
Samples independent(Values before, Values after) {
  return {std::move(before), std::move(after), false};
}

constexpr Allowance nothing_more{};

// `hits` ones, then zeros.
Values hits(std::uint32_t hits, std::uint32_t n) {
  Values values(n, 0.0);
  std::fill_n(values.begin(), hits, 1.0);
  return values;
}

TEST(Pairs, AreTestedByTheirDifferences) {
  // Differences 2, 1, 3 less nothing: mean 2, sd 1, t = 2 sqrt(3), and with two degrees of freedom
  // the tail of t is (1 - t / sqrt(2 + t^2)) / 2.
  const double t = 2 * std::sqrt(3.0);
  EXPECT_DOUBLE_EQ(p_of_rise(paired({10, 50, 30}, {12, 51, 33}), nothing_more),
                   (1 - t / std::sqrt(2 + t * t)) / 2);
}

TEST(Pairs, MayBeWorseByTheMargin) {
  const Samples samples = paired({10, 50, 30}, {12, 51, 33});
  EXPECT_DOUBLE_EQ(p_of_rise(samples, {.margin = 2}), 0.5);
  EXPECT_GT(p_of_rise(samples, {.margin = 2.5}), 0.5);
}

TEST(Pairs, MayBeWorseByAFactor) {
  // Twice the baseline is allowed: differences -8, -49, -27.
  EXPECT_GT(p_of_rise(paired({10, 50, 30}, {12, 51, 33}), {.factor = 2}), 0.9);
  EXPECT_DOUBLE_EQ(p_of_rise(paired({10, 20, 30}, {21, 40, 59}), {.factor = 2}), 0.5);
}

TEST(Pairs, ThatAllDifferByTheSameAreCounted) {
  EXPECT_DOUBLE_EQ(p_of_rise(paired({1, 2, 3, 4}, {2, 3, 4, 5}), nothing_more), 1.0 / 16);
  EXPECT_EQ(p_of_rise(paired({1, 2, 3, 4}, {2, 3, 4, 5}), {.margin = 1}), 1);
  EXPECT_EQ(p_of_rise(paired({2, 3, 4, 5}, {1, 2, 3, 4}), nothing_more), 1);
}

TEST(Pairs, ThatDifferByTheSameUpToRoundingAreCounted) {
  EXPECT_DOUBLE_EQ(p_of_rise(paired({0.1, 0.2, 0.3}, {0.3, 0.4, 0.5}), nothing_more), 1.0 / 8);
}

TEST(Pairs, ThatDifferByLittleAreNotTakenForEqual) {
  // As in AreTestedByTheirDifferences, beside numbers a million times as large.
  const double t = 2 * std::sqrt(3.0);
  EXPECT_NEAR(p_of_rise(paired({1e6, 5e6, 3e6}, {1e6 + 2, 5e6 + 1, 3e6 + 3}), nothing_more),
              (1 - t / std::sqrt(2 + t * t)) / 2, 1e-12);
}

TEST(PairsOfZeroAndOne, AreTestedByTheirDisagreements) {
  // Four rose, one fell: P(4 or 5 of 5) = 6 / 32.
  EXPECT_DOUBLE_EQ(p_of_rise(paired({0, 0, 0, 0, 1, 1, 0}, {1, 1, 1, 1, 0, 1, 0}), nothing_more),
                   6.0 / 32);
}

TEST(PairsOfZeroAndOne, HaveNothingToSayWhereTheyAgree) {
  EXPECT_EQ(p_of_rise(paired({0, 1, 1}, {0, 1, 1}), nothing_more), 1);
}

TEST(PairsOfZeroAndOne, ExpectMoreToRiseWhereMoreIsAllowed) {
  // One of ten may be worse: of two that differ, each rose with chance 1/2 + 0.1 * 10 / (2 * 2).
  EXPECT_DOUBLE_EQ(p_of_rise(paired(hits(0, 10), hits(2, 10)), {.margin = 0.1}), 0.75 * 0.75);
  EXPECT_EQ(p_of_rise(paired(hits(0, 10), hits(1, 10)), {.margin = 0.1}), 1);
}

TEST(PairsOfZeroAndOne, FallAsTheyRise) {
  const Samples rise = paired({0, 0, 0, 0, 1}, {1, 1, 1, 1, 0});
  const Samples fall = paired({1, 1, 1, 1, 0}, {0, 0, 0, 0, 1});
  EXPECT_DOUBLE_EQ(p_of_rise(negated(fall), {.margin = 0.1}), p_of_rise(rise, {.margin = 0.1}));
}

TEST(IndependentSamples, AreTestedAsWelchDid) {
  // Means 2 and 4, variances of the mean 1/3 each: t = 2 / sqrt(2/3) with four degrees of freedom,
  // whose tail has a closed form.
  const double t = 2 / std::sqrt(2.0 / 3);
  const double s = t / std::sqrt(4 + t * t);
  EXPECT_NEAR(p_of_rise(independent({1, 2, 3}, {3, 4, 5}), nothing_more),
              0.5 - s / 2 * (1 + (1 - s * s) / 2), 1e-15);
}

TEST(IndependentSamples, HaveTheDegreesOfTheSideThatVaries) {
  // Only one side varies: variance of the mean 1/3, t = 2 sqrt(3), two degrees.
  const double t = 2 * std::sqrt(3.0);
  EXPECT_DOUBLE_EQ(p_of_rise(independent({2, 2, 2}, {3, 4, 5}), nothing_more),
                   (1 - t / std::sqrt(2 + t * t)) / 2);
}

TEST(IndependentSamples, CarryTheNoiseOfABaselineThatIsMultiplied) {
  // Allowed is twice the mean of 1, 2, 3: 4, with variance 4/3; seen is 5 with variance 1/3.
  const double t = 1 / std::sqrt(5.0 / 3);
  const double p = p_of_rise(independent({1, 2, 3}, {4, 5, 6}), {.factor = 2});
  EXPECT_GT(p, p_of_rise(independent({2, 2, 2}, {4, 5, 6}), {.factor = 2}));
  EXPECT_NEAR(p, 0.5 - std::atan(t) / 3.14159, 0.05);  // between one and two degrees
}

TEST(IndependentSamples, ThatDoNotVaryAreCounted) {
  EXPECT_DOUBLE_EQ(p_of_rise(independent({3, 3, 3, 3}, {5, 5, 5, 5}), nothing_more), 1.0 / 70);
  EXPECT_EQ(p_of_rise(independent({3, 3, 3, 3}, {5, 5, 5, 5}), {.margin = 2}), 1);
  EXPECT_EQ(p_of_rise(independent({5, 5, 5, 5}, {3, 3, 3, 3}), nothing_more), 1);
}

TEST(IndependentZerosAndOnes, AreTestedAsFisherDid) {
  EXPECT_DOUBLE_EQ(p_of_rise(independent(hits(1, 4), hits(3, 4)), nothing_more), 17.0 / 70);
  EXPECT_EQ(p_of_rise(independent(hits(0, 4), hits(0, 4)), nothing_more), 1);
  EXPECT_EQ(p_of_rise(independent(hits(4, 4), hits(4, 4)), nothing_more), 1);
}

TEST(IndependentZerosAndOnes, HaveOddsWhereMoreIsAllowed) {
  // Five of eight hit; where 25 points more are allowed, the shares are 1/2 and 3/4: odds 1 and 3.
  // Weights C(4, k) C(4, 5 - k) 3^k of k = 1 ... 4: 12, 216, 648, 324.
  EXPECT_DOUBLE_EQ(p_of_rise(independent(hits(1, 4), hits(4, 4)), {.margin = 0.25}), 324.0 / 1200);
}

TEST(IndependentZerosAndOnes, PassWhereEverythingIsAllowed) {
  EXPECT_EQ(p_of_rise(independent(hits(0, 4), hits(1, 4)), {.margin = 0.5}), 1);
  EXPECT_EQ(p_of_rise(independent(hits(3, 4), hits(4, 4)), {.margin = 0.5}), 1);
}

TEST(Unchanged, IsWhatHasNothingToTest) {
  EXPECT_TRUE(is_unchanged(paired({1, 2}, {1, 2})));
  EXPECT_FALSE(is_unchanged(paired({1, 2}, {2, 1})));
  EXPECT_TRUE(is_unchanged(independent({1, 1}, {1, 1})));
  EXPECT_FALSE(is_unchanged(independent({1, 2}, {1, 2})));
  EXPECT_FALSE(is_unchanged(independent({1, 1}, {2, 2})));
}

// How often a test rejects although the share is worse by exactly what is allowed, over all that
// can happen: never more than the level says, whatever the shares are.
class SizeOfTheExactTests : public testing::TestWithParam<double> {
 protected:
  static constexpr std::uint32_t n = 30;
  static constexpr double level = 0.01;

  // n! / (a! b! (n - a - b)!) x^a y^b z^(n - a - b)
  static double trinomial(std::uint32_t a, std::uint32_t b, double x, double y, double z) {
    const double log_ways = std::lgamma(n + 1.0) - std::lgamma(a + 1.0) - std::lgamma(b + 1.0) -
                            std::lgamma(n - a - b + 1.0);
    return std::exp(log_ways) * std::pow(x, a) * std::pow(y, b) * std::pow(z, n - a - b);
  }
  static double binomial(std::uint32_t a, double x) { return trinomial(a, 0, x, 1, 1 - x); }
};

TEST_P(SizeOfTheExactTests, IsAtMostTheLevelOfPairs) {
  const double allowed = GetParam();
  for (double falls = 0.01; 2 * falls + allowed < 1; falls += 0.02) {
    double rejected = 0;
    for (std::uint32_t rose = 0; rose <= n; ++rose) {
      for (std::uint32_t fell = 0; rose + fell <= n; ++fell) {
        Samples samples = paired(Values(n, 0.0), hits(rose, n));
        std::fill_n(samples.before.begin() + rose, fell, 1.0);
        if (p_of_rise(samples, {.margin = allowed}) > level) continue;
        rejected += trinomial(rose, fell, falls + allowed, falls, 1 - 2 * falls - allowed);
      }
    }
    EXPECT_LE(rejected, level) << "falls " << falls;
  }
}

TEST_P(SizeOfTheExactTests, IsAtMostTheLevelOfIndependentSamples) {
  const double allowed = GetParam();
  for (double share = 0.01; share + allowed < 1; share += 0.02) {
    double rejected = 0;
    for (std::uint32_t before = 0; before <= n; ++before) {
      for (std::uint32_t after = 0; after <= n; ++after) {
        const Samples samples = independent(hits(before, n), hits(after, n));
        if (p_of_rise(samples, {.margin = allowed}) > level) continue;
        rejected += binomial(before, share) * binomial(after, share + allowed);
      }
    }
    EXPECT_LE(rejected, level) << "share " << share;
  }
}

INSTANTIATE_TEST_SUITE_P(WhatIsAllowed, SizeOfTheExactTests,
                         testing::Values(0, 0.005, 0.02, 0.1, 0.3));

}  // namespace
}  // namespace coalmine::harness
