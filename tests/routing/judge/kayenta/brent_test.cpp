#include "routing/judge/kayenta/brent.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace coalmine::routing::kayenta {
namespace {

template <class F>
double zero_of(F f, double low, double high, std::vector<double>* trials = nullptr) {
  Brent search({low, f(low)}, {high, f(high)});
  while (const auto x = search.next()) {
    if (trials != nullptr) trials->push_back(*x);
    search.tell(f(*x));
  }
  return search.zero();
}

TEST(Brent, FindsTheZeroOfACurveToItsTolerance) {
  const auto cubic = [](double x) { return (x - 2) * (x * x + 1); };
  EXPECT_NEAR(zero_of(cubic, -10, 10), 2, 1e-4);
  EXPECT_NEAR(zero_of([](double x) { return 3 - x; }, -1e6, 1e6), 3, 1e-4);
}

TEST(Brent, NeedsOneTrialForALine) {
  std::vector<double> trials;
  EXPECT_EQ(zero_of([](double x) { return 4 * x - 8; }, 0, 10, &trials), 2);
  EXPECT_EQ(trials, std::vector<double>{2});
}

TEST(Brent, TriesNothingWhereAnEndIsAZero) {
  std::vector<double> trials;
  EXPECT_EQ(zero_of([](double x) { return x; }, 0, 10, &trials), 0);
  EXPECT_EQ(zero_of([](double x) { return x; }, -10, 0, &trials), 0);
  EXPECT_EQ(zero_of([](double) { return 0.0; }, 3, 5, &trials), 3);  // the lower of two
  EXPECT_TRUE(trials.empty());
}

TEST(Brent, ClosesInOnAJumpFromEitherSide) {
  for (const double jump : {-0.7, 0.0, 3.3, 9.99}) {
    const auto stairs = [&](double x) { return x < jump ? 1.5 : -0.5; };
    EXPECT_NEAR(zero_of(stairs, -10, 10), jump, 1e-4) << jump;
    EXPECT_NEAR(zero_of([&](double x) { return -stairs(x); }, -10, 10), jump, 1e-4) << jump;
  }
}

// Trials counted by another program after the book's description.
TEST(Brent, TriesWhatTheMethodTries) {
  const auto cubic = [](double x) { return x * x * x - 2 * x - 5; };
  std::vector<double> trials;
  EXPECT_DOUBLE_EQ(zero_of(cubic, 0, 10, &trials), 2.094551516818819);
  EXPECT_EQ(trials.size(), 11U);
  EXPECT_DOUBLE_EQ(trials[0], 0.05102040816326531);  // on the chord
  EXPECT_DOUBLE_EQ(trials[1], 5.025510204081632);    // half the way
  EXPECT_DOUBLE_EQ(trials[3], 2.646748406096204);    // on a parabola
  trials.clear();
  const auto step = [](double x) { return 1.7 - x - (x >= 1.4 ? 0.5 : 0); };
  EXPECT_DOUBLE_EQ(zero_of(step, -10, 10, &trials), 1.400007563550448);
  ASSERT_EQ(trials.size(), 13U);
  EXPECT_DOUBLE_EQ(trials[12], 1.3999437681855689);
}

TEST(Brent, HalvesWhereInterpolationWouldCrawl) {
  std::vector<double> trials;
  const auto steep = [](double x) { return x < 1e-3 ? -1e-9 : 1e9 * (x - 1e-3) + 1e-9; };
  EXPECT_NEAR(zero_of(steep, -1, 1, &trials), 1e-3, 1e-4);
  EXPECT_LT(trials.size(), 40U);  // log2(2 / 5e-5) = 15.3 halvings, and some trials that failed
}

}  // namespace
}  // namespace coalmine::routing::kayenta
