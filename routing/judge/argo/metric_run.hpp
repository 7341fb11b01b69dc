// One metric of an analysis run as a state machine: it counts measurements until a limit or the
// count is reached.
//
// Failures are counted over the whole run and never forgiven, errors only in a row (IN-11). Limits
// are exceeded, not reached: a failure limit of 3 fails at the fourth (IN-16).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "routing/judge/argo/measurement.hpp"
#include "routing/judge/argo/phase.hpp"
#include "routing/judge/argo/spec.hpp"
#include "routing/judge/machine.hpp"

namespace coalmine::routing::argo {

enum class MetricSignal : std::uint8_t {
  measured,  // and nothing else
  failure_limit_exceeded,
  inconclusive_limit_exceeded,
  error_limit_exceeded,
  success_limit_reached,
  count_reached,
  count_without_successes,  // a success limit was asked for, and failures have a limit, too
  count_without_limit,      // a success limit was asked for, and failures have none
  terminated,
};

inline constexpr std::array metric_signals{
    MetricSignal::measured,
    MetricSignal::failure_limit_exceeded,
    MetricSignal::inconclusive_limit_exceeded,
    MetricSignal::error_limit_exceeded,
    MetricSignal::success_limit_reached,
    MetricSignal::count_reached,
    MetricSignal::count_without_successes,
    MetricSignal::count_without_limit,
    MetricSignal::terminated,
};

std::string_view name_of(MetricSignal signal);

// Every change of a metric's phase is a row here.
inline constexpr std::array metric_transitions{
    Row{Phase::pending, MetricSignal::measured, Phase::running},
    Row{Phase::pending, MetricSignal::failure_limit_exceeded, Phase::failed},
    Row{Phase::pending, MetricSignal::inconclusive_limit_exceeded, Phase::inconclusive},
    Row{Phase::pending, MetricSignal::error_limit_exceeded, Phase::error},
    Row{Phase::pending, MetricSignal::success_limit_reached, Phase::successful},
    Row{Phase::pending, MetricSignal::count_reached, Phase::successful},
    Row{Phase::pending, MetricSignal::count_without_successes, Phase::inconclusive},
    Row{Phase::pending, MetricSignal::count_without_limit, Phase::failed},
    Row{Phase::pending, MetricSignal::terminated, Phase::successful},
    Row{Phase::running, MetricSignal::measured, Phase::running},
    Row{Phase::running, MetricSignal::failure_limit_exceeded, Phase::failed},
    Row{Phase::running, MetricSignal::inconclusive_limit_exceeded, Phase::inconclusive},
    Row{Phase::running, MetricSignal::error_limit_exceeded, Phase::error},
    Row{Phase::running, MetricSignal::success_limit_reached, Phase::successful},
    Row{Phase::running, MetricSignal::count_reached, Phase::successful},
    Row{Phase::running, MetricSignal::count_without_successes, Phase::inconclusive},
    Row{Phase::running, MetricSignal::count_without_limit, Phase::failed},
    Row{Phase::running, MetricSignal::terminated, Phase::successful},
};

std::vector<NamedRow> metric_transitions_by_name();

// How often a metric was measured as what.
struct Tally {
  std::uint32_t count = 0;  // of those that were no error
  std::uint32_t failed = 0;
  std::uint32_t inconclusive = 0;
  std::uint32_t consecutive_errors = 0;
  std::uint32_t consecutive_successes = 0;
  friend bool operator==(const Tally&, const Tally&) = default;
};

class MetricRun {
 public:
  // Of a run that starts at `starts_at`. Precondition: check(metric) held.
  MetricRun(const Metric& metric, Instant starts_at);

  // In. A measurement that has been taken at `now`. Precondition: the metric is not completed.
  void handle_measurement(Measurement measurement, Instant now);
  // The run ends early: without a limit exceeded, that is success. Ignored if completed.
  void handle_termination();

  // Out. When it is measured next; nothing once it is completed.
  std::optional<Instant> next_measurement() const { return next_; }
  Phase phase() const { return phase_; }
  const Tally& tally() const { return tally_; }
  const Metric& metric() const { return metric_; }

 private:
  void count(Measurement measurement);
  MetricSignal assess() const;
  MetricSignal assess_count() const;
  void enter(MetricSignal signal);

  Metric metric_;
  std::optional<Instant> next_;
  Phase phase_ = Phase::pending;
  Tally tally_;
};

}  // namespace coalmine::routing::argo
