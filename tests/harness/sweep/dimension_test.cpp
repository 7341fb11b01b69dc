// One --vary: which values it stands for, and what is wrong with it.
#include "harness/sweep/dimension.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace coalmine::harness {
namespace {

using testing::ElementsAre;

std::vector<std::string> grid(const std::string& values) {
  const auto dimension = Dimension::from("x=" + values);
  return dimension ? dimension->grid() : std::vector{dimension.error().front().message};
}

TEST(Range, HasFiveStepsUnlessItSaysHowMany) {
  EXPECT_THAT(grid("0..100"), ElementsAre("0", "25", "50", "75", "100"));
  EXPECT_THAT(grid("0..100:3"), ElementsAre("0", "50", "100"));
  EXPECT_THAT(grid("0..100:2"), ElementsAre("0", "100"));
}

TEST(Range, RunsDownwardsToo) {
  EXPECT_THAT(grid("100..0:3"), ElementsAre("100", "50", "0"));
  EXPECT_THAT(grid("10000..100:3:log"), ElementsAre("10000", "1000", "100"));
}

TEST(Range, MultipliesOnALogarithmicScale) {
  EXPECT_THAT(grid("1..10000:log"), ElementsAre("1", "10", "100", "1000", "10000"));
  EXPECT_THAT(grid("0.01..1:3:log"), ElementsAre("0.01", "0.1", "1"));
}

TEST(Range, KeepsWholeNumbersWhole) {
  EXPECT_THAT(grid("100..10000:log"), ElementsAre("100", "316", "1000", "3162", "10000"));
  EXPECT_THAT(grid("1..4:3"), ElementsAre("1", "3", "4"));  // 2.5 is rounded away from 0
}

TEST(Range, TakesEachWholeNumberOnce) {
  EXPECT_THAT(grid("1..3:9"), ElementsAre("1", "2", "3"));
  EXPECT_THAT(grid("3..1:9"), ElementsAre("3", "2", "1"));
  EXPECT_THAT(grid("1..5:9:log"), ElementsAre("1", "2", "3", "4", "5"));
}

TEST(Range, MayBeNegative) { EXPECT_THAT(grid("-2..2:3"), ElementsAre("-2", "0", "2")); }

TEST(Range, HasNumbersBetweenEndsThatAreNotBothWhole) {
  EXPECT_THAT(grid("0.0..1:3"), ElementsAre("0.0", "0.5", "1"));
  EXPECT_THAT(grid("0..0.3:4"), ElementsAre("0", "0.1", "0.2", "0.3"));  // not 0.30000000000000004
}

TEST(Range, KeepsTheUnitOfItsFirstEnd) {
  EXPECT_THAT(grid("1%..50%:3"), ElementsAre("1%", "25.5%", "50%"));
  EXPECT_THAT(grid("0.5..1%:2"), ElementsAre("0.5", "1%"));
  EXPECT_THAT(grid("10s..5m:3"), ElementsAre("10s", "155s", "5m"));
  EXPECT_THAT(grid("1h..90m:3"), ElementsAre("1h", "1.25h", "90m"));
  EXPECT_THAT(grid("0..4m:3"), ElementsAre("0", "2m", "4m"));
  EXPECT_THAT(grid("0s..60s:3"), ElementsAre("0s", "30s", "60s"));
  EXPECT_THAT(grid("1s..0ms:3"), ElementsAre("1s", "0.5s", "0ms"));
  EXPECT_THAT(grid("1m30s..150s:3"), ElementsAre("1m30s", "120s", "150s"));
  EXPECT_THAT(grid("1/min..61/min:3"), ElementsAre("1/min", "31/min", "61/min"));
  EXPECT_THAT(grid("1/min..2/s:3"), ElementsAre("1/min", "60.5/min", "2/s"));
  EXPECT_THAT(grid("0..10%:3"), ElementsAre("0", "5%", "10%"));
}

TEST(Range, WritesSixDigitsOrFourOnALogScaleOrAsManyAsTellValuesApart) {
  EXPECT_THAT(grid("1%..50%:4:log"), ElementsAre("1%", "3.684%", "13.57%", "50%"));
  EXPECT_THAT(grid("1.0..1.0003:4:log"), ElementsAre("1.0", "1.0001", "1.0002", "1.0003"));
  EXPECT_THAT(grid("1.0..2:4"), ElementsAre("1.0", "1.33333", "1.66667", "2"));
  EXPECT_THAT(grid("1.0000001..1.0000003:3"), ElementsAre("1.0000001", "1.0000002", "1.0000003"));
}

TEST(Range, WritesDurationsThatTheLanguageReads) {
  EXPECT_THAT(grid("1ns..4ns:4"), ElementsAre("1ns", "2ns", "3ns", "4ns"));
  EXPECT_THAT(grid("1ns..4ns:3"), ElementsAre("1ns", "3ns", "4ns"));
  EXPECT_THAT(grid("1ns..2s:2"), ElementsAre("1ns", "2s"));
  EXPECT_THAT(grid("1us..2us:3"), ElementsAre("1us", "1.5us", "2us"));
  EXPECT_THAT(grid("1s..2s:4"), ElementsAre("1s", "1.33333s", "1.66667s", "2s"));
}

TEST(List, IsTakenAsItIs) {
  EXPECT_THAT(grid("weighted,sticky, all-at-once"),
              ElementsAre("weighted", "sticky", "all-at-once"));
  EXPECT_THAT(grid("3,1,2"), ElementsAre("3", "1", "2"));
}

TEST(List, MayHoldMapsListsAndQuotedText) {
  EXPECT_THAT(grid("{ sticky: user, n: [1, 2] },\"a,b\",c"),
              ElementsAre("{ sticky: user, n: [1, 2] }", "\"a,b\"", "c"));
  EXPECT_THAT(grid("../a.csv,../b.csv"), ElementsAre("../a.csv", "../b.csv"));
}

TEST(Stratum, HasAsManyDigitsAsKeepTheValueInIt) {
  const auto range = Dimension::from("x=0%..100%");
  EXPECT_EQ(range->in_stratum(0, 2, 0.5), "25%");
  EXPECT_EQ(range->in_stratum(1, 3, 0.0001), "33.34%");
  EXPECT_EQ(range->in_stratum(1, 3, 0.00001), "33.334%");  // 33.33 is in the stratum before
  EXPECT_EQ(range->in_stratum(99'999, 100'000, 0.5), "99.9995%");
}

TEST(Stratum, IsOfTheLogarithmOnALogarithmicScale) {
  const auto range = Dimension::from("x=0.01..100:log");
  EXPECT_EQ(range->in_stratum(1, 2, 0.25), "3.162");  // the root of 10
  EXPECT_EQ(range->in_stratum(3, 4, 0.5), "31.62");
}

TEST(Stratum, GivesEveryWholeNumberItsShare) {
  for (const char* written : {"x=1..4", "x=4..1"}) {
    const auto range = Dimension::from(written);
    std::vector<std::string> values;
    for (std::uint32_t i = 0; i < 8; ++i) values.push_back(range->in_stratum(i, 8, 0.5));
    if (written[2] == '4') std::reverse(values.begin(), values.end());
    EXPECT_THAT(values, ElementsAre("1", "1", "2", "2", "3", "3", "4", "4"));
  }
}

TEST(Stratum, GivesEveryValueOfAListItsShare) {
  const auto list = Dimension::from("x=a,b");
  EXPECT_EQ(list->in_stratum(0, 4, 0.9), "a");
  EXPECT_EQ(list->in_stratum(1, 4, 0.9), "a");
  EXPECT_EQ(list->in_stratum(2, 4, 0.0), "b");
  EXPECT_EQ(list->in_stratum(3, 4, 0.0), "b");
}

struct Bad {
  const char* written;
  int column;
  const char* message;
};
class BadVary : public testing::TestWithParam<Bad> {};

TEST_P(BadVary, IsRefusedWithItsPlaceAndReason) {
  const auto dimension = Dimension::from(GetParam().written);
  ASSERT_FALSE(dimension.has_value());
  const Diagnostic& diagnostic = dimension.error().front();
  EXPECT_EQ(diagnostic.file, std::string("--vary ") + GetParam().written);
  EXPECT_EQ(diagnostic.at, (Position{1, GetParam().column}));
  EXPECT_EQ(diagnostic.message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadVary,
    testing::Values(
        Bad{"", 1, "no \"=\" between path and values"},
        Bad{"traffic.users", 1, "no \"=\" between path and values"},
        Bad{"=1..5", 1, "no path before \"=\""}, Bad{"x=", 3, "no values after \"=\""},
        Bad{"x=  ", 5, "no values after \"=\""}, Bad{"x=5", 3, "one value varies nothing"},
        Bad{"x=5:log", 3, "one value varies nothing"}, Bad{"x=1..", 6, "the range has no end"},
        Bad{"x=..5", 3, "the range has no beginning"}, Bad{"x=..", 3, "the range has no beginning"},
        Bad{"x=1..:3", 6, "the range has no end"}, Bad{"x=1...5", 6, "three dots"},
        Bad{"x=a..b", 3, "\"a\" is no number, share, rate or duration"},
        Bad{"x=1..b", 6, "\"b\" is no number, share, rate or duration"},
        Bad{"x=1..2..3", 6, "\"2..3\" is no number, share, rate or duration"},
        Bad{"x=1..5x", 6, "\"5x\" is no number, share, rate or duration"},
        Bad{"x=10s..50%", 3, "\"10s\" and \"50%\" have no unit in common"},
        Bad{"x=10..50%", 3, "\"10\" and \"50%\" have no unit in common"},
        Bad{"x=10..5m", 3, "\"10\" and \"5m\" have no unit in common"},
        Bad{"x=1/min..5m", 3, "\"1/min\" and \"5m\" have no unit in common"},
        Bad{"x=7..7", 3, "both ends of the range are the same"},
        Bad{"x=60s..1m", 3, "both ends of the range are the same"},
        Bad{"x=0..5:log", 3, "a logarithmic range has ends above 0"},
        Bad{"x=-1..5:log", 3, "a logarithmic range has ends above 0"},
        Bad{"x=5%..0%:4:log", 3, "a logarithmic range has ends above 0"},
        Bad{"x=1..5:1", 8, "a range has at least 2 steps"},
        Bad{"x=1..5:0", 8, "a range has at least 2 steps"},
        Bad{"x=1..5:-3", 8, "\"-3\" is neither a number of steps nor \"log\""},
        Bad{"x=1..5:lg", 8, "\"lg\" is neither a number of steps nor \"log\""},
        Bad{"x=1..5:", 8, "\"\" is neither a number of steps nor \"log\""},
        Bad{"x=1..5:log:3", 12, "nothing follows \":log\""},
        Bad{"x=1..5:3:4", 10, "a second number of steps"},
        Bad{"x=1..500:100001", 10, "100001 steps are more than 100000"},
        Bad{"x=-1e308..1e308", 3, "the range is too wide"},
        Bad{"x=a,,b", 5, "an empty value in the list"},
        Bad{"x=a,b,", 7, "an empty value in the list"},
        Bad{"x=a,b,a", 7, "\"a\" is in the list twice"}, Bad{"x=1..5,10", 3, "a range in a list"},
        Bad{"x={a,b", 3, "a bracket or quotation mark is not closed"},
        Bad{"x=a],b", 3, "a bracket or quotation mark is not closed"},
        Bad{"x=a],[b", 3, "a bracket or quotation mark is not closed"},
        Bad{"x=\"a,b", 3, "a bracket or quotation mark is not closed"}));

}  // namespace
}  // namespace coalmine::harness
