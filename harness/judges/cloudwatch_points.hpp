// The points of one CloudWatch alarm: what a metrics store shows it of a function, and when.
//
// A minute reaches the store when it is over and the metric delay has passed (AWS fact W3). So at
// an evaluation the newest slot is often empty, or holds only a part of its minutes (W22).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "harness/judges/telemetry.hpp"
#include "routing/judge/cloudwatch/alarm.hpp"
#include "routing/judge/cloudwatch/schedule.hpp"

namespace coalmine::harness {

// The point of `metric` for the invocations that began in [from, to), multiples of the slice; of
// durations in milliseconds. No point where there were none (W4). Throttles are not recorded: they
// have none, ever.
routing::cloudwatch::Point point_of(const routing::cloudwatch::Metric& metric,
                                    routing::cloudwatch::PercentileMethod method,
                                    const Telemetry& telemetry, Instant from, Instant to);

class CloudwatchPoints {
 public:
  // Precondition: check(spec) holds; delay >= 0.
  CloudwatchPoints(const routing::cloudwatch::MetricAlarmSpec& spec, Duration metric_delay);

  TelemetryNeeds needs() const;

  void clear();  // a new replication

  // What an evaluation of `alarm` at `at` fetches: all slots of its range, oldest first. Ask at
  // every evaluation since the beginning, in order: what is complete is looked up only once.
  // The result is valid until the next call.
  std::span<const routing::cloudwatch::Point> range(const routing::cloudwatch::Alarm& alarm,
                                                    Instant at, const Telemetry& telemetry);

 private:
  using Point = routing::cloudwatch::Point;
  struct Complete {
    Instant from = never;  // of the slot; never: none is kept here
    Point point;
  };

  Point point_in(const routing::cloudwatch::Alarm& alarm, routing::cloudwatch::Window slot,
                 Instant visible_to, const Telemetry& telemetry);
  Complete& place_of(Instant from);

  routing::cloudwatch::MetricAlarmSpec spec_;
  std::vector<routing::cloudwatch::Metric> metrics_;
  Duration metric_delay_;
  Duration stored_in_;              // a point of the store covers so much time
  std::vector<Complete> complete_;  // slots that change no more, by their beginning, in a ring
  std::vector<Point> of_metrics_;   // scratch
  std::vector<Point> range_;        // the last answer
};

}  // namespace coalmine::harness
