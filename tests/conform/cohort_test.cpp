#include "conform/cohort.hpp"

#include <gtest/gtest.h>

#include <string>

#include "routing/router.hpp"

namespace coalmine::conform {
namespace {

using routing::Policy;
using routing::Weight;

KnownUsers users_of(const std::string& text) { return read_users(text, "users.csv").value(); }

std::vector<Weight> weights(std::initializer_list<double> shares) {
  std::vector<Weight> result;
  for (const double share : shares) result.push_back(Weight::make(share).value());
  return result;
}

const Policy salted{.route = routing::Sticky{.salt = "summer"}};

TEST(KnownUsers, AreOneALineWithWhatTheySend) {
  const KnownUsers plain = users_of("alice\r\n\nbob\n");
  ASSERT_EQ(plain.users.size(), 2U);
  EXPECT_EQ(plain.users[0].id, "alice");
  EXPECT_EQ(plain.users[1].id, "bob");
  EXPECT_FALSE(plain.with_activity);
  const KnownUsers active = users_of("user,requests\nalice,3\nsmith, bob,0.5");
  ASSERT_EQ(active.users.size(), 2U);
  EXPECT_TRUE(active.with_activity);
  EXPECT_EQ(active.users[1].id, "smith, bob");
  EXPECT_EQ(active.users[1].activity, 0.5);
}

TEST(KnownUsers, WithUnreadableActivityAreRefusedAllAtOnceWithTheirPlaces) {
  const auto read = read_users("alice,3\nbob,many\ncarol,-1\n", "users.csv");
  ASSERT_FALSE(read.has_value());
  ASSERT_EQ(read.error().size(), 2U);
  EXPECT_EQ(read.error()[0].at, (Position{2, 5}));
  EXPECT_EQ(read.error()[0].message, "\"many\" is no number of requests, 0 or more");
  EXPECT_EQ(read.error()[1].at, (Position{3, 7}));
}

TEST(KnownUsers, AreAtLeastOne) {
  const auto read = read_users("\n\n", "users.csv");
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error()[0].message, "no users");
}

TEST(Cohort, IsWhomTheCoreRoutesToTheCanary) {
  const auto cohort = cohorts(salted, users_of("alice\nbob\ncarol\ndave"), weights({0.5}));
  routing::Router router(salted, 1, 0);
  router.set_weight(0, {Weight::make(0.5).value(), 1});
  const char* const names[] = {"alice", "bob", "carol", "dave"};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(cohort[0].on_canary[i],
              router.decide({.key = routing::key_of(names[i])}) == routing::Version::canary)
        << names[i];
  }
}

TEST(Cohort, GrowsWithTheWeightAndHasTheSharesOfItsUsersAndTheirRequests) {
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += "user-" + std::to_string(i) + "," + std::to_string(i) + "\n";
  const KnownUsers known = users_of(text);
  const auto steps = cohorts(salted, known, weights({0.1, 0.5, 1}));
  double sent = 0;
  std::size_t on_canary = 0;
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_LE(steps[0].on_canary[i], steps[1].on_canary[i]);
    on_canary += steps[0].on_canary[i];
    sent += steps[0].on_canary[i] ? static_cast<double>(i) : 0;
  }
  EXPECT_NEAR(steps[0].user_share, 0.1, 0.04);
  EXPECT_EQ(steps[0].user_share, static_cast<double>(on_canary) / 1000);
  EXPECT_EQ(steps[0].activity_share, sent / (999 * 500));
  EXPECT_EQ(steps[2].user_share, 1);
  EXPECT_EQ(steps[2].activity_share, 1);
}

TEST(Cohort, OfAProductIsWhomTheProductPicks) {
  // flag hashKey, salt saltyA: 0.42157587, 0.6708485 and 0.10343106.
  const Policy launchdarkly{
      .route = routing::Bucketed{"launchdarkly", {{"flagKey", "hashKey"}, {"salt", "saltyA"}}}};
  const auto at =
      cohorts(launchdarkly, users_of("userKeyA\nuserKeyB\nuserKeyC"), weights({0.42, 0.43, 0.68}));
  EXPECT_EQ(at[0].on_canary, (std::vector<bool>{false, false, true}));
  EXPECT_EQ(at[1].on_canary, (std::vector<bool>{true, false, true}));
  EXPECT_EQ(at[2].on_canary, (std::vector<bool>{true, true, true}));
}

TEST(Cohort, IsNotPredictableWhereChanceDecides) {
  const auto why = [](const Policy& policy) {
    const auto predictable = is_predictable(policy);
    return predictable ? "" : predictable.error().message;
  };
  EXPECT_EQ(why(salted), "");
  EXPECT_EQ(why({.route = routing::Weighted{}}), "it draws: chance decides who gets the canary");
  EXPECT_EQ(why({.route = routing::Sticky{}}),
            "its salt is chance: name one, { sticky: { key: user, salt: summer } }");
  EXPECT_EQ(why({.route = routing::Sticky{.key = routing::StickyKey::tenant, .salt = "s"}}),
            "its key is not the user");
  EXPECT_EQ(why({.route = routing::Partitioned{}}),
            "each rebalance deals its partitions out by chance");
}

TEST(PlannedWeight, FollowsThePlanOfTheEntry) {
  spec::Scenario scenario;
  scenario.release.starts = {std::chrono::minutes{1}};
  const spec::Policy policy{.plans = {routing::predefined_plan("Canary10Percent5Minutes").value()}};
  EXPECT_EQ(planned_weight(scenario, policy, Duration{0}), Weight{});
  EXPECT_EQ(planned_weight(scenario, policy, std::chrono::minutes{2}), Weight::make(0.1).value());
  EXPECT_EQ(planned_weight(scenario, policy, std::chrono::minutes{6}), Weight::all());
}

}  // namespace
}  // namespace coalmine::conform
