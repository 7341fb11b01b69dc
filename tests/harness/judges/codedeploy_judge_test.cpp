#include "harness/judges/codedeploy_judge.hpp"

#include <gmock/gmock.h>

#include "tests/harness/judges/codedeploy_groups.hpp"
#include "tests/harness/judges/judged.hpp"

namespace coalmine::harness {
namespace {

using namespace std::chrono_literals;
using namespace routing::cloudwatch;
using routing::Phase;
using routing::Version;
using routing::Weight;
using routing::codedeploy::Hook;
using routing::codedeploy::LinearCompletion;
using routing::codedeploy::Spec;

constexpr auto stable = Version::stable;
constexpr auto canary = Version::canary;

const routing::Plan canary_10_minutes =
    routing::predefined_plan("Canary10Percent10Minutes").value();

// The deployment begins at 5 min: 10 % of the traffic until 15 min.
constexpr Instant begins = at(5min);

class CodedeployJudgeTest : public testing::Test {
 protected:
  void deploy(const Spec& spec, const routing::Plan& plan = canary_10_minutes) {
    deployed_.emplace(spec, plan, begins);
  }
  // One invocation a second in [from, to).
  void serve(Version version, Duration from, Duration to, bool failed = false) {
    deployed_->serve({version, from, to, failed});
  }
  void run_until(Duration end) { deployed_->run_until(at(end)); }
  const routing::Rollout& rollout() const { return deployed_->rollout(); }

  std::optional<Judged> deployed_;
};

TEST_F(CodedeployJudgeTest, ShiftsTrafficWhenPlannedAndCompletesWithoutErrors) {
  deploy(group_with(errors_alarm(2, Dimension::version)));
  serve(stable, 0min, 15min);
  run_until(5min - 1ns);
  EXPECT_EQ(rollout().phase(), Phase::pending);
  run_until(5min);
  EXPECT_EQ(rollout().phase(), Phase::shifting);
  run_until(15min);
  EXPECT_EQ(rollout().phase(), Phase::completed);
  deployed_->run();
  EXPECT_FALSE(deployed_->next_look());
}

// Minutes 5 and 6 breach. The second is over at 7 min and visible a minute later (W3).
TEST_F(CodedeployJudgeTest, RollsBackWhenTwoMinutesBreached) {
  deploy(group_with(errors_alarm(2, Dimension::version)));
  serve(canary, 5min, 9min, true);
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::roll_back), at(8min));
  EXPECT_EQ(rollout().phase(), Phase::rolled_back);
  EXPECT_EQ(rollout().weight(), Weight{});
}

TEST_F(CodedeployJudgeTest, SeesNothingOfAMinuteBeforeItsDelayHasPassed) {
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  for (const auto& [delay, rolled_back] :
       {std::pair{0s, 6min}, {1s, 7min}, {60s, 7min}, {61s, 8min}}) {
    spec.metric_delay = delay;
    deploy(spec);
    serve(canary, 5min, 9min, true);
    deployed_->run();
    EXPECT_EQ(deployed_->said_at(Command::roll_back), at(rolled_back)) << in_seconds(delay);
  }
}

// Evaluated at 7:25, found by the poll of 7:30, because polls began at 5:00.
TEST_F(CodedeployJudgeTest, EvaluatesAtItsPhase) {
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  spec.alarm_phase = 25s;
  deploy(spec);
  serve(canary, 5min, 9min, true);
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::roll_back), at(7min + 30s));
}

// C19: up to one poll more.
TEST_F(CodedeployJudgeTest, NoticesARedAlarmAtTheNextPoll) {
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  spec.poll = 50s;  // at 5:00, 5:50, 6:40, 7:30
  deploy(spec);
  serve(canary, 5min, 9min, true);
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::roll_back), at(7min + 30s));
}

TEST_F(CodedeployJudgeTest, CountsTheVersionsThatTheDimensionHas) {
  const auto rolls_back = [&](Dimension dimension, Version failing) {
    deploy(group_with(errors_alarm(1, dimension)));
    serve(failing, 5min, 10min, true);
    deployed_->run();
    return deployed_->said_at(Command::roll_back).has_value();
  };
  EXPECT_TRUE(rolls_back(Dimension::version, canary));
  EXPECT_FALSE(rolls_back(Dimension::version, stable));
  EXPECT_FALSE(rolls_back(Dimension::stable, canary));
  EXPECT_TRUE(rolls_back(Dimension::stable, stable));
  EXPECT_TRUE(rolls_back(Dimension::alias, canary));
  EXPECT_TRUE(rolls_back(Dimension::alias, stable));
  EXPECT_TRUE(rolls_back(Dimension::function, canary));
}

TEST_F(CodedeployJudgeTest, NeverRollsBackForADimensionWithoutData) {  // IN-14
  for (const MissingData missing :
       {MissingData::missing, MissingData::ignore, MissingData::not_breaching}) {
    deploy(group_with(errors_alarm(1, Dimension::nowhere, missing)));
    serve(canary, 5min, 15min, true);
    deployed_->run();
    EXPECT_EQ(deployed_->said_at(Command::roll_back), std::nullopt);
    EXPECT_EQ(rollout().phase(), Phase::completed);
  }
}

TEST_F(CodedeployJudgeTest, NeverStartsWhereMissingDataBreach) {
  deploy(group_with(errors_alarm(1, Dimension::nowhere, MissingData::breaching)));
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::start), std::nullopt);
  EXPECT_EQ(deployed_->said_at(Command::roll_back), begins);
}

// IN-14: the fix cannot go out while the alarm that it would cure is red (C15).
TEST_F(CodedeployJudgeTest, ShiftsNothingWhileAnAlarmIsRedAlready) {
  deploy(group_with(errors_alarm(2, Dimension::alias)));
  serve(stable, 0min, 5min, true);
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::start), std::nullopt);
  EXPECT_EQ(deployed_->said_at(Command::roll_back), begins);
  EXPECT_EQ(rollout().steps_begun(), 0U);
}

TEST_F(CodedeployJudgeTest, ShiftsNothingEitherWhereTheStopIsNotOrNotYetRolledBack) {
  Spec spec = group_with(errors_alarm(2, Dimension::alias));
  for (const auto& [rolls_back, delay] : {std::pair{false, 0s}, {true, 30s}}) {
    spec.rollback_on.alarm = rolls_back;
    spec.rollback_delay = delay;
    deploy(spec);
    serve(stable, 0min, 5min, true);
    deployed_->run();
    EXPECT_EQ(deployed_->said_at(Command::hold), begins);
    EXPECT_EQ(rollout().steps_begun(), 0U);
  }
}

TEST_F(CodedeployJudgeTest, StartsWhenTheRedAlarmHasRecovered) {
  deploy(group_with(errors_alarm(2, Dimension::alias)));
  serve(stable, 0min, 2min, true);
  serve(stable, 2min, 15min);
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::start), begins);
  EXPECT_EQ(rollout().phase(), Phase::completed);
}

// IN-14, W12: 3 of 3 with the rest missing. The point of minute 5 is in the third slot at 8 min.
TEST_F(CodedeployJudgeTest, RollsBackForOneErrorInThinTraffic) {
  deploy(group_with(errors_alarm(3, Dimension::version, MissingData::missing)));
  deployed_->record({at(5min + 30s), canary, true});
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::roll_back), at(8min));

  deploy(group_with(errors_alarm(3, Dimension::version, MissingData::not_breaching)));
  deployed_->record({at(5min + 30s), canary, true});
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::roll_back), std::nullopt);
}

TEST_F(CodedeployJudgeTest, ForgivesWhatComesAfterTheLastShift) {  // C7
  deploy(group_with(errors_alarm(1, Dimension::version)));
  serve(canary, 13min + 1s, 20min, true);  // visible at 15 min
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::roll_back),
            at(15min));  // the same instant: alarms come first

  deploy(group_with(errors_alarm(1, Dimension::version)));
  serve(canary, 14min, 20min, true);  // visible at 16 min
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::roll_back), std::nullopt);
}

// C6: ten shifts from 5 to 14 min; watched until 15 min, or only until the last.
TEST_F(CodedeployJudgeTest, WatchesALinearRolloutToItsEndOrToItsLastShift) {
  const auto linear = routing::predefined_plan("Linear10PercentEvery1Minute").value();
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  for (const auto& [completion, rolls_back] :
       {std::pair{LinearCompletion::n_intervals, true}, {LinearCompletion::last_shift, false}}) {
    spec.linear_completion = completion;
    deploy(spec, linear);
    serve(canary, 13min, 15min, true);  // visible at 15 min
    deployed_->run();
    EXPECT_EQ(deployed_->said_at(Command::roll_back).has_value(), rolls_back);
  }
}

TEST_F(CodedeployJudgeTest, HoldsTheStartForTheHookBefore) {
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  spec.before_hook = Hook{90s};
  deploy(spec);
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::start), at(6min + 30s));
  EXPECT_EQ(rollout().phase(), Phase::completed);
}

TEST_F(CodedeployJudgeTest, NeverStartsWhenTheHookBeforeFails) {  // C11
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  spec.before_hook = Hook{.takes = 90s, .fails = true};
  deploy(spec);
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::start), std::nullopt);
  EXPECT_EQ(deployed_->said_at(Command::roll_back), at(6min + 30s));
}

TEST_F(CodedeployJudgeTest, GivesAHookAnHour) {  // C10
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  spec.before_hook = Hook{.takes = 61min};
  deploy(spec);
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::start), std::nullopt);
  EXPECT_EQ(deployed_->said_at(Command::roll_back), at(65min));
}

// C11. The shift is complete at 15:00; the poll of that instant comes just before.
TEST_F(CodedeployJudgeTest, TakesACompletedRolloutBackWhenTheHookAfterFails) {
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  spec.after_hook = Hook{.takes = 65s, .fails = true};
  deploy(spec);
  deployed_->run_until(at(16min));
  EXPECT_EQ(rollout().phase(), Phase::completed);
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::roll_back), at(16min + 15s));
  EXPECT_EQ(rollout().phase(), Phase::rolled_back);
}

TEST_F(CodedeployJudgeTest, WatchesOnWhileTheHookAfterRunsIfItWatchesInHooks) {
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  spec.after_hook = Hook{.takes = 5min};
  for (const bool watches : {true, false}) {
    spec.watches_in_hooks = watches;
    deploy(spec);
    serve(canary, 15min, 16min, true);  // visible at 17 min
    deployed_->run();
    EXPECT_EQ(deployed_->said_at(Command::roll_back),
              watches ? std::optional(at(17min)) : std::nullopt);
  }
}

TEST_F(CodedeployJudgeTest, FreezesTheWeightUntilTheRollbackHasDoneItsWork) {  // C17
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  spec.rollback_delay = 20min;
  deploy(spec);
  serve(canary, 5min, 7min, true);
  run_until(26min);
  EXPECT_EQ(deployed_->said_at(Command::hold), at(7min));
  EXPECT_EQ(rollout().weight(), Weight::make(0.1).value());  // at 15 min it would have been all
  run_until(27min);
  EXPECT_EQ(deployed_->said_at(Command::roll_back), at(27min));
  EXPECT_EQ(rollout().phase(), Phase::rolled_back);
}

TEST_F(CodedeployJudgeTest, LeavesTheWeightWhereNothingIsRolledBackAutomatically) {  // C16, C18
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  spec.rollback_on.alarm = false;
  deploy(spec);
  serve(canary, 5min, 7min, true);
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::hold), at(7min));
  EXPECT_EQ(deployed_->said_at(Command::roll_back), std::nullopt);
  EXPECT_EQ(rollout().phase(), Phase::held);
  EXPECT_EQ(rollout().weight(), Weight::make(0.1).value());
}

TEST_F(CodedeployJudgeTest, WantsNothingOnceSomebodyElseHasTakenTheRolloutBack) {
  deploy(group_with(errors_alarm(1, Dimension::version)));
  serve(canary, 5min, 15min, true);
  run_until(6min);
  deployed_->rollout().handle_release_rollback(at(6min), 0s);
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::roll_back), std::nullopt);
  EXPECT_FALSE(deployed_->next_look());
}

TEST_F(CodedeployJudgeTest, IsStoppedByAPollThatFailsUnlessThatIsIgnored) {  // C14
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  spec.poll_fails = 1;
  deploy(spec);
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::roll_back), begins);

  spec.ignore_poll_failure = true;
  deploy(spec);
  deployed_->run();
  EXPECT_EQ(rollout().phase(), Phase::completed);
}

// 61 polls from 5:00 to 15:00, the last just before the rollout completes: (1 - 0.02)^61 = 29 %.
TEST_F(CodedeployJudgeTest, FailsPollsAsOftenAsItShould) {
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  spec.poll_fails = 0.02;
  constexpr int replications = 2'000;
  int completed = 0, within_a_minute = 0;
  for (std::uint32_t replication = 0; replication < replications; ++replication) {
    Judged deployed(spec, canary_10_minutes, begins, replication);
    deployed.run();
    completed += deployed.rollout().phase() == Phase::completed;
    within_a_minute +=
        deployed.said_at(Command::roll_back).value_or(begins).time_since_epoch() % 1min != 0s;
  }
  const double expected = 0.29159;
  EXPECT_NEAR(completed / double{replications}, expected, 0.031);  // 3 standard errors
  EXPECT_GT(within_a_minute, replications / 2);                    // at the very poll
}

// C20: groups shift in parallel, each by its own schedule from its own start.
TEST_F(CodedeployJudgeTest, KnowsNothingOfTheOtherGroupsOfAStack) {
  const Spec spec = group_with(errors_alarm(2, Dimension::version));
  Judged early(spec, canary_10_minutes, at(5min));
  Judged late(spec, canary_10_minutes, at(5min + 40s));
  for (Duration now = 0s; now < 20min; now += 1s) {
    for (Judged* each : {&early, &late}) {
      const bool shifts = each->rollout().weight() > Weight{};
      each->record({at(now), shifts ? canary : stable, shifts && each == &late});
      each->run_until(at(now));
    }
  }
  EXPECT_EQ(early.rollout().phase(), Phase::completed);
  // Minutes 5 (of which 20 s) and 6 breach; evaluated at 8:00 and polled at 8:00, 5:40 + 14 * 10 s.
  EXPECT_EQ(late.said_at(Command::roll_back), at(8min));
}

TEST_F(CodedeployJudgeTest, LooksOnceAMinuteWhileNoPollCanFindAnything) {
  deploy(group_with(errors_alarm(2, Dimension::version)));
  deployed_->run();
  EXPECT_EQ(deployed_->looks(), 17);  // at 0, 1, ... 16 min: the last finds the rollout complete
}

TEST_F(CodedeployJudgeTest, RemembersNothingOfAnotherReplication) {
  Spec spec = group_with(errors_alarm(2, Dimension::version, MissingData::ignore));
  spec.poll_fails = 0.01;
  const auto run = [](Judged& deployed, std::uint32_t replication) {
    for (Duration now = 0min; now < 10min; now += 20s) {
      const bool failed = (now / 20s + replication) % 7 < replication % 3;
      deployed.record({at(now), canary, failed});
    }
    deployed.run();
    return deployed.said_at(Command::roll_back);
  };
  Judged reused(spec, canary_10_minutes, at(0s), 100);
  for (std::uint32_t replication = 0; replication < 100; ++replication) {
    reused.begin(at(0s), replication);
    Judged fresh(spec, canary_10_minutes, at(0s), replication);
    EXPECT_EQ(run(reused, replication), run(fresh, replication)) << replication;
  }
}

TEST_F(CodedeployJudgeTest, TakesAPersonsStopForOne) {  // C16, C18
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  for (const bool rolls_back : {true, false}) {
    spec.rollback_on.stop = rolls_back;
    deploy(spec);
    run_until(6min + 30s);
    deployed_->rollout().handle_stop(at(6min + 30s));
    deployed_->run();
    EXPECT_EQ(deployed_->said_at(Command::roll_back).has_value(), rolls_back);
    EXPECT_EQ(deployed_->said_at(Command::hold).has_value(), !rolls_back);
    EXPECT_FALSE(deployed_->next_look());
  }
}

// Beside an alarm that is evaluated every 10 s, one that is evaluated every minute is not.
TEST_F(CodedeployJudgeTest, EvaluatesEachAlarmAtItsOwnCadence) {
  Spec spec = group_with(errors_alarm(1, Dimension::version));
  spec.alarms.push_back({"busy", MetricAlarmSpec{.watched = Metric{}, .period = 10s}});
  spec.metric_delay = 10s;  // the minute from 5:00 could be seen at 6:10
  deploy(spec);
  serve(canary, 5min, 9min, true);
  deployed_->run();
  EXPECT_EQ(deployed_->said_at(Command::roll_back), at(7min));
}

TEST_F(CodedeployJudgeTest, StopsOnCompositesAndOnExpressions) {
  Spec spec;
  const auto rate = [](const char* name, Dimension dimension) {
    return AlarmSpec{
        name, MetricAlarmSpec{
                  .watched = Expression{.text = "e / n",
                                        .metrics = {{"e", {Measure::errors, {}, dimension}},
                                                    {"n", {Measure::invocations, {}, dimension}}}},
                  .threshold = 0.5}};
  };
  spec.alarms = {rate("canary", Dimension::version),
                 rate("stable", Dimension::stable),
                 {"worse", CompositeAlarmSpec{"ALARM(canary) AND NOT ALARM(stable)"}}};
  spec.stops_on = {"worse"};
  const auto rolled_back_at = [&](bool stable_fails, double canary_fails) {
    deploy(spec);
    for (int i = 0; i < 600; ++i) {
      deployed_->record({at(5min + i * 1s), stable, stable_fails});
      deployed_->record({at(5min + i * 1s), canary, i % 10 < canary_fails * 10});
    }
    deployed_->run();
    return deployed_->said_at(Command::roll_back);
  };
  EXPECT_EQ(rolled_back_at(false, 0.6), at(7min));
  EXPECT_EQ(rolled_back_at(false, 0.5), std::nullopt);
  EXPECT_EQ(rolled_back_at(true, 1), std::nullopt);
}

}  // namespace
}  // namespace coalmine::harness
