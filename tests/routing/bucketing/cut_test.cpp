#include "routing/bucketing/cut.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::uint64_t last = std::numeric_limits<std::uint64_t>::max();

TEST(CutTest, CoversWhatItsKindSays) {
  EXPECT_FALSE(Cut().covers(0));
  EXPECT_TRUE(Cut::all().covers(last));
  EXPECT_TRUE(Cut::below(5).covers(4));
  EXPECT_FALSE(Cut::below(5).covers(5));
  EXPECT_TRUE(Cut::slots({false, true, false}).covers(4));
  EXPECT_FALSE(Cut::slots({false, true, false}).covers(5));
  EXPECT_FALSE(Cut::remainders_from(90, 100).covers(189));
  EXPECT_TRUE(Cut::remainders_from(90, 100).covers(190));
  EXPECT_FALSE(Cut::remainders_from(100, 100).covers(99));
}

TEST(CutTest, ASegmentReachesToTheNext) {
  const Cut cut = Cut::segments({{0, true}, {10, false}, {20, true}, {30, true}, {40, false}});
  for (const std::uint64_t canary : {0, 9, 20, 39}) EXPECT_TRUE(cut.covers(canary)) << canary;
  for (const std::uint64_t stable : {10, 19, 40}) EXPECT_FALSE(cut.covers(stable)) << stable;
  EXPECT_FALSE(cut.covers(last));
}

TEST(CutTest, TheLastSegmentReachesToTheEnd) {
  const Cut cut = Cut::segments({{0, false}, {10, true}});
  EXPECT_FALSE(cut.covers(9));
  EXPECT_TRUE(cut.covers(10));
  EXPECT_TRUE(cut.covers(last));
}

TEST(CutTest, OfTwoSegmentsAtOnePositionTheLaterCounts) {
  const Cut cut = Cut::segments({{0, true}, {0, false}, {10, false}, {10, true}});
  EXPECT_FALSE(cut.covers(0));
  EXPECT_TRUE(cut.covers(10));
}

TEST(ShareTest, FindsTheFirstPositionThatIsOut) {
  for (std::uint64_t end = 0; end <= 33; ++end) {
    const Cut cut = cut_where(33, [end](std::uint64_t position) { return position < end; });
    for (std::uint64_t position = 0; position < 40; ++position) {
      EXPECT_EQ(cut.covers(position), position < end) << end << ' ' << position;
    }
  }
}

TEST(ShareTest, IsThePercentageThatAPersonWrote) {
  EXPECT_EQ(percentage(0.07), 7);  // 0.07 * 100 is 7.000000000000001
  EXPECT_EQ(percentage(0.0007), 0.07);
  EXPECT_EQ(percentage(0.02007), 2.007);
  EXPECT_EQ(percentage(1), 100);
}

TEST(ShareTest, GoesToTheNearestStep) {
  EXPECT_EQ(nearest_parts(0.124, 100), 12);
  EXPECT_EQ(nearest_parts(0.126, 100), 13);
  EXPECT_EQ(nearest_parts(0.29, 100), 29);  // 0.29 * 100 is 28.999999999999996
}

}  // namespace
}  // namespace coalmine::routing
