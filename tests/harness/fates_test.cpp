// What became of each user in the first replication: the letters that a report draws as dots.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/users.hpp"
#include "replay.hpp"

namespace coalmine::harness {
namespace {

constexpr auto stable = routing::Version::stable;
constexpr auto canary = routing::Version::canary;

TEST(FateTest, IsTheWorstThatHappened) {
  Users users(5);
  for (std::uint32_t user = 1; user < 5; ++user) users.serve(user, user < 3 ? canary : stable);
  users.expose(1);
  users.expose(2);
  users.harm(2, Instant{}, false);
  users.harm(4, Instant{}, false);
  EXPECT_EQ(users.fate(0), Fate::absent);
  EXPECT_EQ(users.fate(1), Fate::exposed);
  EXPECT_EQ(users.fate(2), Fate::harmed);
  EXPECT_EQ(users.fate(3), Fate::untouched);
  EXPECT_EQ(users.fate(4), Fate::collateral);
}

// 100 % canary from 0 to 10 minutes, whose every request fails; then stable. User 1 never comes.
TEST(FatesTest, TellWhoMetTheCanaryAndWhoDidNot) {
  const RunResult result = Replay{.release = "bugs: [{ in: api, fails: 100% }]",
                                  .requests = of_user({5, 15}, 0) + of_user({15}, 2)}
                               .run();
  EXPECT_EQ(result.users, 3u);
  EXPECT_EQ(result.policies[0].fates, "h-.");
}

TEST(FatesTest, ShowAThousandUsersAtMost) {
  EXPECT_EQ(users_every(0), 1u);
  EXPECT_EQ(users_every(1'000), 1u);
  EXPECT_EQ(users_every(1'001), 2u);
  EXPECT_EQ(users_every(1'000'000), 1'000u);
}

// Users 0, 2, 4 ... of 1,500 are shown; 1,000 and above were never active.
TEST(FatesTest, AreThoseOfEverySoManyUsersFromTheFirst) {
  const RunResult result = Replay{.requests = of_users(1'000, 5) + of_users(1'500, 15)}.run();
  EXPECT_EQ(result.users_every, 2u);
  EXPECT_EQ(result.policies[0].fates, std::string(500, 'e') + std::string(250, '.'));
}

std::uint64_t count(const std::string& fates, const std::string& letters) {
  return static_cast<std::uint64_t>(std::count_if(fates.begin(), fates.end(), [&](char letter) {
    return letters.find(letter) != std::string::npos;
  }));
}

void expect_counted_alike(const RunResult& result) {
  ASSERT_EQ(result.users_every, 1u);
  for (const PolicyResult& policy : result.policies) {
    const support::Figures figures(policy);
    const auto first = [&](const std::string& name) { return figures.of(name).values[0].value(); };
    EXPECT_EQ(policy.fates.size(), result.users);
    EXPECT_EQ(count(policy.fates, ".ehc"), first("users.active")) << policy.name;
    EXPECT_EQ(count(policy.fates, "hc"), first("blast_radius.harmed_users")) << policy.name;
    EXPECT_EQ(count(policy.fates, "eh"), first("blast_radius.exposed_users")) << policy.name;
  }
}

constexpr auto policies = R"(
policies:
  weighted: { route: weighted }
  sticky: { route: { sticky: user }, propagate: true }
  aborted: { route: weighted, alarms: [{ metric: error_rate, above: 5% }] }
)";

TEST(FatesTest, CountAsManyAsTheFiguresOfTheFirstReplication) {
  const RunResult result = support::rehearse(std::string(R"(
name: fates
replications: 3
duration: 20m
traffic: { users: 400, requests: { poisson: { per_user: 0.1/min } } }
functions: { api: {}, kitchen: {} }
streams: { orders: { from: api, to: [kitchen], order: user, shards: 4, delay: 2s } }
release:
  rollout: { steps: [{ weight: 20%, for: 20m }] }
  bugs: [{ in: kitchen, fails: 20% }]
)") + policies);
  expect_counted_alike(result);
  EXPECT_GT(count(result.policies[0].fates, "h"), 0u);
  EXPECT_GT(count(result.policies[0].fates, "-"), 0u);
}

// Here requests interact, and what stable would have done is asked of a twin: users of the canary
// of pay ask the only worker of the stock again, and others find no place.
TEST(FatesTest, CountAsManyAsTheFiguresBesideATwin) {
  const RunResult result = support::rehearse(std::string(R"(
name: fates
replications: 2
duration: 2m
traffic: { users: 1000, requests: { poisson: { per_user: 0.5/min } } }
functions:
  api: { calls: [stock, pay] }
  stock: { latency: 90ms, servers: { workers: 1, queue: 3 } }
  pay: {}
clients: { retries: { attempts: 4, wait: 200ms, jitter: full } }
release:
  functions: [pay]
  rollout: { steps: [{ weight: 40%, for: 2m }] }
  bugs: [{ in: pay, fails: 100% }]
)") + policies);
  expect_counted_alike(result);
  EXPECT_GT(count(result.policies[1].fates, "h"), 0u);
  EXPECT_GT(count(result.policies[1].fates, "c"), 0u);
}

TEST(FatesTest, AreTheSameForAnyNumberOfReplications) {
  const Replay one{.steps = "[{ weight: 30%, for: 20m }]", .requests = of_users(300, 5)};
  Replay many = one;
  many.replications = 9;
  EXPECT_EQ(one.run().policies[0].fates, many.run().policies[0].fates);
}

}  // namespace
}  // namespace coalmine::harness
