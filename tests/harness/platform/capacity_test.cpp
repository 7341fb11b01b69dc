// Workers, queues, connections and environments: who waits, who is refused, and when a place is
// free again.
#include <gtest/gtest.h>

#include <vector>

#include "story.hpp"

namespace coalmine::harness {
namespace {

TEST(ServersTest, WaitsEndWhenAWorkerIsFree) {
  expect_told({.functions = "{ api: { latency: 2s, servers: { workers: 1 } } }",
               .requests = {{0, 0}, {0.5, 1}, {1, 2}}},
              {{"servers.wait.api", (0 + 1.5 + 3) / 3}, {"servers.waited.api", 2.0 / 3}});
}

TEST(ServersTest, AFullQueueTurnsAway) {
  expect_told({.functions = "{ api: { latency: 2s, servers: { workers: 1, queue: 1 } } }",
               .requests = {{0, 0}, {0.1, 1}, {0.2, 2}}},
              {{"servers.turned_away.api", 1.0 / 3}, {"requests.failed.throttled", 1}});
}

// The second waits from 0.5 s to 1.5 s, and leaves the worker to the third.
TEST(ServersTest, WhoIsTiredOfWaitingGivesUp) {
  expect_told({.functions = "{ api: { latency: 2s, servers: { workers: 1, patience: 1s } } }",
               .requests = {{0, 0}, {0.5, 1}, {1.9, 2}}},
              {{"servers.turned_away.api", 1.0 / 3},
               {"requests.failed.timeout", 1},
               {"servers.wait.api", 0.1 / 2}});
}

// The callee works for 10 s; the caller's worker is free at its timeout of 1 s.
TEST(ServersTest, ATimeoutOfTheCallerFreesItsWorkerThen) {
  expect_told(
      {.functions = "{ api: { timeout: 1s, calls: [slow], servers: { workers: 1 } }, slow: { "
                    "latency: 10s } }",
       .requests = {{0, 0}, {0.5, 1}}},
      {{"servers.wait.api", 0.5 / 2}, {"requests.failed.timeout", 2}});
}

// The worker of the callee does not know that nobody waits: it is busy until 10 s.
TEST(ServersTest, ATimeoutOfTheCallerDoesNotFreeTheCallee) {
  expect_told({.functions = "{ api: { timeout: 1s, calls: [slow] }, slow: { latency: 10s, servers: "
                            "{ workers: 1 } } }",
               .requests = {{0, 0}, {4, 1}}},
              {{"servers.wait.slow", 6.0 / 2}, {"requests.failed.timeout", 2}});
}

TEST(ServersTest, VersionsHaveWorkersOfTheirOwn) {
  const std::vector<support::Request> requests{{0, 0}, {61, 1}};
  Story story{.functions = "{ api: { latency: 2m, servers: { workers: 1 } } }",
              .rollout = never_shifts,
              .requests = requests};
  EXPECT_NEAR(story["servers.wait.api"], 59.0 / 2, 1e-9);
  story.rollout = "{ steps: [{ weight: 0%, for: 1m }, { weight: 100%, for: 1h }] }";
  EXPECT_EQ(story["servers.wait.api"], 0);
}

// 2.5 Erlangs meet one worker: without more of them the queue grows for ever.
TEST(AutoscalingTest, AddsWorkersWhereTheyAreBusy) {
  Story story{.functions = "{ api: { latency: 250ms, servers: { workers: 1 } } }",
              .requests = support::ten_a_second(100),
              .duration = "100s"};
  const double without = story["servers.wait.api"];
  story.functions =
      "{ api: { latency: 250ms, servers: { workers: 1, autoscaling: { min: 1, max: 5, every: 5s, "
      "start_up: 0s } } } }";
  EXPECT_GT(without, 20);
  EXPECT_LT(story["servers.wait.api"], 5);
}

TEST(ConnectionsTest, ACallWaitsForAConnection) {
  const Story story{.functions =
                        "{ api: { calls: [{ to: stock, connections: { count: 1 } }] }, stock: { "
                        "latency: 2s } }",
                    .requests = {{0, 0}, {0.5, 1}}};
  EXPECT_NEAR(story["response.p50"], 2000, 10);
  EXPECT_NEAR(story["response.p99"], 3500, 20);
}

TEST(ConnectionsTest, ACallThatWaitsTooLongHasFailed) {
  const Story story{.functions =
                        "{ api: { calls: [{ to: stock, connections: { count: 1, patience: 1s } }] "
                        "}, stock: { latency: 2s } }",
                    .requests = {{0, 0}, {0.5, 1}, {1.9, 2}}};
  expect_told(story, {{"requests.failed.timeout", 1}, {"requests.failed", 1}});
  EXPECT_NEAR(story["response.p99"], 2100, 20) << "of the third, which waited 0.1 s";
}

// The first call takes 3 s, and its caller gives up at 1 s. The connection is taken until the call
// is over: the second waits in vain, and the third for 0.1 s.
TEST(ConnectionsTest, ACallNobodyWaitsForKeepsItsConnection) {
  expect_told(
      {.functions = "{ api: { timeout: 1s, calls: [{ to: stock, connections: { count: 1 } }] }, "
                    "stock: { latency: 100ms } }",
       .more = "incidents: [{ in: stock, from: 0s, to: 1s, slower: 30 }]",
       .requests = {{0, 0}, {1.5, 1}, {2.9, 2}}},
      {{"requests.failed.timeout", 2}, {"requests.failed", 2}});
}

TEST(LambdaTest, AThrottledCallFailsItsCaller) {
  expect_told({.functions = "{ api: { calls: [stock] }, stock: { latency: 1s, lambda: { "
                            "reserved_concurrency: 1 } } }",
               .requests = {{0, 0}, {0.5, 1}, {1, 2}}},
              {{"requests.failed.throttled", 1}, {"lambda.throttles", 1}});
}

TEST(LambdaTest, AColdStartDelaysTheAnswer) {
  const Story story{.functions = "{ api: { latency: 1s, lambda: { cold_start: 3s } } }",
                    .requests = {{0, 0}, {10, 1}, {20, 2}}};
  expect_told(story, {{"lambda.cold_starts", 1}});
  EXPECT_NEAR(story["response.p99"], 4000, 20);
  EXPECT_NEAR(story["response.p50"], 1000, 10);
  EXPECT_NEAR(story["latency.p99.stable"], 1000, 10) << "the start is not in it (L13)";
}

// X1: warm environments of stable are of no use to the canary.
TEST(LambdaTest, AShiftBeginsCold) {
  expect_told({.functions = "{ api: { lambda: {} } }",
               .rollout = "{ steps: [{ weight: 0%, for: 1m }, { weight: 100%, for: 1h }] }",
               .requests = {{0, 0}, {30, 1}, {70, 2}, {80, 3}}},
              {{"lambda.cold_starts.stable", 1}, {"lambda.cold_starts.canary", 1}});
}

// X9: after a timeout the environment is gone.
TEST(LambdaTest, ATimeoutTakesItsEnvironmentAway) {
  expect_told({.functions = "{ api: { latency: 2s, timeout: 1s, lambda: {} } }",
               .requests = {{0, 0}, {10, 1}}},
              {{"lambda.cold_starts", 2}});
}

// X7: an alias with weights has none. A request each 10 s from 5 s on: those from 100 s to 200 s
// meet weights, those until 320 s an alias whose environments are being prepared again.
TEST(LambdaTest, AnAliasLosesItsProvisionedEnvironmentsDuringAShift) {
  std::vector<support::Request> requests;
  for (std::uint32_t i = 0; i < 60; ++i) requests.push_back({5 + 10.0 * i, i});
  Story story{.functions =
                  "{ api: { lambda: { idle_reclaim: 1s, provisioned: 5, provisioned_on: "
                  "alias, prepare: 2m } } }",
              .release = "start: 100s",
              .rollout = "{ steps: [{ weight: 50%, for: 100s }, { weight: 100%, for: 1h }] }",
              .requests = requests};
  // What was before the first shift is not in the window.
  expect_told(story, {{"requests.total", 50}, {"lambda.cold_starts", 22}});
  story.functions = "{ api: { lambda: { idle_reclaim: 1s, provisioned: 5 } } }";
  expect_told(story, {{"lambda.cold_starts", 0}});
}

}  // namespace
}  // namespace coalmine::harness
