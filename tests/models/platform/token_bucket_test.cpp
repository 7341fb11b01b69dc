#include "models/platform/token_bucket.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace coalmine::models {
namespace {

using namespace std::chrono_literals;

// Tokens that can be taken at `now`.
int take_all(TokenBucket& bucket, Instant now) {
  int taken = 0;
  for (; bucket.has_token(now); ++taken) bucket.take();
  return taken;
}

TEST(TokenBucketTest, IsFullAtTheBeginning) {
  TokenBucket bucket(1000, 10s);
  EXPECT_EQ(take_all(bucket, Instant{}), 1000);
}

TEST(TokenBucketTest, RefillsContinuously) {
  TokenBucket bucket(1000, 10s);
  take_all(bucket, Instant{});
  EXPECT_EQ(take_all(bucket, Instant{10ms - 1ns}), 0);
  EXPECT_EQ(take_all(bucket, Instant{10ms}), 1);
  EXPECT_EQ(take_all(bucket, Instant{5s}), 499);
}

TEST(TokenBucketTest, DoesNotSaveUpMoreThanItHolds) {
  TokenBucket bucket(1000, 10s);
  bucket.has_token(Instant{});
  bucket.take();
  EXPECT_EQ(take_all(bucket, Instant{1h}), 1000);
}

// A third of a second is not a whole number of nanoseconds.
TEST(TokenBucketTest, LosesNothingToRounding) {
  TokenBucket bucket(3, 1s);
  take_all(bucket, Instant{});
  int taken = 0;
  for (int i = 1; i <= 3'000; ++i) taken += take_all(bucket, Instant{i * 1ms});
  EXPECT_EQ(taken, 9);
}

TEST(TokenBucketTest, OfNoCapacityNeverHasAToken) {
  TokenBucket bucket(0, 1s);
  EXPECT_FALSE(bucket.has_token(Instant{1h}));
}

TEST(TokenBucketTest, HoldsTheLargestNumbersThatCanBeGiven) {
  TokenBucket bucket(UINT32_MAX, Duration{1'000'000'000'000'000'000});
  bucket.take();
  EXPECT_TRUE(bucket.has_token(never));
}

TEST(TokenBucketTest, IsFullAgainAfterClear) {
  TokenBucket bucket(2, 1s);
  take_all(bucket, Instant{5s});
  bucket.clear();
  EXPECT_EQ(take_all(bucket, Instant{}), 2);
  EXPECT_EQ(take_all(bucket, Instant{500ms}), 1);
}

}  // namespace
}  // namespace coalmine::models
