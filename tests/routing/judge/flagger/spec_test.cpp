#include "routing/judge/flagger/spec.hpp"

#include <gtest/gtest.h>

namespace coalmine::routing::flagger {
namespace {

using namespace std::chrono_literals;

std::string why(const Spec& spec) {
  const auto checked = check(spec);
  return checked ? "" : checked.error().message;
}

Spec steps() { return {.step_weight_percent = 10}; }

TEST(FlaggerMetrics, PassWithinTheirRangeItsEndsIncluded) {
  const Metric metric{{}, 0.9, 0.95};
  EXPECT_FALSE(passes(metric, 0.899));
  EXPECT_TRUE(passes(metric, 0.9));
  EXPECT_TRUE(passes(metric, 0.95));
  EXPECT_FALSE(passes(metric, 0.951));
}

// IN-10.
TEST(FlaggerMetrics, FailWithoutTraffic) {
  EXPECT_FALSE(passes({{}, 0.9}, std::nullopt));
  EXPECT_FALSE(passes({}, std::nullopt));
  EXPECT_TRUE(passes({}, 0));
}

TEST(FlaggerMetrics, LoseWhatIsBelowAMillisecondOfTheBuiltInDuration) {
  Metric duration{{Measure::latency_mean}, std::nullopt, 0.5};
  EXPECT_FALSE(passes(duration, 0.500999999));
  duration.whole_ms = true;
  EXPECT_TRUE(passes(duration, 0.500999999));
  EXPECT_FALSE(passes(duration, 0.501));
  duration.max = 0.5009;
  EXPECT_FALSE(passes(duration, 0.501));
}

TEST(FlaggerMetrics, HaveARangeThatIsNotEmpty) {
  EXPECT_EQ(check(Metric{{}, 0.9, 0.8}).error().message, "max: below min");
  EXPECT_EQ(check(Metric{{.window = 0s}}).error().message,
            "window: 0 s, expected whole seconds, 1 or more");
}

TEST(FlaggerCanaries, LookAtMostEveryTenSeconds) {
  Spec spec = steps();
  spec.interval = 10s;
  EXPECT_EQ(why(spec), "");
  spec.interval = 9s;
  EXPECT_EQ(why(spec), "interval: 9 s, expected whole seconds, 10 or more");
  spec.interval = 10500ms;
  EXPECT_EQ(why(spec), "interval: 10.5 s, expected whole seconds, 10 or more");
  spec = steps();
  spec.threshold = 0;
  EXPECT_EQ(why(spec), "threshold: 0, expected 1 or more");
}

TEST(FlaggerCanaries, MoveInOneWay) {
  EXPECT_EQ(why(steps()), "");
  EXPECT_EQ(why({.iterations = 3}), "");
  EXPECT_EQ(why({.skip_analysis = true}), "");
  EXPECT_EQ(why({}), "no step_weight, step_weights or iterations");
  EXPECT_EQ(why({.step_weight_percent = 10, .iterations = 3}),
            "only one of step_weight, step_weights and iterations");
}

TEST(FlaggerCanaries, HaveWeightsThatRiseUpToEverything) {
  EXPECT_EQ(why({.step_weights_percent = {1, 100}}), "");
  EXPECT_EQ(why({.step_weights_percent = {5, 5}}),
            "step_weights: they do not rise, and Flagger would stay where they stop");
  EXPECT_EQ(why({.step_weights_percent = {0, 5}}), "step_weights: one is not within 1 % to 100 %");
  EXPECT_EQ(why({.step_weight_percent = 101}), "step_weight: above 100 %");
  EXPECT_EQ(why({.step_weight_percent = 10, .max_weight_percent = 0}),
            "max_weight: not within 1 % to 100 %");
  EXPECT_EQ(why({.step_weight_percent = 10, .step_weight_promotion_percent = 101}),
            "step_weight_promotion: above 100 %");
}

TEST(FlaggerCanaries, HaveGatesThatCloseBeforeTheyOpen) {
  Spec spec = steps();
  spec.confirm_rollout = Gate{1min, 2min};
  EXPECT_EQ(why(spec), "");
  spec.confirm_rollout = Gate{1min, 1min};
  EXPECT_EQ(why(spec), "confirm_rollout: it opens before it closes");
  spec = steps();
  spec.confirm_traffic_increase = Gate{1ms};
  EXPECT_EQ(why(spec), "confirm_traffic_increase: expected whole seconds");
  spec = steps();
  spec.confirm_promotion = Gate{2min, 1min};
  EXPECT_EQ(why(spec), "confirm_promotion: it opens before it closes");
}

TEST(FlaggerCanaries, HaveSoundMetrics) {
  Spec spec = steps();
  spec.metrics = {{{}, 1, 0}};
  EXPECT_EQ(why(spec), "max: below min");
}

}  // namespace
}  // namespace coalmine::routing::flagger
