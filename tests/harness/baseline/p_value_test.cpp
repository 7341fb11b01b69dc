#include "harness/baseline/p_value.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace coalmine::harness {
namespace {

TEST(TailOfT, IsThatOfCauchyWithOneDegreeOfFreedom) {
  EXPECT_DOUBLE_EQ(t_upper_tail(1, 1), 1.0 / 4);
  EXPECT_DOUBLE_EQ(t_upper_tail(std::sqrt(3.0), 1), 1.0 / 6);
}

TEST(TailOfT, HasAClosedFormWithTwoDegreesOfFreedom) {
  EXPECT_DOUBLE_EQ(t_upper_tail(1, 2), (1 - 1 / std::sqrt(3.0)) / 2);
}

TEST(TailOfT, IsThePrintedTablesWithTen) {
  EXPECT_NEAR(t_upper_tail(2.228139, 10), 0.025, 1e-7);
  EXPECT_NEAR(t_upper_tail(4.587, 10), 0.0005, 1e-6);
}

TEST(TailOfT, BelowZeroIsTheRest) {
  EXPECT_EQ(t_upper_tail(0, 7), 0.5);
  EXPECT_DOUBLE_EQ(t_upper_tail(-1, 1), 3.0 / 4);
}

TEST(TailOfT, VanishesAtInfinity) {
  EXPECT_EQ(t_upper_tail(std::numeric_limits<double>::infinity(), 5), 0);
  EXPECT_EQ(t_upper_tail(-std::numeric_limits<double>::infinity(), 5), 1);
  EXPECT_EQ(t_upper_tail(1e300, 50), 0);
}

TEST(TailOfT, TakesDegreesBetweenTheIntegers) {
  EXPECT_GT(t_upper_tail(2, 4.5), t_upper_tail(2, 5));
  EXPECT_LT(t_upper_tail(2, 4.5), t_upper_tail(2, 4));
}

TEST(TailOfHits, IsCountedByHand) {
  EXPECT_DOUBLE_EQ(binomial_upper_tail(8, 10, 0.5), 56.0 / 1024);  // 45 + 10 + 1 of 2^10
  EXPECT_DOUBLE_EQ(binomial_upper_tail(1, 3, 0.1), 1 - 0.729);
  EXPECT_DOUBLE_EQ(binomial_upper_tail(10, 10, 0.5), 1.0 / 1024);
}

TEST(TailOfHits, IsSureOfNoneOrMore) {
  EXPECT_EQ(binomial_upper_tail(0, 5, 0), 1);
  EXPECT_EQ(binomial_upper_tail(1, 5, 0), 0);
  EXPECT_EQ(binomial_upper_tail(6, 5, 0.5), 0);
  EXPECT_EQ(binomial_upper_tail(5, 5, 1), 1);
}

TEST(TailOfHits, DoesNotUnderflowWithManyTrials) {
  EXPECT_NEAR(binomial_upper_tail(5000, 10'000, 0.5), 0.504, 0.001);
  EXPECT_EQ(binomial_upper_tail(10'000, 10'000, 0.5), 0);  // 2^-10000
}

// Fisher's lady: of four cups each, she names three or four right.
TEST(FishersTail, IsThatOfTheLadyWhoTastesTea) {
  EXPECT_DOUBLE_EQ(fisher_upper_tail(4, 4, 4, 1), 1.0 / 70);
  EXPECT_DOUBLE_EQ(fisher_upper_tail(3, 4, 4, 1), 17.0 / 70);
  EXPECT_DOUBLE_EQ(fisher_upper_tail(0, 4, 4, 1), 1);
}

// Weights C(4, k)^2 2^k: 1, 32, 144, 128, 16.
TEST(FishersTail, WeighsByTheOdds) { EXPECT_DOUBLE_EQ(fisher_upper_tail(3, 4, 4, 2), 144.0 / 321); }

TEST(FishersTail, KnowsThatTheFirstGroupHasRoomForSoManyOnly) {
  EXPECT_EQ(fisher_upper_tail(2, 6, 4, 1), 1);  // six hits: at least two in each group
  EXPECT_DOUBLE_EQ(fisher_upper_tail(4, 6, 4, 1), 6.0 / 28);
}

}  // namespace
}  // namespace coalmine::harness
