#include "routing/token/carrier/baggage.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "tests/routing/token/samples.hpp"

namespace coalmine::routing {
namespace {

using Lines = std::vector<std::string_view>;

const std::string token{samples::unsigned_text};
const std::string ours = "coalmine=" + token;

std::string found(const Lines& lines) {
  const Extraction text = find_in_baggage(lines);
  return std::string{text ? view_of(*text) : name_of(text.error())};
}

std::string put(const Lines& lines, std::string_view text, const BaggageLimits& limits = {}) {
  std::string sent = "what was sent before";
  put_in_baggage(lines, text, sent, {}, limits);
  return sent;
}

std::size_t dropped(const Lines& lines, std::string_view text, const BaggageLimits& limits = {}) {
  std::string sent;
  return put_in_baggage(lines, text, sent, {}, limits);
}

// So many members of so many bytes each, as one header.
std::string members(std::size_t count, std::size_t bytes) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) {
    list += fmt::format("{}k{:03}={:x<{}}", i == 0 ? "" : ",", i, "", bytes - 5);
  }
  return list;
}

TEST(BaggageTest, HoldsOurTokenAmongTheMembersOfOthers) {
  EXPECT_EQ(found({ours}), token);
  EXPECT_EQ(found({"userId=alice," + ours + ",isProduction=false"}), token);
  EXPECT_EQ(found({"userId=alice", ours}), token);  // two headers are one list
  EXPECT_EQ(found({}), "absent");
  EXPECT_EQ(found({"userId=alice,serverNode=DF%2028"}), "absent");
}

TEST(BaggageTest, IgnoresWhiteSpaceAndPropertiesAroundOurToken) {
  EXPECT_EQ(found({"a=b ,\t coalmine \t=  " + token + " ;ttl=3 ; p,c=d"}), token);
}

TEST(BaggageTest, UndoesPercentEncodingOnce) {
  std::string encoded;
  for (const char c : token) encoded += fmt::format("%{:02X}", c);
  EXPECT_EQ(found({"coalmine=" + encoded}), token);
  EXPECT_EQ(found({"coalmine=cm1%7e"}), "cm1~");
  EXPECT_EQ(found({"coalmine=cm1%257E"}), "cm1%7E");
  EXPECT_EQ(found({"coalmine=%7"}), "%7");
  EXPECT_EQ(found({"coalmine=%zz%+7%-1%"}), "%zz%+7%-1%");
}

TEST(BaggageTest, TellsOurKeyFromOthersThatLookLikeIt) {
  EXPECT_EQ(found({"Coalmine=" + token}), "absent");  // keys are case-sensitive
  EXPECT_EQ(found({"xcoalmine=" + token + ",coalmine2=" + token}), "absent");
  EXPECT_EQ(found({"a=coalmine=" + token}), "absent");    // a value may contain '='
  EXPECT_EQ(found({"a=1;coalmine=" + token}), "absent");  // a property of a
  EXPECT_EQ(found({"coalmine=" + token + "=x"}), token + "=x");
}

TEST(BaggageTest, RefusesToChooseBetweenTwo) {
  EXPECT_EQ(found({ours + "," + ours}), "duplicated");
  EXPECT_EQ(found({ours, "a=b", "coalmine=x"}), "duplicated");
  EXPECT_EQ(found({"coalmine,coalmine;p=q"}), "duplicated");
}

TEST(BaggageTest, ReadsNoMoreThanATokensLength) {
  EXPECT_EQ(found({"coalmine=" + std::string(token_bytes_max, 'x')}).size(), token_bytes_max);
  EXPECT_EQ(found({"coalmine=" + std::string(token_bytes_max + 1, 'x')}), "oversized");
  EXPECT_EQ(found({"coalmine=" + std::string(1 << 20, '%')}), "oversized");
}

TEST(BaggageTest, PassesOthersOnInOrderAndPutsOursLast) {
  EXPECT_EQ(put({}, token), ours);
  EXPECT_EQ(put({"userId=alice,isProduction=false"}, token),
            "userId=alice,isProduction=false," + ours);
  EXPECT_EQ(put({"b=1 , a=2;p=3;q", "b=4"}, token), "b=1,a=2;p=3;q,b=4," + ours);
}

TEST(BaggageTest, PassesOnWhatItWouldNotHaveWritten) {
  EXPECT_EQ(put({"no value,k\"=\\,%,=,a = b"}, token), "no value,k\"=\\,%,=,a = b," + ours);
}

TEST(BaggageTest, ReplacesEveryTokenThatArrived) {
  EXPECT_EQ(put({"coalmine=old,a=1,coalmine = older;p", " coalmine"}, token), "a=1," + ours);
}

TEST(BaggageTest, TakesOursOutWhereThereIsNothingToSend) {
  EXPECT_EQ(put({"coalmine=forged,a=1", "b=2"}, ""), "a=1,b=2");
  EXPECT_EQ(put({ours}, ""), "");
}

TEST(BaggageTest, DropsNothingUpToSixtyFourMembers) {
  EXPECT_EQ(dropped({members(63, 10)}, token), 0U);
  EXPECT_EQ(dropped({members(64, 10)}, ""), 0U);
  EXPECT_EQ(put({members(64, 10)}, token), members(63, 10) + "," + ours);
  EXPECT_EQ(dropped({members(64, 10)}, token), 1U);
}

TEST(BaggageTest, DropsNothingUpTo8192Bytes) {
  const std::size_t rest = 8192 - ours.size() - 1;
  const std::string fits = "k=" + std::string(rest - 2, 'x');
  EXPECT_EQ(put({fits}, token).size(), 8192U);
  EXPECT_EQ(dropped({fits}, token), 0U);
  EXPECT_EQ(put({fits + "x"}, token), ours);
  EXPECT_EQ(dropped({fits + "x"}, token), 1U);
}

TEST(BaggageTest, DropsWholeMembersThatNoLongerFitAndKeepsTheOrderOfTheRest) {
  const BaggageLimits limits{.members_max = 64, .bytes_max = ours.size() + 10};
  EXPECT_EQ(put({"a=1,much=too-long,b=22,c=3"}, token, limits), "a=1,b=22," + ours);
  EXPECT_EQ(dropped({"a=1,much=too-long,b=22,c=3"}, token, limits), 2U);
}

TEST(BaggageTest, DropsOursLast) {
  EXPECT_EQ(put({"a=1"}, token, {.members_max = 1, .bytes_max = 8192}), ours);
  EXPECT_EQ(put({"a=1"}, token, {.members_max = 2, .bytes_max = ours.size()}), ours);
  EXPECT_EQ(put({"a=1"}, token, {.members_max = 2, .bytes_max = ours.size() - 1}), "a=1");
  EXPECT_EQ(put({"a=1"}, token, {.members_max = 0, .bytes_max = 8192}), "");
}

TEST(BaggageTest, DropsNothingWhereThePlatformSetsNoLimits) {
  constexpr auto no_limit = std::numeric_limits<std::size_t>::max();
  EXPECT_EQ(dropped({members(1000, 100)}, token, {no_limit, no_limit}), 0U);
}

TEST(BaggageTest, CarriesAnotherReleaseUnderAnotherName) {
  const CarrierName other = CarrierName::make("payments").value();
  std::string sent;
  put_in_baggage(Lines{ours}, token, sent, other);
  EXPECT_EQ(sent, ours + ",payments=" + token);
  EXPECT_EQ(view_of(find_in_baggage(Lines{sent}, other).value()), token);
}

}  // namespace
}  // namespace coalmine::routing
