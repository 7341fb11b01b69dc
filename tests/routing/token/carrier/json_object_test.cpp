#include "routing/token/carrier/json_object.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/routing/token/samples.hpp"

namespace coalmine::routing {
namespace {

using Pieces = std::vector<std::string>;

Pieces texts(std::string_view object) {
  Pieces result;
  const auto members = members_of(object);
  for (const JsonMember& member : members.value()) result.emplace_back(member.text);
  return result;
}

TEST(JsonObjectTest, FallsIntoItsMembers) {
  EXPECT_EQ(texts("{}"), Pieces{});
  EXPECT_EQ(texts(" {\n} "), Pieces{});
  EXPECT_EQ(texts(R"({"a":1})"), Pieces{R"("a":1)"});
  EXPECT_EQ(texts(" { \"a\" : 1e0 ,\t\"b\" : null\n} "), (Pieces{"\"a\" : 1e0", "\"b\" : null"}));
}

TEST(JsonObjectTest, KeepsKeyAndValueAsWritten) {
  const auto member = members_of(R"({"\u0061" : 1.00 })").value().front();
  EXPECT_EQ(member.key, R"("\u0061")");
  EXPECT_EQ(member.value, "1.00");
  EXPECT_EQ(string_of(member.key), "a");
  EXPECT_EQ(string_of(member.value), std::nullopt);
}

TEST(JsonObjectTest, DoesNotTakeWhatStandsInAStringForStructure) {
  EXPECT_EQ(texts(R"({"}":"{\"","[":["]",{"\\":"}"}],",":","})"),
            (Pieces{R"("}":"{\"")", R"("[":["]",{"\\":"}"}])", R"(",":",")"}));
}

TEST(JsonObjectTest, KeepsEqualKeysApart) {
  EXPECT_EQ(texts(R"({"a":1,"a":2})"), (Pieces{R"("a":1)", R"("a":2)"}));
}

TEST(JsonObjectTest, IsNothingElse) {
  for (const auto* text : {"", " ", "[]", "7", "\"{}\"", "{", "{]", "{}x", "{'a':1}", "{\"a\":1,}",
                           "{\"a\"}", "\xEF\xBB\xBF{}", "{\"a\":\"\xff\"}", "{}{}"}) {
    EXPECT_FALSE(members_of(text)) << text;
  }
}

TEST(JsonObjectTest, DoesNotEndAtAZeroByte) {
  const std::string_view text{"{}\0{\"a\":1}", 10};
  EXPECT_FALSE(members_of(text));
  EXPECT_FALSE(is_bare_json(text));
}

TEST(JsonObjectTest, MayBeNestedWithoutEnd) {
  constexpr std::size_t depth = 1 << 20;
  const std::string value = std::string(depth, '[') + std::string(depth, ']');
  EXPECT_EQ(members_of("{\"a\":" + value + "}")->front().value, value);
  EXPECT_FALSE(members_of("{\"a\":" + std::string(depth, '[')));
}

TEST(JsonObjectTest, BareJsonHasNothingAroundIt) {
  for (const auto* text : {"{}", "7", "\" \"", "[1, 2]", "null"}) EXPECT_TRUE(is_bare_json(text));
  for (const auto* text : {"", " ", " {}", "{}\n", "\t7", "7,8", "\xEF\xBB\xBF{}", "hello"}) {
    EXPECT_FALSE(is_bare_json(text)) << text;
  }
}

// An object with random keys, values of every kind and white space everywhere.
std::string random_json(samples::Dice& dice, std::size_t depth) {
  const auto space = [&] { return dice.text_of(" \t\r\n", dice.below(3)); };
  std::string text = space() + "{";
  for (auto left = dice.below(5); left > 0; --left) {
    text += space() + nlohmann::json(dice.text_of("a\"\\{}[],: \x7f", dice.below(6))).dump() +
            space() + ":" + space();
    switch (dice.below(depth == 0 ? 3 : 5)) {
      case 0:
        text += dice.text_of("123456789", 1 + dice.below(3));
        break;
      case 1:
        text += "-0.0e+1";
        break;
      case 2:
        text += nlohmann::json(dice.text_of("x\"\\{}[],:", dice.below(9))).dump();
        break;
      case 3:
        text += random_json(dice, depth - 1);
        break;
      default:
        text += "[true," + random_json(dice, depth - 1) + ",null]";
    }
    text += space() + (left > 1 ? "," : "");
  }
  return text + "}" + space();
}

TEST(JsonObjectTest, HasTheMembersThatAParserSees) {
  samples::Dice dice(9);
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = random_json(dice, 3);
    nlohmann::json parsed = nlohmann::json::object();  // of equal keys the last one stays
    const auto members = members_of(text);
    for (const JsonMember& member : members.value()) {
      parsed[string_of(member.key).value()] = nlohmann::json::parse(member.value);
    }
    ASSERT_EQ(parsed, nlohmann::json::parse(text)) << text;
  }
}

}  // namespace
}  // namespace coalmine::routing
