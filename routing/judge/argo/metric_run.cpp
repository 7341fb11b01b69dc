#include "routing/judge/argo/metric_run.hpp"

#include <cassert>

namespace coalmine::routing::argo {

std::string_view name_of(MetricSignal signal) {
  switch (signal) {
    case MetricSignal::measured:
      return "measured";
    case MetricSignal::failure_limit_exceeded:
      return "failure_limit_exceeded";
    case MetricSignal::inconclusive_limit_exceeded:
      return "inconclusive_limit_exceeded";
    case MetricSignal::error_limit_exceeded:
      return "error_limit_exceeded";
    case MetricSignal::success_limit_reached:
      return "success_limit_reached";
    case MetricSignal::count_reached:
      return "count_reached";
    case MetricSignal::count_without_successes:
      return "count_without_successes";
    case MetricSignal::count_without_limit:
      return "count_without_limit";
    case MetricSignal::terminated:
      return "terminated";
  }
  return "";
}

std::vector<NamedRow> metric_transitions_by_name() { return named(metric_transitions); }

MetricRun::MetricRun(const Metric& metric, Instant starts_at)
    : metric_(metric), next_(starts_at + metric.initial_delay) {}

void MetricRun::handle_measurement(Measurement measurement, Instant now) {
  count(measurement);
  // An interval there is: without one, whatever is no error completes the metric.
  next_ =
      now + (measurement == Measurement::error ? error_retry_interval
                                               : metric_.interval.value_or(error_retry_interval));
  enter(assess());
}

void MetricRun::handle_termination() {
  if (!completed(phase_)) enter(MetricSignal::terminated);
}

// An error is no measurement that counts, but it ends a row of successes.
void MetricRun::count(Measurement measurement) {
  if (measurement == Measurement::error) {
    ++tally_.consecutive_errors;
    tally_.consecutive_successes = 0;
    return;
  }
  ++tally_.count;
  tally_.consecutive_errors = 0;
  if (measurement == Measurement::successful) {
    ++tally_.consecutive_successes;
    return;
  }
  tally_.consecutive_successes = 0;
  ++(measurement == Measurement::failed ? tally_.failed : tally_.inconclusive);
}

// In the product's order, in which errors outrank the inconclusive, and those failures.
MetricSignal MetricRun::assess() const {
  if (tally_.consecutive_errors > metric_.consecutive_error_limit) {
    return MetricSignal::error_limit_exceeded;
  }
  if (tally_.inconclusive > metric_.inconclusive_limit) {
    return MetricSignal::inconclusive_limit_exceeded;
  }
  if (metric_.failure_limit >= 0 &&
      std::int64_t{tally_.failed} > std::int64_t{metric_.failure_limit}) {
    return MetricSignal::failure_limit_exceeded;
  }
  const std::uint32_t successes = metric_.consecutive_success_limit;
  if (successes > 0 && tally_.consecutive_successes >= successes) {
    return MetricSignal::success_limit_reached;
  }
  const auto count = effective_count(metric_);
  return count && tally_.count >= *count ? assess_count() : MetricSignal::measured;
}

MetricSignal MetricRun::assess_count() const {
  if (metric_.consecutive_success_limit == 0) return MetricSignal::count_reached;
  return metric_.failure_limit >= 0 ? MetricSignal::count_without_successes
                                    : MetricSignal::count_without_limit;
}

void MetricRun::enter(MetricSignal signal) {
  const auto next = next_state(metric_transitions, phase_, signal);
  assert(next.has_value());
  phase_ = *next;
  if (completed(phase_)) next_.reset();
}

}  // namespace coalmine::routing::argo
