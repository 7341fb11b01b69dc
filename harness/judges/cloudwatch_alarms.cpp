#include "harness/judges/cloudwatch_alarms.hpp"

#include <algorithm>
#include <numeric>
#include <variant>

namespace coalmine::harness {

using namespace routing::cloudwatch;

CloudwatchAlarms::CloudwatchAlarms(const std::vector<AlarmSpec>& alarms, Duration metric_delay,
                                   Duration phase)
    : group_(alarms), phase_(phase) {
  for (std::size_t place = 0; place < alarms.size(); ++place) {
    if (const auto* metric = std::get_if<MetricAlarmSpec>(&alarms[place].alarm)) {
      schedules_.push_back({place, CloudwatchPoints(*metric, metric_delay), never});
    }
  }
  begin();
}

TelemetryNeeds CloudwatchAlarms::needs() const {
  TelemetryNeeds needs;
  for (const Schedule& schedule : schedules_) {
    needs.merge(schedule.points.needs());
    const Duration cadence = evaluation_cadence(group_.metric_alarm(schedule.place)->spec());
    needs.slice = Duration{std::gcd(needs.slice.count(), (phase_ % cadence).count())};
  }
  return needs;
}

void CloudwatchAlarms::begin() {
  group_.handle_reset(Instant{});
  for (Schedule& schedule : schedules_) {
    schedule.points.clear();
    schedule.next = first_evaluation(schedule, Instant{});
  }
  find_next();
}

void CloudwatchAlarms::evaluate(const Telemetry& telemetry) {
  const Instant now = next_;
  for (Schedule& schedule : schedules_) {
    if (schedule.next > now) continue;
    const Alarm& alarm = *group_.metric_alarm(schedule.place);
    group_.handle_evaluation(schedule.place, schedule.points.range(alarm, now, telemetry), now);
    schedule.next = first_evaluation(schedule, now + Duration{1});
  }
  group_.handle_settled(now);
  find_next();
}

Instant CloudwatchAlarms::first_evaluation(const Schedule& schedule, Instant from) const {
  return next_evaluation(group_.metric_alarm(schedule.place)->spec(), from, phase_);
}

void CloudwatchAlarms::find_next() {
  next_ = never;
  for (const Schedule& schedule : schedules_) next_ = std::min(next_, schedule.next);
}

}  // namespace coalmine::harness
