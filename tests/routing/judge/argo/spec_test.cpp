#include "routing/judge/argo/spec.hpp"

#include <gtest/gtest.h>

namespace coalmine::routing::argo {
namespace {

using namespace std::chrono_literals;

std::string why(const Metric& metric) {
  const auto checked = check(metric);
  return checked ? "" : checked.error().message;
}

std::string why(const Spec& spec) {
  const auto checked = check(spec);
  return checked ? "" : checked.error().message;
}

TEST(ArgoMetrics, AreMeasuredOnceForeverOrSoOften) {
  EXPECT_EQ(effective_count({}), 1);
  EXPECT_EQ(effective_count({.interval = 1min}), std::nullopt);
  EXPECT_EQ(effective_count({.interval = 1min, .count = 3}), 3);
}

TEST(ArgoMetrics, NeedAnIntervalForMoreThanOneMeasurement) {
  EXPECT_EQ(why(Metric{.count = 1}), "");
  EXPECT_EQ(why(Metric{.count = 2}), "count: above 1 it needs an interval");
}

TEST(ArgoMetrics, CanReachTheirLimits) {
  EXPECT_EQ(why(Metric{.interval = 1min, .count = 3, .failure_limit = 3}), "");
  EXPECT_EQ(why(Metric{.interval = 1min, .count = 3, .failure_limit = 4}),
            "count: 3 is below the failure limit of 4");
  EXPECT_EQ(why(Metric{.interval = 1min, .count = 3, .inconclusive_limit = 4}),
            "count: 3 is below the inconclusive limit of 4");
}

TEST(ArgoMetrics, EndByFailuresOrBySuccesses) {
  EXPECT_EQ(why(Metric{.failure_limit = -1, .consecutive_success_limit = 1}), "");
  EXPECT_EQ(why(Metric{.failure_limit = -1}),
            "failure_limit: -1 needs a consecutive success limit");
  EXPECT_EQ(why(Metric{.failure_limit = -2}), "failure_limit: -2, expected -1 or more");
}

TEST(ArgoMetrics, AreTimedInWholeSeconds) {
  EXPECT_EQ(why(Metric{.interval = 1500ms}), "interval: 1.5 s, expected whole seconds, 1 or more");
  EXPECT_EQ(why(Metric{.interval = 0s}), "interval: 0 s, expected whole seconds, 1 or more");
  EXPECT_EQ(why(Metric{.initial_delay = 500ms}),
            "initial_delay: 0.5 s, expected whole seconds, 0 or more");
  EXPECT_EQ(why(Metric{.query = {.window = 1ms}}),
            "window: 0.001 s, expected whole seconds, 1 or more");
}

TEST(ArgoAnalyses, AreSomewhereAndMeasureSomething) {
  EXPECT_EQ(why(Spec{.metrics = {{}}}), "");
  EXPECT_EQ(why(Spec{}), "metrics: an analysis without metrics");
  EXPECT_EQ(why(Spec{.metrics = {{}}, .background = false}),
            "background: no analysis, in the background or at a step");
  EXPECT_EQ(why(Spec{.background = false, .analyses = {{}}}),
            "metrics: an analysis without metrics");
  EXPECT_EQ(why(Spec{.background = false, .analyses = {{1, 0s, {{}}}}}), "");
}

TEST(ArgoAnalyses, AreAtStepsOfTheirOwn) {
  EXPECT_EQ(why(Spec{.metrics = {{}}, .analyses = {{1}, {2}}}), "");
  EXPECT_EQ(why(Spec{.metrics = {{}}, .analyses = {{2}, {2}}}), "analyses: two at step 2");
  EXPECT_EQ(why(Spec{.metrics = {{}}, .analyses = {{0}}}), "analyses: steps are counted from 1");
  EXPECT_EQ(why(Spec{.metrics = {{}}, .starting_step = 0}),
            "starting_step: steps are counted from 1");
}

TEST(ArgoAnalyses, WaitWholeSeconds) {
  EXPECT_EQ(why(Spec{.metrics = {{}}, .analyses = {{1, 1ms}}}),
            "analyses: 0.001 s, expected whole seconds, 0 or more");
  EXPECT_EQ(why(Spec{.metrics = {{}}, .pods_ready_after = 1ms}),
            "pods_ready_after: 0.001 s, expected whole seconds, 0 or more");
}

TEST(ArgoAnalyses, HaveSoundMetrics) {
  const Metric unsound{.count = 2};
  const std::string reason = "count: above 1 it needs an interval";
  EXPECT_EQ(why(Spec{.metrics = {unsound}}), reason);
  EXPECT_EQ(why(Spec{.metrics = {{}}, .analyses = {{1, 0s, {unsound}}}}), reason);
}

}  // namespace
}  // namespace coalmine::routing::argo
