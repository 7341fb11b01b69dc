#include "routing/judge/argo/analyses.hpp"

#include <gmock/gmock.h>

#include "routing/judge/argo/plan.hpp"

namespace coalmine::routing::argo {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Instant at(Duration since_start) { return Instant{since_start}; }

constexpr double good = 1;
constexpr double bad = 0;
constexpr double unclear = 0.5;
constexpr std::optional<double> nothing;

Metric metric(std::optional<Duration> interval) {
  return {.success = Condition{Comparison::equal, good},
          .failure = Condition{Comparison::equal, bad},
          .interval = interval};
}

Spec background() { return {.metrics = {metric(5min)}}; }
Spec at_step(std::uint32_t step, Duration after) {
  return {.metrics = {metric(std::nullopt)}, .background = false, .analyses = {{step, after}}};
}

class AnalysesTest : public testing::Test {
 protected:
  void configure(const Spec& spec) { analyses_ = Analyses(spec, at(0s)); }
  void step(std::uint32_t step, Duration when) { analyses_.handle_step(step, at(when)); }
  // Every question that is due gets this answer; what the rollout is told then.
  std::optional<Action> answer(std::optional<double> value, Duration when) {
    const auto questions = analyses_.questions(at(when));
    analyses_.handle_answers(std::vector(questions.size(), value), at(when));
    return analyses_.poll_action();
  }
  auto questions(Duration when) const { return analyses_.questions(at(when)); }

  Analyses analyses_{background(), at(0s)};
};

TEST_F(AnalysesTest, BeginInTheBackgroundWithTheFirstStep) {
  EXPECT_EQ(analyses_.next_deadline(), std::nullopt);
  EXPECT_TRUE(analyses_.awaits_step());
  step(1, 2min);
  EXPECT_EQ(analyses_.next_deadline(), at(2min));
  EXPECT_FALSE(analyses_.awaits_step());
  EXPECT_EQ(answer(good, 2min), std::nullopt);
  EXPECT_EQ(analyses_.next_deadline(), at(7min));
}

TEST_F(AnalysesTest, WaitForTheStartingStep) {
  Spec spec = background();
  spec.starting_step = 3;
  configure(spec);
  step(2, 1min);
  EXPECT_EQ(analyses_.next_deadline(), std::nullopt);
  step(3, 2min);
  EXPECT_EQ(analyses_.next_deadline(), at(2min));
}

TEST_F(AnalysesTest, GoOnInTheBackgroundFromStepToStep) {
  step(1, 0s);
  answer(good, 0s);
  step(2, 1min);
  EXPECT_EQ(analyses_.next_deadline(), at(5min));
}

TEST_F(AnalysesTest, AbortTheRolloutWhenOneFails) {
  step(1, 0s);
  EXPECT_EQ(answer(bad, 0s), Action::abort);
  EXPECT_EQ(analyses_.state(), State::aborted);
  EXPECT_EQ(analyses_.next_deadline(), std::nullopt);
}

// IN-11.
TEST_F(AnalysesTest, AbortTheRolloutFortySecondsAfterTheFirstEmptyResult) {
  step(1, 0s);
  for (const Duration when : {0s, 10s, 20s, 30s}) EXPECT_EQ(answer(nothing, when), std::nullopt);
  EXPECT_EQ(answer(nothing, 40s), Action::abort);
}

TEST_F(AnalysesTest, PauseTheRolloutWhenOneIsInconclusive) {
  step(1, 0s);
  EXPECT_EQ(answer(unclear, 0s), Action::pause);
  EXPECT_EQ(analyses_.state(), State::paused);
  step(2, 1min);
  EXPECT_EQ(analyses_.next_deadline(), std::nullopt);
  EXPECT_FALSE(analyses_.awaits_step());
}

TEST_F(AnalysesTest, LeaveTheRolloutAloneWhenTheBackgroundSucceeds) {
  configure({.metrics = {metric(std::nullopt)}});
  step(1, 0s);
  EXPECT_EQ(answer(good, 0s), std::nullopt);
  EXPECT_EQ(analyses_.next_deadline(), std::nullopt);
  step(2, 1min);
  EXPECT_EQ(analyses_.next_deadline(), std::nullopt);
}

TEST_F(AnalysesTest, HoldAStepUntilItsAnalysisSucceeds) {
  configure(at_step(2, 3min));
  step(1, 0s);
  EXPECT_TRUE(analyses_.awaits_step());
  EXPECT_EQ(analyses_.next_deadline(), std::nullopt);
  step(2, 10min);
  EXPECT_EQ(analyses_.next_deadline(), at(13min));
  EXPECT_EQ(answer(nothing, 13min), std::nullopt);
  EXPECT_EQ(answer(good, 13min + 10s), Action::advance);
  EXPECT_EQ(analyses_.next_deadline(), std::nullopt);
}

TEST_F(AnalysesTest, BeginTheNextStepsAnalysisWhenOneHasSucceeded) {
  Spec spec = at_step(1, 1min);
  spec.analyses.push_back({2, 1min});
  configure(spec);
  step(1, 0s);
  EXPECT_EQ(answer(good, 1min), Action::advance);
  EXPECT_EQ(analyses_.next_deadline(), at(2min));
}

TEST_F(AnalysesTest, AbortOrPauseFromAStep) {
  configure(at_step(1, 0s));
  step(1, 0s);
  EXPECT_EQ(answer(bad, 0s), Action::abort);
  configure(at_step(1, 0s));
  step(1, 0s);
  EXPECT_EQ(answer(unclear, 0s), Action::pause);
}

TEST_F(AnalysesTest, RunAtAStepAndInTheBackgroundAtOnce) {
  Spec spec = background();
  spec.analyses = {{1, 5min, {metric(std::nullopt), metric(1min)}}};
  configure(spec);
  step(1, 0s);
  EXPECT_THAT(questions(0s), SizeIs(1));
  answer(good, 0s);
  EXPECT_THAT(questions(5min), SizeIs(3));
}

TEST_F(AnalysesTest, AbortWhereTheBackgroundFailsAsAStepSucceeds) {
  Spec spec = background();
  spec.analyses = {{1, 0s, {metric(std::nullopt)}}};
  configure(spec);
  step(1, 0s);
  ASSERT_EQ(questions(0s)[0].of, Question::Of::background);
  analyses_.handle_answers({bad, good}, at(0s));
  EXPECT_EQ(analyses_.poll_action(), Action::abort);
}

TEST_F(AnalysesTest, EndInTheBackgroundWhenAStepFails) {
  Spec spec = background();
  spec.analyses = {{1, 1min, {metric(std::nullopt)}}};
  configure(spec);
  step(1, 0s);
  answer(good, 0s);
  EXPECT_EQ(answer(bad, 1min), Action::abort);
  EXPECT_EQ(analyses_.next_deadline(), std::nullopt);
}

TEST_F(AnalysesTest, ForgetTheAnalysisOfAStepThatHasEnded) {
  configure(at_step(1, 5min));
  step(1, 0s);
  step(2, 1min);
  EXPECT_EQ(analyses_.next_deadline(), std::nullopt);
}

TEST_F(AnalysesTest, DoNotBeginAgainForAStepThatIsKnown) {
  configure(at_step(1, 5min));
  step(1, 0s);
  step(1, 1min);
  EXPECT_EQ(analyses_.next_deadline(), at(5min));
}

// PR#4864: the ReplicaSet is there long before its first request.
TEST_F(AnalysesTest, BeginInTheBackgroundBeforeThereIsAnyWeight) {
  Spec spec = background();
  spec.pods_ready_after = 30s;
  configure(spec);
  for (const Duration when : {0s, 10s, 20s}) EXPECT_EQ(answer(nothing, when), std::nullopt);
  analyses_.handle_deadline(at(29s));
  EXPECT_EQ(analyses_.poll_action(), std::nullopt);
  analyses_.handle_deadline(at(30s));
  EXPECT_EQ(analyses_.poll_action(), Action::start);
  EXPECT_EQ(answer(nothing, 30s), std::nullopt);
  EXPECT_EQ(answer(nothing, 40s), Action::abort);
}

TEST_F(AnalysesTest, AbortBeforeThereIsAnyWeight) {
  Spec spec = background();
  spec.pods_ready_after = 1min;
  configure(spec);
  for (const Duration when : {0s, 10s, 20s, 30s}) answer(nothing, when);
  EXPECT_EQ(answer(nothing, 40s), Action::abort);
  EXPECT_EQ(analyses_.next_deadline(), std::nullopt);
}

TEST_F(AnalysesTest, MayWaitForTraffic) {
  Spec spec = background();
  spec.pods_ready_after = 30s;
  spec.waits_for_traffic = true;
  configure(spec);
  EXPECT_EQ(analyses_.next_deadline(), at(30s));
  EXPECT_THAT(questions(0s), IsEmpty());
  analyses_.handle_deadline(at(30s));
  EXPECT_EQ(analyses_.poll_action(), Action::start);
  EXPECT_THAT(questions(30s), SizeIs(1));
}

TEST_F(AnalysesTest, DoNotStartARolloutThatHasBegun) {
  Spec spec = background();
  spec.pods_ready_after = 30s;
  configure(spec);
  step(1, 10s);
  analyses_.handle_deadline(at(30s));
  EXPECT_EQ(analyses_.poll_action(), std::nullopt);
}

TEST(Transitions, LeadOutOfProgressingOnly) {
  for (const State state : states) {
    for (const Signal signal : signals) {
      EXPECT_EQ(next_state(transitions, state, signal).has_value(), state == State::progressing)
          << name_of(state) << " " << name_of(signal);
    }
  }
  EXPECT_EQ(transitions_by_name().front(),
            (NamedRow{"progressing", "background_successful", "progressing"}));
}

TEST(Plans, WaitAtStepsWithAnAnalysis) {
  const Plan plan{{{*Weight::make(0.1), 5min}, {*Weight::make(0.5), 5min}, {Weight::all(), 0s}}};
  const Plan waiting{
      {{*Weight::make(0.1), 5min}, {*Weight::make(0.5), until_advanced}, {Weight::all(), 0s}}};
  EXPECT_EQ(with_analyses(plan, at_step(2, 1min)), waiting);
  EXPECT_EQ(with_analyses(plan, background()), plan);
  EXPECT_EQ(with_analyses(plan, at_step(4, 1min)), plan);
}

}  // namespace
}  // namespace coalmine::routing::argo
