// Rules: who gets a version whatever the weight says. It is 0 in the first step, 50 % in the second
// and 100 % in the third, of five minutes each, unless a test says otherwise.
#include <gtest/gtest.h>

#include "replay.hpp"

namespace coalmine::harness {
namespace {

constexpr auto steps =
    "[{ weight: 0%, for: 5m }, { weight: 50%, for: 5m }, { weight: 100%, for: 10m }]";

Replay ruled(const std::string& rules, std::vector<support::Request> requests) {
  return {.steps = steps,
          .policy = "route: weighted, rules: [" + rules + "]",
          .requests = std::move(requests)};
}

TEST(RulesTest, AllowAndDenyByName) {
  const std::string allow = "{ users: [0, 2], gets: canary }";
  EXPECT_EQ(4 * ruled(allow, of_users(4, 2))["canary.traffic_share"], 2);
  const std::string deny = "{ users: [0, 2], gets: stable }";
  EXPECT_EQ(4 * ruled(deny, of_users(4, 12))["canary.traffic_share"], 2);
}

TEST(RulesTest, AskTheFirstThatMatches) {
  const std::string both = "{ users: [1], gets: stable }, { users: [0, 1], gets: canary }";
  EXPECT_EQ(ruled(both, of_users(2, 2))["blast_radius.exposed_users"], 1);
}

TEST(RulesTest, MayLeaveItToTheSplit) {
  const std::string split = "{ users: [0], gets: split }, { users: [0, 1], gets: canary }";
  EXPECT_EQ(ruled(split, of_users(2, 2))["blast_radius.exposed_users"], 1);
  EXPECT_EQ(ruled(split, of_users(2, 12))["blast_radius.exposed_users"], 2);
}

TEST(RulesTest, BeginWithTheirStep) {
  const std::string later = "{ users: [0], gets: stable, from_step: 3 }";
  EXPECT_EQ(2 * ruled(later, of_user({12, 13}))["canary.traffic_share"], 0);
  const std::string second = "{ users: [0], gets: canary, from_step: 2 }";
  EXPECT_EQ(2 * ruled(second, of_user({2, 7}))["canary.traffic_share"], 1);
}

TEST(RulesTest, EndWithTheRelease) {
  Replay back = ruled("{ users: [0], gets: canary }", of_user({2, 7, 9}));
  back.release = "rollback_at: 8m";
  EXPECT_EQ(3 * back["canary.traffic_share"], 2);
  back.release = "start: 3m";
  EXPECT_EQ(2 * back["canary.traffic_share"], 2) << "the window begins at the release";
}

// Of three tenants, every third user is of tenant 1.
TEST(RulesTest, KnowTenants) {
  Replay tenants = ruled("{ tenants: [1], gets: canary }", of_users(9, 2));
  tenants.traffic = "tenants: 3";
  EXPECT_EQ(tenants["blast_radius.exposed_users"], 3);
}

TEST(RulesTest, KnowGroupsOfUsersWhoStayInThem) {
  Replay groups =
      ruled("{ group: internal, gets: canary }", of_users(10'000, 1) + of_users(10'000, 2));
  groups.traffic = "groups: { eu: 50%, internal: 20% }";
  const RunResult result = groups.run();
  const support::Figures figures(result.policies[0]);
  EXPECT_NEAR(figures.mean("blast_radius.exposed"), 0.2, 4.5 * 0.004);
  EXPECT_EQ(figures.mean("users.flips"), 0);
}

TEST(RulesTest, LookAtTheHeaderOfEachRequest) {
  Replay header = ruled("{ header: x-canary, carried_by: 20%, gets: canary }", of_users(10'000, 1));
  EXPECT_NEAR(header["canary.traffic_share"], 0.2, 4.5 * 0.004);
  header.policy = "route: weighted, rules: [{ header: x-canary, gets: canary }]";
  EXPECT_EQ(header["canary.traffic_share"], 0) << "nobody carries it, by default";
}

TEST(RulesTest, LeaveMemoryAlone) {
  Replay both = ruled("{ users: [0], gets: stable, from_step: 3 }", of_user({7, 12}));
  both.policy = "route: { cookie: first }, rules: [{ users: [0], gets: canary }]";
  EXPECT_EQ(both["decisions.drawn"], 0);
}

// The rule decides at the entry, at weight 0, and what it decided travels.
TEST(RulesTest, DecideForTheChainWhereTheDecisionTravels) {
  Replay chain = ruled("{ users: [0], gets: canary }", of_users(2, 2));
  chain.functions = "{ api: { calls: [shop] }, shop: {} }";
  chain.policy += ", propagate: true";
  EXPECT_EQ(2 * chain["chains.all_canary"], 1);
  EXPECT_EQ(chain["chains.mixed"], 0);
}

}  // namespace
}  // namespace coalmine::harness
