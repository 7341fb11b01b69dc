// An analysis run as a state machine: its metrics, each at its own pace, and what they come to.
//
// Sans-I/O: the caller asks which metrics are due, queries the store for them, and brings the
// answers. The run is as good as the worst of its metrics; those of a dry run do not count, but the
// run lasts until they, too, are completed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "routing/judge/argo/metric_run.hpp"

namespace coalmine::routing::argo {

enum class RunSignal : std::uint8_t {  // all metrics are completed; the worst is
  successful,
  inconclusive,
  error,
  failed,
};

inline constexpr std::array run_signals{RunSignal::successful, RunSignal::inconclusive,
                                        RunSignal::error, RunSignal::failed};

std::string_view name_of(RunSignal signal);

// Every change of a run's phase is a row here.
inline constexpr std::array run_transitions{
    Row{Phase::running, RunSignal::successful, Phase::successful},
    Row{Phase::running, RunSignal::inconclusive, Phase::inconclusive},
    Row{Phase::running, RunSignal::error, Phase::error},
    Row{Phase::running, RunSignal::failed, Phase::failed},
};

std::vector<NamedRow> run_transitions_by_name();

// What the store answered to a metric's query.
struct Answer {
  std::size_t metric;           // which of the run
  std::optional<double> value;  // nothing where there was no traffic
};

class AnalysisRun {
 public:
  // Precondition: there are metrics, and check held for each.
  AnalysisRun(const std::vector<Metric>& metrics, Instant starts_at);

  // In. Answers to all that was due at `now`, together: they are assessed after the last of them.
  void handle_answers(const std::vector<Answer>& answers, Instant now);

  // Out.
  std::vector<std::size_t> due(Instant now) const;  // metrics, in order
  std::optional<Instant> next_deadline() const;
  Phase phase() const { return phase_; }
  const std::vector<MetricRun>& metrics() const { return metrics_; }

 private:
  bool terminating() const;
  void assess();
  void enter(RunSignal signal);

  std::vector<MetricRun> metrics_;
  Phase phase_ = Phase::running;
};

}  // namespace coalmine::routing::argo
