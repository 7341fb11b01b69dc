// Reading JSON: what is wrong, and where.
#include "report/json_place.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalmine::report {
namespace {

using testing::ElementsAre;

class JsonPlaceTest : public testing::Test {
 protected:
  JsonPlace read(std::string_view text) {
    json_ = Json::parse(text);
    return {json_, wrong_};
  }

  Json json_;
  std::string wrong_;
};

TEST_F(JsonPlaceTest, ReadsWhatIsThere) {
  const JsonPlace place =
      read(R"({"a": {"b": [1.5, null]}, "t": ["x", "y"], "n": 18446744073709551615})");
  EXPECT_THAT(place.at("a").at("b").numbers_or_null(), ElementsAre(1.5, std::nullopt));
  EXPECT_THAT(place.at("t").texts(), ElementsAre("x", "y"));
  EXPECT_EQ(place.at("n").whole_number(0, ~0ULL), ~0ULL);
  EXPECT_EQ(place.members()[1].first, "t");
  EXPECT_FALSE(place.find("b").has_value());
  EXPECT_EQ(wrong_, "");
}

TEST_F(JsonPlaceTest, SaysWhereAndWhatWasExpected) {
  read(R"({"policies": [0, {"metrics": {"users.active": {"n": "1"}}}]})")
      .at("policies")
      .items()[1]
      .at("metrics")
      .at("users.active")
      .at("n")
      .whole_number(0, 9);
  EXPECT_EQ(wrong_,
            "policies[1].metrics[\"users.active\"].n: expected a whole number, found a text");
}

TEST_F(JsonPlaceTest, NamesTheTypeThatItFound) {
  const std::vector<std::pair<std::string, std::string>> types{{"{}", "an object"},
                                                               {"[]", "a list"},
                                                               {"\"\"", "a text"},
                                                               {"null", "null"},
                                                               {"true", "true or false"}};
  for (const auto& [text, noun] : types) {
    wrong_.clear();
    read(text).number();
    EXPECT_EQ(wrong_, "expected a number, found " + noun);
  }
  wrong_.clear();
  read("1").text();
  EXPECT_EQ(wrong_, "expected a text, found a number");
}

TEST_F(JsonPlaceTest, SaysWhatIsMissing) {
  EXPECT_EQ(read(R"({"a": {}})").at("a").at("b").text(), "");
  EXPECT_EQ(wrong_, "a: \"b\" is missing");
}

TEST_F(JsonPlaceTest, KeepsTheFirstThingThatIsWrong) {
  const JsonPlace place = read(R"({"a": 1, "b": 2})");
  place.at("b").text();
  place.at("a").text();
  EXPECT_EQ(wrong_, "b: expected a text, found a number");
}

TEST_F(JsonPlaceTest, TakesNoOtherNumberForAWholeOne) {
  for (const char* text : {"-1", "1", "1.5", "10", "1e3", "18446744073709551616"}) {
    wrong_.clear();
    EXPECT_EQ(read(text).whole_number(2, 9), 2u);
    EXPECT_EQ(wrong_, "expected a whole number from 2 to 9") << text;
  }
}

TEST_F(JsonPlaceTest, TakesNoNumberWhoseSquaresWouldNotBeFinite) {
  const std::string refused = "expected a number from -1e+30 to 1e+30";
  for (const char* text : {"1.1e30", "-1.1e30", "1e308"}) {
    wrong_.clear();
    EXPECT_EQ(read(text).number(), 0) << text;
    EXPECT_EQ(wrong_, refused) << text;
    wrong_.clear();
    read(text).number_or_null();
    EXPECT_EQ(wrong_, refused) << text;
    wrong_.clear();
    read(fmt::format("[null, 1, {}]", text)).numbers_or_null();
    EXPECT_EQ(wrong_, "[2]: " + refused) << text;
  }
  wrong_.clear();
  EXPECT_EQ(read("-1e30").number(), -1e30);
  EXPECT_EQ(wrong_, "");
}

TEST_F(JsonPlaceTest, FindsTheOneItemOfManyThatIsNoNumber) {
  read(R"([1, null, "2", []])").numbers_or_null();
  EXPECT_EQ(wrong_, "[2]: expected a number or null, found a text");
}

}  // namespace
}  // namespace coalmine::report
