// Every example of docs/CARRYING.md is what the code writes and reads.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "routing/router.hpp"
#include "routing/token/carrier/baggage.hpp"
#include "routing/token/carrier/cloud_event.hpp"
#include "routing/token/carrier/json_member.hpp"
#include "routing/token/carrier/message_attribute.hpp"
#include "routing/token/carrier/record_envelope.hpp"
#include "tests/routing/token/samples.hpp"

namespace coalmine::routing {
namespace {

struct Served {
  Version version;
  std::optional<TokenText> onward;  // to send with the calls and events of this invocation
};

Served serve(const Router& router, const TokenReader& reader, const TokenIssuer& issuer,
             const Label& cohort, std::span<const std::string_view> baggage, Invocation invocation,
             WallTime now, TokenCounters& counters) {
  const Extraction found = find_in_baggage(baggage);
  invocation.carried = reader.read(found, now, counters);
  const Version version = router.decide(invocation);
  const auto sent = router.onward(invocation, version);
  if (!sent) return {version, std::nullopt};
  return {version, invocation.carried ? *found : issuer.issue(*sent, cohort, now)};
}

std::string contents_of(const std::string& path) {
  std::ifstream file(std::string{COALMINE_SOURCE_DIR} + "/" + path);
  std::ostringstream contents;
  contents << file.rdbuf();
  return contents.str();
}

class CarryingDocTest : public testing::Test {
 protected:
  const std::string page_ = contents_of("docs/CARRYING.md");
  const std::string token_{samples::unsigned_text};

  bool shows(const std::string& text) const { return page_.find(text) != std::string::npos; }
  bool shows_line(const std::string& text) const { return shows("\n" + text + "\n"); }
};

TEST_F(CarryingDocTest, ShowsTokens) {
  EXPECT_TRUE(shows_line(std::string{view_of(encode(samples::token()))}));
  EXPECT_TRUE(shows_line(samples::signed_text())) << samples::signed_text();
  EXPECT_TRUE(shows("`" + std::string{samples::secret} + "`"));
  EXPECT_TRUE(shows("at most " + std::to_string(token_bytes_max) + " bytes"));
}

TEST_F(CarryingDocTest, ShowsCarriers) {
  std::string sent;
  const std::vector<std::string_view> lines{"userId=alice", "isProduction=false"};
  put_in_baggage(lines, token_, sent);
  EXPECT_TRUE(shows_line("baggage: " + sent));
  EXPECT_TRUE(shows_line(std::string{CarrierName{}.text()} + ": " + token_));
  EXPECT_TRUE(shows_line(cloud_event_header() + ": " + token_));
  EXPECT_TRUE(shows_line(wrap_record(R"({"order": 7})", token_)));
  EXPECT_TRUE(shows_line(wrap_record("hello", token_)));
  EXPECT_TRUE(shows_line(put_in_json(R"({"order":7})", token_).value()));

  std::vector<MessageAttribute> attributes;
  ASSERT_TRUE(put_in_attributes(attributes, token_));
  const MessageAttribute& ours = attributes.front();
  EXPECT_TRUE(shows_line(nlohmann::json{
      {ours.name, {{"DataType", ours.data_type}, {"StringValue", ours.string_value}}}}
                             .dump()));
}

TEST_F(CarryingDocTest, NamesEveryReasonInOrder) {
  std::size_t at = page_.find("| `absent` |");
  for (std::size_t i = 0; i < token_faults; ++i) {
    const std::string row = "| `" + std::string{name_of(static_cast<TokenFault>(i))} + "` |";
    EXPECT_EQ(page_.substr(at, row.size()), row);
    at = page_.find('\n', at) + 1;
  }
}

TEST_F(CarryingDocTest, CountsBytes) {
  EXPECT_EQ(token_.size(), 42U);
  EXPECT_EQ(samples::signed_text().size(), 90U);
  EXPECT_EQ(token_.size(), 26 + std::string_view{"checkout-7step-2"}.size());
  EXPECT_EQ(samples::signed_text().size(), token_.size() + 46 + std::string_view{"k1"}.size());
  std::string sent;
  put_in_baggage({}, token_, sent);
  EXPECT_EQ(sent.size(), token_.size() + 9);
  EXPECT_EQ(std::string_view{"coalmineString"}.size(), 14U);
  EXPECT_EQ(wrap_record("7", token_).size(), token_.size() + 1 + 23);
  EXPECT_EQ(wrap_record("abc", token_).size(), token_.size() + 4 + 32);
  EXPECT_EQ(put_in_json("{}", token_)->size(), std::string_view{"{}"}.size() + token_.size() + 13);
}

// The block that begins with ```cpp is a piece of this file, up to where lines are broken.
TEST_F(CarryingDocTest, ShowsAHopThatCompiles) {
  const auto words = [](std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
    return text;
  };
  const std::size_t begin = page_.find("```cpp\n") + 7;
  const std::string block = page_.substr(begin, page_.find("```", begin) - begin);
  ASSERT_GT(block.size(), 100U);
  const std::string here = contents_of("tests/routing/token/carrying_doc_test.cpp");
  EXPECT_NE(words(here).find(words(block)), std::string::npos);
}

class ServedTest : public testing::Test {
 protected:
  Router router_{Policy{.route = Weighted{}}, /*functions=*/2, /*salt=*/7};
  const TokenReader reader_ = samples::reader();
  const TokenIssuer issuer_{samples::label("checkout-7"), samples::key()};
  TokenCounters counters_;

  void SetUp() override { router_.set_weight(0, {Weight::make(0.5).value(), 1}); }

  Served served(const std::string& baggage, FunctionId function, std::uint64_t draw) {
    const std::vector<std::string_view> lines{baggage};
    return serve(router_, reader_, issuer_, samples::label("step-3"), lines,
                 {.function = function, .draw = draw}, samples::noon, counters_);
  }
};

constexpr std::uint64_t draws_stable = ~std::uint64_t{0};

TEST_F(ServedTest, ABelievedTokenTravelsOnAsItIs) {
  const Served result = served("coalmine=" + samples::signed_text(), 0, draws_stable);
  EXPECT_EQ(result.version, Version::canary);
  EXPECT_EQ(view_of(result.onward.value()), samples::signed_text());
}

TEST_F(ServedTest, ARefusedTokenIsReplacedByTheDecisionOfThisHop) {
  const Served result = served("coalmine=forged", 0, draws_stable);
  EXPECT_EQ(result.version, Version::stable);
  const DecisionToken sent = reader_.check(view_of(result.onward.value()), samples::noon).value();
  EXPECT_EQ(sent.version, Version::stable);
  EXPECT_EQ(sent.cohort, samples::label("step-3"));
}

TEST_F(ServedTest, AFunctionOutsideTheReleasePassesOnOnlyWhatArrived) {
  EXPECT_EQ(served("", 1, 0).onward, std::nullopt);
  EXPECT_TRUE(served("coalmine=" + samples::signed_text(), 1, 0).onward);
}

}  // namespace
}  // namespace coalmine::routing
