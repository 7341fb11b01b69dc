// SQS and asynchronous invocations: when what failed is tried again.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "story.hpp"

namespace coalmine::harness {
namespace {

// The reader fails until `end`.
Story reader_fails_until(const std::string& end, const std::string& source) {
  return {.functions = "{ api: {}, reader: {} }",
          .more = "streams: { s: { from: api, to: reader, " + source + " } }\n" +
                  "incidents: [{ in: reader, from: 0s, to: " + end + ", errors: 100% }]\n"};
}

// E16: at 0, 1 and 3 minutes.
TEST(AsyncTest, TriesAgainAfterOneMinuteAndAfterTwoMore) {
  expect_told(reader_fails_until("179s", "async: {}"),
              {{"events.attempts", 3}, {"events.processed", 1}, {"requests.failed", 0}});
  expect_told(reader_fails_until("181s", "async: {}"), {{"events.attempts", 3},
                                                        {"events.dead_lettered", 1},
                                                        {"events.lost", 1},
                                                        {"requests.failed.baseline", 1}});
  expect_told(reader_fails_until("59s", "async: {}"), {{"events.attempts", 2}});
}

TEST(AsyncTest, GivesUpAtOnceWithoutRetries) {
  expect_told(reader_fails_until("59s", "async: { retries: 0, on_failure: true }"),
              {{"events.attempts", 1}, {"events.dead_lettered", 1}, {"events.lost", 0}});
}

// E16, E17: throttles use up no retry, but an event gets too old.
TEST(AsyncTest, AThrottledEventExpires) {
  Story story{.functions = "{ api: {}, reader: { lambda: { reserved_concurrency: 0 } } }",
              .more =
                  "streams: { s: { from: api, to: reader, async: { retries: 0, max_age: 60s } "
                  "} }\n"};
  // Tries at 0, 1, 3, 7, 15 and 31 s.
  expect_told(story, {{"events.expired", 1},
                      {"events.dead_lettered", 0},
                      {"lambda.throttles", 6},
                      {"requests.failed.throttled", 1}});
}

// L10: the canary fails all that it reads, and the second attempt may meet stable.
TEST(AsyncTest, EachAttemptDecidesAgainUnlessTheEventWasDecided) {
  Story story{.functions = "{ api: {}, reader: {} }",
              .more = "streams: { s: { from: api, to: reader, async: { retries: 1 } } }\n",
              .release = "functions: [reader], bugs: [{ in: reader, fails: 100% }]",
              .rollout = "{ steps: [{ weight: 50%, for: 1h }] }",
              .requests = support::ten_a_second(100)};
  EXPECT_NEAR(story["events.dead_lettered"], 250, 4.5 * std::sqrt(1000 * 0.25 * 0.75));
  story.more = "streams: { s: { from: api, to: reader, async: { retries: 1, redraw: false } } }\n";
  EXPECT_NEAR(story["events.dead_lettered"], 500, 4.5 * std::sqrt(1000 * 0.25));
}

// E13: at 0, 30 and 60 s.
TEST(SqsTest, AMessageIsSeenAgainAfterItsVisibilityTimeout) {
  expect_told(reader_fails_until("59s", "sqs: { visibility: 30s }"),
              {{"events.attempts", 3}, {"events.processed", 1}});
  expect_told(reader_fails_until("61s", "sqs: { visibility: 30s }"),
              {{"events.attempts", 4}, {"events.processed", 1}});
}

TEST(SqsTest, AMessageThatWasReceivedTooOftenIsDead) {
  expect_told(reader_fails_until("59s", "sqs: { visibility: 30s, max_receives: 2 }"),
              {{"events.attempts", 2},
               {"events.dead_lettered", 1},
               {"events.processed", 0},
               {"events.lost", 0}});
}

// Poison of user 0 at 0 s: seen at 0, 10 and 20 s, and dead at 30 s.
Story poisoned_queue(const std::string& keys) {
  return {.functions = "{ api: {}, reader: {} }",
          .more =
              "streams: { s: { from: api, to: reader, sqs: { batch: 1, visibility: 10s, "
              "max_receives: 3" +
              keys + " } } }\npoison: [{ stream: s, at: 0s, user: 0 }]\n",
          .requests = {{1, 0}, {2, 1}}};
}

TEST(SqsTest, NobodyWaitsInAStandardQueue) {
  expect_told(poisoned_queue(""), {{"events.delayed", 0}, {"events.wait", 0}});
}

TEST(SqsTest, AFifoGroupWaitsForItsFirstMessage) {
  expect_told(poisoned_queue(", fifo: true"), {{"events.delayed", 1},
                                               {"events.delayed_wait", 29},
                                               {"events.wait", 29.0 / 2},
                                               {"events.blocked", 30},
                                               {"events.processed", 2}});
}

// With partial responses only what failed comes back; else the whole batch does, again and again.
TEST(SqsTest, OnlyWhatFailedComesBackIfItIsReported) {
  Story story{.functions = "{ api: {}, reader: {} }",
              .more =
                  "streams: { s: { from: api, to: reader, sqs: { window: 5s, visibility: 10s, "
                  "max_receives: 3 } } }\npoison: [{ stream: s, at: 0s }]\n",
              .requests = {{1, 0}, {2, 1}}};
  expect_told(story, {{"events.dead_lettered", 2}, {"requests.failed.collateral", 2}});
  story.more =
      "streams: { s: { from: api, to: reader, sqs: { window: 5s, visibility: 10s, "
      "max_receives: 3, partial_response: true } } }\npoison: [{ stream: s, at: 0s }]\n";
  expect_told(story, {{"events.dead_lettered", 0}, {"events.processed", 2}});
}

}  // namespace
}  // namespace coalmine::harness
