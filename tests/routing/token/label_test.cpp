#include "routing/token/label.hpp"

#include <gtest/gtest.h>

#include <string>

#include "routing/token/carrier/name.hpp"

namespace coalmine::routing {
namespace {

TEST(LabelTest, TakesWhatNamesReleases) {
  for (const auto* text : {"7", "checkout-7", "v1.2.3", "2024-05-01T12_30",
                           "da39a3ee5e6b4b0d3255bfef95601890afd80709"}) {
    EXPECT_EQ(Label::make(text).value().text(), text);
  }
}

TEST(LabelTest, RefusesWhatACarrierWouldHaveToEscape) {
  for (int c = 0; c < 256; ++c) {
    const std::string text{'a', static_cast<char>(c)};
    const bool plain =
        std::string_view{"-_."}.find(static_cast<char>(c)) != std::string_view::npos ||
        (c < 128 && std::isalnum(c) != 0);
    EXPECT_EQ(Label::parse(text).has_value(), plain) << c;
  }
}

TEST(LabelTest, IsNeitherEmptyNorLongerThan63Characters) {
  EXPECT_FALSE(Label::parse(""));
  EXPECT_TRUE(Label::parse(std::string(63, 'a')));
  EXPECT_FALSE(Label::parse(std::string(64, 'a')));
}

TEST(LabelTest, SaysWhatItTakesWhenItRefuses) {
  EXPECT_EQ(Label::make("a b").error().message,
            "\"a b\" is not 1 to 63 letters, digits, '-', '_' and '.'");
}

TEST(CarrierNameTest, IsANameThatEveryCarrierAllows) {
  EXPECT_EQ(CarrierName{}.text(), "coalmine");
  EXPECT_EQ(CarrierName::make("release7").value().text(), "release7");
  EXPECT_TRUE(CarrierName::make("abcdefghijklmnopqrst"));
  for (const auto* text : {"", "7release", "Release", "re-lease", "abcdefghijklmnopqrstu"}) {
    EXPECT_FALSE(CarrierName::make(text)) << text;
  }
  EXPECT_EQ(CarrierName::make("a-b").error().message,
            "\"a-b\" is not 1 to 20 lower-case letters and digits, a letter first");
}

TEST(CarrierNameTest, IsNotThatOfAnotherAttributeOfAnEvent) {
  EXPECT_EQ(CarrierName::make("data").error().message, "\"data\" is a name of CloudEvents itself");
  EXPECT_FALSE(CarrierName::make("id"));
}

}  // namespace
}  // namespace coalmine::routing
