#include "routing/judge/cloudwatch/schedule.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace coalmine::routing::cloudwatch {
namespace {

using namespace std::chrono_literals;

constexpr Duration short_cadence = 10s;
constexpr Duration minute = 1min;
constexpr Duration hour = 1h;

// The multiple of `step` at or below `at`. Rounds down also before time 0, where windows that
// reach beyond the start of the observation begin.
Instant floor_to(Duration step, Instant at) {
  const Duration since = at.time_since_epoch();
  const Duration rest = since % step;
  return at - (rest < Duration::zero() ? rest + step : rest);
}

Instant ceil_to(Duration step, Instant at) { return floor_to(step, at + step - Duration{1}); }

bool is_multi_day(const MetricAlarmSpec& spec) { return evaluation_interval(spec) > 24h; }

// Sliding windows end at multiples of it.
Duration window_step(const MetricAlarmSpec& spec) {
  if (spec.window_end == WindowEnd::wall_clock) return spec.period;
  return evaluation_cadence(
      spec);  // also the step of time stamps that an evaluation can tell apart
}

}  // namespace

Duration evaluation_interval(const MetricAlarmSpec& spec) {
  return spec.period * static_cast<Duration::rep>(spec.evaluation_periods);
}

Duration evaluation_cadence(const MetricAlarmSpec& spec) {
  if (spec.period < minute) return short_cadence;
  return is_multi_day(spec) ? hour : minute;
}

Instant next_evaluation(const MetricAlarmSpec& spec, Instant from, Duration phase) {
  assert(phase >= Duration::zero());
  const Duration cadence = evaluation_cadence(spec);
  const Duration offset = phase % cadence;
  return ceil_to(cadence, from - offset) + offset;
}

Window slot_window(const MetricAlarmSpec& spec, Instant at, std::uint32_t k) {
  const Instant newest_end = floor_to(window_step(spec), at);
  const Instant to = newest_end - spec.period * static_cast<Duration::rep>(k);
  return {to - spec.period, to};
}

Window invocations_of(const MetricAlarmSpec& spec, Window slot) {
  if (spec.resolution == Resolution::high) return slot;
  return {ceil_to(minute, slot.from), ceil_to(minute, slot.to)};
}

Duration grain(const MetricAlarmSpec& spec) {
  const auto common = std::gcd(window_step(spec).count(), spec.period.count());
  return Duration{common};
}

Duration look_back(const MetricAlarmSpec& spec) {
  const auto slots = static_cast<Duration::rep>(evaluation_range(spec));
  return spec.period * slots + window_step(spec);
}

}  // namespace coalmine::routing::cloudwatch
