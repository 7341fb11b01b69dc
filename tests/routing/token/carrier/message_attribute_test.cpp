#include "routing/token/carrier/message_attribute.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/routing/token/samples.hpp"

namespace coalmine::routing {
namespace {

using Attributes = std::vector<MessageAttribute>;

const std::string token{samples::unsigned_text};

MessageAttribute attribute(std::string name, std::string value = "x") {
  return {std::move(name), "String", std::move(value)};
}

Attributes others(int count) {
  Attributes result;
  for (int i = 0; i < count; ++i) result.push_back(attribute(fmt::format("other{}", i)));
  return result;
}

TEST(MessageAttributeTest, IsAStringBehindTheAttributesOfOthers) {
  Attributes attributes{attribute("tenant"), {"size", "Number", "7"}};
  EXPECT_TRUE(put_in_attributes(attributes, token));
  EXPECT_EQ(
      attributes,
      (Attributes{attribute("tenant"), {"size", "Number", "7"}, {"coalmine", "String", token}}));
  EXPECT_EQ(view_of(find_in_attributes(attributes).value()), token);
}

TEST(MessageAttributeTest, ReplacesOneThatWasThere) {
  Attributes attributes{attribute("coalmine", "old"), attribute("tenant")};
  EXPECT_TRUE(put_in_attributes(attributes, token));
  EXPECT_EQ(attributes, (Attributes{attribute("tenant"), attribute("coalmine", token)}));
}

TEST(MessageAttributeTest, IsTakenOutByAnEmptyToken) {
  Attributes attributes = others(10);
  attributes.push_back(attribute("coalmine", "forged"));
  EXPECT_TRUE(put_in_attributes(attributes, ""));
  EXPECT_EQ(attributes, others(10));
}

TEST(MessageAttributeTest, IsTheTenthButNotTheEleventh) {
  Attributes nine = others(9);
  EXPECT_TRUE(put_in_attributes(nine, token));
  EXPECT_EQ(nine.size(), 10U);
  Attributes ten = others(10);
  EXPECT_FALSE(put_in_attributes(ten, token));
  EXPECT_EQ(ten, others(10));
}

TEST(MessageAttributeTest, IsFoundByNameAndType) {
  EXPECT_EQ(find_in_attributes(others(3)).error(), TokenFault::absent);
  EXPECT_EQ(find_in_attributes(Attributes{attribute("Coalmine", token)}).error(),
            TokenFault::absent);
  EXPECT_TRUE(find_in_attributes(Attributes{{"coalmine", "String.token", token}}));
  const auto binary = find_in_attributes(Attributes{{"coalmine", "Binary", token}});
  EXPECT_EQ(decode(view_of(binary.value())).error(), TokenFault::malformed);
  const auto strings = find_in_attributes(Attributes{{"coalmine", "Strings", token}});
  EXPECT_EQ(decode(view_of(strings.value())).error(), TokenFault::malformed);
}

TEST(MessageAttributeTest, IsRefusedTwiceAndTooLong) {
  const Attributes two{attribute("coalmine", token), attribute("coalmine", token)};
  EXPECT_EQ(find_in_attributes(two).error(), TokenFault::duplicated);
  const Attributes large{attribute("coalmine", std::string(token_bytes_max + 1, 'x'))};
  EXPECT_EQ(find_in_attributes(large).error(), TokenFault::oversized);
}

}  // namespace
}  // namespace coalmine::routing
