#include "routing/judge/argo/analysis_run.hpp"

#include <algorithm>
#include <cassert>

namespace coalmine::routing::argo {
namespace {

RunSignal signal_of(Phase worst) {
  switch (worst) {
    case Phase::inconclusive:
      return RunSignal::inconclusive;
    case Phase::error:
      return RunSignal::error;
    case Phase::failed:
      return RunSignal::failed;
    case Phase::pending:
    case Phase::running:
    case Phase::successful:
      break;
  }
  return RunSignal::successful;
}

}  // namespace

std::string_view name_of(RunSignal signal) {
  switch (signal) {
    case RunSignal::successful:
      return "successful";
    case RunSignal::inconclusive:
      return "inconclusive";
    case RunSignal::error:
      return "error";
    case RunSignal::failed:
      return "failed";
  }
  return "";
}

std::vector<NamedRow> run_transitions_by_name() { return named(run_transitions); }

AnalysisRun::AnalysisRun(const std::vector<Metric>& metrics, Instant starts_at) {
  assert(!metrics.empty());
  for (const Metric& metric : metrics) metrics_.emplace_back(metric, starts_at);
}

void AnalysisRun::handle_answers(const std::vector<Answer>& answers, Instant now) {
  for (const Answer& answer : answers) {
    MetricRun& metric = metrics_.at(answer.metric);
    metric.handle_measurement(measure(metric.metric(), answer.value), now);
  }
  if (terminating()) {
    for (MetricRun& metric : metrics_) metric.handle_termination();
  }
  assess();
}

std::vector<std::size_t> AnalysisRun::due(Instant now) const {
  std::vector<std::size_t> due;
  for (std::size_t i = 0; i < metrics_.size(); ++i) {
    const auto next = metrics_[i].next_measurement();
    if (next && *next <= now) due.push_back(i);
  }
  return due;
}

std::optional<Instant> AnalysisRun::next_deadline() const {
  std::optional<Instant> earliest;
  for (const MetricRun& metric : metrics_) {
    const auto next = metric.next_measurement();
    if (next && (!earliest || *next < *earliest)) earliest = next;
  }
  return earliest;
}

// One metric is enough to end the run early, unless it is only recorded.
bool AnalysisRun::terminating() const {
  return std::any_of(metrics_.begin(), metrics_.end(), [](const MetricRun& metric) {
    return !metric.metric().dry_run && unsuccessful(metric.phase());
  });
}

void AnalysisRun::assess() {
  Phase worst = Phase::successful;
  for (const MetricRun& metric : metrics_) {
    if (!completed(metric.phase())) return;
    if (!metric.metric().dry_run) worst = worse_of(worst, metric.phase());
  }
  enter(signal_of(worst));
}

void AnalysisRun::enter(RunSignal signal) {
  const auto next = next_state(run_transitions, phase_, signal);
  assert(next.has_value());
  phase_ = *next;
}

}  // namespace coalmine::routing::argo
