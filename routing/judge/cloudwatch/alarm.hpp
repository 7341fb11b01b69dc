// A metric alarm: evaluations in, a state out.
//
// Sans-I/O: the caller evaluates when schedule.hpp says so, and brings the points of what the
// alarm watches. One evaluation after another is all that there is: the past is in the points.
#pragma once

#include <optional>
#include <span>

#include "base/time.hpp"
#include "routing/judge/cloudwatch/metric_math.hpp"
#include "routing/judge/cloudwatch/state.hpp"

namespace coalmine::routing::cloudwatch {

class Alarm {
 public:
  // Precondition: check(spec) holds.
  explicit Alarm(MetricAlarmSpec spec, Instant created_at = {});

  // The point of a slot in which the metrics of metrics_of(spec) have `of_metrics`, in that order.
  Point watched(std::span<const Point> of_metrics) const;

  // In. An evaluation at `now`, with the watched points of evaluation_range(spec) slots, oldest
  // first. Nothing happens during the warm-up (W16).
  std::optional<Change> handle_evaluation(std::span<const Point> range, Instant now);
  // In. Configured anew: the state stays until the next evaluation (W9). Precondition: check(spec)
  // holds.
  void handle_update(MetricAlarmSpec spec);
  // In. Everything as if it had been created at `created_at`.
  void handle_reset(Instant created_at);

  // Out.
  State state() const { return machine_.state(); }
  const MetricAlarmSpec& spec() const { return spec_; }

 private:
  bool warms_up(std::span<const Point> range, Instant now);

  MetricAlarmSpec spec_;
  std::optional<MetricMath> math_;  // of an expression
  StateMachine machine_;
  Instant created_at_;
  std::optional<Instant> data_since_;  // the first evaluation that found a point
};

}  // namespace coalmine::routing::cloudwatch
