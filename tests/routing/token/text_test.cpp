#include "routing/token/text.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/routing/token/samples.hpp"

namespace coalmine::routing {
namespace {

using samples::label;

TokenFault fault_of(std::string_view text) { return decode(text).error(); }

TEST(TokenTextTest, IsFieldsBetweenTildes) {
  EXPECT_EQ(view_of(encode(samples::token())), samples::unsigned_text);
  EXPECT_EQ(samples::signed_text().substr(0, 47),
            "cm1s~checkout-7~canary~step-2~1714560000000~k1~");
}

TEST(TokenTextTest, LeavesTheCohortEmptyIfThereIsNone) {
  DecisionToken token = samples::token();
  token.cohort.reset();
  EXPECT_EQ(view_of(encode(token)), "cm1~checkout-7~canary~~1714560000000");
  EXPECT_EQ(decode("cm1~checkout-7~canary~~1714560000000")->token, token);
}

TEST(TokenTextTest, WritesTheTimeInThirteenDigits) {
  DecisionToken token = samples::token();
  token.issued_at = WallTime{std::chrono::milliseconds{42}};
  EXPECT_EQ(view_of(encode(token)), "cm1~checkout-7~canary~step-2~0000000000042");
  token.issued_at = wall_time_max;
  EXPECT_EQ(view_of(encode(token)), "cm1~checkout-7~canary~step-2~9999999999999");
}

TEST(TokenTextTest, ComesBackAsItWasWritten) {
  samples::Dice dice(2);
  const SigningKey key = samples::key();
  for (int i = 0; i < 10'000; ++i) {
    DecisionToken token = dice.token();
    ASSERT_EQ(decode(view_of(encode(token)))->token, token);
    const TokenText text = encode(token, key);
    token.key_id = key.id();
    ASSERT_EQ(decode(view_of(text))->token, token);
  }
}

TEST(TokenTextTest, SaysWhatIsSignedAndWithWhat) {
  const std::string text = samples::signed_text();
  const WrittenToken written = decode(text).value();
  EXPECT_EQ(written.signed_text, "cm1s~checkout-7~canary~step-2~1714560000000~k1");
  EXPECT_EQ(written.signature, text.substr(text.size() - signature_bytes));
  EXPECT_TRUE(decode(samples::unsigned_text)->signature.empty());
}

TEST(TokenTextTest, FillsItsLongestFormExactly) {
  const Label longest = label(std::string(label_bytes_max, 'x'));
  const SigningKey key = samples::key(longest.text());
  const TokenText text = encode({longest, Version::canary, longest, wall_time_max, {}}, key);
  EXPECT_EQ(text.size(), token_bytes_max);
  EXPECT_TRUE(decode(view_of(text)));
  EXPECT_EQ(fault_of(std::string{view_of(text)} + "x"), TokenFault::oversized);
  EXPECT_EQ(fault_of(std::string(1 << 20, '~')), TokenFault::oversized);
}

TEST(TokenTextTest, IsNoTokenWithoutItsEnd) {
  for (const std::string& text : {std::string{samples::unsigned_text}, samples::signed_text()}) {
    for (std::size_t size = 0; size < text.size(); ++size) {
      EXPECT_EQ(fault_of(text.substr(0, size)), TokenFault::truncated) << text.substr(0, size);
    }
  }
}

TEST(TokenTextTest, IsNoTokenWithoutItsBeginning) {
  for (const std::string& text : {std::string{samples::unsigned_text}, samples::signed_text()}) {
    for (std::size_t begin = 1; begin < text.size(); ++begin) {
      EXPECT_FALSE(decode(text.substr(begin))) << text.substr(begin);
    }
  }
}

TEST(TokenTextTest, HasOneSpelling) {
  for (const auto* text : {
           "cm2~checkout-7~canary~step-2~1714560000000",         // another format
           "CM1~checkout-7~canary~step-2~1714560000000",         //
           "cm1~~canary~step-2~1714560000000",                   // no release
           "cm1~checkout-7~Canary~step-2~1714560000000",         // no version
           "cm1~checkout-7~green~step-2~1714560000000",          //
           "cm1~checkout 7~canary~step-2~1714560000000",         // no label
           "cm1~checkout-7~canary~step,2~1714560000000",         //
           "cm1~checkout-7~canary~step-2~171456000000x",         // no time
           "cm1~checkout-7~canary~step-2~-714560000000",         //
           "cm1~checkout-7~canary~step-2~+714560000000",         //
           "cm1~checkout-7~canary~step-2~ 714560000000",         //
           "cm1~checkout-7~canary~step-2~01714560000000",        //
           "cm1~checkout-7~canary~step-2~1714560000000~",        // more than there is
           "cm1~checkout-7~canary~step-2~1714560000000~k1~sig",  //
           " cm1~checkout-7~canary~step-2~1714560000000",        // white space
           "cm1~checkout-7~canary~step-2~1714560000000 ",        //
       }) {
    EXPECT_EQ(fault_of(text), TokenFault::malformed) << text;
  }
}

TEST(TokenTextTest, RefusesASignedFormThatIsNotSound) {
  const std::string text = samples::signed_text();
  EXPECT_EQ(fault_of(text + "A"), TokenFault::malformed);
  EXPECT_EQ(fault_of(text + "~"), TokenFault::malformed);
  EXPECT_EQ(fault_of("cm1" + text.substr(4)), TokenFault::malformed);  // called unsigned
  std::string no_key = text;
  no_key.erase(no_key.find("k1"), 2);
  EXPECT_EQ(fault_of(no_key), TokenFault::malformed);
  std::string quoted = text;
  quoted.back() = '"';
  EXPECT_EQ(fault_of(quoted), TokenFault::malformed);
}

TEST(TokenTextTest, NeedsNoEscapingInAnyCarrier) {
  samples::Dice dice(3);
  constexpr std::string_view unreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";  // RFC 3986, 2.3
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(dice.token_text().find_first_not_of(unreserved), std::string::npos);
  }
}

}  // namespace
}  // namespace coalmine::routing
