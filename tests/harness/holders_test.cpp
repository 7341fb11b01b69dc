// Connections and processes: a weight reaches those that are drawn after it, and no others.
#include <gtest/gtest.h>

#include "replay.hpp"

namespace coalmine::harness {
namespace {

constexpr auto up = "[{ weight: 100%, for: 20m }]";

// Ten thousand requests at one moment, through a pool of 1'000.
double share_at(double at_minute, const std::string& route, const std::string& release = "") {
  return Replay{.steps = up,
                .policy = "route: " + route,
                .release = release,
                .requests = of_users(10'000, at_minute)}["canary.traffic_share"];
}

TEST(ConnectionTest, FollowsTheWeightWhenItIsReplaced) {
  const std::string fixed = "{ connection: { life: 10m, pool: 1000, ages: fixed } }";
  EXPECT_NEAR(share_at(0, fixed), 0, 0.01);
  EXPECT_NEAR(share_at(5, fixed), 0.5, 4.5 * 0.016);
  EXPECT_EQ(share_at(10.1, fixed), 1);
  const std::string exponential = "{ connection: { life: 10m, pool: 1000 } }";
  EXPECT_NEAR(share_at(10, exponential), 1 - std::exp(-1), 4.5 * 0.016);
}

TEST(ConnectionTest, OfAUsersOwnIsDrawnWithTheFirstRequest) {
  const auto share = [](const std::string& life) {
    return Replay{.steps = "[{ weight: 0%, for: 5m }, { weight: 100%, for: 15m }]",
                  .policy = "route: { connection: { life: " + life + ", ages: fixed } }",
                  .requests = of_user({2, 7, 11})}["canary.traffic_share"];
  };
  EXPECT_EQ(3 * share("2m"), 2);
  EXPECT_EQ(3 * share("8m"), 1);
  EXPECT_EQ(3 * share("10m"), 0);
}

TEST(ConnectionTest, KeepsItsVersionThroughARollback) {
  const auto late = [](const std::string& route) {
    return Replay{.steps = up,
                  .policy = "route: " + route,
                  .release = "rollback_at: 10m",
                  .requests = of_users(10'000, 9) +
                              of_users(10'000, 13)}["blast_radius.exposed_after_rollback"];
  };
  EXPECT_EQ(late("weighted"), 0);
  EXPECT_NEAR(late("{ connection: { life: 8m, pool: 1000, ages: fixed } }"), 0.5, 4.5 * 0.016);
}

TEST(ProcessTest, NeverLooksAgainUnlessItIsTold) {
  EXPECT_EQ(share_at(19, "{ process: { count: 1000 } }"), 0);
  EXPECT_EQ(share_at(19, "{ process: { count: 1000, refresh: 15m } }"), 1);
}

TEST(ProcessTest, SendsAllItsRequestsToOneVersion) {
  const Replay one{.steps = "[{ weight: 50%, for: 20m }]",
                   .policy = "route: { process: { count: 1, refresh: 1s } }",
                   .requests = of_users(100, 10),
                   .replications = 20};
  const RunResult result = one.run();
  const support::Figures figures(result.policies[0]);
  EXPECT_EQ(figures.share("canary.traffic_share", [](double s) { return s == 0 || s == 1; }), 1);
  EXPECT_NEAR(figures.mean("canary.traffic_share"), 0.5, 0.49);
}

}  // namespace
}  // namespace coalmine::harness
