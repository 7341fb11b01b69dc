// An operator who takes the release back, executions that are pinned to their version, and a
// warm-up that is not counted.
#include <gtest/gtest.h>

#include "replay.hpp"

namespace coalmine::harness {
namespace {

constexpr auto on = "[{ weight: 100%, for: 20m }]";

TEST(RollbackAtTest, TakesTheCanaryBackAtOnce) {
  const RunResult result =
      Replay{.steps = on, .release = "rollback_at: 10m", .requests = of_user({5, 9.999, 10, 15})}
          .run();
  const support::Figures figures(result.policies[0]);
  EXPECT_EQ(4 * figures.mean("canary.traffic_share"), 2);
  EXPECT_EQ(figures.mean("rollout.rolled_back"), 1);
  EXPECT_FALSE(figures.has_data("alarm.detected")) << "no alarm was asked";
  EXPECT_EQ(figures.mean("blast_radius.exposed_after_rollback"), 0);
}

TEST(RollbackAtTest, TakesBackACompletedRelease) {
  const Replay completed{.steps = "[{ weight: 100%, for: 1m }]",
                         .release = "rollback_at: 10m",
                         .requests = of_user({5, 15})};
  EXPECT_EQ(2 * completed["canary.traffic_share"], 1);
}

TEST(RollbackAtTest, FindsTheReleaseTakenBackByAnAlarm) {
  const RunResult result = Replay{.steps = on,
                                  .release = "rollback_at: 10m, bugs: [{ in: api, fails: 100% }]",
                                  .more = "alarms: [{ metric: error_rate, above: 1% }]",
                                  .requests = of_user({0.5, 5, 15})}
                               .run();
  const support::Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("alarm.time_to_detect"), minute);
  EXPECT_EQ(figures.mean("requests.failed.bug"), 1);
}

TEST(RollbackAtTest, LeavesThosePinnedToTheCanary) {
  // User 0 meets it last at 13, user 1 at 16 minutes; user 2 comes too late.
  const RunResult result =
      Replay{.steps = on,
             .policy = "route: gateway-api",
             .release = "rollback_at: 10m",
             .requests = of_user({1, 11, 13}, 0) + of_user({2, 16}, 1) + of_user({12}, 2)}
          .run();
  const support::Figures figures(result.policies[0]);
  EXPECT_NEAR(figures.mean("blast_radius.exposed_after_rollback"), 2.0 / 3, 1e-12);
  EXPECT_EQ(figures.mean("blast_radius.exposure_after_rollback"), 3 * minute + 6 * minute);
  EXPECT_EQ(figures.mean("blast_radius.exposure_ends_after"), 6 * minute);
}

TEST(RollbackAtTest, HasNoFigureWhereNothingWasTakenBack) {
  const RunResult result = Replay{.requests = of_user({5})}.run();
  const support::Figures figures(result.policies[0]);
  EXPECT_FALSE(figures.has_data("blast_radius.exposed_after_rollback"));
  EXPECT_FALSE(figures.has_data("blast_radius.exposure_after_rollback"));
}

// api hands over to the kitchen two minutes later, when the canary is gone.
TEST(PinnedTest, ExecutionsEndOnTheVersionTheyBeganOn) {
  Replay order{.steps = on,
               .release = "rollback_at: 10m",
               .functions = "{ api: {}, kitchen: {} }",
               .more = "streams: { orders: { from: api, to: kitchen, delay: 2m } }",
               .requests = of_user({9})};
  order.policy = "route: weighted, propagate: true";
  EXPECT_EQ(order["chains.mixed"], 1);
  order.policy = "route: weighted, propagate: { pinned: true }";
  EXPECT_EQ(order["chains.all_canary"], 1);
  order.policy = "route: temporal";
  EXPECT_EQ(order["chains.all_canary"], 1);
  order.policy = "route: temporal, propagate: true";
  EXPECT_EQ(order["chains.mixed"], 1) << "the policy's own word goes before the product's";
}

TEST(WarmUpTest, IsServedAndNotCounted) {
  const RunResult result = Replay{.steps = on,
                                  .policy = "route: { cookie: first }",
                                  .more = "warm_up: 10m",
                                  .requests = of_user({5, 12}) + of_user({6}, 1)}
                               .run();
  const support::Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("requests.total"), 1);
  EXPECT_EQ(figures.mean("users.active"), 1);
  EXPECT_EQ(figures.mean("decisions.drawn"), 0) << "it was drawn before";
}

TEST(WarmUpTest, KeepsUsersWhereItLeftThem) {
  const Replay before{.steps = "[{ weight: 100%, for: 10m }, { weight: 0%, for: 10m }]",
                      .policy = "route: gateway-api",
                      .more = "warm_up: 10m",
                      .requests = of_user({5, 12})};
  EXPECT_EQ(before["canary.traffic_share"], 1);
}

TEST(WarmUpTest, IsWatchedByAlarms) {
  const Replay watched{.steps = on,
                       .release = "bugs: [{ in: api, fails: 100% }]",
                       .more = "warm_up: 10m\nalarms: [{ metric: error_rate, above: 1% }]",
                       .requests = of_user({1, 2, 3, 12})};
  const RunResult result = watched.run();
  const support::Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("alarm.detected"), 1);
  EXPECT_EQ(figures.mean("requests.failed"), 0);
}

TEST(WarmUpTest, EndsLaterThanTheFirstShiftToMatter) {
  const Replay early{
      .steps = on, .release = "start: 10m", .more = "warm_up: 2m", .requests = of_user({5, 12})};
  EXPECT_EQ(early["requests.total"], 1);
}

}  // namespace
}  // namespace coalmine::harness
