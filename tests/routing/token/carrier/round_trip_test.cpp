// What was encoded comes back from every carrier, whatever else the carrier holds.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "routing/token/carrier/baggage.hpp"
#include "routing/token/carrier/cloud_event.hpp"
#include "routing/token/carrier/http_header.hpp"
#include "routing/token/carrier/json_member.hpp"
#include "routing/token/carrier/message_attribute.hpp"
#include "routing/token/carrier/record_envelope.hpp"
#include "tests/routing/token/samples.hpp"

namespace coalmine::routing {
namespace {

using samples::Dice;

constexpr int rounds = 3'000;
constexpr std::string_view token_characters = "abcXYZ019!#$&'*+-.^_`|~";     // RFC 7230, 3.2.6
constexpr std::string_view octets = "abcXYZ019!#$&'()*+-./:<=>?@[]^_`{|}~";  // baggage-octet

std::string random_member(Dice& dice) {
  std::string member = "k" + dice.text_of(token_characters, dice.below(20)) + "=" +
                       dice.text_of(octets, dice.below(200)) + (dice.coin() ? "%20" : "");
  for (auto left = dice.below(3); left > 0; --left) {
    member += ";p" + dice.text_of(token_characters, dice.below(8)) +
              (dice.coin() ? "=" + dice.text_of(octets, dice.below(8)) : "");
  }
  return member;
}

// Members of others, of which some are lost where they are too many or too large.
TEST(RoundTripTest, ThroughBaggageWithinTheLimits) {
  Dice dice(11);
  for (int i = 0; i < rounds; ++i) {
    std::vector<std::string> headers(dice.below(4));
    std::string all;
    for (auto left = dice.below(100); left > 0 && !headers.empty(); --left) {
      std::string& header = headers[dice.below(headers.size())];
      header += (header.empty() ? "" : ", ") + random_member(dice);
    }
    for (const std::string& header : headers) all += header + ", ";
    const std::vector<std::string_view> lines(headers.begin(), headers.end());
    const std::string token = dice.token_text();
    std::string sent;
    const std::size_t dropped = put_in_baggage(lines, token, sent);

    const std::vector<std::string_view> received{sent};
    ASSERT_EQ(view_of(find_in_baggage(received).value()), token);
    ASSERT_LE(sent.size(), 8192U);
    ASSERT_LE(std::count(sent.begin(), sent.end(), ',') + 1, 64);
    // Each member that was sent stands in what arrived, behind the one before it.
    std::size_t kept = 0;
    std::size_t from = 0;
    sent.resize(sent.rfind("coalmine="));
    for (std::size_t begin = 0; begin < sent.size(); ++kept) {
      const std::size_t end = sent.find(',', begin);
      const std::string member = sent.substr(begin, end - begin) + ", ";
      from = all.find(member, from);
      ASSERT_NE(from, std::string::npos) << member;
      from += member.size();
      begin = end + 1;
    }
    ASSERT_EQ(kept + dropped,
              static_cast<std::size_t>(std::count(all.begin(), all.end(), ',')) -
                  static_cast<std::size_t>(std::count(headers.begin(), headers.end(), "")));
  }
}

TEST(RoundTripTest, ThroughHeaders) {
  Dice dice(12);
  for (int i = 0; i < rounds; ++i) {
    const std::string token = dice.token_text();
    const std::vector<std::string_view> values{token};
    ASSERT_EQ(view_of(find_in_header(values).value()), token);
    ASSERT_EQ(view_of(find_in_cloud_event(values).value()), token);
  }
}

TEST(RoundTripTest, ThroughMessageAttributes) {
  Dice dice(13);
  for (int i = 0; i < rounds; ++i) {
    std::vector<MessageAttribute> attributes(dice.below(10));
    for (MessageAttribute& other : attributes) {
      other = {"x" + dice.text_of("abc-_.", dice.below(9)), dice.coin() ? "Binary" : "String",
               dice.bytes(dice.below(9))};
    }
    const auto before = attributes;
    const std::string token = dice.token_text();
    ASSERT_TRUE(put_in_attributes(attributes, token));
    ASSERT_EQ(view_of(find_in_attributes(attributes).value()), token);
    attributes.pop_back();
    ASSERT_EQ(attributes, before);
  }
}

TEST(RoundTripTest, ThroughJson) {
  Dice dice(14);
  for (int i = 0; i < rounds; ++i) {
    std::string members;
    for (auto left = dice.below(5); left > 0; --left) {
      members +=
          fmt::format(R"(,"{}":[{{"coalmine":"{}"}},{}])", dice.text_of("abc", dice.below(3)),
                      dice.text_of("xyz,}{][", dice.below(9)), dice.below(99));
    }
    const std::string object = "{" + (members.empty() ? "" : members.substr(1)) + "}";
    const std::string token = dice.token_text();
    const std::string sent = put_in_json(object, token).value();
    ASSERT_EQ(view_of(find_in_json(sent).value()), token);
    ASSERT_EQ(put_in_json(sent, ""), object);

    const Record record = unwrap_record(wrap_record(object, token));
    ASSERT_EQ(view_of(record.found.value()), token);
    ASSERT_EQ(record.data, object);
  }
}

}  // namespace
}  // namespace coalmine::routing
