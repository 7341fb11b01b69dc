#include "routing/judge/argo/analysis_run.hpp"

#include <gmock/gmock.h>

namespace coalmine::routing::argo {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr Instant at(Duration since_start) { return Instant{since_start}; }

constexpr double good = 1;
constexpr double bad = 0;
constexpr double unclear = 0.5;
constexpr std::optional<double> nothing;

Metric once() {
  return {.success = Condition{Comparison::equal, good},
          .failure = Condition{Comparison::equal, bad}};
}
Metric forever(Duration interval) {
  Metric metric = once();
  metric.interval = interval;
  return metric;
}
Metric dry(Metric metric) {
  metric.dry_run = true;
  return metric;
}

TEST(AnalysisRuns, MeasureEachMetricAtItsOwnPace) {
  Metric late = forever(3min);
  late.initial_delay = 1min;
  AnalysisRun run({forever(2min), late}, at(0s));
  EXPECT_THAT(run.due(at(0s)), ElementsAre(0));
  run.handle_answers({{0, good}}, at(0s));
  EXPECT_EQ(run.next_deadline(), at(1min));
  EXPECT_THAT(run.due(at(1min)), ElementsAre(1));
  run.handle_answers({{1, good}}, at(1min));
  EXPECT_EQ(run.next_deadline(), at(2min));
  EXPECT_THAT(run.due(at(4min)), ElementsAre(0, 1));
}

TEST(AnalysisRuns, AreSuccessfulWhenAllMetricsAre) {
  AnalysisRun run({once(), once()}, at(0s));
  run.handle_answers({{0, good}}, at(0s));
  EXPECT_EQ(run.phase(), Phase::running);
  run.handle_answers({{1, good}}, at(1s));
  EXPECT_EQ(run.phase(), Phase::successful);
}

TEST(AnalysisRuns, EndWithTheFirstMetricThatFails) {
  AnalysisRun run({once(), forever(1min)}, at(0s));
  run.handle_answers({{0, bad}, {1, good}}, at(0s));
  EXPECT_EQ(run.phase(), Phase::failed);
  EXPECT_EQ(run.metrics()[1].phase(), Phase::successful);
  EXPECT_EQ(run.next_deadline(), std::nullopt);
}

TEST(AnalysisRuns, EndAlsoForMetricsThatHaveNotBegun) {
  Metric late = once();
  late.initial_delay = 1h;
  AnalysisRun run({once(), late}, at(0s));
  run.handle_answers({{0, bad}}, at(0s));
  EXPECT_EQ(run.phase(), Phase::failed);
}

TEST(AnalysisRuns, AreAsGoodAsTheWorstOfTheirMetrics) {
  const auto phase_of = [](std::vector<std::optional<double>> values) {
    std::vector<Metric> metrics(values.size(), once());
    for (Metric& metric : metrics) metric.consecutive_error_limit = 0;
    AnalysisRun run(metrics, at(0s));
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < values.size(); ++i) answers.push_back({i, values[i]});
    run.handle_answers(answers, at(0s));
    return run.phase();
  };
  EXPECT_EQ(phase_of({good, unclear}), Phase::inconclusive);
  EXPECT_EQ(phase_of({unclear, nothing, good}), Phase::error);
  EXPECT_EQ(phase_of({nothing, unclear}), Phase::error);
  EXPECT_EQ(phase_of({nothing, bad, unclear}), Phase::failed);
}

TEST(AnalysisRuns, OnlyRecordMetricsOfADryRun) {
  AnalysisRun run({dry(once()), once()}, at(0s));
  run.handle_answers({{0, bad}}, at(0s));
  EXPECT_EQ(run.phase(), Phase::running);
  EXPECT_EQ(run.metrics()[0].phase(), Phase::failed);
  run.handle_answers({{1, good}}, at(0s));
  EXPECT_EQ(run.phase(), Phase::successful);
}

TEST(AnalysisRuns, LastAsLongAsMetricsOfADryRun) {
  AnalysisRun run({dry(forever(1min)), once()}, at(0s));
  run.handle_answers({{0, good}, {1, good}}, at(0s));
  EXPECT_EQ(run.phase(), Phase::running);
  run.handle_answers({{0, bad}}, at(1min));
  EXPECT_EQ(run.phase(), Phase::successful);
}

TEST(RunTransitions, LeadFromRunningToEveryEnd) {
  EXPECT_THAT(
      run_transitions_by_name(),
      ElementsAre(NamedRow{"running", "successful", "successful"},
                  NamedRow{"running", "inconclusive", "inconclusive"},
                  NamedRow{"running", "error", "error"}, NamedRow{"running", "failed", "failed"}));
}

}  // namespace
}  // namespace coalmine::routing::argo
