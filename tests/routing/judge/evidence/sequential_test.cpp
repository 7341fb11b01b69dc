#include "routing/judge/evidence/sequential.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace coalmine::routing::evidence {
namespace {

// The likelihood ratio against "no difference", averaged over a half normal by the trapezoid rule.
double mixed_likelihood_ratio(double value, double variance, double mixture) {
  constexpr int steps = 200'000;
  const double step = 10 * mixture / steps;
  double sum = 0;
  for (int i = 0; i <= steps; ++i) {
    const double theta = i * step;
    const double density =
        std::exp(-theta * theta / (2 * mixture * mixture)) * std::sqrt(2 / std::acos(-1)) / mixture;
    const double ratio = std::exp((theta * value - theta * theta / 2) / variance);
    sum += density * ratio * (i == 0 || i == steps ? 0.5 : 1.0);
  }
  return sum * step;
}

TEST(Msprt, HasNearlyThePValueOfTheMixtureAndNeverASmallerOne) {
  for (const double mixture : {0.01, 0.05, 0.2}) {
    for (const double value : {0.06, 0.09, 0.12}) {
      constexpr double variance = 0.0004;
      const double exact = 1 / mixed_likelihood_ratio(value, variance, mixture);
      const double p_value = msprt_p_value({value, variance, 0}, 0, mixture);
      EXPECT_GE(p_value, std::min(exact, 1.0) * (1 - 1e-9));
      EXPECT_LE(p_value, exact * (exact < 0.05 ? 1.05 : 1.2)) << mixture << ' ' << value;
    }
  }
}

TEST(Msprt, IsNoEvidenceWhereTheCanaryIsNotWorse) {
  EXPECT_EQ(msprt_p_value({0, 0.0004, 0}, 0, 0.05), 1);
  EXPECT_EQ(msprt_p_value({-0.5, 0.0004, 0}, 0, 0.05), 1);
  EXPECT_EQ(msprt_p_value({0.05, 0.0004, 0}, 0.05, 0.05), 1);
}

TEST(Msprt, CountsFromTheMarginOn) {
  EXPECT_EQ(msprt_p_value({0.125, 0.0004, 0}, 0.025, 0.05),
            msprt_p_value({0.1, 0.0004, 0}, 0, 0.05));
}

TEST(Msprt, StaysAProbabilityWhereEvidenceIsOverwhelming) {
  EXPECT_EQ(msprt_p_value({1, 1e-9, 0}, 0, 0.05), 0);
}

// GrowthBook, packages/stats/tests/frequentist/test_tests.py, TestSequentialOneSidedGreaterTTest
// and ...LesserTTest.
TEST(GrowthBook, HasTheConfidenceLimitsOfItsOwnTests) {
  const double rho = growthbook_rho(0.05, 5'000);
  const auto half_width = [&](double standard_error) {
    return growthbook_half_width({0, standard_error * standard_error, 3'000 + 3'461}, 0.05, rho);
  };
  EXPECT_NEAR(0.23437666666666668 - half_width(0.12983081254184736), -0.12656844172804982, 1e-15);
  EXPECT_NEAR(0.5033610858562358 + half_width(0.3334122146400735), 1.4302867177403806, 1e-14);
}

TEST(GrowthBook, HasThePValueAtWhichTheLowerLimitMeetsTheMargin) {
  const double rho = growthbook_rho(0.05, 5'000);
  constexpr Difference difference{0.09, 9.099e-4, 1'100};
  const double p_value = growthbook_p_value(difference, 0.01, rho);
  EXPECT_NEAR(growthbook_half_width(difference, p_value, rho), 0.08, 1e-12);
  EXPECT_LT(growthbook_p_value(difference, 0, rho), p_value);
}

TEST(GrowthBook, IsNoEvidenceWhereTheCanaryIsNotWorse) {
  EXPECT_EQ(growthbook_p_value({0, 0.0004, 100}, 0, 0.03), 1);
  EXPECT_EQ(growthbook_p_value({-1, 0.0004, 100}, 0, 0.03), 1);
  EXPECT_EQ(growthbook_p_value({1e-9, 0.0004, 100}, 0, 0.03), 1);
}

TEST(GrowthBook, IsSharpestAboutWhereItIsPlannedToBe) {
  // Half-width in standard errors, against what a single look would need: least near the plan.
  const auto width = [](double units, double planned) {
    return growthbook_half_width({0, 1, units}, 0.05, growthbook_rho(0.05, planned));
  };
  for (const double planned : {500.0, 5'000.0}) {
    EXPECT_LT(width(planned, planned), width(planned / 10, planned));
    EXPECT_LT(width(planned, planned), width(planned * 10, planned));
  }
}

TEST(GrowthBook, StaysAProbabilityWhereEvidenceIsOverwhelming) {
  EXPECT_NEAR(growthbook_p_value({1, 1e-9, 1e6}, 0, 0.03), 0, 1e-100);
}

}  // namespace
}  // namespace coalmine::routing::evidence
