#include "routing/round_robin.hpp"

#include <gtest/gtest.h>

#include <string>

namespace coalmine::routing {
namespace {

std::string picks(double share, int requests) {
  Turn turn;
  std::string result;
  for (int i = 0; i < requests; ++i) {
    result += turn.next(Weight::make(share).value()) == Version::canary ? 'C' : '.';
  }
  return result;
}

TEST(RoundRobin, PicksOneInTenAtTenPerCentForEver) {
  // Weights on the grid of tickets are never below what was written, so a tie is the canary's.
  EXPECT_EQ(picks(0.1, 30), "........C.........C.........C.");
}

TEST(RoundRobin, AlternatesAtOneHalfStableFirst) { EXPECT_EQ(picks(0.5, 6), ".C.C.C"); }

TEST(RoundRobin, NeverPicksAVersionOfWeightZero) {
  EXPECT_EQ(picks(0, 20), std::string(20, '.'));
  EXPECT_EQ(picks(1, 20), std::string(20, 'C'));
}

TEST(RoundRobin, BeginsThePatternAnewWithANewWeight) {
  Turn turn;
  const Weight tenth = Weight::make(0.1).value();
  for (int i = 0; i < 8; ++i) ASSERT_EQ(turn.next(tenth), Version::stable);
  const Weight fifth = Weight::make(0.2).value();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(turn.next(fifth), Version::stable);
  EXPECT_EQ(turn.next(fifth), Version::canary);
}

}  // namespace
}  // namespace coalmine::routing
