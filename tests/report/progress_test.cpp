// The progress bar, as the bytes that a terminal gets.
#include "report/progress.hpp"

#include <gtest/gtest.h>

namespace coalmine::report {
namespace {

using namespace std::chrono_literals;

TEST(Progress, StaysSilentWithinTheFirstSecond) {
  Progress progress;
  EXPECT_EQ(progress.update(1, 2, 999ms), "");
  EXPECT_EQ(progress.finish(), "");
}

TEST(Progress, DrawsABarAfterASecond) {
  Progress progress;
  EXPECT_EQ(progress.update(50, 200, 1s),
            "\r\x1b[K[#######.......................] 50 of 200 replications, 1 s");
}

TEST(Progress, DrawsTenTimesASecondAtMost) {
  Progress progress;
  EXPECT_NE(progress.update(1, 9, 1s), "");
  EXPECT_EQ(progress.update(2, 9, 1099ms), "");
  EXPECT_NE(progress.update(3, 9, 1100ms), "");
}

TEST(Progress, TakesTheBarAwayAtTheEnd) {
  Progress progress;
  progress.update(1, 2, 1s);
  EXPECT_EQ(progress.finish(), "\r\x1b[K");
}

}  // namespace
}  // namespace coalmine::report
