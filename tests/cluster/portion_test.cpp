// How jobs are dealt out.
#include "cluster/portion.hpp"

#include <gtest/gtest.h>

namespace coalmine::cluster {
namespace {

TEST(Portion, IsWhatIsAskedForWhileThereIsPlenty) {
  EXPECT_EQ(portion(1000, {.wanted = 10, .idle = 2, .threads = 2}, 4), 10u);
}

TEST(Portion, IsAtMostHalfOfAFairShareOfWhatIsLeft) {
  // 100 jobs for 4 threads are 25 each; half of that, for two threads.
  EXPECT_EQ(portion(100, {.wanted = 1000, .idle = 0, .threads = 2}, 4), 24u);
}

TEST(Portion, IsForIdleThreadsOnlyWhenFewAreLeft) {
  EXPECT_EQ(portion(7, {.wanted = 10, .idle = 0, .threads = 2}, 4), 0u);
  EXPECT_EQ(portion(7, {.wanted = 10, .idle = 1, .threads = 2}, 4), 1u);
  EXPECT_EQ(portion(7, {.wanted = 10, .idle = 2, .threads = 2}, 4), 2u);
}

TEST(Portion, IsNeverMoreThanThereIs) {
  EXPECT_EQ(portion(1, {.wanted = 10, .idle = 2, .threads = 2}, 4), 1u);
  EXPECT_EQ(portion(0, {.wanted = 10, .idle = 2, .threads = 2}, 4), 0u);
}

TEST(Portion, OfAThreadThatIsAloneLeavesSomeForLater) {
  EXPECT_EQ(portion(8, {.wanted = 10, .idle = 1, .threads = 1}, 1), 4u);
}

}  // namespace
}  // namespace coalmine::cluster
