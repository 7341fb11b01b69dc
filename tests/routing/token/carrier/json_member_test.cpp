#include "routing/token/carrier/json_member.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/routing/token/samples.hpp"

namespace coalmine::routing {
namespace {

const std::string token{samples::unsigned_text};
const std::string ours = "\"coalmine\":\"" + token + "\"";

std::string found(std::string_view object) {
  const Extraction text = find_in_json(object);
  return std::string{text ? view_of(*text) : name_of(text.error())};
}

TEST(JsonMemberTest, StandsBeforeTheMembersOfOthers) {
  EXPECT_EQ(put_in_json("{}", token), "{" + ours + "}");
  EXPECT_EQ(put_in_json(R"({"order":7})", token), "{" + ours + R"(,"order":7})");
  EXPECT_EQ(found("{" + ours + R"(,"order":7})"), token);
}

TEST(JsonMemberTest, LeavesTheBytesOfOthersAlone) {
  EXPECT_EQ(
      put_in_json(R"( { "price": 1.00, "price" :1e0 , "big":12345678901234567890123 } )", token),
      "{" + ours + R"(,"price": 1.00,"price" :1e0,"big":12345678901234567890123})");
}

TEST(JsonMemberTest, ReplacesEveryOneThatWasThere) {
  EXPECT_EQ(put_in_json(R"({"coalmine":1,"a":2,"\u0063oalmine":{"b":3}})", token),
            "{" + ours + R"(,"a":2})");
}

TEST(JsonMemberTest, IsTakenOutByAnEmptyToken) {
  EXPECT_EQ(put_in_json("{" + ours + R"(,"a":2})", ""), R"({"a":2})");
  EXPECT_EQ(put_in_json("{" + ours + "}", ""), "{}");
}

TEST(JsonMemberTest, IsOfTheObjectItselfAndNotOfOneInside) {
  EXPECT_EQ(found("{\"detail\":{" + ours + "}}"), "absent");
  EXPECT_EQ(found("[{" + ours + "}]"), "absent");
  EXPECT_EQ(found("{\"a\":\"coalmine\"}"), "absent");
}

TEST(JsonMemberTest, IsRefusedTwiceHoweverTheNameIsSpelled) {
  EXPECT_EQ(found("{" + ours + "," + ours + "}"), "duplicated");
  EXPECT_EQ(found("{" + ours + R"(,"\u0063oalmine":"x"})"), "duplicated");
}

TEST(JsonMemberTest, MayBeEscapedByOthers) {
  EXPECT_EQ(found(R"({"coalmine":"cm1\u007e\u0041"})"), "cm1~A");
}

TEST(JsonMemberTest, IsNoTokenIfItIsNoString) {
  for (const auto* value : {"7", "null", "[\"cm1\"]", "{\"cm1\":\"s\"}", "true"}) {
    const auto text = find_in_json(std::string{"{\"coalmine\":"} + value + "}");
    EXPECT_EQ(decode(view_of(text.value())).error(), TokenFault::malformed) << value;
  }
}

TEST(JsonMemberTest, NeedsAnObject) {
  for (const auto* text : {"", "7", "[]", "{", "not JSON"}) {
    EXPECT_EQ(put_in_json(text, token), std::nullopt) << text;
    EXPECT_EQ(found(text), "absent") << text;
  }
}

}  // namespace
}  // namespace coalmine::routing
