// What is hashed: keys that change, that are shared, or that are missing; ids that products hash.
#include <gtest/gtest.h>

#include "models/traffic.hpp"
#include "replay.hpp"
#include "routing/bucketing/product.hpp"

namespace coalmine::harness {
namespace {

constexpr auto half = "[{ weight: 50%, for: 20m }]";
constexpr std::uint32_t many = 10'000;
constexpr double error = 4.5 * 0.005;  // of a share of them

Replay keyed(const std::string& policy, const std::string& traffic,
             std::vector<support::Request> requests) {
  return {.steps = half, .policy = policy, .traffic = traffic, .requests = std::move(requests)};
}

const auto before_and_after = of_users(many, 5) + of_users(many, 15);

TEST(LoginTest, BringsAnotherBucket) {
  Replay login = keyed("route: { sticky: user }", "logins: { after: 10m }", before_and_after);
  EXPECT_NEAR(login["users.flips"], 0.5, error);
  EXPECT_NEAR(login["blast_radius.exposed"], 0.75, error);
  login.traffic = "logins: { after: 10m, share: 40% }";
  EXPECT_NEAR(login["users.flips"], 0.2, error);
  login.traffic = "logins: { after: 20m }";
  EXPECT_EQ(login["users.flips"], 0);
}

TEST(LoginTest, ChangesNothingWhereTheFirstKeyOrTheDeviceIsKept) {
  for (const char* route :
       {"{ sticky: { key: user, keeps_first: true } }", "{ sticky: device }", "redraw"}) {
    const Replay login =
        keyed(std::string("route: ") + route, "logins: { after: 10m }", before_and_after);
    EXPECT_EQ(login["users.flips"], 0) << route;
  }
}

// Who comes after the login for the first time has the account's key from the start.
TEST(LoginTest, KeepsTheAccountsKeyOfThoseWhoCameLater) {
  Replay plain = keyed("route: { sticky: { key: user, salt: july } }", "logins: { after: 1m }",
                       of_users(many, 5));
  const double by_account = plain["blast_radius.exposed_users"];
  plain.policy = "route: { sticky: { key: user, salt: july, keeps_first: true } }";
  EXPECT_EQ(plain["blast_radius.exposed_users"], by_account);
}

TEST(AddressTest, IsSharedByUsersWhoMoveTogether) {
  Replay addresses = keyed("route: { sticky: address }", "addresses: 1", of_users(100, 5));
  addresses.replications = 20;
  const RunResult result = addresses.run();
  EXPECT_EQ(support::Figures(result.policies[0])
                .share("blast_radius.exposed", [](double s) { return s == 0 || s == 1; }),
            1);
}

TEST(MissingKeyTest, DrawsEachTimeOrIsStable) {
  Replay missing = keyed("route: { sticky: { key: user, missing: 100% } }", "", before_and_after);
  EXPECT_NEAR(missing["canary.traffic_share"], 0.5, error);
  EXPECT_NEAR(missing["users.flips"], 0.5, error);
  missing.policy = "route: { sticky: { key: user, missing: 100%, without_key: stable } }";
  EXPECT_EQ(missing["canary.traffic_share"], 0);
  missing.policy = "route: { sticky: { key: user, missing: 40%, without_key: stable } }";
  EXPECT_NEAR(missing["canary.traffic_share"], 0.3, error);
}

// The product itself, asked for the ids that the scenario gives to its users.
TEST(BucketTest, PicksTheUsersThatTheProductPicks) {
  const auto unleash = routing::ProductBucketing::make("unleash", {{"group", "checkout"}}).value();
  models::TrafficSpec traffic;
  traffic.ids = "u{}@example.com";
  const routing::Cut cut = unleash.cut(0.5);
  int picked = 0;
  for (std::uint64_t user = 0; user < 1000; ++user) {
    picked += cut.covers(unleash.position(models::id_of(traffic, user)).value()) ? 1 : 0;
  }
  const Replay replay =
      keyed("route: { bucket: { product: unleash, params: { group: checkout } } }",
            "ids: \"u{}@example.com\"", of_users(1000, 5) + of_users(1000, 6));
  EXPECT_EQ(replay["blast_radius.exposed_users"], picked);
  EXPECT_EQ(replay["users.flips"], 0);
}

TEST(BucketTest, PicksTheSameUsersInEveryReplication) {
  Replay replay = keyed("route: nginx-split", "", of_users(1000, 5));
  replay.replications = 5;
  const RunResult result = replay.run();
  EXPECT_EQ(support::Figures(result.policies[0]).of("blast_radius.exposed_users").sd, 0);
}

// Six partitions, three workers: at 50 % two workers of three read four of the partitions.
TEST(PartitionsTest, GoToTheCanaryWhole) {
  const Replay fixed =
      keyed("route: { partitions: { count: 6, workers: 3, moves: false } }", "", before_and_after);
  EXPECT_NEAR(fixed["blast_radius.exposed"], 4.0 / 6, error);
  EXPECT_EQ(fixed["users.flips"], 0);
}

TEST(PartitionsTest, AreDealtOutAnewAtEachStep) {
  Replay steps = keyed("route: { partitions: { count: 6, workers: 3 } }", "", before_and_after);
  steps.steps = "[{ weight: 50%, for: 10m }, { weight: 60%, for: 10m }]";
  steps.replications = 40;
  EXPECT_GT(steps["users.flips"], 0.1);
  steps.policy = "route: { partitions: { count: 6, workers: 3, moves: false } }";
  EXPECT_EQ(steps["users.flips"], 0);
}

// Equal weights: every second request, of whichever user.
TEST(RoundRobinTest, ResonatesWithUsersWhoTakeTurns) {
  std::vector<support::Request> requests;
  for (std::uint32_t i = 0; i < 100; ++i) requests.push_back({1.0 + i, i % 2});
  const Replay turns = keyed("route: traefik", "", requests);
  EXPECT_EQ(turns["canary.traffic_share"], 0.5);
  EXPECT_EQ(turns["blast_radius.exposed_users"], 1);
  EXPECT_EQ(turns["users.flips"], 0);
}

TEST(RoundRobinTest, IsBlurredBySeveralProxies) {
  std::vector<support::Request> requests;
  for (std::uint32_t i = 0; i < 100; ++i) requests.push_back({1.0 + i, i % 2});
  EXPECT_EQ(keyed("route: { round-robin: { proxies: 5 } }", "", requests)["users.mixed"], 1);
}

TEST(WrongRendezvousTest, ChangesItsMindFromProcessToProcess) {
  Replay wrong = keyed("route: { iter8: {} }", "", before_and_after);
  EXPECT_EQ(wrong["users.flips"], 0);
  wrong.policy = "route: { iter8: { processes: 50 } }";
  EXPECT_NEAR(wrong["users.flips"], 0.5, 0.03);
}

}  // namespace
}  // namespace coalmine::harness
