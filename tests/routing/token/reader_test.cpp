#include "routing/token/reader.hpp"

#include <gtest/gtest.h>

#include <string>

#include "routing/router.hpp"
#include "tests/routing/token/samples.hpp"

namespace coalmine::routing {
namespace {

using namespace std::chrono_literals;
using samples::label;
using samples::noon;

const Label release = label("checkout-7");

Extraction found(std::string_view text) {
  Occurrences occurrences;
  occurrences.add(text);
  return occurrences.result();
}

TokenReader lenient_reader() {
  return TokenReader::make({release, 1h, 5s, /*signature_required=*/false}, {}).value();
}

TEST(TokenReaderTest, BelievesWhatAnIssuerOfTheSameKeyAndReleaseWrote) {
  const TokenIssuer issuer(release, samples::key());
  for (const Version version : {Version::stable, Version::canary}) {
    const TokenText text = issuer.issue(version, label("step-2"), noon);
    const auto token = samples::reader().check(view_of(text), noon + 1s);
    EXPECT_EQ(token.value(), (DecisionToken{release, version, label("step-2"), noon, label("k1")}));
  }
}

TEST(TokenReaderTest, BelievesAnUnsignedTokenOnlyWhereNoSignatureIsRequired) {
  const TokenText text = TokenIssuer(release, std::nullopt).issue(Version::canary, {}, noon);
  EXPECT_EQ(lenient_reader().check(view_of(text), noon)->version, Version::canary);
  EXPECT_EQ(samples::reader().check(view_of(text), noon).error(), TokenFault::unsigned_token);
}

TEST(TokenReaderTest, ChecksASignatureAlsoWhereNoneIsRequired) {
  EXPECT_EQ(lenient_reader().check(samples::signed_text(), noon).error(), TokenFault::unknown_key);
}

TEST(TokenReaderTest, RefusesASignatureOfAnotherKey) {
  const SigningKey imposter = samples::key("k1", "not the secret that k1 stands for");
  const TokenText text = encode(samples::token(), imposter);
  EXPECT_EQ(samples::reader().check(view_of(text), noon).error(), TokenFault::forged);
}

TEST(TokenReaderTest, RefusesADecisionWithTheSignatureOfAnother) {
  std::string text = samples::signed_text();
  text.replace(text.find("canary"), 6, "stable");
  EXPECT_EQ(samples::reader().check(text, noon).error(), TokenFault::forged);
}

TEST(TokenReaderTest, TellsForgeryBeforeAnythingThatAForgerWrote) {
  std::string text = samples::signed_text();
  text.replace(text.find("checkout-7"), 10, "checkout-8");
  EXPECT_EQ(samples::reader().check(text, noon + 24h).error(), TokenFault::forged);
}

TEST(TokenReaderTest, RefusesAnotherRelease) {
  const TokenIssuer issuer(label("checkout-6"), samples::key());
  EXPECT_EQ(samples::reader().check(view_of(issuer.issue(Version::canary, {}, noon)), noon).error(),
            TokenFault::wrong_release);
}

TEST(TokenReaderTest, BelievesATokenUpToItsLargestAge) {
  const std::string text = samples::signed_text();
  EXPECT_TRUE(samples::reader().check(text, noon + 1h));
  EXPECT_EQ(samples::reader().check(text, noon + 1h + 1ms).error(), TokenFault::expired);
  EXPECT_EQ(samples::reader().check(text, wall_time_max).error(), TokenFault::expired);
}

TEST(TokenReaderTest, ForgivesAnIssuersClockThatIsALittleAhead) {
  const std::string text = samples::signed_text();
  EXPECT_TRUE(samples::reader().check(text, noon - 5s));
  EXPECT_EQ(samples::reader().check(text, noon - 5s - 1ms).error(), TokenFault::from_the_future);
  EXPECT_EQ(samples::reader().check(text, WallTime{}).error(), TokenFault::from_the_future);
}

TEST(TokenReaderTest, BelievesOldAndNewKeyWhileTheyAreRotated) {
  const SigningKey before = samples::key("2024-04", "the secret of April, 32 bytes or more");
  const SigningKey after = samples::key("2024-05", "the secret of May, of 32 bytes or more");
  const TokenRules rules{release, 1h, 5s};
  const auto during = TokenReader::make(rules, KeyRing::make({before, after}).value()).value();
  const auto later = TokenReader::make(rules, KeyRing::make({after}).value()).value();
  const TokenText old_text = encode(samples::token(), before);
  const TokenText new_text = encode(samples::token(), after);
  EXPECT_TRUE(during.check(view_of(old_text), noon));
  EXPECT_TRUE(during.check(view_of(new_text), noon));
  EXPECT_TRUE(later.check(view_of(new_text), noon));
  EXPECT_EQ(later.check(view_of(old_text), noon).error(), TokenFault::unknown_key);
}

TEST(TokenReaderTest, CountsEveryReasonUnderItsName) {
  const TokenReader reader = samples::reader();
  TokenCounters counters;
  EXPECT_EQ(reader.read(found(samples::signed_text()), noon, counters), Version::canary);
  EXPECT_EQ(counters.accepted, 1U);
  for (std::size_t i = 0; i < token_faults; ++i) EXPECT_EQ(counters.refused[i], 0U) << i;

  EXPECT_EQ(reader.read(tl::unexpected(TokenFault::absent), noon, counters), std::nullopt);
  EXPECT_EQ(reader.read(found(samples::unsigned_text), noon, counters), std::nullopt);
  EXPECT_EQ(reader.read(found(samples::unsigned_text), noon, counters), std::nullopt);
  EXPECT_EQ(counters.accepted, 1U);
  EXPECT_EQ(counters.of(TokenFault::absent), 1U);
  EXPECT_EQ(counters.of(TokenFault::unsigned_token), 2U);
  EXPECT_EQ(name_of(TokenFault::absent), "absent");
  EXPECT_EQ(name_of(TokenFault::unsigned_token), "unsigned_token");
  EXPECT_EQ(name_of(TokenFault::from_the_future), "from_the_future");
}

TEST(TokenReaderTest, CountersOfThreadsAddUp) {
  TokenCounters one, other;
  one.accepted = 3;
  one.count(TokenFault::forged);
  other.accepted = 4;
  other.count(TokenFault::forged);
  other.count(TokenFault::expired);
  one += other;
  EXPECT_EQ(one.accepted, 7U);
  EXPECT_EQ(one.of(TokenFault::forged), 2U);
  EXPECT_EQ(one.of(TokenFault::expired), 1U);
}

TEST(TokenReaderTest, RefusesRulesThatNoTokenCouldMeet) {
  EXPECT_EQ(TokenReader::make({release, 1h, 5s}, {}).error().message,
            "signatures are required, but there is no key to check them with");
  EXPECT_EQ(TokenReader::make({release, -1ms, 5s, false}, {}).error().message,
            "the largest age and skew of a token are not below 0");
  EXPECT_FALSE(TokenReader::make({release, 1h, -1ms, false}, {}));
}

// What a gateway does with a request: the three parts together.
class HopTest : public testing::Test {
 protected:
  static constexpr FunctionId function = 0;

  Router router_{Policy{.route = Weighted{}}, /*functions=*/1, /*salt=*/7};
  TokenReader reader_ = samples::reader();
  TokenCounters counters_;

  void SetUp() override { router_.set_weight(function, {Weight::make(0.5).value(), 1}); }

  Version decide(const Extraction& arrived, std::uint64_t draw) {
    return router_.decide(
        {.function = function, .draw = draw, .carried = reader_.read(arrived, noon, counters_)});
  }
};

constexpr std::uint64_t draws_canary = 0;
constexpr std::uint64_t draws_stable = ~std::uint64_t{0};

TEST_F(HopTest, FollowsABelievedTokenAgainstItsOwnDraw) {
  EXPECT_EQ(decide(found(samples::signed_text()), draws_stable), Version::canary);
}

TEST_F(HopTest, RoutesARefusedTokenAsIfThereWereNone) {
  for (const auto& arrived :
       {Extraction{tl::unexpected(TokenFault::duplicated)}, found(samples::unsigned_text)}) {
    EXPECT_EQ(decide(arrived, draws_canary), Version::canary);
    EXPECT_EQ(decide(arrived, draws_stable), Version::stable);
  }
  EXPECT_EQ(counters_.accepted, 0U);
}

}  // namespace
}  // namespace coalmine::routing
