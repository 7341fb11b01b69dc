#include "routing/judge/cloudwatch/evaluation.hpp"

#include <cassert>
#include <cstddef>

namespace coalmine::routing::cloudwatch {
namespace {

// What W12 asks of a range.
struct Reading {
  std::uint64_t real = 0;
  std::uint64_t breaching = 0;
  std::uint64_t breaching_of_newest_n = 0;  // among the newest N real points
  std::uint64_t age = 0;                    // slot of the oldest breaching point, the newest is 1
  std::uint64_t newest_samples = 0;         // behind the newest real point
};

Reading read(const MetricAlarmSpec& spec, std::span<const Point> range) {
  Reading reading;
  for (std::size_t slot = 1; slot <= range.size(); ++slot) {
    const Point& point = range[range.size() - slot];
    if (!point.value) continue;
    if (reading.real == 0) reading.newest_samples = point.samples;
    ++reading.real;
    if (!breaches(spec.comparison, *point.value, spec.threshold)) continue;
    ++reading.breaching;
    if (reading.real <= spec.evaluation_periods) ++reading.breaching_of_newest_n;
    reading.age = slot;
  }
  return reading;
}

Outcome alarm_if(bool enough) { return enough ? Outcome::alarm : Outcome::ok; }

Outcome outcome_without_data(MissingData missing) {
  switch (missing) {
    case MissingData::missing:
      return Outcome::insufficient_data;
    case MissingData::ignore:
      return Outcome::keep;
    case MissingData::breaching:
      return Outcome::alarm;
    case MissingData::not_breaching:
      return Outcome::ok;
  }
  return Outcome::keep;
}

// Fewer than N real points, none of them within the threshold, and fewer than M: the alarm waits
// until the oldest has gone through M slots, so that points which are only late can still come
// (W12, "premature transitions"). That it keeps its state meanwhile is a choice: no document says.
Outcome outcome_of_a_few_that_breach(const Reading& reading, std::uint64_t to_alarm,
                                     MissingData missing) {
  if (reading.age < to_alarm || missing == MissingData::ignore) return Outcome::keep;
  return Outcome::alarm;
}

Outcome outcome_of(const Reading& reading, const MetricAlarmSpec& spec) {
  const std::uint64_t n = spec.evaluation_periods;
  const std::uint64_t to_alarm = datapoints_to_alarm(spec);
  if (reading.real == 0) return outcome_without_data(spec.missing);
  if (reading.real >= n) return alarm_if(reading.breaching_of_newest_n >= to_alarm);

  const std::uint64_t fill = n - reading.real;
  if (spec.missing == MissingData::breaching) {
    return alarm_if(reading.breaching + fill >= to_alarm);
  }
  if (reading.breaching >= to_alarm) return Outcome::alarm;
  if (spec.missing == MissingData::not_breaching) return Outcome::ok;
  if (reading.breaching == reading.real) {
    return outcome_of_a_few_that_breach(reading, to_alarm, spec.missing);
  }
  return Outcome::ok;
}

bool has_low_samples(const Reading& reading, const MetricAlarmSpec& spec) {
  if (spec.low_samples == LowSamples::evaluate || reading.real == 0) return false;
  const double percentile = std::get<Metric>(spec.watched).statistic.percentile;
  return reading.newest_samples < significant_samples(percentile);
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::alarm:
      return "alarm";
    case Outcome::insufficient_data:
      return "insufficient_data";
    case Outcome::keep:
      return "keep";
  }
  return "";
}

bool breaches(Comparison comparison, double value, double threshold) {
  switch (comparison) {
    case Comparison::greater_than:
      return value > threshold;
    case Comparison::greater_than_or_equal:
      return value >= threshold;
    case Comparison::less_than:
      return value < threshold;
    case Comparison::less_than_or_equal:
      return value <= threshold;
    case Comparison::outside_band:
    case Comparison::below_band:
    case Comparison::above_band:
      break;
  }
  assert(false);  // check() refuses bands
  return false;
}

Outcome evaluate(const MetricAlarmSpec& spec, std::span<const Point> range) {
  assert(range.size() == evaluation_range(spec));
  const Reading reading = read(spec, range);
  if (has_low_samples(reading, spec)) return Outcome::keep;
  return outcome_of(reading, spec);
}

}  // namespace coalmine::routing::cloudwatch
