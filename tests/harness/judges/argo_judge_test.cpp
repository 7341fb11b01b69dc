#include "harness/judges/argo_judge.hpp"

#include <gmock/gmock.h>

#include "routing/judge/argo/plan.hpp"
#include "tests/harness/judges/judged.hpp"

namespace coalmine::harness {
namespace {

using namespace std::chrono_literals;
using namespace routing::argo;
using routing::Measure;
using routing::Phase;
using routing::Plan;
using routing::Side;
using routing::Version;
using routing::Weight;
using testing::ElementsAre;
using testing::IsEmpty;

// At least 99 % of the last minute, every minute.
Metric every_minute() {
  return {.query = {.window = 1min},
          .success = Condition{Comparison::at_least, 0.99},
          .interval = 1min};
}

Spec background(const Metric& metric) { return {.metrics = {metric}}; }

Plan half_an_hour_each() {
  return {{{*Weight::make(0.1), 30min}, {*Weight::make(0.5), 30min}, {Weight::all(), 0s}}};
}

TEST(ArgoJudges, AskForTheirWindowAtEveryMeasurementAndRetry) {
  Metric metric = every_minute();
  metric.query.window = 5min;
  metric.interval = 90s;
  EXPECT_EQ(Judged(background(metric), half_an_hour_each()).judge().needs().slice, 10s);
  metric.interval = 45s;
  const Judged judged(background(metric), half_an_hour_each());
  EXPECT_EQ(judged.judge().needs().slice, 5s);
  EXPECT_EQ(judged.judge().needs().memory, 5min);
  EXPECT_FALSE(judged.judge().needs().latency);
  EXPECT_FALSE(judged.judge().starts());
  EXPECT_FALSE(judged.judge().moves());
}

// IN-11: the first window ends as the first request comes.
TEST(ArgoJudges, RollBackFortySecondsAfterTheFirstEmptyResult) {
  Metric metric = every_minute();
  metric.interval = 5min;
  Judged judged(background(metric), half_an_hour_each(), at(10min));
  judged.serve({Version::stable, 0s, 1h});
  judged.run_until(at(1h));
  EXPECT_EQ(judged.said_at(Command::roll_back), at(10min + 40s));
  EXPECT_EQ(judged.rollout().phase(), Phase::rolled_back);
}

// IN-11: only the canary's silence counts, and only 5 in a row.
TEST(ArgoJudges, GoOnWhenTheFirstRequestsComeInTime) {
  Judged judged(background(every_minute()), half_an_hour_each());
  judged.serve({Version::canary, 39s, 1h});
  judged.run_until(at(1h));
  EXPECT_EQ(judged.said_at(Command::roll_back), std::nullopt);
  EXPECT_EQ(judged.rollout().phase(), Phase::completed);
}

// IN-16: the fourth failure for a limit of three, 15 min after the first measurement at 5 min.
TEST(ArgoJudges, RollBackWithTheFailureAboveTheLimit) {
  Metric metric = every_minute();
  metric.query.window = 5min;
  metric.interval = 5min;
  metric.initial_delay = 5min;
  metric.failure_limit = 3;
  Judged judged(background(metric), half_an_hour_each());
  judged.serve({Version::canary, 0s, 1h, /*failed=*/true});
  judged.run_until(at(1h));
  EXPECT_EQ(judged.said_at(Command::roll_back), at(5min + 15min));
}

TEST(ArgoJudges, MeasureWhatLiesInTheWindow) {
  Metric metric = every_minute();
  metric.initial_delay = 2min;
  const auto rolled_back_with_failures_in = [&](Duration from, Duration to) {
    Judged judged(background(metric), half_an_hour_each());
    judged.serve({Version::canary, 0s, 1h});
    judged.serve({Version::canary, from, to, /*failed=*/true});
    judged.run_until(at(2min));
    return judged.said_at(Command::roll_back).has_value();
  };
  EXPECT_FALSE(rolled_back_with_failures_in(50s, 1min));
  EXPECT_TRUE(rolled_back_with_failures_in(1min, 1min + 1s));
  EXPECT_TRUE(rolled_back_with_failures_in(2min - 1s, 2min));
  EXPECT_FALSE(rolled_back_with_failures_in(2min, 3min));
}

TEST(ArgoJudges, MeasureOneVersionTheOtherOrBoth) {
  const auto rolled_back = [](Side side, double least) {
    Metric metric = every_minute();
    metric.initial_delay = 1min;
    metric.query.side = side;
    metric.success->value = least;
    Judged judged(background(metric), half_an_hour_each());
    judged.serve({Version::canary, 0s, 1h, /*failed=*/true});
    judged.serve({Version::stable, 0s, 1h});
    judged.serve({Version::stable, 0s, 1h});
    judged.serve({Version::stable, 0s, 1h});
    judged.run_until(at(1min));
    return judged.said_at(Command::roll_back).has_value();
  };
  EXPECT_FALSE(rolled_back(Side::canary, 0));
  EXPECT_TRUE(rolled_back(Side::canary, 0.01));
  EXPECT_FALSE(rolled_back(Side::stable, 1));
  EXPECT_FALSE(rolled_back(Side::both, 0.75));
  EXPECT_TRUE(rolled_back(Side::both, 0.76));
  EXPECT_FALSE(rolled_back(Side::difference, -1));
  EXPECT_TRUE(rolled_back(Side::difference, -0.99));
}

TEST(ArgoJudges, MeasurePercentilesAndMeans) {
  const auto rolled_back = [](Measure measure, double most_s) {
    Metric metric{.query = {measure, 0.5, Side::canary, 1min},
                  .success = Condition{Comparison::at_most, most_s},
                  .interval = 1min,
                  .initial_delay = 1min};
    Judged judged(background(metric), half_an_hour_each());
    judged.serve({.to = 1h, .latency = 100ms});
    judged.serve({.to = 1h, .latency = 100ms});
    judged.serve({.to = 1h, .latency = 700ms});
    judged.run_until(at(1min));
    EXPECT_TRUE(judged.judge().needs().latency);
    return judged.said_at(Command::roll_back).has_value();
  };
  EXPECT_FALSE(rolled_back(Measure::latency_percentile, 0.101));
  EXPECT_TRUE(rolled_back(Measure::latency_percentile, 0.099));
  EXPECT_FALSE(rolled_back(Measure::latency_mean, 0.3));
  EXPECT_TRUE(rolled_back(Measure::latency_mean, 0.299));
}

TEST(ArgoJudges, HoldTheRolloutForAPersonWhenInconclusive) {
  Metric metric = every_minute();
  metric.initial_delay = 1min;
  metric.failure = Condition{Comparison::below, 0.4};
  Judged judged(background(metric), half_an_hour_each());
  judged.serve({Version::canary, 0s, 1h});
  judged.serve({Version::canary, 0s, 1h, /*failed=*/true});
  judged.run_until(at(2h));
  EXPECT_EQ(judged.said_at(Command::hold), at(1min));
  EXPECT_EQ(judged.rollout().phase(), Phase::held);
  EXPECT_EQ(judged.rollout().steps_begun(), 1);
}

TEST(ArgoJudges, BeginWithTheirStartingStep) {
  Spec spec = background(every_minute());
  spec.starting_step = 2;
  Judged judged(spec, half_an_hour_each());
  judged.run_until(at(2h));  // nobody is served: 40 s after it began
  EXPECT_EQ(judged.said_at(Command::roll_back), at(30min + 40s));
  EXPECT_EQ(judged.looks(), 2 + 5);  // at the start and when that was over, then as measured
}

TEST(ArgoJudges, FindAStartingStepThatTheyDidNotSeeComing) {
  Spec spec = background(every_minute());
  spec.starting_step = 2;
  Plan plan = half_an_hour_each();
  plan.steps[0].hold = routing::until_advanced;
  Judged judged(spec, plan);
  judged.run_until(at(7min));
  judged.rollout().handle_advance(at(7min));
  judged.run_until(at(2h));
  EXPECT_EQ(judged.said_at(Command::roll_back), at(7min + 10s + 40s));
}

TEST(ArgoJudges, EndAStepWhenItsAnalysisSucceeds) {
  Metric metric = every_minute();
  metric.count = 3;
  const Spec spec{.metrics = {metric}, .background = false, .analyses = {{1, 2min}, {2, 1min}}};
  Judged judged(spec, with_analyses(half_an_hour_each(), spec));
  EXPECT_TRUE(judged.judge().moves());
  judged.serve({Version::canary, 0s, 1h});
  judged.run_until(at(2h));
  // 2 min and two intervals; then 1 min and two intervals.
  EXPECT_THAT(judged.times(Command::advance), ElementsAre(at(4min), at(7min)));
  EXPECT_EQ(judged.rollout().phase(), Phase::completed);
}

TEST(ArgoJudges, StayAtAStepWhoseAnalysisNeverEnds) {
  const Spec spec{.metrics = {every_minute()}, .background = false, .analyses = {{1, 1min}}};
  Judged judged(spec, with_analyses(half_an_hour_each(), spec));
  judged.serve({Version::canary, 0s, 24h});
  judged.run_until(at(24h));
  EXPECT_THAT(judged.times(Command::advance), IsEmpty());
  EXPECT_EQ(judged.rollout().steps_begun(), 1);
}

// PR#4864.
TEST(ArgoJudges, StartTheRolloutWhenPodsAreReadyAndMeasureNothingBefore) {
  Spec spec = background(every_minute());
  spec.pods_ready_after = 1min;
  Judged judged(spec, half_an_hour_each(), at(5min));
  EXPECT_TRUE(judged.judge().starts());
  judged.run_until(at(1h));
  EXPECT_EQ(judged.said_at(Command::start), std::nullopt);
  EXPECT_EQ(judged.said_at(Command::roll_back), at(5min + 40s));

  spec.waits_for_traffic = true;
  Judged waiting(spec, half_an_hour_each(), at(5min));
  waiting.serve({Version::canary, 6min, 2h});
  waiting.run_until(at(2h));
  EXPECT_EQ(waiting.said_at(Command::start), at(6min));
  EXPECT_EQ(waiting.said_at(Command::roll_back), std::nullopt);
  EXPECT_EQ(waiting.rollout().phase(), Phase::completed);
}

TEST(ArgoJudges, WantNothingOnceTheRolloutHasEnded) {
  Judged judged(background(every_minute()), *routing::canary_plan(0.1, 5min));
  judged.serve({Version::canary, 0s, 5min});
  judged.run_until(at(1h));
  EXPECT_EQ(judged.rollout().phase(), Phase::completed);
  EXPECT_EQ(judged.said_at(Command::roll_back), std::nullopt);
  EXPECT_EQ(judged.next_look(), std::nullopt);
}

TEST(ArgoJudges, DoNotLookWhileTheyHaveNothingToAsk) {
  Metric once = every_minute();
  once.interval.reset();
  once.initial_delay = 1min;
  Judged judged(background(once), half_an_hour_each());
  judged.serve({Version::canary, 0s, 1h});
  judged.run_until(at(2h));
  EXPECT_EQ(judged.looks(), 2);
}

}  // namespace
}  // namespace coalmine::harness
