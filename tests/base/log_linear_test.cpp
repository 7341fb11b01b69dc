#include "base/log_linear.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace coalmine::log_linear {
namespace {

TEST(LogLinearTest, SmallValuesHaveABucketEach) {
  for (std::uint64_t value = 0; value < 512; ++value) {
    EXPECT_EQ(bucket_of(value), value);
    EXPECT_EQ(range_of(value).low, value);
    EXPECT_EQ(range_of(value).width, 1u);
  }
}

TEST(LogLinearTest, AnOctaveHas256Buckets) {
  EXPECT_EQ(bucket_of(512), 512u);
  EXPECT_EQ(bucket_of(513), 512u);
  EXPECT_EQ(bucket_of(514), 513u);
  EXPECT_EQ(bucket_of(1023), 767u);
  EXPECT_EQ(bucket_of(1024), 768u);
  EXPECT_EQ(bucket_of(1028), 769u);
}

TEST(LogLinearTest, BucketsFollowOneAnotherWithoutAGapUpToTheLargestValue) {
  const std::size_t last = bucket_of(~std::uint64_t{0});
  EXPECT_EQ(last, 55u * 256 + 511);
  for (std::size_t bucket = 0; bucket <= last; ++bucket) {
    const auto [low, width] = range_of(bucket);
    ASSERT_EQ(bucket_of(low), bucket);
    ASSERT_EQ(bucket_of(low + (width - 1)), bucket);
    if (bucket < last) {
      ASSERT_EQ(range_of(bucket + 1).low, low + width);
    }
  }
}

}  // namespace
}  // namespace coalmine::log_linear
