#include "routing/judge/evidence/shares.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace coalmine::routing::evidence {
namespace {

constexpr Counts stable{1'000, 10};  // 1 %
constexpr Counts canary{100, 10};    // 10 %
constexpr double tolerance = 1e-15;

TEST(DifferenceOfShares, IsCanaryMinusStable) {
  const auto difference = difference_of_shares(stable, canary, Variance::pooled);
  EXPECT_NEAR(difference->value, 0.09, tolerance);
  EXPECT_EQ(difference->units, 1'100);
  EXPECT_NEAR(difference_of_shares(canary, stable, Variance::pooled)->value, -0.09, tolerance);
}

TEST(DifferenceOfShares, IsPooledAsIfBothHadOneShare) {
  // 20 of 1100: 0.0178512 x (1/1000 + 1/100)
  const double variance = difference_of_shares(stable, canary, Variance::pooled)->variance;
  EXPECT_NEAR(variance, 1.9636363636363636e-4, tolerance);
}

TEST(DifferenceOfShares, IsUnpooledWithEachVersionsOwnShare) {
  // 0.01 x 0.99 / 1000 + 0.1 x 0.9 / 100
  const double variance = difference_of_shares(stable, canary, Variance::unpooled)->variance;
  EXPECT_NEAR(variance, 9.099e-4, tolerance);
}

TEST(DifferenceOfShares, TakesTheLargerVarianceWhereToldSo) {
  const auto variance = [](const Counts& of_stable, const Counts& of_canary, Variance way) {
    return difference_of_shares(of_stable, of_canary, way)->variance;
  };
  EXPECT_EQ(variance(stable, canary, Variance::larger),
            variance(stable, canary, Variance::unpooled));
  EXPECT_EQ(variance(canary, stable, Variance::larger),
            variance(canary, stable, Variance::unpooled));
  constexpr Counts small{100, 1};  // a small stable beside a large canary
  constexpr Counts large{1'000, 100};
  EXPECT_EQ(variance(small, large, Variance::larger), variance(small, large, Variance::pooled));
}

TEST(DifferenceOfShares, HasAVarianceWhereTheCanaryAlwaysFailsAndStableNever) {
  constexpr Counts never_fails{900, 0};
  constexpr Counts always_fails{100, 100};
  EXPECT_FALSE(difference_of_shares(never_fails, always_fails, Variance::unpooled));
  const auto difference = difference_of_shares(never_fails, always_fails, Variance::larger);
  EXPECT_NEAR(difference->variance, 0.1 * 0.9 * (1.0 / 900 + 1.0 / 100), tolerance);
}

TEST(DifferenceOfShares, IsUnknownWithoutErrorsOrWithoutInvocations) {
  EXPECT_FALSE(difference_of_shares({900, 0}, {100, 0}, Variance::larger));
  EXPECT_FALSE(difference_of_shares({0, 0}, canary, Variance::larger));
  EXPECT_FALSE(difference_of_shares(stable, {0, 0}, Variance::larger));
}

TEST(Varies, IsSaidOfWhatHasGoodAndBad) {
  EXPECT_TRUE(varies({2, 1}));
  EXPECT_FALSE(varies({2, 0}));
  EXPECT_FALSE(varies({2, 2}));
}

// The chances of 0, 1, ... errors.
std::vector<double> binomial(int n, double p) {
  std::vector<double> chances;
  double chance = std::pow(1 - p, n);
  for (int k = 0; k <= n && k < 200; ++k) {
    chances.push_back(chance);
    chance *= (n - k) / (k + 1.0) * p / (1 - p);
  }
  return chances;
}

// The chance that the classical test at 5 % calls a healthy canary worse, by adding up all
// outcomes.
double level_of_classical_test(int stable_n, int canary_n, double error_rate) {
  constexpr double critical_z = 1.6448536269514722;
  const auto of_stable = binomial(stable_n, error_rate);
  const auto of_canary = binomial(canary_n, error_rate);
  double level = 0;
  for (std::size_t s = 0; s < of_stable.size(); ++s) {
    for (std::size_t c = 0; c < of_canary.size(); ++c) {
      const auto difference =
          difference_of_shares({static_cast<std::uint64_t>(stable_n), s},
                               {static_cast<std::uint64_t>(canary_n), c}, Variance::pooled);
      if (!difference || difference->value / std::sqrt(difference->variance) <= critical_z)
        continue;
      level += of_stable[s] * of_canary[c];
    }
  }
  return level;
}

TEST(ClassicalTest, IsAboveItsLevelWhereTheCanaryHasFewErrors) {
  EXPECT_NEAR(level_of_classical_test(270, 30, 0.01), 0.0897, 1e-4);      // 0.3 errors expected
  EXPECT_NEAR(level_of_classical_test(2'700, 300, 0.005), 0.0646, 1e-4);  // 1.5
  EXPECT_NEAR(level_of_classical_test(900, 900, 0.05), 0.05, 0.002);      // 45, and none so small
}

}  // namespace
}  // namespace coalmine::routing::evidence
