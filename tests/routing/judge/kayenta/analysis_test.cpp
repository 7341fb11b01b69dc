#include "routing/judge/kayenta/analysis.hpp"

#include <gtest/gtest.h>

#include <set>

namespace coalmine::routing::kayenta {
namespace {

using namespace std::chrono_literals;

constexpr Instant begin{100s};

Spec three_runs() { return {.metrics = {{}}, .lifetime = 30min, .interval = 10min}; }

// The state after runs with these scores.
State state_after(const Spec& spec, const std::vector<double>& scores) {
  Analysis analysis(spec, begin);
  for (const double score : scores) {
    if (const auto at = analysis.next_run()) analysis.handle_run(score, *at);
  }
  return analysis.state();
}

TEST(Analysis, RunsAtEveryIntervalAfterTheWarmUp) {
  Spec spec = three_runs();
  spec.begin_after = 2min;
  Analysis analysis(spec, begin);
  for (const auto at : {12min, 22min, 32min}) {
    ASSERT_EQ(analysis.next_run(), begin + at);
    analysis.handle_run(100, begin + at);
  }
  EXPECT_EQ(analysis.next_run(), std::nullopt);
  EXPECT_EQ(analysis.state(), State::succeeded);
}

TEST(Analysis, MakesAsManyRunsAsFitIntoTheLifetime) {
  Spec spec = three_runs();
  spec.lifetime = 29min;
  EXPECT_EQ(runs_of(spec), 2);
  spec.lifetime = 7min;  // below the interval, which becomes the lifetime
  EXPECT_EQ(runs_of(spec), 1);
  EXPECT_EQ(Analysis(spec, begin).next_run(), begin + 7min);
}

TEST(Analysis, HasToExceedMarginalInEveryRunAndToReachPassInTheLast) {
  const Spec spec = three_runs();  // 75, 95
  EXPECT_EQ(state_after(spec, {75.01, 75.01}), State::judging);
  EXPECT_EQ(state_after(spec, {75}), State::failed);  // IN-16: exactly marginal
  EXPECT_EQ(state_after(spec, {100, 75}), State::failed);
  EXPECT_EQ(state_after(spec, {76, 76, 95}), State::succeeded);
  EXPECT_EQ(state_after(spec, {100, 100, 94.99}), State::failed);
  EXPECT_EQ(state_after(spec, {100, 100, 50}), State::failed);
}

TEST(Analysis, CannotSucceedWhereMarginalIsAHundred) {
  Spec spec = three_runs();
  spec.pass = spec.marginal = 100;
  EXPECT_EQ(state_after(spec, {100}), State::failed);
}

TEST(Analysis, WithoutALifetimeHasNoLastRun) {
  Spec spec = three_runs();
  spec.lifetime.reset();
  EXPECT_EQ(runs_of(spec), std::nullopt);
  EXPECT_EQ(state_after(spec, std::vector<double>(1'000, 76)), State::judging);
  EXPECT_EQ(state_after(spec, {76, 75}), State::failed);
}

TEST(Analysis, LooksAtAGrowingWindowUnlessALookbackMakesItSlide) {
  Spec spec = three_runs();
  spec.begin_after = 2min;
  Analysis growing(spec, begin);
  EXPECT_EQ(growing.window(), (Window{begin + 2min, begin + 12min, begin + 12min}));
  growing.handle_run(100, begin + 12min);
  EXPECT_EQ(growing.window(), (Window{begin + 2min, begin + 22min, begin + 22min}));

  spec.lookback = 5min;
  spec.publication_delay = 90s;
  Analysis sliding(spec, begin);
  EXPECT_EQ(sliding.window(), (Window{begin + 7min, begin + 12min, begin + 10min + 30s}));
  sliding.handle_run(100, begin + 12min);
  EXPECT_EQ(sliding.window(), (Window{begin + 17min, begin + 22min, begin + 20min + 30s}));
}

TEST(Analysis, EndsWithTheRollout) {
  Analysis analysis(three_runs(), begin);
  analysis.handle_rollout_ended();
  EXPECT_EQ(analysis.state(), State::cancelled);
  EXPECT_EQ(analysis.next_run(), std::nullopt);
}

TEST(Analysis, ListensToNobodyOnceItHasEnded) {
  for (const double last : {100.0, 0.0}) {
    Analysis analysis(three_runs(), begin);
    for (const auto at : {10min, 20min}) analysis.handle_run(100, begin + at);
    analysis.handle_run(last, begin + 30min);
    const State ended = analysis.state();
    EXPECT_NE(ended, State::judging);
    analysis.handle_run(100 - last, begin + 40min);
    analysis.handle_rollout_ended();
    EXPECT_EQ(analysis.state(), ended);
  }
}

TEST(Analysis, RunsOutOfTurnAreABug) {
  Analysis analysis(three_runs(), begin);
  EXPECT_DEATH(analysis.handle_run(100, begin + 9min), "");
}

TEST(Analysis, HasATableWhoseRowsAreTheOnlyChanges) {
  std::set<std::pair<std::string_view, std::string_view>> rows;
  for (const auto& [from, signal, to] : transitions_by_name()) {
    EXPECT_EQ(from, "judging") << "what has ended stays ended";
    EXPECT_TRUE(rows.emplace(from, signal).second) << signal;
  }
  EXPECT_EQ(rows.size(), 5U);  // every signal has a row
  EXPECT_EQ(next_state(transitions, State::judging, Signal::run_above_marginal), State::judging);
  EXPECT_EQ(next_state(transitions, State::succeeded, Signal::rollout_ended), std::nullopt);
}

}  // namespace
}  // namespace coalmine::routing::kayenta
