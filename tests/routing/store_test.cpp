#include "routing/store.hpp"

#include <gtest/gtest.h>

namespace coalmine::routing {
namespace {

using std::chrono::seconds;

constexpr std::uint64_t salt = 7;
constexpr Instant now{seconds{100}};

Held until(Instant at) { return {.version = Version::canary, .until = at}; }

TEST(Store, GivesBackWhatItKeeps) {
  Store store(100, salt);
  EXPECT_EQ(store.find(1, now), std::nullopt);
  store.keep(1, until(never), now);
  store.keep(2, until(now + seconds{5}), now);
  EXPECT_EQ(store.find(1, now), until(never));
  EXPECT_EQ(store.find(2, now), until(now + seconds{5}));
  store.keep(1, until(now + seconds{9}), now);
  EXPECT_EQ(store.find(1, now), until(now + seconds{9}));
  store.keep(1, std::nullopt, now);
  EXPECT_EQ(store.find(1, now), std::nullopt);
}

TEST(Store, ForgetsWhatHasExpired) {
  Store store(8, salt);
  store.keep(1, until(now), now - seconds{1});
  EXPECT_EQ(store.find(1, now), std::nullopt);
}

TEST(Store, HasRoomForWhatItPromisesAndTellsWhatItDisplaced) {
  Store store(8, salt);
  ASSERT_EQ(store.capacity(), 8U);
  for (std::uint64_t key = 0; key < 8; ++key) {
    store.keep(key, until(now + seconds{10 + static_cast<int>(key)}), now);
  }
  EXPECT_EQ(store.displaced(), 0U);
  store.keep(8, until(never), now);
  EXPECT_EQ(store.displaced(), 1U);
  EXPECT_EQ(store.find(0, now), std::nullopt);  // it would have expired first
  EXPECT_NE(store.find(1, now), std::nullopt);
  EXPECT_NE(store.find(8, now), std::nullopt);
}

TEST(Store, TakesThePlaceOfTheExpiredWithoutCountingThem) {
  Store store(8, salt);
  for (std::uint64_t key = 0; key < 8; ++key) store.keep(key, until(now + seconds{1}), now);
  store.keep(8, until(never), now + seconds{2});
  EXPECT_EQ(store.displaced(), 0U);
}

TEST(Store, SpreadsKeysThatAreAlike) {
  Store store(4096, salt);
  for (std::uint64_t key = 0; key < 1024; ++key) store.keep(key << 32, until(never), now);
  EXPECT_EQ(store.displaced(), 0U);
}

}  // namespace
}  // namespace coalmine::routing
