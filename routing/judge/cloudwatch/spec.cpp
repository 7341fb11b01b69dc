// What CloudWatch would refuse, and the defaults that depend on other fields.
#include "routing/judge/cloudwatch/spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "routing/judge/cloudwatch/metric_math.hpp"

namespace coalmine::routing::cloudwatch {
namespace {

using namespace std::chrono_literals;

constexpr Duration warm_up_max = 2'880min;
// Not the product's, which says nothing; both are far above what it can fetch for the largest N.
// The time, because 20,000 periods of a week do not fit into a Duration.
constexpr std::uint32_t evaluation_range_max = 20'000;
constexpr Duration evaluation_range_longest = 60 * 24h;

// What is wrong, or nothing.
using Refusal = std::optional<std::string>;

Refusal refusal_of(const Metric& metric) {
  const Statistic& statistic = metric.statistic;
  if (statistic.aggregate != Aggregate::percentile) return std::nullopt;
  if (statistic.percentile > 0 && statistic.percentile < 1) return std::nullopt;
  return fmt::format("percentile is p{:g}, expected above p0 and below p100",
                     statistic.percentile * 100);
}

Refusal refusal_of(const Expression& expression) {
  for (const NamedMetric& named : expression.metrics) {
    if (auto refusal = refusal_of(named.metric)) return refusal;
  }
  const auto parsed = MetricMath::parse(expression);
  if (!parsed) return parsed.error().message;
  return std::nullopt;
}

// W5.
Refusal refusal_of_period(const MetricAlarmSpec& spec) {
  const bool short_period = spec.period == 10s || spec.period == 20s || spec.period == 30s;
  const bool minutes = spec.period >= 1min && spec.period % 1min == Duration::zero();
  if (!short_period && !minutes) {
    return fmt::format("alarm period is {:g} s, expected 10 s, 20 s, 30 s or full minutes",
                       in_seconds(spec.period));
  }
  const Duration longest = spec.period < 1h ? Duration{24h} : Duration{7 * 24h};
  const auto periods_max = static_cast<std::uint64_t>(longest / spec.period);
  if (spec.evaluation_periods < 1 || spec.evaluation_periods > periods_max) {
    return fmt::format("alarm looks at {} periods of {:g} s, expected 1 to {}: {} at most",
                       spec.evaluation_periods, in_seconds(spec.period), periods_max,
                       spec.period < 1h ? "a day" : "a week");
  }
  return std::nullopt;
}

Refusal refusal_of_datapoints(const MetricAlarmSpec& spec) {
  const std::uint32_t to_alarm = datapoints_to_alarm(spec);
  if (to_alarm < 1 || to_alarm > spec.evaluation_periods) {
    return fmt::format("alarm needs {} of {} datapoints, expected 1 to {}", to_alarm,
                       spec.evaluation_periods, spec.evaluation_periods);
  }
  const std::uint32_t range = evaluation_range(spec);
  const std::int64_t range_max =
      std::min<std::int64_t>(evaluation_range_max, evaluation_range_longest / spec.period);
  if (range < spec.evaluation_periods || range > range_max) {
    return fmt::format("evaluation range is {} datapoints, expected {} to {}", range,
                       spec.evaluation_periods, range_max);
  }
  return std::nullopt;
}

Refusal refusal_of_comparison(const MetricAlarmSpec& spec) {
  switch (spec.comparison) {
    case Comparison::outside_band:
    case Comparison::below_band:
    case Comparison::above_band:
      return "anomaly bands cannot be simulated, because their formula is not public; compare with "
             "a threshold";
    case Comparison::greater_than:
    case Comparison::greater_than_or_equal:
    case Comparison::less_than:
    case Comparison::less_than_or_equal:
      break;
  }
  if (!std::isfinite(spec.threshold)) return "alarm threshold is not a number";
  return std::nullopt;
}

Refusal refusal_of_low_samples(const MetricAlarmSpec& spec) {
  if (spec.low_samples == LowSamples::evaluate) return std::nullopt;
  const Metric* metric = std::get_if<Metric>(&spec.watched);
  if (metric != nullptr && metric->statistic.aggregate == Aggregate::percentile) {
    return std::nullopt;
  }
  return "low samples can be ignored only where one percentile is watched";
}

Refusal refusal_of_wall_clock(const MetricAlarmSpec& spec) {
  if (spec.window_end == WindowEnd::sliding) return std::nullopt;
  constexpr std::array<Duration, 5> periods{1min, 5min, 1h, 24h, 7 * 24h};
  if (std::find(periods.begin(), periods.end(), spec.period) != periods.end()) return std::nullopt;
  return fmt::format(
      "alarm period is {:g} s, but windows by the wall clock are of 1 or 5 minutes, an hour, a day "
      "or a week",
      in_seconds(spec.period));
}

Refusal refusal_of_warm_up(const MetricAlarmSpec& spec) {
  if (!spec.warm_up) return std::nullopt;
  const Duration length = spec.warm_up->length;
  if (length >= 1min && length <= warm_up_max && length % 1min == Duration::zero()) {
    return std::nullopt;
  }
  return fmt::format("warm-up is {:g} s, expected 1 to 2880 full minutes", in_seconds(length));
}

}  // namespace

std::uint32_t datapoints_to_alarm(const MetricAlarmSpec& spec) {
  return spec.datapoints_to_alarm.value_or(spec.evaluation_periods);
}

std::uint32_t evaluation_range(const MetricAlarmSpec& spec) {
  return spec.evaluation_range.value_or(spec.evaluation_periods + 2);
}

std::vector<Metric> metrics_of(const MetricAlarmSpec& spec) {
  if (const Metric* metric = std::get_if<Metric>(&spec.watched)) return {*metric};
  std::vector<Metric> metrics;
  for (const NamedMetric& named : std::get<Expression>(spec.watched).metrics) {
    metrics.push_back(named.metric);
  }
  return metrics;
}

Checked<MetricAlarmSpec> check(MetricAlarmSpec spec) {
  const auto of_watched = [&] {
    return std::visit([](const auto& watched) { return refusal_of(watched); }, spec.watched);
  };
  Refusal refusal = of_watched();
  for (const auto of_part : {refusal_of_period, refusal_of_datapoints, refusal_of_comparison,
                             refusal_of_low_samples, refusal_of_wall_clock, refusal_of_warm_up}) {
    if (refusal) break;
    refusal = of_part(spec);
  }
  if (refusal) return tl::unexpected(Error{*refusal});
  return spec;
}

}  // namespace coalmine::routing::cloudwatch
