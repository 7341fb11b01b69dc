#include "routing/rollout.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace coalmine::routing {
namespace {

using namespace std::chrono_literals;

Weight percent(int value) { return Weight::make(value / 100.0).value(); }

constexpr Instant at(Duration since_start) { return Instant{since_start}; }

// What every driver does when the clock reaches `now`.
void advance(Rollout& rollout, Instant now) {
  while (rollout.next_deadline() && *rollout.next_deadline() <= now) rollout.handle_deadline(now);
}

// A canary of 10 % for five minutes, then all: it starts at minute 1; alarms need 30 s to act.
class RolloutTest : public testing::Test {
 protected:
  void advance(Duration to) { routing::advance(rollout_, at(to)); }
  void alarm(Duration when, Duration reaction = 30s) { rollout_.handle_alarm(at(when), reaction); }

  void expect(Phase phase, Weight weight) {
    EXPECT_EQ(name_of(rollout_.phase()), name_of(phase));
    EXPECT_EQ(rollout_.weight(), weight);
  }

  Rollout rollout_{predefined_plan("Canary10Percent5Minutes").value(), at(1min)};
};

TEST_F(RolloutTest, WaitsForItsStart) {
  EXPECT_EQ(rollout_.next_deadline(), at(1min));
  advance(1min - 1ns);
  expect(Phase::pending, Weight{});
  EXPECT_EQ(rollout_.steps_begun(), 0U);
}

TEST_F(RolloutTest, IgnoresACallBeforeItsDeadline) {
  rollout_.handle_deadline(at(59s));
  expect(Phase::pending, Weight{});
  EXPECT_EQ(rollout_.next_deadline(), at(1min));
}

TEST_F(RolloutTest, BeginsTheFirstStepAtItsStart) {
  advance(1min);
  expect(Phase::shifting, percent(10));
  EXPECT_EQ(rollout_.steps_begun(), 1U);
  EXPECT_EQ(rollout_.next_deadline(), at(6min));
}

TEST_F(RolloutTest, HoldsTheStepToItsLastNanosecond) {
  advance(1min);
  advance(6min - 1ns);
  expect(Phase::shifting, percent(10));
}

TEST_F(RolloutTest, CompletesWithTheLastWeight) {
  advance(1min);
  advance(6min);
  expect(Phase::completed, Weight::all());
  EXPECT_EQ(rollout_.steps_begun(), 2U);
  EXPECT_EQ(rollout_.next_deadline(), std::nullopt);
  EXPECT_EQ(rollout_.alarm_at(), std::nullopt);
}

TEST_F(RolloutTest, MakesOneTransitionForEachCall) {
  advance(1min);
  rollout_.handle_deadline(at(6min));
  expect(Phase::shifting, Weight::all());
  EXPECT_EQ(rollout_.next_deadline(), at(6min));
  rollout_.handle_deadline(at(6min));
  expect(Phase::completed, Weight::all());
}

TEST_F(RolloutTest, AnAlarmFreezesTheWeightUntilTheReaction) {
  advance(1min);
  alarm(3min);
  expect(Phase::stopping, percent(10));
  EXPECT_EQ(rollout_.alarm_at(), at(3min));
  EXPECT_EQ(rollout_.next_deadline(), at(3min + 30s));
  advance(3min + 30s - 1ns);
  expect(Phase::stopping, percent(10));
  advance(3min + 30s);
  expect(Phase::rolled_back, Weight{});
  EXPECT_EQ(rollout_.next_deadline(), std::nullopt);
}

TEST_F(RolloutTest, AnAlarmAtTheInstantOfAStepPreventsIt) {
  advance(1min);
  alarm(6min);
  advance(6min);
  expect(Phase::stopping, percent(10));
  EXPECT_EQ(rollout_.steps_begun(), 1U);
}

TEST_F(RolloutTest, AStepThatWouldComeDuringTheReactionDoesNot) {
  advance(1min);
  alarm(6min - 10s);
  advance(6min);
  expect(Phase::stopping, percent(10));
  advance(7min);
  expect(Phase::rolled_back, Weight{});
}

TEST_F(RolloutTest, TheFirstAlarmCounts) {
  advance(1min);
  alarm(3min, 30s);
  alarm(3min + 20s, 5s);
  EXPECT_EQ(rollout_.alarm_at(), at(3min));
  EXPECT_EQ(rollout_.next_deadline(), at(3min + 30s));
}

TEST_F(RolloutTest, IgnoresAnAlarmBeforeItsStart) {
  alarm(30s);
  expect(Phase::pending, Weight{});
  EXPECT_EQ(rollout_.alarm_at(), std::nullopt);
  advance(1min);
  expect(Phase::shifting, percent(10));
}

TEST_F(RolloutTest, IgnoresAnAlarmAfterCompletion) {
  advance(1min);
  advance(6min);
  alarm(6min);
  expect(Phase::completed, Weight::all());
  EXPECT_EQ(rollout_.alarm_at(), std::nullopt);
}

TEST_F(RolloutTest, AnotherFunctionsAlarmKeepsAPendingRolloutFromStarting) {
  rollout_.handle_release_rollback(at(30s), 30s);
  expect(Phase::rolled_back, Weight{});
  advance(10min);
  expect(Phase::rolled_back, Weight{});
  EXPECT_EQ(rollout_.steps_begun(), 0U);
  EXPECT_EQ(rollout_.alarm_at(), at(30s));
}

TEST_F(RolloutTest, AnotherFunctionsAlarmTakesACompletedRolloutBack) {
  advance(1min);
  advance(6min);
  rollout_.handle_release_rollback(at(8min), 30s);
  expect(Phase::stopping, Weight::all());
  advance(8min + 30s);
  expect(Phase::rolled_back, Weight{});
}

TEST_F(RolloutTest, AnotherFunctionsAlarmTakesAShiftingRolloutBack) {
  advance(1min);
  rollout_.handle_release_rollback(at(2min), 30s);
  expect(Phase::stopping, percent(10));
  EXPECT_EQ(rollout_.alarm_at(), at(2min));
}

TEST_F(RolloutTest, IsRolledBackOnce) {
  advance(1min);
  alarm(2min);
  rollout_.handle_release_rollback(at(2min + 10s), 30s);
  EXPECT_EQ(rollout_.alarm_at(), at(2min));
  advance(3min);
  rollout_.handle_release_rollback(at(4min), 30s);
  expect(Phase::rolled_back, Weight{});
  EXPECT_EQ(rollout_.next_deadline(), std::nullopt);
}

TEST_F(RolloutTest, AStopKeepsTheWeightForGood) {
  advance(1min);
  rollout_.handle_stop(at(2min));
  advance(10min);
  alarm(11min);
  expect(Phase::stopped, percent(10));
  EXPECT_EQ(rollout_.next_deadline(), std::nullopt);
}

TEST_F(RolloutTest, AStopBeforeTheStartKeepsItFromStarting) {
  rollout_.handle_stop(at(30s));
  advance(10min);
  expect(Phase::stopped, Weight{});
}

TEST_F(RolloutTest, IgnoresAStopWhileItIsRolledBack) {
  advance(1min);
  alarm(2min);
  rollout_.handle_stop(at(2min + 10s));
  advance(3min);
  expect(Phase::rolled_back, Weight{});
}

TEST_F(RolloutTest, ADriverThatWakesLateDelaysTheRestOfThePlan) {
  advance(1min);
  advance(7min);
  expect(Phase::completed, Weight::all());

  Rollout late(predefined_plan("Canary10Percent5Minutes").value(), at(1min));
  routing::advance(late, at(20min));
  EXPECT_EQ(late.weight(), percent(10));
  EXPECT_EQ(late.next_deadline(), at(25min));
}

TEST(RolloutPlanTest, ALinearRolloutIsWatchedForAnIntervalAfterItsLastShift) {
  Rollout rollout(predefined_plan("Linear10PercentEvery1Minute").value(), at(0s));
  for (int minute = 0; minute < 10; ++minute) {
    advance(rollout, at(minute * 1min));
    EXPECT_EQ(rollout.weight(), percent(10 * (minute + 1)));
    EXPECT_EQ(rollout.phase(), Phase::shifting);
  }
  advance(rollout, at(10min));
  EXPECT_EQ(rollout.phase(), Phase::completed);
}

TEST(RolloutPlanTest, AllAtOnceCompletesAtItsStart) {
  Rollout rollout(predefined_plan("AllAtOnce").value(), at(0s));
  advance(rollout, at(0s));
  EXPECT_EQ(rollout.phase(), Phase::completed);
  EXPECT_EQ(rollout.weight(), Weight::all());
}

TEST(RolloutPlanTest, AFinalHoldIsBakeTimeInWhichAnAlarmStillCounts) {
  Rollout rollout(Plan{{{percent(50), 1min}, {Weight::all(), 5min}}}, at(0s));
  advance(rollout, at(0s));
  advance(rollout, at(1min));
  rollout.handle_alarm(at(6min), 0s);
  advance(rollout, at(6min));
  EXPECT_EQ(rollout.phase(), Phase::rolled_back);
}

TEST(RolloutPlanTest, OneStepBelowAllStaysThereAfterCompletion) {
  Rollout rollout(Plan{{{percent(10), 10min}}}, at(0s));
  advance(rollout, at(0s));
  advance(rollout, at(10min));
  EXPECT_EQ(rollout.phase(), Phase::completed);
  EXPECT_EQ(rollout.weight(), percent(10));
}

TEST(RolloutPlanTest, StepsOfNoLengthAllBeginAtOneInstant) {
  Rollout rollout(Plan{{{percent(1), 0s}, {percent(2), 0s}, {percent(3), 1min}}}, at(0s));
  advance(rollout, at(0s));
  EXPECT_EQ(rollout.weight(), percent(3));
  EXPECT_EQ(rollout.steps_begun(), 3U);
  EXPECT_EQ(rollout.phase(), Phase::shifting);
}

TEST(RolloutPlanTest, AHoldBeyondTheClocksRangeNeverEnds) {
  Rollout rollout(Plan{{{percent(10), Duration::max()}}}, at(1min));
  advance(rollout, at(1min));
  EXPECT_EQ(rollout.next_deadline(), never);
}

TEST(RolloutPlanTest, WithoutReactionTimeTheCanaryGoesAtTheInstantOfTheAlarm) {
  Rollout rollout(Plan{{{percent(10), 10min}}}, at(0s));
  advance(rollout, at(0s));
  rollout.handle_alarm(at(3min), 0s);
  EXPECT_EQ(rollout.next_deadline(), at(3min));
  advance(rollout, at(3min));
  EXPECT_EQ(rollout.phase(), Phase::rolled_back);
  EXPECT_EQ(rollout.weight(), Weight{});
}

TEST_F(RolloutTest, StartsWhenAJudgeSaysSo) {
  rollout_.handle_start(at(10s));
  expect(Phase::shifting, percent(10));
  EXPECT_EQ(rollout_.next_deadline(), at(5min + 10s));
  rollout_.handle_start(at(20s));  // it has
  EXPECT_EQ(rollout_.steps_begun(), 1U);
}

TEST_F(RolloutTest, EndsAStepWhenAJudgeSaysSo) {
  rollout_.handle_advance(at(30s));  // not begun: nothing to end
  expect(Phase::pending, Weight{});
  advance(1min);
  rollout_.handle_advance(at(2min));
  expect(Phase::shifting, Weight::all());
  rollout_.handle_advance(at(2min));
  expect(Phase::completed, Weight::all());
  rollout_.handle_advance(at(3min));
  expect(Phase::completed, Weight::all());
}

TEST_F(RolloutTest, HoldsAStepUntilItIsAdvanced) {
  advance(1min);
  rollout_.handle_hold(at(2min));
  advance(1h);
  expect(Phase::held, percent(10));
  EXPECT_FALSE(rollout_.next_deadline());
  rollout_.handle_advance(at(1h));
  expect(Phase::shifting, Weight::all());
}

TEST_F(RolloutTest, CanBeTakenBackWhileItIsHeld) {
  advance(1min);
  rollout_.handle_hold(at(2min));
  alarm(3min);
  expect(Phase::stopping, percent(10));
  advance(3min + 30s);
  expect(Phase::rolled_back, Weight{});
}

TEST_F(RolloutTest, HoldsOnlyWhileItShifts) {
  rollout_.handle_hold(at(10s));
  expect(Phase::pending, Weight{});
  EXPECT_EQ(rollout_.next_deadline(), at(1min));
}

TEST(RolloutPlanTest, AStepUntilAdvancedHasNoEndOfItsOwn) {
  Rollout rollout(Plan{{{percent(10), until_advanced}, {Weight::all(), until_advanced}}}, at(1min));
  advance(rollout, at(24h));
  EXPECT_EQ(rollout.steps_begun(), 1U);
  rollout.handle_advance(at(24h));
  EXPECT_EQ(rollout.weight(), Weight::all());
}

TEST(RolloutPlanTest, APlanWithoutStepsIsAProgrammerError) {
  EXPECT_DEATH(Rollout(Plan{}, at(0s)), "check\\(plan_\\)");
}

// Written out a second time on purpose: what is not here must not be in the table.
TEST(TransitionTest, LeadsNowhereForEveryPairThatIsNotARow) {
  using enum Phase;
  using enum Signal;
  for (const Phase from : phases) {
    for (const Signal signal : signals) {
      const auto pair = std::pair{from, signal};
      std::optional<Phase> expected;
      if (pair == std::pair{pending, start}) expected = shifting;
      if (pair == std::pair{pending, release_rollback}) expected = rolled_back;
      if (pair == std::pair{pending, Signal::stop}) expected = stopped;
      if (pair == std::pair{shifting, step_elapsed}) expected = shifting;
      if (pair == std::pair{shifting, last_step_elapsed}) expected = completed;
      if (pair == std::pair{shifting, Signal::hold}) expected = held;
      if (pair == std::pair{held, step_elapsed}) expected = shifting;
      if (pair == std::pair{held, last_step_elapsed}) expected = completed;
      if (pair == std::pair{held, Signal::alarm}) expected = stopping;
      if (pair == std::pair{held, release_rollback}) expected = stopping;
      if (pair == std::pair{held, Signal::stop}) expected = stopped;
      if (pair == std::pair{shifting, Signal::alarm}) expected = stopping;
      if (pair == std::pair{shifting, release_rollback}) expected = stopping;
      if (pair == std::pair{shifting, Signal::stop}) expected = stopped;
      if (pair == std::pair{completed, release_rollback}) expected = stopping;
      if (pair == std::pair{stopping, reaction_elapsed}) expected = rolled_back;
      EXPECT_EQ(next_phase(from, signal), expected) << name_of(from) << " " << name_of(signal);
    }
  }
}

std::string manual() {
  std::ifstream file(COALMINE_SOURCE_DIR "/docs/ROLLOUTS.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(ManualTest, PrintsTheTableOfTransitions) {
  std::string table = "| phase | signal | next phase |\n| --- | --- | --- |\n";
  for (const Transition& row : transitions) {
    table +=
        fmt::format("| {} | {} | {} |\n", name_of(row.from), name_of(row.signal), name_of(row.to));
  }
  EXPECT_NE(manual().find(table + "\n"), std::string::npos) << "expected:\n" << table;
}

TEST(ManualTest, PrintsTheStepsOfEveryPredefinedPlan) {
  std::string table = "| name | steps | completes |\n| --- | --- | --- |\n";
  for (const std::string& name : predefined_plan_names()) {
    Duration since_start{};
    std::string steps;
    const Plan plan = predefined_plan(name).value();
    for (const Step& step : plan.steps) {
      steps += fmt::format("{}{}→{:.0f}", steps.empty() ? "" : ", ", since_start / 1min,
                           100 * step.weight.share());
      since_start += step.hold;
    }
    table += fmt::format("| {} | {} | {} |\n", name, steps, since_start / 1min);
  }
  EXPECT_NE(manual().find(table + "\n"), std::string::npos) << "expected:\n" << table;
}

}  // namespace
}  // namespace coalmine::routing
