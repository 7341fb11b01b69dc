// Statistics: what the invocations of a period are worth as a datapoint.
//
// A period in which nothing was reported has no point: neither 0 nor anything else (W4).
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <optional>

#include "routing/judge/cloudwatch/spec.hpp"

namespace coalmine::routing::cloudwatch {

// A datapoint, or its absence.
struct Point {
  std::optional<double> value{};
  std::uint64_t samples = 0;  // how many values it was made of; of an expression: 0
  friend bool operator==(const Point&, const Point&) = default;
};

// What is kept of the values of a period where no percentile is asked for.
struct StatisticSet {
  std::uint64_t samples = 0;
  double sum = 0;
  double minimum = 0;  // unused without samples, as is the maximum
  double maximum = 0;
  friend bool operator==(const StatisticSet&, const StatisticSet&) = default;
};

// What happened in one period in one dimension, by the instant at which invocations began (L14).
struct Tally {
  std::uint64_t invocations = 0;  // code ran, also when it failed
  std::uint64_t errors = 0;       // of those
  std::uint64_t throttles = 0;    // attempts that were rejected, which are no invocations
};

// The values that were reported to `measure`. Precondition: the measure is not `duration`.
StatisticSet values_of(Measure measure, const Tally& tally);

// The rank, from 1, at which nearest rank reads percentile `p` of `samples` values: ceil(p n).
// Precondition: samples > 0.
std::uint64_t nearest_rank(double p, std::uint64_t samples);

// Where the linear method reads it: between the values of ranks `below` and `below` + 1, at
// `fraction` of the way. The percentile of n values lies at rank 1 + p (n - 1), counted from 1.
struct LinearRank {
  std::uint64_t below = 1;
  double fraction = 0;  // 0 at the last rank
};
// Precondition: samples > 0, p in [0, 1].
LinearRank linear_rank(double p, std::uint64_t samples);

// Percentile `p` of `samples` values; `value_at(rank)` is the rank-th smallest, from 1.
// Precondition: samples > 0.
template <class ValueAt>
double percentile_of(double p, std::uint64_t samples, PercentileMethod method, ValueAt value_at) {
  assert(samples > 0);
  if (method == PercentileMethod::nearest_rank) return value_at(nearest_rank(p, samples));
  const LinearRank rank = linear_rank(p, samples);
  const double below = value_at(rank.below);
  if (rank.fraction == 0) return below;
  return below + rank.fraction * (value_at(rank.below + 1) - below);
}

// The point of values that are known as a set. Precondition: the statistic is no percentile.
Point point_of(const Statistic& statistic, const StatisticSet& values);

// The point of values that are known in order, as `value_at` of percentile_of gives them.
template <class ValueAt>
Point point_of(const Statistic& statistic, const StatisticSet& values, PercentileMethod method,
               ValueAt value_at) {
  if (statistic.aggregate != Aggregate::percentile) return point_of(statistic, values);
  if (values.samples == 0) return {};
  return {percentile_of(statistic.percentile, values.samples, method, value_at), values.samples};
}

// The point of a metric that counts: percentiles of zeros and ones included.
// Precondition: the measure is not `duration`.
Point point_of(const Metric& metric, PercentileMethod method, const Tally& tally);

// From how many samples on percentile `p` counts as significant (W15): 10 / (1 - p) from the median
// up, 10 / p below it; p99 needs 1,000. Precondition: p in (0, 1).
std::uint64_t significant_samples(double p);

}  // namespace coalmine::routing::cloudwatch
