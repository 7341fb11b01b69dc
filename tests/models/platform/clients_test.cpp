#include "models/platform/clients.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>

namespace coalmine::models {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t least = 0;
constexpr std::uint64_t middle = std::uint64_t{1} << 63;
constexpr std::uint64_t most = UINT64_MAX;

ClientRetries retries(Jitter jitter) {
  return {.attempts = 8, .wait = {100ms, 2, 1s}, .jitter = jitter};
}

TEST(ClientRetriesTest, WaitLongerBeforeEachAttemptUpToTheLongest) {
  const ClientRetries plain = retries(Jitter::none);
  EXPECT_EQ(wait_of(plain, 2, least), 100ms);
  EXPECT_EQ(wait_of(plain, 3, least), 200ms);
  EXPECT_EQ(wait_of(plain, 5, least), 800ms);
  EXPECT_EQ(wait_of(plain, 6, least), 1s);
  EXPECT_EQ(wait_of(plain, 8, most), 1s);
}

TEST(ClientRetriesTest, WithFullJitterWaitAnythingFromNothingToTheWhole) {
  const ClientRetries jittered = retries(Jitter::full);
  EXPECT_EQ(wait_of(jittered, 3, least), 0s);
  EXPECT_EQ(wait_of(jittered, 3, middle), 100ms);
  EXPECT_EQ(wait_of(jittered, 3, most), 200ms);
}

TEST(ClientRetriesTest, WithEqualJitterWaitHalfOfItAtLeast) {
  const ClientRetries jittered = retries(Jitter::equal);
  EXPECT_EQ(wait_of(jittered, 3, least), 100ms);
  EXPECT_EQ(wait_of(jittered, 3, middle), 150ms);
  EXPECT_EQ(wait_of(jittered, 3, most), 200ms);
}

TEST(ClientRetriesTest, WithoutAWaitComeAtOnceWhateverTheJitter) {
  for (const Jitter jitter : {Jitter::none, Jitter::full, Jitter::equal}) {
    EXPECT_EQ(wait_of({.wait = {0s, 2, 0s}, .jitter = jitter}, 2, most), 0s);
  }
}

}  // namespace
}  // namespace coalmine::models
