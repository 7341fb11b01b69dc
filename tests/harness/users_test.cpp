#include "harness/users.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace coalmine::harness {
namespace {

using namespace std::chrono_literals;

constexpr auto stable = routing::Version::stable;
constexpr auto canary = routing::Version::canary;
constexpr std::uint32_t ann = 0;
constexpr std::uint32_t bob = 2;

TEST(UsersTest, CountsAUserActiveOnce) {
  Users users(3);
  users.serve(ann, stable);
  users.serve(ann, stable);
  users.serve(bob, canary);
  EXPECT_EQ(users.counts().active, 2u);
}

TEST(UsersTest, CountsAUserExposedAndHarmedOnce) {
  Users users(3);
  users.serve(ann, canary);
  users.expose(ann);
  users.expose(ann);
  users.harm(ann, Instant{}, false);
  users.harm(ann, Instant{}, false);
  EXPECT_EQ(users.counts().exposed, 1u);
  EXPECT_EQ(users.counts().harmed, 1u);
}

TEST(UsersTest, KnowsWhoWasHarmedBeforeAnInstant) {
  Users users(3);
  users.harm(bob, Instant{20s}, false);
  users.harm(ann, Instant{10s}, false);
  users.harm(bob, Instant{5s}, false);  // an earlier request, judged later
  EXPECT_EQ(users.harmed_before(Instant{5s}), 0u);
  EXPECT_EQ(users.harmed_before(Instant{6s}), 1u);
  EXPECT_EQ(users.harmed_before(Instant{11s}), 2u);
  EXPECT_EQ(users.harmed_before(never), 2u);
  users.clear();
  EXPECT_EQ(users.harmed_before(never), 0u);
}

TEST(UsersTest, TellsHarmAfterTheRollbackApart) {
  Users users(3);
  users.harm(ann, Instant{}, false);
  users.harm(bob, Instant{}, true);
  EXPECT_EQ(users.counts().harmed_after_rollback, 1u);
  users.harm(ann, Instant{}, true);  // harmed before and after
  EXPECT_EQ(users.counts().harmed, 2u);
  EXPECT_EQ(users.counts().harmed_after_rollback, 2u);
}

// stable, canary, canary, stable, canary: three changes, one of them back to stable.
TEST(UsersTest, CountsEveryChangeOfVersionAsAFlip) {
  Users users(3);
  for (const auto version : {stable, canary, canary, stable, canary}) users.serve(ann, version);
  EXPECT_EQ(users.counts().flips, 3u);
  EXPECT_EQ(users.counts().flipped, 1u);
  EXPECT_EQ(users.counts().mixed, 1u);
}

TEST(UsersTest, DoesNotCallTheFirstRequestAFlip) {
  Users users(3);
  users.serve(ann, canary);
  users.serve(bob, stable);
  EXPECT_EQ(users.counts().flips, 0u);
  EXPECT_EQ(users.counts().mixed, 0u);
}

TEST(UsersTest, CountsAUserMovedToTheCanaryAsMixedButNotAsThrownBack) {
  Users users(3);
  users.serve(ann, stable);
  users.serve(ann, canary);
  EXPECT_EQ(users.counts().mixed, 1u);
  EXPECT_EQ(users.counts().flipped, 0u);
}

TEST(UsersTest, CountsAUserThrownBackOnce) {
  Users users(3);
  for (int i = 0; i < 3; ++i) {
    users.serve(ann, canary);
    users.serve(ann, stable);
  }
  EXPECT_EQ(users.counts().flipped, 1u);
  EXPECT_EQ(users.counts().flips, 5u);
}

TEST(UsersTest, KnowsWhoIsOnTheCanaryNow) {
  Users users(3);
  users.serve(ann, canary);
  users.serve(bob, canary);
  EXPECT_EQ(users.counts().on_canary, 2u);
  users.serve(ann, stable);
  users.serve(ann, stable);
  EXPECT_EQ(users.counts().on_canary, 1u);
}

TEST(UsersTest, ForgetsEverythingWhenCleared) {
  Users users(3);
  users.serve(ann, canary);
  users.expose(ann);
  users.clear();
  EXPECT_EQ(users.counts().active, 0u);
  users.serve(ann, stable);
  users.expose(ann);
  EXPECT_EQ(users.counts().active, 1u);
  EXPECT_EQ(users.counts().exposed, 1u);
  EXPECT_EQ(users.counts().flips, 0u);
}

TEST(UserWindowsTest, CountAUserOnceInEachWindow) {
  UserWindows windows(60s, 3);
  windows.serve(ann, 0s);
  windows.serve(ann, 59s);
  windows.serve(ann, 60s);  // a window begins with its first instant
  windows.serve(ann, 300s);
  windows.serve(bob, 301s);
  EXPECT_EQ(windows.active(), 4u);
}

TEST(UserWindowsTest, CountAnExposedUserOnceInEachWindow) {
  UserWindows windows(60s, 3);
  windows.serve(ann, 10s);
  windows.expose(ann, 10s);
  windows.serve(ann, 20s);
  windows.expose(ann, 20s);
  windows.serve(ann, 70s);
  windows.serve(ann, 130s);
  windows.expose(ann, 130s);
  EXPECT_EQ(windows.active(), 3u);
  EXPECT_EQ(windows.exposed(), 2u);
}

}  // namespace
}  // namespace coalmine::harness
