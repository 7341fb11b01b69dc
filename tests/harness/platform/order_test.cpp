// When functions begin to shift: one group after another, and later than planned.
#include <gtest/gtest.h>

#include "story.hpp"

namespace coalmine::harness {
namespace {

// The api is at 100 % from 0 s and complete at 60 s; the reader begins 30 s later.
TEST(OrderTest, AGroupBeginsWhenTheOneBeforeIsComplete) {
  Story story{.functions = "{ api: { calls: [stock] }, stock: {} }",
              .release = "order: [api, stock], order_gap: 30s",
              .rollout = "{ steps: [{ weight: 100%, for: 60s }] }",
              .requests = {{10, 0}, {80, 1}, {100, 2}, {200, 3}}};
  expect_told(story, {{"canary.invocation_share.api", 1}, {"canary.invocation_share.stock", 0.5}});
  story.release = "order: [stock, api], order_gap: 30s";
  // The window begins with the first shift: it is the stock's.
  expect_told(story, {{"canary.invocation_share.api", 0.5}, {"canary.invocation_share.stock", 1}});
  story.release = "order: [[api, stock]]";
  expect_told(story, {{"chains.all_canary", 1}});
}

TEST(OrderTest, FunctionsBeginLaterThanPlanned) {
  Story story{.release = "start_skew: 30s",
              .rollout = "{ steps: [{ weight: 100%, for: 1h }] }",
              .requests = {{5, 0}, {15, 1}, {29, 2}, {31, 3}}};
  EXPECT_EQ(story["canary.traffic_share"], 0.25);
}

// Two functions at 100 %, each of which begins at random in the first minutes: in between, chains
// are mixed.
TEST(OrderTest, ASkewDrawnForEachFunctionMixesChains) {
  Story story{.functions = "{ api: { calls: [stock] }, stock: {} }",
              .release = "start_skew: { exponential: { mean: 1m } }",
              .rollout = "{ steps: [{ weight: 100%, for: 1h }] }",
              .requests = support::ten_a_second(600)};
  EXPECT_GT(story["chains.mixed"], 0);
  story.release = "start_skew: 1m";
  EXPECT_EQ(story["chains.mixed"], 0);
}

}  // namespace
}  // namespace coalmine::harness
