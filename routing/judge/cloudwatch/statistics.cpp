#include "routing/judge/cloudwatch/statistics.hpp"

#include <cmath>

namespace coalmine::routing::cloudwatch {
namespace {

// n times the value 1.
StatisticSet ones(std::uint64_t n) {
  if (n == 0) return {};
  return {.samples = n, .sum = static_cast<double>(n), .minimum = 1, .maximum = 1};
}

// Smallest integer that is not below `x`, which a rounding error may have raised above one:
// 10 / (1 - 0.99) is 1000.0000000000009 in doubles.
std::uint64_t ceiling(double x) { return static_cast<std::uint64_t>(std::ceil(x * (1 - 0x1p-40))); }

}  // namespace

StatisticSet values_of(Measure measure, const Tally& tally) {
  assert(measure != Measure::duration);
  if (measure == Measure::invocations) return ones(tally.invocations);
  if (measure == Measure::throttles) return ones(tally.throttles);
  if (tally.invocations == 0) return {};
  // One point an invocation, 0 or 1: the minimum is 1 only if every one failed (L13).
  return {.samples = tally.invocations,
          .sum = static_cast<double>(tally.errors),
          .minimum = tally.errors == tally.invocations ? 1.0 : 0.0,
          .maximum = tally.errors > 0 ? 1.0 : 0.0};
}

std::uint64_t nearest_rank(double p, std::uint64_t samples) {
  assert(samples > 0);
  return std::clamp(ceiling(p * static_cast<double>(samples)), std::uint64_t{1}, samples);
}

LinearRank linear_rank(double p, std::uint64_t samples) {
  assert(samples > 0);
  const double rank = 1 + p * static_cast<double>(samples - 1);
  const double below = std::floor(rank);
  return {static_cast<std::uint64_t>(below), rank - below};
}

Point point_of(const Statistic& statistic, const StatisticSet& values) {
  assert(statistic.aggregate != Aggregate::percentile);
  if (values.samples == 0) return {};
  const auto samples = static_cast<double>(values.samples);
  switch (statistic.aggregate) {
    case Aggregate::sample_count:
      return {samples, values.samples};
    case Aggregate::sum:
      return {values.sum, values.samples};
    case Aggregate::average:
      return {values.sum / samples, values.samples};
    case Aggregate::minimum:
      return {values.minimum, values.samples};
    case Aggregate::maximum:
      return {values.maximum, values.samples};
    case Aggregate::percentile:
      break;
  }
  return {};
}

Point point_of(const Metric& metric, PercentileMethod method, const Tally& tally) {
  const StatisticSet values = values_of(metric.measure, tally);
  // In order: zeros, then ones.
  const std::uint64_t zeros = metric.measure == Measure::errors ? values.samples - tally.errors : 0;
  const auto value_at = [zeros](std::uint64_t rank) { return rank > zeros ? 1.0 : 0.0; };
  return point_of(metric.statistic, values, method, value_at);
}

std::uint64_t significant_samples(double p) {
  assert(p > 0 && p < 1);
  return ceiling(10 / (p < 0.5 ? p : 1 - p));
}

}  // namespace coalmine::routing::cloudwatch
