// What a gateway answers, and what goes on behind it.
#include <gtest/gtest.h>

#include "story.hpp"

namespace coalmine::harness {
namespace {

constexpr const char* gateway = "gateway: { timeout: 2s }";

// E20.
TEST(GatewayTest, AnswersTooLateIs504) {
  const Story story{.functions = "{ api: { latency: 5s } }", .more = gateway};
  expect_told(story, {{"gateway.504", 1}, {"requests.failed.timeout", 1}, {"requests.failed", 1}});
  EXPECT_NEAR(story["response.p50"], 2000, 10) << "somebody waited so long, and no longer";
}

TEST(GatewayTest, AnswersInTimeIsNoError) {
  expect_told({.functions = "{ api: { latency: 1999ms } }", .more = gateway},
              {{"gateway.500", 0}, {"gateway.502", 0}, {"gateway.504", 0}, {"requests.failed", 0}});
}

// E21.
TEST(GatewayTest, AFunctionThatFailsIs502) {
  expect_told({.functions = "{ api: { errors: 100% } }", .more = gateway},
              {{"gateway.502", 1}, {"gateway.500", 0}, {"requests.failed.baseline", 1}});
}

TEST(GatewayTest, AThrottledFunctionIs500) {
  expect_told({.functions = "{ api: { lambda: { reserved_concurrency: 0 } } }", .more = gateway},
              {{"gateway.500", 1},
               {"gateway.502", 0},
               {"requests.failed.throttled", 1},
               {"lambda.throttles", 1}});
}

// The gateway has no part in it: the function that it called has failed (E21).
TEST(GatewayTest, AThrottleBehindTheFunctionIs502) {
  expect_told(
      {.functions = "{ api: { calls: [stock] }, stock: { lambda: { reserved_concurrency: 0 } } }",
       .more = gateway},
      {{"gateway.500", 0}, {"gateway.502", 1}, {"requests.failed.throttled", 1}});
}

TEST(GatewayTest, TheWorkGoesOnWhenNobodyWaitsForIt) {
  expect_told({.functions = "{ api: { latency: 5s }, reader: {} }",
               .more = "gateway: { timeout: 2s }\n"
                       "streams: { s: { from: api, to: reader, kinesis: { poll: 0s } } }"},
              {{"gateway.504", 1}, {"events.processed", 1}});
}

TEST(GatewayTest, WhatStableAnswersTooLateAsWellHarmsNobody) {
  Story story{.functions = "{ api: { latency: { stable: 3s, canary: 5s } } }",
              .more = gateway,
              .rollout = all_canary};
  EXPECT_EQ(story["blast_radius.harmed_users"], 0);
  story.functions = "{ api: { latency: { stable: 1s, canary: 5s } } }";
  EXPECT_EQ(story["blast_radius.harmed_users"], 1);
}

}  // namespace
}  // namespace coalmine::harness
