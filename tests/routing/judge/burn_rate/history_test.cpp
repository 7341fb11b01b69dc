#include "routing/judge/burn_rate/history.hpp"

#include <gtest/gtest.h>

namespace coalmine::routing::burn_rate {
namespace {

using namespace std::chrono_literals;

TEST(AsBefore, HasTheTrafficOfAllAndTheShareOfStable) {
  // 1000 in a minute; 1 % of stable's.
  EXPECT_EQ(as_before({1'000, 500}, {900, 9}, 1min, 59min), (Counts{59'000, 590}));
}

TEST(AsBefore, RoundsDown) {
  EXPECT_EQ(as_before({10, 1}, {3, 1}, 3min, 1min), (Counts{3, 1}));
  EXPECT_EQ(as_before({10, 1}, {10, 1}, 3min, 1min), (Counts{3, 0}));
}

TEST(AsBefore, KnowsNothingBadOfAStableWithoutTraffic) {
  EXPECT_EQ(as_before({100, 100}, {0, 0}, 1min, 9min), (Counts{900, 0}));
}

TEST(AsBefore, DoesNotOverflow) {
  constexpr Counts many{1'000'000'000'000, 1'000'000'000};
  EXPECT_EQ(as_before(many, many, 1h, 71h), (Counts{71'000'000'000'000, 71'000'000'000}));
}

}  // namespace
}  // namespace coalmine::routing::burn_rate
