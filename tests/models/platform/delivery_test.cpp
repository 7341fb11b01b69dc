#include "models/platform/delivery.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace coalmine::models {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, DoublesFromOneSecondToSixtyAsTheDefaultOfStreams) {  // E10
  const Backoff backoff = KinesisDelivery{}.retry_wait;
  EXPECT_EQ(wait_before(backoff, 1), 1s);
  EXPECT_EQ(wait_before(backoff, 2), 2s);
  EXPECT_EQ(wait_before(backoff, 6), 32s);
  EXPECT_EQ(wait_before(backoff, 7), 60s);
  EXPECT_EQ(wait_before(backoff, 4'000'000'000), 60s);
}

TEST(Backoff, WaitsOneMinuteAndThenTwoForAnAsynchronousInvocation) {  // E16
  const Backoff backoff = AsyncDelivery{}.retry_wait;
  EXPECT_EQ(wait_before(backoff, 1), 1min);
  EXPECT_EQ(wait_before(backoff, 2), 2min);
}

TEST(Backoff, IsNeverLongerThanTheLongest) {
  EXPECT_EQ(wait_before({10s, 2, 5s}, 1), 5s);
  EXPECT_EQ(wait_before({1s, 1e300, 5s}, 3), 5s);
}

TEST(Backoff, CanStayTheSameOrBeNone) {
  EXPECT_EQ(wait_before({3s, 1, 1min}, 4'000'000'000), 3s);
  EXPECT_EQ(wait_before({0s, 2, 1min}, 4'000'000'000), 0s);
}

}  // namespace
}  // namespace coalmine::models
