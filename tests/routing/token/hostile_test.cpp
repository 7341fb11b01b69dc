// Whatever arrives: no crash, and no token that nobody issued.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "routing/token/carrier/baggage.hpp"
#include "routing/token/carrier/cloud_event.hpp"
#include "routing/token/carrier/http_header.hpp"
#include "routing/token/carrier/json_member.hpp"
#include "routing/token/carrier/record_envelope.hpp"
#include "routing/token/reader.hpp"
#include "tests/routing/token/samples.hpp"

namespace coalmine::routing {
namespace {

using samples::Dice;
using samples::noon;

TEST(HostileTokenTest, RandomBytesAreNoToken) {
  Dice dice(4);
  for (int i = 0; i < 100'000; ++i) {
    ASSERT_FALSE(decode(dice.bytes(dice.below(2 * token_bytes_max))));
  }
}

TEST(HostileTokenTest, RandomFieldsAreDecodedOrRefusedButNeverBelieved) {
  Dice dice(5);
  const TokenReader reader = samples::reader();
  constexpr std::array<std::string_view, 9> fields{
      "cm1",    "cm1s",          "checkout-7",
      "canary", "stable",        "",
      "k1",     "1714560000000", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
  for (int i = 0; i < 100'000; ++i) {
    std::string text{dice.coin() ? "cm1" : "cm1s"};
    for (auto left = dice.below(8); left > 0; --left) {
      text.append("~").append(fields[dice.below(fields.size())]);
    }
    ASSERT_FALSE(reader.check(text, noon)) << text;
  }
}

TEST(HostileTokenTest, NoOtherByteCanStandAnywhereInASignedToken) {
  const TokenReader reader = samples::reader();
  const std::string text = samples::signed_text();
  ASSERT_TRUE(reader.check(text, noon));
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int c = 0; c < 256; ++c) {
      std::string changed = text;
      changed[at] = static_cast<char>(c);
      ASSERT_EQ(reader.check(changed, noon).has_value(), changed == text) << changed;
    }
  }
}

TEST(HostileTokenTest, NoByteCanBeAddedToOrTakenFromASignedToken) {
  const TokenReader reader = samples::reader();
  const std::string text = samples::signed_text();
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size()) {
      std::string shorter = text;
      shorter.erase(at, 1);
      ASSERT_FALSE(reader.check(shorter, noon)) << shorter;
    }
    for (int c = 0; c < 256; ++c) {
      std::string longer = text;
      longer.insert(at, 1, static_cast<char>(c));
      ASSERT_FALSE(reader.check(longer, noon)) << longer;
    }
  }
}

std::string mutated(std::string text, const std::string& other, Dice& dice) {
  for (auto changes = 1 + dice.below(4); changes > 0 && !text.empty(); --changes) {
    const std::size_t at = dice.below(text.size());
    switch (dice.below(5)) {
      case 0:  // a bit
        text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << dice.below(8)));
        break;
      case 1:  // a byte more
        text.insert(at, 1, dice.byte());
        break;
      case 2:  // some bytes less
        text.erase(at, 1 + dice.below(8));
        break;
      case 3:  // some bytes twice
        text.insert(at, text.substr(at, 1 + dice.below(16)));
        break;
      default:  // the beginning of one, the end of the other
        text = text.substr(0, at) + other.substr(dice.below(other.size()));
    }
  }
  return text;
}

TEST(HostileTokenTest, NothingMadeOfTwoSignedTokensIsAThird) {
  Dice dice(6);
  const TokenReader reader = samples::reader();
  DecisionToken other_token = samples::token();
  other_token.version = Version::stable;
  other_token.cohort.reset();
  const std::string one = samples::signed_text();
  const std::string other{view_of(encode(other_token, samples::key()))};
  for (int i = 0; i < 200'000; ++i) {
    const std::string text = mutated(one, other, dice);
    ASSERT_EQ(reader.check(text, noon).has_value(), text == one || text == other) << text;
  }
}

TEST(HostileTokenTest, WhatDecodesIsSpelledAsItWouldBeEncoded) {
  Dice dice(7);
  for (int i = 0; i < 200'000; ++i) {
    const std::string text = mutated(std::string{samples::unsigned_text}, dice.token_text(), dice);
    const auto written = decode(text);
    if (!written || written->token.key_id) continue;
    ASSERT_EQ(view_of(encode(written->token)), text);
  }
}

// Every carrier finds in what a token or rubbish was written to no more than what a reader refuses.
TEST(HostileTokenTest, NoCarrierFindsABelievedTokenInADamagedMessage) {
  Dice dice(8);
  const TokenReader reader = samples::reader();
  const std::string token = samples::signed_text();
  TokenCounters counters;
  const auto never_another = [&](const Extraction& found) {
    const bool believed = reader.read(found, noon, counters).has_value();
    return !believed || view_of(*found) == token;
  };
  const std::string header = "a=1,coalmine=" + token + ";p=1,b=\"%7E%\"";
  const std::string object = "{\"coalmine\":\"" + token + "\",\"data\":{\"a\":[1,\"\\u007e\",{}]}}";
  for (int i = 0; i < 50'000; ++i) {
    const std::string bad_header = mutated(header, object, dice);
    const std::string bad_object = mutated(object, header, dice);
    const std::array<std::string_view, 2> lines{bad_header, bad_object};
    ASSERT_TRUE(never_another(find_in_baggage(lines)));
    ASSERT_TRUE(never_another(find_in_header(lines)));
    ASSERT_TRUE(never_another(find_in_cloud_event(lines)));
    ASSERT_TRUE(never_another(find_in_json(bad_object)));
    ASSERT_TRUE(never_another(unwrap_record(bad_object).found));
  }
}

}  // namespace
}  // namespace coalmine::routing
