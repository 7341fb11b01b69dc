#include "routing/judge/flagger/canary.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <set>

#include "routing/judge/flagger/plan.hpp"

namespace coalmine::routing::flagger {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr Instant at(Duration since_start) { return Instant{since_start}; }

constexpr double good = 1;
constexpr double bad = 0.5;
constexpr std::optional<double> nothing;

// A success rate of at least 99 %, asked for every minute.
Spec steps_of_20_to_50(std::uint32_t threshold = 1) {
  return {.threshold = threshold,
          .step_weight_percent = 20,
          .max_weight_percent = 50,
          .metrics = {{{}, 0.99}}};
}

Spec ab_testing(std::uint32_t iterations) {
  return {.iterations = iterations, .metrics = {{{}, 0.99}}};
}

class CanaryTest : public testing::Test {
 protected:
  void configure(const Spec& spec) {
    canary_ = Canary(spec, at(0s));
    metrics_ = spec.metrics.size();
  }
  Action tick(std::optional<double> value) {
    last_tick_ = *canary_.next_tick();
    return canary_.handle_tick(std::vector(metrics_, value), last_tick_);
  }
  // Ticks with this value until something is to be done, or the canary has ended; what.
  Action tick_until_action(std::optional<double> value, int ticks_max = 50) {
    Action action = Action::none;
    for (int i = 0; i < ticks_max && canary_.next_tick() && action == Action::none; ++i) {
      action = tick(value);
    }
    return action;
  }
  // The revision is found and the first weight is set.
  void start() {
    EXPECT_EQ(tick(nothing), Action::none);
    EXPECT_EQ(tick(nothing), Action::start);
  }
  void expect(Phase phase) const { EXPECT_EQ(name_of(canary_.phase()), name_of(phase)); }

  std::size_t metrics_ = 1;
  Instant last_tick_;
  Canary canary_{steps_of_20_to_50(), at(0s)};
};

TEST_F(CanaryTest, FindsTheRevisionAndSetsTheFirstWeightUnseenATickLater) {
  EXPECT_EQ(canary_.next_tick(), at(0s));
  EXPECT_EQ(tick(bad), Action::none);
  expect(Phase::progressing);
  EXPECT_EQ(canary_.weight_percent(), 0);
  EXPECT_EQ(tick(bad), Action::start);
  EXPECT_EQ(last_tick_, at(1min));
  EXPECT_EQ(canary_.weight_percent(), 20);
  EXPECT_EQ(canary_.failed_checks(), 0);
}

// IN-16: 20, 40, 60, although the maximum is 50.
TEST_F(CanaryTest, RaisesTheWeightUntilItIsNotBelowTheMaximum) {
  start();
  std::vector<std::uint32_t> weights{canary_.weight_percent()};
  while (canary_.phase() == Phase::progressing) {
    EXPECT_EQ(tick(good), Action::advance);
    weights.push_back(canary_.weight_percent());
  }
  EXPECT_THAT(weights, ElementsAre(20, 40, 60, 60));
  expect(Phase::promoting);
}

TEST_F(CanaryTest, PromotesThenRoutesBackThenScalesDown) {
  start();
  while (canary_.phase() == Phase::progressing) tick(good);
  EXPECT_EQ(last_tick_, at(4min));
  EXPECT_EQ(tick(bad), Action::none);
  expect(Phase::finalising);
  EXPECT_EQ(tick(bad), Action::advance);
  expect(Phase::succeeded);
  EXPECT_EQ(canary_.next_tick(), std::nullopt);
}

TEST_F(CanaryTest, RoutesBackStepByStepWhereToldSo) {
  const auto weights_going_back = [this](std::uint32_t step) {
    Spec spec = steps_of_20_to_50();
    spec.step_weight_promotion_percent = step;
    configure(spec);
    start();
    while (canary_.phase() != Phase::promoting) tick(good);
    std::vector<std::uint32_t> weights;
    while (canary_.phase() == Phase::promoting) {
      EXPECT_EQ(tick(good), Action::none);
      weights.push_back(canary_.weight_percent());
    }
    expect(Phase::finalising);
    return weights;
  };
  EXPECT_THAT(weights_going_back(25), ElementsAre(35, 10, 0));
  EXPECT_THAT(weights_going_back(20), ElementsAre(40, 20, 0));
  EXPECT_THAT(weights_going_back(0), ElementsAre(0));
}

// IN-16: interval x threshold in the documentation; one interval more in the code, with traffic
// for (threshold + 1) of them.
TEST_F(CanaryTest, RollsBackOneTickAfterTheLastCheckThatMayFail) {
  configure(steps_of_20_to_50(/*threshold=*/5));
  start();
  const Instant first_weight = last_tick_;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(tick(bad), Action::none);
  EXPECT_EQ(canary_.failed_checks(), 5);
  EXPECT_EQ(last_tick_, first_weight + 5min);
  EXPECT_EQ(tick(good), Action::roll_back);
  EXPECT_EQ(last_tick_, first_weight + 6min);
  expect(Phase::failed);
  EXPECT_EQ(canary_.weight_percent(), 0);
  EXPECT_EQ(canary_.next_tick(), std::nullopt);
}

// IN-10.
TEST_F(CanaryTest, TakesNoDataForAFailure) {
  start();
  EXPECT_EQ(tick(nothing), Action::none);
  EXPECT_EQ(canary_.failed_checks(), 1);
  EXPECT_EQ(tick(good), Action::roll_back);
}

// IN-10.
TEST_F(CanaryTest, NeverForgivesAFailedCheck) {
  Spec spec = steps_of_20_to_50(/*threshold=*/3);
  spec.step_weight_percent = 1;
  configure(spec);
  start();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(tick(bad), Action::none);
    EXPECT_EQ(canary_.failed_checks(), i + 1);
    EXPECT_EQ(tick(good), i < 2 ? Action::advance : Action::roll_back);
  }
}

TEST_F(CanaryTest, StaysAtItsWeightWhileChecksFail) {
  configure(steps_of_20_to_50(/*threshold=*/3));
  start();
  tick(bad);
  EXPECT_EQ(canary_.weight_percent(), 20);
  tick(good);
  EXPECT_EQ(canary_.weight_percent(), 40);
}

TEST_F(CanaryTest, FailsACheckWhenOneOfItsMetricsFails) {
  Spec spec = steps_of_20_to_50();
  spec.metrics.push_back({{Measure::error_count}, std::nullopt, 10});
  configure(spec);
  start();
  const auto tick_with = [&](double rate, double errors) {
    canary_.handle_tick({rate, errors}, *canary_.next_tick());
    return canary_.failed_checks();
  };
  EXPECT_EQ(tick_with(0.99, 10), 0);
  EXPECT_EQ(tick_with(0.99, 11), 1);
}

TEST_F(CanaryTest, PassesEveryCheckWithoutMetrics) {
  Spec spec = steps_of_20_to_50();
  spec.metrics.clear();
  configure(spec);
  start();
  EXPECT_EQ(tick(nothing), Action::advance);
}

TEST_F(CanaryTest, PromotesAtOnceWhereAnalysisIsSkipped) {
  Spec spec = steps_of_20_to_50();
  spec.skip_analysis = true;
  configure(spec);
  EXPECT_EQ(tick(bad), Action::none);
  EXPECT_EQ(tick(bad), Action::start);
  expect(Phase::succeeded);
}

TEST_F(CanaryTest, ChecksAsOftenAsItIteratesInAbTesting) {
  configure(ab_testing(3));
  start();
  EXPECT_EQ(canary_.weight_percent(), 100);
  EXPECT_EQ(tick(good), Action::none);
  EXPECT_EQ(tick(good), Action::none);
  expect(Phase::progressing);
  EXPECT_EQ(tick(good), Action::advance);
  expect(Phase::promoting);
}

TEST_F(CanaryTest, RollsBackInAbTestingAsElsewhere) {
  configure(ab_testing(3));
  start();
  tick(bad);
  EXPECT_EQ(tick(good), Action::roll_back);
}

// Gates.

TEST_F(CanaryTest, WaitsForTheRolloutToBeConfirmed) {
  Spec spec = steps_of_20_to_50();
  spec.confirm_rollout = Gate{0s, 3min};
  configure(spec);
  for (int i = 0; i < 3; ++i) {
    tick(good);
    expect(Phase::waiting);
  }
  tick(good);
  expect(Phase::progressing);
  EXPECT_EQ(last_tick_, at(3min));
}

TEST_F(CanaryTest, GoesOnCheckingWhileTrafficMayNotIncrease) {
  Spec spec = steps_of_20_to_50(/*threshold=*/2);
  spec.confirm_traffic_increase = Gate{2min, 5min};
  configure(spec);
  start();
  EXPECT_EQ(tick(good), Action::none);  // minutes 2, 3 and 4
  EXPECT_EQ(canary_.failed_checks(), 0);
  EXPECT_EQ(tick(bad), Action::none);
  EXPECT_EQ(tick(good), Action::none);
  EXPECT_EQ(canary_.weight_percent(), 20);
  EXPECT_EQ(tick(good), Action::advance);
  EXPECT_EQ(canary_.weight_percent(), 40);
  EXPECT_EQ(canary_.failed_checks(), 1);
}

TEST_F(CanaryTest, RollsBackWhileTrafficMayNotIncrease) {
  Spec spec = steps_of_20_to_50(/*threshold=*/2);
  spec.confirm_traffic_increase = Gate{2min, std::nullopt};
  configure(spec);
  start();
  tick(good);
  EXPECT_EQ(tick_until_action(bad), Action::roll_back);
  EXPECT_EQ(canary_.failed_checks(), 2);
}

// IN-17: 18 failed checks, threshold 5, and the canary stays at 10 %.
TEST_F(CanaryTest, CountsFailuresAndNeverRollsBackWhereTheGateSuspendsTheThreshold) {
  Spec spec = steps_of_20_to_50(/*threshold=*/5);
  spec.step_weight_percent = 10;
  spec.confirm_traffic_increase = Gate{2min, 30min};
  spec.traffic_gate_suspends_threshold = true;
  configure(spec);
  start();
  tick(good);
  expect(Phase::waiting_traffic_increase);
  for (int i = 0; i < 18; ++i) EXPECT_EQ(tick(bad), Action::none);
  EXPECT_EQ(canary_.failed_checks(), 18);
  EXPECT_EQ(canary_.weight_percent(), 10);
  expect(Phase::waiting_traffic_increase);
  // Once it opens the weight moves first; the count is looked at a tick later.
  EXPECT_EQ(tick_until_action(good), Action::advance);
  EXPECT_EQ(last_tick_, at(30min));
  EXPECT_EQ(canary_.weight_percent(), 20);
  EXPECT_EQ(tick(good), Action::roll_back);
}

TEST_F(CanaryTest, MayPromoteRightAfterASuspendedThreshold) {
  Spec spec = steps_of_20_to_50();
  spec.confirm_traffic_increase = Gate{4min, 6min};
  spec.traffic_gate_suspends_threshold = true;
  configure(spec);
  start();
  tick(good);
  tick(good);
  EXPECT_EQ(canary_.weight_percent(), 60);
  tick(good);
  tick(good);
  expect(Phase::waiting_traffic_increase);
  EXPECT_EQ(tick(good), Action::advance);
  expect(Phase::promoting);
}

TEST_F(CanaryTest, DoesNotLeaveProgressingAtAGateBeforeTheFirstWeight) {
  Spec spec = steps_of_20_to_50();
  spec.confirm_traffic_increase = Gate{0s, 3min};
  spec.traffic_gate_suspends_threshold = true;
  configure(spec);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(tick(bad), Action::none);
    expect(Phase::progressing);
  }
  EXPECT_EQ(canary_.failed_checks(), 0);
  EXPECT_EQ(tick(bad), Action::start);
}

TEST_F(CanaryTest, WaitsForThePromotionToBeConfirmedAndStillChecks) {
  Spec spec = steps_of_20_to_50(/*threshold=*/2);
  spec.confirm_promotion = Gate{0s, 7min};
  // Not asked any more.
  spec.confirm_traffic_increase = Gate{5min, std::nullopt};
  configure(spec);
  start();
  tick(good);
  tick(good);
  EXPECT_EQ(tick(good), Action::none);
  EXPECT_EQ(last_tick_, at(4min));
  expect(Phase::waiting_promotion);
  EXPECT_EQ(tick(bad), Action::none);
  EXPECT_EQ(tick(good), Action::none);
  EXPECT_EQ(tick(good), Action::advance);
  expect(Phase::promoting);
  EXPECT_EQ(canary_.failed_checks(), 1);
}

TEST_F(CanaryTest, RollsBackWhileThePromotionIsNotConfirmed) {
  Spec spec = steps_of_20_to_50();
  spec.confirm_promotion = Gate{0s, std::nullopt};
  configure(spec);
  start();
  for (int i = 0; i < 4; ++i) tick(good);
  expect(Phase::waiting_promotion);
  tick(bad);
  EXPECT_EQ(tick(good), Action::roll_back);
}

// An iteration is taken back each time, so the gate is asked every other tick.
TEST_F(CanaryTest, AsksForThePromotionEveryOtherTickInAbTesting) {
  Spec spec = ab_testing(1);
  spec.confirm_promotion = Gate{0s, 4min};
  configure(spec);
  start();                              // minutes 0 and 1
  EXPECT_EQ(tick(good), Action::none);  // 2: refused
  EXPECT_EQ(tick(good), Action::none);  // 3: refused again, an iteration is taken back
  EXPECT_EQ(tick(good), Action::none);  // 4: it would be open, but the iteration is run
  expect(Phase::waiting_promotion);
  EXPECT_EQ(tick(good), Action::advance);
}

// The table.

TEST(Transitions, LeadToEveryPhaseAndOutOfEveryOneThatIsNotAnEnd) {
  for (const Phase phase : phases) {
    const auto from = [&](const auto& row) { return row.from == phase; };
    const auto to = [&](const auto& row) { return row.to == phase; };
    EXPECT_NE(std::ranges::any_of(transitions, to), phase == Phase::initialized) << name_of(phase);
    const bool end = phase == Phase::succeeded || phase == Phase::failed;
    EXPECT_NE(std::ranges::any_of(transitions, from), end) << name_of(phase);
  }
}

TEST(Transitions, HaveOneRowForAPairAndANameForAll) {
  std::set<std::pair<std::string_view, std::string_view>> pairs;
  for (const NamedRow& row : transitions_by_name()) {
    EXPECT_TRUE(pairs.emplace(row.from, row.signal).second) << row.from << " " << row.signal;
    EXPECT_THAT((std::vector{row.from, row.signal, row.to}),
                testing::Each(testing::Not(testing::IsEmpty())));
  }
}

// The threshold rolls back from these two phases and no other: what IN-17 is about.
TEST(Transitions, RollBackFromTwoPhasesOnly) {
  std::vector<Phase> from;
  for (const auto& row : transitions) {
    if (row.to == Phase::failed) from.push_back(row.from);
  }
  EXPECT_THAT(from, ElementsAre(Phase::progressing, Phase::waiting_promotion));
}

// Every run of twelve ticks in which a check passes, fails, or has no data, with gates that close
// and open: the machine asserts that each change is in the table.
void run_everything(const Spec& spec) {
  constexpr std::array<std::optional<double>, 3> values{good, bad, nothing};
  constexpr int runs = 3 * 3 * 3 * 3 * 3 * 3 * 3 * 3 * 3;
  for (int number = 0; number < runs; ++number) {
    Canary canary(spec, at(0s));
    int rest = number;
    for (int i = 0; i < 12 && canary.next_tick(); ++i) {
      canary.handle_tick({values[static_cast<std::size_t>(rest % 3)]}, *canary.next_tick());
      if (i >= 2) rest /= 3;  // nobody looks before
    }
    const bool reached = canary.failed_checks() >= spec.threshold;
    EXPECT_TRUE(canary.phase() != Phase::failed || reached) << number;
  }
}

TEST(Transitions, CoverEveryRun) {
  for (Spec spec : {steps_of_20_to_50(), ab_testing(2)}) {
    spec.threshold = 2;
    spec.confirm_rollout = Gate{0s, 1min};
    spec.confirm_traffic_increase = Gate{3min, 5min};
    spec.confirm_promotion = Gate{6min, 8min};
    run_everything(spec);
    spec.traffic_gate_suspends_threshold = true;
    run_everything(spec);
  }
}

// The plan.

std::vector<double> shares(const Plan& plan) {
  std::vector<double> shares;
  for (const Step& step : plan.steps) shares.push_back(step.weight.share());
  return shares;
}

TEST(FlaggerPlans, HaveTheWeightsOfTheAnalysisThenEverything) {
  const Plan plan = plan_of(steps_of_20_to_50());
  EXPECT_THAT(shares(plan), ElementsAre(testing::DoubleEq(0.2), testing::DoubleEq(0.4),
                                        testing::DoubleEq(0.6), 1));
  for (const Step& step : plan.steps) EXPECT_EQ(step.hold, until_advanced);
}

TEST(FlaggerPlans, FollowStepWeights) {
  Spec spec{.step_weights_percent = {1, 5, 80}, .max_weight_percent = 10};
  EXPECT_THAT(weights_percent(spec), ElementsAre(1, 5, 80));
}

TEST(FlaggerPlans, NeverExceedTheWholeTraffic) {
  EXPECT_THAT(weights_percent({.step_weight_percent = 40}), ElementsAre(40, 80, 100));
}

TEST(FlaggerPlans, LeaveTheWeightAloneInAbTesting) {
  EXPECT_THAT(shares(plan_of(ab_testing(5))), ElementsAre(0, 1));
}

TEST(FlaggerPlans, AreOverAtOnceWithoutAnalysis) {
  EXPECT_EQ(plan_of({.skip_analysis = true}), (Plan{{{Weight::all(), 0s}}}));
}

// Each weight is an action of the machine: the plan and the machine go hand in hand.
TEST(FlaggerPlans, HaveAStepForEveryActionOfAGoodRun) {
  for (const Spec& spec : {steps_of_20_to_50(), ab_testing(4),
                           Spec{.step_weights_percent = {5, 100}, .metrics = {{{}, 0.99}}}}) {
    Canary canary(spec, at(0s));
    std::size_t actions = 0;
    while (canary.next_tick()) {
      actions += canary.handle_tick({good}, *canary.next_tick()) != Action::none;
    }
    EXPECT_EQ(canary.phase(), Phase::succeeded);
    EXPECT_EQ(actions, plan_of(spec).steps.size() + 1);  // and one that ends the last step
  }
}

}  // namespace
}  // namespace coalmine::routing::flagger
