// What a datapoint is worth, and whether M of the last N breach.
#include "routing/alarm.hpp"

#include <fmt/format.h>

#include <cassert>
#include <limits>
#include <string>
#include <utility>

namespace coalmine::routing {
namespace {

constexpr std::uint32_t evaluation_periods_max = 10'080;  // a week of minutes: AWS fact W5

struct Range {
  double low;
  double high;
};

// A difference of versions may be below 0, what one of them did may not.
Range threshold_range(const AlarmSpec& spec) {
  const double high =
      spec.statistic == Statistic::error_rate ? 1.0 : std::numeric_limits<double>::max();
  return {spec.dimension == Dimension::difference ? -high : 0.0, high};
}

tl::unexpected<Error> refused(std::string message) {
  return tl::unexpected(Error{std::move(message)});
}

// An error rate, or a number of errors. Precondition: counts.invocations > 0.
double value_of(Statistic statistic, const Counts& counts) {
  const auto errors = static_cast<double>(counts.errors);
  if (statistic == Statistic::error_count) return errors;
  return errors / static_cast<double>(counts.invocations);
}

}  // namespace

Checked<AlarmSpec> check(AlarmSpec spec) {
  if (spec.evaluation_periods < 1 || spec.evaluation_periods > evaluation_periods_max) {
    return refused(fmt::format("alarm looks at {} datapoints, expected 1 to {}",
                               spec.evaluation_periods, evaluation_periods_max));
  }
  if (spec.datapoints_to_alarm < 1 || spec.datapoints_to_alarm > spec.evaluation_periods) {
    return refused(fmt::format("alarm needs {} of {} datapoints, expected 1 to {}",
                               spec.datapoints_to_alarm, spec.evaluation_periods,
                               spec.evaluation_periods));
  }
  if (spec.period <= Duration::zero()) {
    return refused(
        fmt::format("alarm period is {:g} s, expected above 0", in_seconds(spec.period)));
  }
  if (spec.phase < Duration::zero() || spec.phase >= spec.period) {
    return refused(
        fmt::format("alarm phase is {:g} s, expected 0 or more and below the period of {:g} s",
                    in_seconds(spec.phase), in_seconds(spec.period)));
  }
  if (spec.publication_delay < Duration::zero()) {
    return refused(fmt::format("publication delay is {:g} s, expected 0 or more",
                               in_seconds(spec.publication_delay)));
  }
  if (spec.reaction < Duration::zero()) {
    return refused(
        fmt::format("reaction time is {:g} s, expected 0 or more", in_seconds(spec.reaction)));
  }
  const Range range = threshold_range(spec);
  if (!(spec.threshold >= range.low && spec.threshold <= range.high)) {  // refuses a NaN, too
    return refused(
        spec.statistic == Statistic::error_rate
            ? fmt::format("alarm threshold is {}, expected {} to 1", spec.threshold, range.low)
            : fmt::format("alarm threshold is {}, expected a finite number{}", spec.threshold,
                          range.low == 0 ? ", 0 or more" : ""));
  }
  if (spec.statistic == Statistic::latency && !(spec.percentile > 0 && spec.percentile < 1)) {
    return refused(fmt::format("percentile is {}, expected above 0 and below 1", spec.percentile));
  }
  return spec;
}

std::optional<double> error_value(const AlarmSpec& spec, const Counts& stable,
                                  const Counts& canary) {
  assert(spec.statistic != Statistic::latency);
  if (spec.dimension == Dimension::difference) {
    if (stable.invocations == 0 || canary.invocations == 0) return std::nullopt;
    return value_of(spec.statistic, canary) - value_of(spec.statistic, stable);
  }
  Counts counted = canary;
  if (spec.dimension != Dimension::version) counted += stable;
  if (counted.invocations == 0) return std::nullopt;
  return value_of(spec.statistic, counted);
}

Alarm::Alarm(const AlarmSpec& spec)
    : threshold_(spec.threshold),
      datapoints_to_alarm_(spec.datapoints_to_alarm),
      missing_(spec.missing),
      breached_(spec.evaluation_periods, false) {
  assert(check(spec).has_value());
}

void Alarm::handle_datapoint(std::optional<double> value) {
  if (!value && missing_ == Missing::ignore) return;
  const bool breaches = value ? *value > threshold_ : missing_ == Missing::breaching;
  breaching_ -= breached_[next_] ? 1U : 0U;  // the oldest makes room
  breaching_ += breaches ? 1U : 0U;
  breached_[next_] = breaches;
  next_ = (next_ + 1) % static_cast<std::uint32_t>(breached_.size());
}

bool Alarm::firing() const { return breaching_ >= datapoints_to_alarm_; }

}  // namespace coalmine::routing
