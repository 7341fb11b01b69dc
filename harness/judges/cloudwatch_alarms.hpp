// The CloudWatch alarms on one function: evaluated at their cadence, over its telemetry.
#pragma once

#include <cstddef>
#include <vector>

#include "base/time.hpp"
#include "harness/judges/cloudwatch_points.hpp"
#include "harness/judges/telemetry.hpp"
#include "routing/judge/cloudwatch/alarm_group.hpp"

namespace coalmine::harness {

class CloudwatchAlarms {
 public:
  // Evaluations fall `phase` after full minutes (AWS fact W7). Precondition: check(alarms) holds;
  // neither duration is below 0.
  CloudwatchAlarms(const std::vector<routing::cloudwatch::AlarmSpec>& alarms, Duration metric_delay,
                   Duration phase);

  TelemetryNeeds needs() const;

  // A new replication: all alarms are created at time 0.
  void begin();

  Instant next() const { return next_; }  // the next evaluation; `never` without metric alarms
  // All that is due at next(), then the composites. Precondition: everything that began before is
  // recorded.
  void evaluate(const Telemetry& telemetry);

  const routing::cloudwatch::AlarmGroup& states() const { return group_; }

 private:
  struct Schedule {
    std::size_t place;  // in the group
    CloudwatchPoints points;
    Instant next;
  };

  Instant first_evaluation(const Schedule& schedule, Instant from) const;
  void find_next();

  routing::cloudwatch::AlarmGroup group_;
  std::vector<Schedule> schedules_;  // of the metric alarms
  Duration phase_;
  Instant next_ = never;
};

}  // namespace coalmine::harness
