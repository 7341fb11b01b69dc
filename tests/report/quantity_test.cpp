// Figures as people read them: the interval decides the digits.
#include "report/quantity.hpp"

#include <gtest/gtest.h>

namespace coalmine::report {
namespace {

TEST(Quantity, ShowsSharesInPercentWithOneDigitOfTheInterval) {
  EXPECT_EQ(quantity(0.6321, 0.0031, "share"), "63.2 % ± 0.3");
  EXPECT_EQ(quantity(0.6321, 0.031, "share"), "63 % ± 3");
  EXPECT_EQ(quantity(0.00012, 0.00004, "share"), "0.012 % ± 0.004");
}

TEST(Quantity, SeparatesThousands) {
  EXPECT_EQ(quantity(999, 1.2, "users"), "999 ± 1");
  EXPECT_EQ(quantity(1264.2, 3.1, "users"), "1,264 ± 3");
  EXPECT_EQ(quantity(1234567.25, 1234, "requests"), "1,234,567 ± 1,234");
  EXPECT_EQ(quantity(1998.3, 0.2, "users"), "1,998.3 ± 0.2");
}

TEST(Quantity, NamesSecondsAndMilliseconds) {
  EXPECT_EQ(quantity(181.23, 4, "s"), "181 s ± 4");
  EXPECT_EQ(quantity(412.3, 0.5, "ms"), "412.3 ms ± 0.5");
  EXPECT_EQ(quantity(1813413, 39800, "user s"), "1,813,413 user s ± 39,800");
}

TEST(Quantity, SaysThatSomethingIsCertain) {
  EXPECT_EQ(quantity(1, 0, "share"), "100 % ± 0");
  EXPECT_EQ(quantity(0, 0, "share"), "0 % ± 0");
  EXPECT_EQ(quantity(4.0 / 41, 1e-17, "share"), "9.76 % ± 0");
}

TEST(Quantity, ShowsThreeSignificantDigitsWithoutAnInterval) {
  EXPECT_EQ(quantity(0.63212, std::nullopt, "share"), "63.2 %");
  EXPECT_EQ(quantity(0.1, std::nullopt, "share"), "10 %");
  EXPECT_EQ(quantity(0.0123456, std::nullopt, "ratio"), "0.0123");
  EXPECT_EQ(quantity(123456, std::nullopt, "requests"), "123,456");
}

TEST(Quantity, NeverRoundsAnIntervalToNothing) {
  EXPECT_EQ(quantity(0.6321, 0.0000031, "share"), "63.21 % ± <0.01");
  EXPECT_EQ(quantity(1264, 0.01, "users"), "1,264.0 ± <0.1");
}

// 0.96 rounded to one digit is 1, so it needs no decimal.
TEST(Quantity, CountsDigitsAfterRounding) {
  EXPECT_EQ(quantity(50, 0.96, "users"), "50 ± 1");
  EXPECT_EQ(quantity(50, 0.94, "users"), "50.0 ± 0.9");
}

TEST(QuantityBeside, HasTheDigitsOfTheIntervalWithoutIt) {
  EXPECT_EQ(quantity_beside(0.63212, 0.0031, "share"), "63.2 %");
  EXPECT_EQ(quantity_beside(0.31231, 0.0004, "share"), "31.23 %");
  EXPECT_EQ(quantity_beside(0.31231, std::nullopt, "share"), "31.2 %");
}

TEST(SignedQuantity, ShowsPointsWithASign) {
  EXPECT_EQ(signed_quantity(-0.532, 0.003, "share"), "-53.2 ± 0.3");
  EXPECT_EQ(signed_quantity(0.532, 0.003, "share"), "+53.2 ± 0.3");
  EXPECT_EQ(signed_quantity(-1264.2, 3.1, "requests"), "-1,264 ± 3");
}

TEST(SignedQuantity, GivesZeroNoSign) {
  EXPECT_EQ(signed_quantity(0, 0, "share"), "0 ± 0");
  EXPECT_EQ(signed_quantity(-0.0001, 0.01, "share"), "0 ± 1");
}

TEST(DifferenceUnit, IsPointsForShares) {
  EXPECT_EQ(difference_unit("share"), "points");
  EXPECT_EQ(difference_unit("s"), "s");
  EXPECT_EQ(difference_unit("user s"), "user s");
  EXPECT_EQ(difference_unit("users"), "");
}

TEST(Quantity, WritesTimesToTheSecond) {
  EXPECT_EQ(time_text(0), "0s");
  EXPECT_EQ(time_text(59.4), "59s");
  EXPECT_EQ(time_text(59.5), "1m00s");
  EXPECT_EQ(time_text(200), "3m20s");
  EXPECT_EQ(time_text(3725), "1h02m05s");
}

}  // namespace
}  // namespace coalmine::report
