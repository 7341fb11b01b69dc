// Kinesis between two versions: batches that mix, records that block, and what is left over.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "story.hpp"

namespace coalmine::harness {
namespace {

std::string kinesis(const std::string& keys) {
  return "streams: { s: { from: api, to: reader, kinesis: { poll: 0s, " + keys + " } } }\n";
}

// A batch of four closes at 5.5 s; its second record is poisoned.
Story poisoned_batch(const std::string& keys) {
  return {.functions = "{ api: {}, reader: { latency: 10ms } }",
          .more = kinesis("window: 5s, batch: 100, " + keys) + "poison: [{ stream: s, at: 1s }]\n",
          .requests = {{0.5, 0}, {1.5, 1}, {2, 2}}};
}

// E6, E9.
TEST(StreamsTest, OnePoisonedRecordTakesItsBatchWithIt) {
  expect_told(poisoned_batch("retries: 2"), {{"events.attempts", 9},
                                             {"events.processed", 0},
                                             {"events.dead_lettered", 3},
                                             {"events.lost", 3},
                                             {"requests.failed.collateral", 3}});
}

TEST(StreamsTest, WhatIsGivenUpIsAtItsDestination) {
  expect_told(poisoned_batch("retries: 0, on_failure: true"),
              {{"events.dead_lettered", 3}, {"events.lost", 0}});
}

// E7: halves of two; the first of them is halved again, and the rest is read.
TEST(StreamsTest, BisectionLeavesThePoisonAlone) {
  expect_told(poisoned_batch("retries: 0, bisect: true"), {{"events.processed", 3},
                                                           {"events.dead_lettered", 0},
                                                           {"requests.failed", 0},
                                                           {"events.attempts", 3 + 1 + 1 + 2}});
}

// E8: the record before the poison is done with; the two behind it are given up with it.
TEST(StreamsTest, APartialResponseSavesWhatCameBefore) {
  expect_told(poisoned_batch("retries: 0, partial_response: true"),
              {{"events.processed", 1}, {"events.dead_lettered", 2}});
}

// E6: until the record expires, here after a minute.
TEST(StreamsTest, WithoutALimitPoisonBlocksItsShardUntilItExpires) {
  expect_told({.functions = "{ api: {}, reader: {} }",
               .more = kinesis("batch: 1, retention: 60s") + "poison: [{ stream: s, at: 10s }]\n",
               .requests = {{5, 0}, {30, 1}, {80, 2}}},
              {{"events.processed", 3},
               {"events.delayed", 1},
               {"events.delayed_wait", 40},
               {"events.blocked", 60}});
}

TEST(StreamsTest, APartOfAShardWaitsOnlyForItsOwnKeys) {
  Story story{.functions = "{ api: {}, reader: {} }",
              .more = kinesis("batch: 1, retention: 60s") + "poison: [{ stream: s, at: 10s }]\n",
              .requests = support::ten_a_second(40)};
  EXPECT_EQ(story["events.delayed"], 300);
  story.more = kinesis("batch: 1, retention: 60s, parallelization: 10") +
               "poison: [{ stream: s, at: 10s }]\n";
  EXPECT_NEAR(story["events.delayed"], 30, 4.5 * std::sqrt(300 * 0.1 * 0.9));
}

// Half of the requests are decided for the canary, and each decision is carried.
Story mixed(const std::string& batches) {
  return {.functions = "{ api: {}, reader: { latency: 10ms } }",
          .more = kinesis("batch: 10, window: 2s"),
          .rollout = "{ steps: [{ weight: 50%, for: 1h }] }",
          .policy = "route: weighted, propagate: true, batches: " + batches,
          .requests = support::ten_a_second(60)};
}

// L8, P14.
TEST(MixedBatchesTest, AnAliasReadsABatchWithOneVersion) {
  EXPECT_NEAR(mixed("alias")["chains.mixed"], 0.5, 0.1);
}

// Whoever reads it, a record's decision goes on to those behind the reader.
TEST(MixedBatchesTest, ADecisionTravelsThroughAnAliasThatIgnoresIt) {
  Story story = mixed("alias");
  story.functions = "{ api: {}, reader: { latency: 10ms }, bill: {} }";
  story.more =
      "streams: { s: { from: api, to: reader, kinesis: { poll: 0s, batch: 10, window: 2s } }, t: { "
      "from: reader, to: bill } }\n";
  story.release =
      "fields: [{ name: a, written_by: api, needed_by: [reader, bill], unreadable_by: [reader, "
      "bill], fatal: false }]";
  const RunResult result = story.run();
  const support::Figures figures(result.policies[0]);
  EXPECT_GT(figures.mean("chains.met.api.reader.stable_canary"), 0);
  EXPECT_EQ(figures.mean("chains.met.api.bill.stable_canary"), 0);
  EXPECT_EQ(figures.mean("chains.met.api.bill.canary_stable"), 0);
}

TEST(MixedBatchesTest, ARouterHandsEachVersionItsPart) {
  expect_told(mixed("router"), {{"chains.mixed", 0},
                                {"events.read", 600},
                                {"events.processed", 600},
                                {"events.attempts", 600}});
}

TEST(MixedBatchesTest, FiltersReadEverythingTwice) {
  expect_told(mixed("filter"),
              {{"chains.mixed", 0}, {"events.read", 1200}, {"events.processed", 600}});
}

TEST(MixedBatchesTest, StreamsApartReadEverythingOnce) {
  expect_told(mixed("apart"),
              {{"chains.mixed", 0}, {"events.read", 600}, {"events.processed", 600}});
}

// The canary cannot read the poison. With a mapping for each version its own records wait, and
// stable's do not.
TEST(MixedBatchesTest, StablesLaneGoesOnWhileTheCanarysIsPoisoned) {
  for (const std::string batches : {"filter", "apart"}) {
    Story story = mixed(batches);
    story.more = kinesis("batch: 1") + "poison: [{ stream: s, at: 0s, unreadable_by: canary }]\n";
    const RunResult result = story.run();
    const support::Figures figures(result.policies[0]);
    const double on_canary = 600 * figures.mean("canary.traffic_share");
    EXPECT_EQ(figures.mean("events.waiting"), on_canary) << batches;
    EXPECT_EQ(figures.mean("events.processed"), 600 - on_canary) << batches;
  }
}

// Records are on their way for 2 minutes; the 600 that the canary wrote in the last minute before
// the rollback are read after it.
Story leftovers(const std::string& policy) {
  return {.functions = "{ api: {}, reader: {} }",
          .more =
              "streams: { s: { from: api, to: reader, delay: 2m, kinesis: { poll: 0s, batch: 1 "
              "} } }\n",
          .release = "rollback_at: 60s",
          .rollout = all_canary,
          .policy = policy,
          .requests = support::ten_a_second(60)};
}

TEST(LeftoversTest, OnlyWhatTheCanaryWroteIsLeftOver) {
  Story story = leftovers("route: weighted");
  story.rollout = "{ steps: [{ weight: 50%, for: 1h }] }";
  const RunResult result = story.run();
  const support::Figures figures(result.policies[0]);
  EXPECT_NEAR(figures.mean("events.read_after_rollback"),
              600 * figures.mean("canary.traffic_share"), 1e-9);
}

// P16: a record that was decided for a canary which is gone is read by the live version.
TEST(LeftoversTest, StableReadsWhatWasDecidedForACanaryThatIsGone) {
  for (const std::string batches : {"router", "apart", "filter"}) {
    expect_told(leftovers("route: weighted, propagate: true, batches: " + batches),
                {{"canary.invocation_share.reader", 0},
                 {"events.processed", 600},
                 {"events.read_after_rollback", 600}});
  }
}

TEST(LeftoversTest, APinnedDecisionOutlivesTheRollback) {
  expect_told(leftovers("route: weighted, propagate: { pinned: true }, batches: router"),
              {{"canary.invocation_share.reader", 1}, {"events.read_after_rollback", 600}});
}

// E11: what stable cannot read, after a rollback nobody can.
TEST(LeftoversTest, ARollbackMayLeaveRecordsThatNobodyCanRead) {
  Story story = leftovers("route: weighted");
  story.release += ", fields: [{ name: changed, written_by: api, unreadable_by: reader }]";
  expect_told(story, {{"events.processed", 0}, {"events.waiting", 600}});
}

// IN-09, E11: the canary of the reader needs what the canary of the api writes. While both draw,
// records that fail pass with the next attempt; those that stable wrote and nobody has read when
// the reader is at 100 % never pass, and all behind them wait.
TEST(LeftoversTest, TheOutageComesWithThePromotion) {
  Story story{.functions = "{ api: {}, reader: { latency: 1ms } }",
              .more =
                  "streams: { s: { from: api, to: reader, delay: 10s, kinesis: { poll: 0s, "
                  "batch: 1, retry_wait: { first: 10ms, longest: 60s } } } }\n",
              .release = "fields: [{ name: new, written_by: api, needed_by: reader }]",
              .rollout = "{ steps: [{ weight: 10%, for: 100s }, { weight: 100%, for: 1h }] }",
              .requests = support::ten_a_second(200),
              .duration = "200s"};
  const RunResult result = story.run();
  const support::Figures figures(result.policies[0]);
  // From 0 s to 90 s all pass; then one in ten was written by the canary, up to the first that was
  // not.
  EXPECT_NEAR(figures.mean("events.processed"), 900, 20);
  EXPECT_EQ(figures.mean("events.waiting"), 2000 - figures.mean("events.processed"));
  EXPECT_GE(figures.mean("events.read_after_promotion"), 1);
  // What stable wrote in the last 10 s before the promotion, and nothing else, is lost in the end.
  EXPECT_NEAR(figures.mean("requests.failed"), 90, 4.5 * 3);
}

// The producer first, and the reader when no old record can be left: nothing is ever in the way.
TEST(LeftoversTest, TheRightOrderAvoidsTheOutage) {
  Story story{.functions = "{ api: {}, reader: { latency: 1ms } }",
              .more =
                  "streams: { s: { from: api, to: reader, delay: 10s, kinesis: { poll: 0s, "
                  "batch: 1, retry_wait: { first: 10ms, longest: 60s } } } }\n",
              .release =
                  "order: [api, reader], order_gap: 20s, fields: [{ name: new, written_by: "
                  "api, needed_by: reader }]",
              .rollout = "{ steps: [{ weight: 10%, for: 50s }, { weight: 100%, for: 0s }] }",
              .requests = support::ten_a_second(200),
              .duration = "220s"};
  expect_told(story, {{"events.processed", 2000},
                      {"events.attempts", 2000},
                      {"events.read_after_promotion", 0},
                      {"events.delayed", 0}});
}

}  // namespace
}  // namespace coalmine::harness
