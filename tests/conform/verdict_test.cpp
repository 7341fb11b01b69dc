// From what users met to a verdict and its shortest counter-example.
#include "conform/judge/verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalmine::conform {
namespace {

using testing::HasSubstr;

constexpr Version s = Version::stable;
constexpr Version c = Version::canary;

// Two visits at one weight, unless a test says otherwise.
Observed observed(std::vector<std::string> users, std::vector<std::vector<Version>> versions) {
  return {Script(versions.size(), Visit{.weight = 0.1}), std::move(users), std::move(versions)};
}

TEST(EachUser, HoldsWhenNobodyChanges) {
  const Finding finding =
      judge_each_user(Promise::stable, observed({"a", "b"}, {{s, c}, {s, c}, {s, c}}));
  EXPECT_EQ(finding.outcome, Outcome::holds);
  EXPECT_EQ(finding.requests, 6U);
}

TEST(EachUser, ShowsTheFewestRequestsAndAmongThoseTheFirstUser) {
  const Finding finding = judge_each_user(
      Promise::stable, observed({"a", "bb", "ccc"}, {{s, s, c}, {s, c, s}, {c, c, s}}));
  ASSERT_EQ(finding.outcome, Outcome::fails);
  EXPECT_EQ(finding.broken_for, 3U);
  EXPECT_EQ(to_text(*finding.counter_example),
            "user \"bb\": request 1, weight 10 %: stable; request 2, weight 10 %: canary");
}

TEST(EachUser, MayMoveToTheCanaryOnTheRampButNotBack) {
  const auto met = [](Version last) { return observed({"a", "b"}, {{s, c}, {c, c}, {c, last}}); };
  EXPECT_EQ(judge_each_user(Promise::nested, met(c)).outcome, Outcome::holds);
  const Finding finding = judge_each_user(Promise::nested, met(s));
  ASSERT_EQ(finding.outcome, Outcome::fails);
  EXPECT_EQ(finding.counter_example->user, "b");
  EXPECT_EQ(finding.counter_example->requests.front().request, 2U);
}

TEST(EachUser, MustNotMeetTheCanaryAtWeightZero) {
  Observed met = observed({"a", "b"}, {{s, c}, {s, c}});
  met.script[1].weight = 0;
  EXPECT_EQ(judge_each_user(Promise::rollback, met).outcome, Outcome::fails);
  met.versions[1][1] = s;
  EXPECT_EQ(judge_each_user(Promise::rollback, met).outcome, Outcome::holds);
}

TEST(EachUser, GetsTheVersionAskedFor) {
  Observed met = observed({"a", "b"}, {{s, c}, {c, c}});
  met.script[1].force = c;
  EXPECT_EQ(judge_each_user(Promise::forced, met).outcome, Outcome::holds);
  met.versions[1][0] = s;
  const Finding finding = judge_each_user(Promise::forced, met);
  ASSERT_EQ(finding.outcome, Outcome::fails);
  EXPECT_THAT(to_text(*finding.counter_example),
              HasSubstr("request 2, weight 10 %, override canary: stable"));
}

TEST(EachUser, IsNotTestedWhereNothingCouldHaveBrokenThePromise) {
  const Observed always_stable = observed({"a", "b"}, {{s, s}, {s, s}});
  for (const Promise promise : {Promise::stable, Promise::nested, Promise::rollback}) {
    EXPECT_EQ(judge_each_user(promise, always_stable).outcome, Outcome::not_tested);
  }
  Observed always_canary = observed({"a", "b"}, {{c, c}, {c, c}});
  always_canary.script[1].force = c;
  EXPECT_EQ(judge_each_user(Promise::forced, always_canary).outcome, Outcome::not_tested);
}

// At even odds, n users on one side are refuted once 2 * 0.5^n is below 0.001 / 3 / 100: n = 20.
TEST(Share, IsRefutedByTheFewestUsersThatCan) {
  Observed met{.script = Script(1, Visit{.weight = 0.5}),
               .users = std::vector<std::string>(100, "x"),
               .versions = {std::vector<Version>(100, c)}};
  const Finding finding = judge_share(met, 0.001 / 3);
  ASSERT_EQ(finding.outcome, Outcome::fails);
  EXPECT_EQ(finding.counter_example->says,
            "at request 1, weight 50 %, 20 of the first 20 users are on the canary");
  EXPECT_FALSE(finding.checks.front().passed);
}

TEST(Share, HoldsForACountThatChanceExplains) {
  std::vector<Version> versions(100, s);
  std::fill_n(versions.begin(), 16, c);  // two standard deviations
  const Observed met{
      Script(1, Visit{.weight = 0.1}), std::vector<std::string>(100, "x"), {versions}};
  EXPECT_EQ(judge_share(met, 1e-3).outcome, Outcome::holds);
}

TEST(Independence, FailsWhereTheSameUsersAreStruckAgain) {
  std::vector<Version> versions(1000, s);
  std::fill_n(versions.begin(), 500, c);
  std::vector<Version> others(1000, s);
  for (std::size_t i = 0; i < others.size(); i += 2) others[i] = c;
  const std::vector<std::string> users(1000, "x");
  EXPECT_EQ(judge_independence(observed(users, {versions, versions}), 1e-4).outcome,
            Outcome::fails);
  EXPECT_EQ(judge_independence(observed(users, {versions, others}), 1e-4).outcome, Outcome::holds);
}

class Balance : public testing::Test {
 protected:
  // `of_family`: the version of the i-th id of family f.
  template <class OfFamily>
  Finding judge(const OfFamily& of_family) const {
    std::vector<Version> versions;
    for (std::size_t i = 0; i < 2 * half_; ++i) versions.push_back(i % 2 == 0 ? s : c);
    for (std::size_t f = 0; f < similar_.families.size(); ++f) {
      for (std::size_t i = 0; i < family_alphabet.size(); ++i) versions.push_back(of_family(f, i));
    }
    return judge_balance(similar_, {Script(1, Visit{.weight = 0.5}), similar_.all(), {versions}},
                         1e-4);
  }

  static constexpr std::size_t half_ = 500;
  SimilarUsers similar_{.counted = counted_users(half_),
                        .unlike = unlike_users(half_, Promise::balanced, 1),
                        .families = families(20, 1)};
};

TEST_F(Balance, HoldsWhereFamiliesAreSplit) {
  EXPECT_EQ(judge([](auto, auto i) { return i % 2 == 0 ? s : c; }).outcome, Outcome::holds);
}

TEST_F(Balance, FailsWhereFamiliesGoTogether) {
  const Finding finding = judge([](auto f, auto) { return f % 2 == 0 ? s : c; });
  ASSERT_EQ(finding.outcome, Outcome::fails);
  EXPECT_THAT(finding.counter_example->says, HasSubstr("are on the canary; about 31 expected"));
}

}  // namespace
}  // namespace coalmine::conform
