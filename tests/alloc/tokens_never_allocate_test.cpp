// What a hop does with a token that arrives in a header allocates nothing; nor does refusing one.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "routing/token/carrier/baggage.hpp"
#include "routing/token/carrier/cloud_event.hpp"
#include "routing/token/carrier/http_header.hpp"
#include "routing/token/carrier/message_attribute.hpp"
#include "tests/routing/token/samples.hpp"
#include "tests/support/allocations.hpp"

namespace coalmine::routing {
namespace {

using samples::noon;
using support::allocations_in;

class TokenAllocationTest : public testing::Test {
 protected:
  const TokenReader reader_ = samples::reader();
  const std::string token_ = samples::signed_text();
  TokenCounters counters_;
};

TEST_F(TokenAllocationTest, NoneWhenATokenIsIssuedOrChecked) {
  const TokenIssuer signs(samples::label("checkout-7"), samples::key());
  const TokenIssuer does_not_sign(samples::label("checkout-7"), std::nullopt);
  const auto cohort = samples::label("a-cohort-with-a-name-that-is-not-short");
  EXPECT_EQ(allocations_in([&] { signs.issue(Version::canary, cohort, noon); }), 0U);
  EXPECT_EQ(allocations_in([&] { does_not_sign.issue(Version::canary, cohort, noon); }), 0U);
  EXPECT_EQ(allocations_in([&] { EXPECT_TRUE(reader_.check(token_, noon)); }), 0U);
  EXPECT_EQ(allocations_in([&] { EXPECT_TRUE(decode(samples::unsigned_text)); }), 0U);
}

TEST_F(TokenAllocationTest, NoneWhenATokenIsFoundAndBelieved) {
  const std::string baggage = "userId=alice,coalmine=" + token_ + ",isProduction=false";
  const std::vector<std::string_view> lines{baggage};
  const std::vector<std::string_view> values{token_};
  const std::vector<MessageAttribute> attributes{{"coalmine", "String", token_}};
  EXPECT_EQ(allocations_in([&] {
              reader_.read(find_in_baggage(lines), noon, counters_);
              reader_.read(find_in_header(values), noon, counters_);
              reader_.read(find_in_cloud_event(values), noon, counters_);
              reader_.read(find_in_attributes(attributes), noon, counters_);
            }),
            0U);
  EXPECT_EQ(counters_.accepted, 4U);
}

TEST_F(TokenAllocationTest, NoneWhenATokenIsRefused) {
  samples::Dice dice(15);
  for (int i = 0; i < 1000; ++i) {
    std::string changed = token_;
    changed[dice.below(changed.size())] = dice.byte();
    const std::vector<std::string_view> values{changed};
    EXPECT_EQ(allocations_in([&] { reader_.read(find_in_header(values), noon, counters_); }), 0U);
  }
  EXPECT_GT(counters_.of(TokenFault::forged), 0U);
  EXPECT_GT(counters_.of(TokenFault::malformed), 0U);
}

TEST_F(TokenAllocationTest, NoneWhenBaggageIsWrittenIntoMemoryThatWasThere) {
  const std::vector<std::string_view> lines{"userId=alice", "isProduction=false"};
  std::string sent(1000, ' ');
  EXPECT_EQ(allocations_in([&] { put_in_baggage(lines, token_, sent); }), 0U);
}

}  // namespace
}  // namespace coalmine::routing
