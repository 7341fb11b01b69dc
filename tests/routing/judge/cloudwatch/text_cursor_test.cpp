#include "routing/judge/cloudwatch/text_cursor.hpp"

#include <gtest/gtest.h>

namespace coalmine::routing::cloudwatch {
namespace {

TEST(CloudwatchTextCursor, TakesWholeWordsOnly) {
  TextCursor cursor{" NOTHING NOT(a)"};
  EXPECT_FALSE(cursor.take_word("NOT"));
  EXPECT_EQ(cursor.take_word(), "NOTHING");
  EXPECT_TRUE(cursor.take_word("NOT"));
  EXPECT_EQ(cursor.take_word(), "");
  EXPECT_TRUE(cursor.take("("));
}

TEST(CloudwatchTextCursor, TakesNumbersWithoutSign) {
  TextCursor cursor{"12 .5 1e3 -1"};
  EXPECT_EQ(cursor.take_number(), 12);
  EXPECT_EQ(cursor.take_number(), 0.5);
  EXPECT_EQ(cursor.take_number(), 1'000);
  EXPECT_EQ(cursor.take_number(), std::nullopt);
  EXPECT_TRUE(cursor.take("-"));
}

TEST(CloudwatchTextCursor, TakesNoNumberThatADoubleDoesNotHold) {
  EXPECT_EQ(TextCursor{"1e999"}.take_number(), std::nullopt);
  EXPECT_EQ(TextCursor{"inf"}.take_number(), std::nullopt);
  EXPECT_EQ(TextCursor{""}.take_number(), std::nullopt);
}

TEST(CloudwatchTextCursor, EndsAtItsFirstFailure) {
  TextCursor cursor{"a b c"};
  cursor.take_word();
  cursor.fail("no b");
  cursor.expected("c");
  EXPECT_EQ(cursor.error(), (Error{"column 3: no b"}));
  EXPECT_TRUE(cursor.at_end());
}

}  // namespace
}  // namespace coalmine::routing::cloudwatch
