#include "harness/judges/flagger_judge.hpp"

#include <gmock/gmock.h>

#include "routing/judge/flagger/plan.hpp"
#include "tests/harness/judges/judged.hpp"

namespace coalmine::harness {
namespace {

using namespace std::chrono_literals;
using namespace routing::flagger;
using routing::Measure;
using routing::Version;
using testing::ElementsAre;

constexpr auto failed = routing::Phase::rolled_back;
constexpr auto succeeded = routing::Phase::completed;

Spec steps(std::uint32_t threshold = 1) {
  return {.threshold = threshold,
          .step_weight_percent = 20,
          .max_weight_percent = 50,
          .metrics = {{{}, 0.99}}};
}

Judged judged_by(const Spec& spec, Instant planned = {}) {
  return Judged(spec, plan_of(spec), planned);
}

TEST(FlaggerJudges, StartAndMoveTheRollout) {
  Judged judged = judged_by(steps(), at(10min));
  EXPECT_TRUE(judged.judge().starts());
  EXPECT_TRUE(judged.judge().moves());
  EXPECT_EQ(judged.judge().needs().slice, 1min);
  judged.serve({Version::canary, 11min, 1h});
  judged.run_until(at(1h));
  EXPECT_EQ(judged.said_at(Command::start), at(11min));
  // 40 %, 60 %, promoted; routed back in between; scaled down.
  EXPECT_THAT(judged.times(Command::advance),
              ElementsAre(at(12min), at(13min), at(14min), at(16min)));
  EXPECT_EQ(judged.rollout().phase(), succeeded);
  EXPECT_EQ(judged.rollout().weight().share(), 1);
}

// IN-16: rolled back at the sixth tick after the first weight for a threshold of five.
TEST(FlaggerJudges, RollBackOneIntervalAfterTheThreshold) {
  Judged judged = judged_by(steps(/*threshold=*/5));
  judged.serve({Version::canary, 1min, 1h, /*failed=*/true});
  judged.run_until(at(1h));
  EXPECT_EQ(judged.said_at(Command::start), at(1min));
  EXPECT_EQ(judged.said_at(Command::roll_back), at(1min + 6min));
  EXPECT_EQ(judged.rollout().phase(), failed);
  EXPECT_EQ(judged.rollout().weight().share(), 0);
  EXPECT_EQ(judged.next_look(), std::nullopt);
}

// IN-10: stable's traffic does not help.
TEST(FlaggerJudges, RollBackACanaryThatNobodyCalls) {
  Judged judged = judged_by(steps());
  judged.serve({Version::stable, 0s, 1h});
  judged.run_until(at(1h));
  EXPECT_EQ(judged.said_at(Command::roll_back), at(1min + 2min));
}

// IN-12: a loop of 10 s over a window of 60 s meets one bad minute seven times: it overlaps the
// windows that end within it and the six after, and the first of these has not begun to.
TEST(FlaggerJudges, CountABadSecondAsOftenAsItIsInAWindow) {
  const auto bad_second_rolls_back = [](Duration interval, std::uint32_t threshold) {
    Spec spec = steps(threshold);
    spec.interval = interval;
    spec.step_weight_percent = 1;
    spec.metrics[0].query.window = 1min;
    Judged judged = judged_by(spec);
    judged.serve({Version::canary, 0s, 1h});
    judged.serve({Version::canary, 5min, 5min + 1s, /*failed=*/true});
    judged.run_until(at(20min));
    return judged.said_at(Command::roll_back).has_value();
  };
  EXPECT_TRUE(bad_second_rolls_back(10s, 6));
  EXPECT_FALSE(bad_second_rolls_back(10s, 7));
  EXPECT_TRUE(bad_second_rolls_back(60s, 1));
  EXPECT_FALSE(bad_second_rolls_back(60s, 2));
}

// IN-15: one name, and a mean with NGINX, p99 with Istio.
TEST(FlaggerJudges, MeasureAPercentileOrAMean) {
  const auto rolled_back = [](Measure measure) {
    Spec spec = steps();
    spec.metrics = {{{measure, 0.99}, std::nullopt, 0.5, true}};
    Judged judged = judged_by(spec);
    for (int i = 0; i < 9; ++i) judged.serve({.to = 1h, .latency = 100ms});
    judged.serve({.to = 1h, .latency = 2s});
    judged.run_until(at(1h));
    return judged.rollout().phase() == failed;
  };
  EXPECT_TRUE(rolled_back(Measure::latency_percentile));
  EXPECT_FALSE(rolled_back(Measure::latency_mean));
}

// IN-17: users go on meeting the canary as long as the gate is closed.
TEST(FlaggerJudges, KeepABadCanaryBehindAGateThatSuspendsTheThreshold) {
  Spec spec = steps(/*threshold=*/5);
  spec.interval = 2min;
  spec.confirm_traffic_increase = Gate{4min, std::nullopt};
  for (const bool suspends : {false, true}) {
    spec.traffic_gate_suspends_threshold = suspends;
    Judged judged = judged_by(spec);
    judged.serve({Version::canary, 0s, 4min});
    judged.serve({Version::canary, 4min, 5h, /*failed=*/true});
    judged.run_until(at(5h));
    EXPECT_EQ(judged.rollout().phase() == failed, !suspends);
    EXPECT_EQ(judged.rollout().weight().share() > 0, suspends);
  }
}

TEST(FlaggerJudges, LeaveTheWeightAloneInAbTesting) {
  const Spec spec{.iterations = 3, .metrics = {{{}, 0.99}}};
  Judged judged = judged_by(spec);
  judged.serve({Version::canary, 0s, 1h});
  judged.run_until(at(3min));
  EXPECT_EQ(judged.rollout().steps_begun(), 1);
  EXPECT_EQ(judged.rollout().weight().share(), 0);
  judged.run_until(at(1h));
  EXPECT_THAT(judged.times(Command::advance), ElementsAre(at(4min), at(6min)));
}

TEST(FlaggerJudges, PromoteAtOnceWithoutAnalysis) {
  const Spec spec{.skip_analysis = true};
  Judged judged = judged_by(spec);
  judged.run_until(at(1h));
  EXPECT_EQ(judged.said_at(Command::start), at(1min));
  EXPECT_EQ(judged.rollout().phase(), succeeded);
}

TEST(FlaggerJudges, WantNothingOnceTheRolloutIsTakenBack) {
  Judged judged = judged_by(steps());
  judged.serve({Version::canary, 0s, 1h});
  judged.run_until(at(90s));
  judged.rollout().handle_alarm(at(90s), Duration{0});
  judged.run_until(at(1h));
  EXPECT_EQ(judged.next_look(), std::nullopt);
  EXPECT_EQ(judged.said_at(Command::advance), std::nullopt);
}

}  // namespace
}  // namespace coalmine::harness
