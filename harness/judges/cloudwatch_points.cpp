#include "harness/judges/cloudwatch_points.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>

namespace coalmine::harness {
namespace {

using namespace routing::cloudwatch;
using routing::Version;

constexpr Duration minute = std::chrono::minutes{1};

// Whose invocations are in a series (L12).
std::span<const Version> versions_in(Dimension dimension) {
  static constexpr std::array both{Version::stable, Version::canary};
  switch (dimension) {
    case Dimension::function:
    case Dimension::alias:  // every invocation comes through the alias
      return both;
    case Dimension::version:
      return std::span(both).last(1);
    case Dimension::stable:
      return std::span(both).first(1);
    case Dimension::nowhere:
      return {};
  }
  return {};
}

double in_milliseconds(Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

Point point_of_durations(const Metric& metric, PercentileMethod method, const Observed& observed) {
  const std::uint64_t samples = observed.latency.count();
  if (samples == 0) return {};
  // The histogram knows the largest value exactly and the others to 1 part in 256.
  const auto value_at = [&](std::uint64_t rank) {
    const double share = static_cast<double>(rank) / static_cast<double>(samples);
    return in_milliseconds(observed.latency.quantile(share));
  };
  const StatisticSet set{samples, in_milliseconds(observed.latency_sum), value_at(1),
                         value_at(samples)};
  return point_of(metric.statistic, set, method, value_at);
}

// `at` less the rest; before time 0, time 0, where nothing has happened yet.
Instant floor_to(Duration step, Instant at) {
  if (at < Instant{}) return Instant{};
  return at - at.time_since_epoch() % step;
}

}  // namespace

Point point_of(const Metric& metric, PercentileMethod method, const Telemetry& telemetry,
               Instant from, Instant to) {
  if (metric.measure == Measure::duration) {
    Observed observed;
    for (const Version version : versions_in(metric.dimension)) {
      observed += telemetry.observed(version, from, to);
    }
    return point_of_durations(metric, method, observed);
  }
  routing::Counts counts;
  for (const Version version : versions_in(metric.dimension)) {
    counts += telemetry.counts(version, from, to);
  }
  return point_of(metric, method, Tally{counts.invocations, counts.errors, 0});
}

CloudwatchPoints::CloudwatchPoints(const MetricAlarmSpec& spec, Duration metric_delay)
    : spec_(spec),
      metrics_(metrics_of(spec)),
      metric_delay_(metric_delay),
      stored_in_(spec.resolution == Resolution::standard ? minute : grain(spec)),
      complete_(static_cast<std::size_t>(look_back(spec) / grain(spec)) + 1),
      of_metrics_(metrics_.size()),
      range_(evaluation_range(spec)) {
  assert(metric_delay >= Duration{0});
}

TelemetryNeeds CloudwatchPoints::needs() const {
  TelemetryNeeds needs;
  needs.slice = Duration{std::gcd(grain(spec_).count(), stored_in_.count())};
  // A slot that begins at f is complete, at the latest, when its last minute has reached the store,
  // and is asked for then or a period or cadence later: from then on it is kept here.
  needs.memory = std::min(
      look_back(spec_), 2 * spec_.period + metric_delay_ + 2 * minute + evaluation_cadence(spec_));
  needs.latency = std::ranges::any_of(
      metrics_, [](const Metric& metric) { return metric.measure == Measure::duration; });
  return needs;
}

void CloudwatchPoints::clear() { std::ranges::fill(complete_, Complete{}); }

std::span<const Point> CloudwatchPoints::range(const Alarm& alarm, Instant at,
                                               const Telemetry& telemetry) {
  const Instant visible_to = floor_to(stored_in_, at - metric_delay_);
  const auto slots = static_cast<std::uint32_t>(range_.size());
  for (std::uint32_t k = 0; k < slots; ++k) {
    range_[slots - 1 - k] = point_in(alarm, slot_window(spec_, at, k), visible_to, telemetry);
  }
  return range_;
}

Point CloudwatchPoints::point_in(const Alarm& alarm, Window slot, Instant visible_to,
                                 const Telemetry& telemetry) {
  Window began = invocations_of(spec_, slot);
  if (began.from >= visible_to) {  // nothing to see yet
    std::ranges::fill(of_metrics_, Point{});
    return alarm.watched(of_metrics_);
  }
  Complete& kept = place_of(slot.from);
  if (kept.from == slot.from) return kept.point;
  const bool complete = began.to <= visible_to;
  began.to = std::min(began.to, visible_to);
  for (std::size_t i = 0; i < metrics_.size(); ++i) {
    of_metrics_[i] =
        point_of(metrics_[i], spec_.percentile_method, telemetry, began.from, began.to);
  }
  const Point point = alarm.watched(of_metrics_);
  if (complete) kept = {slot.from, point};
  return point;
}

CloudwatchPoints::Complete& CloudwatchPoints::place_of(Instant from) {
  const std::int64_t number = from.time_since_epoch() / grain(spec_);
  const auto size = static_cast<std::int64_t>(complete_.size());
  return complete_[static_cast<std::size_t>((number % size + size) % size)];
}

}  // namespace coalmine::harness
