#include "routing/judge/query.hpp"

#include <fmt/format.h>

#include <cassert>

namespace coalmine::routing {
namespace {

std::optional<double> value_of(Measure measure, const Sample& sample) {
  const Counts& counts = sample.counts;
  if (counts.invocations == 0) return std::nullopt;
  const auto invocations = static_cast<double>(counts.invocations);
  switch (measure) {
    case Measure::success_rate:
      return static_cast<double>(counts.invocations - counts.errors) / invocations;
    case Measure::error_rate:
      return static_cast<double>(counts.errors) / invocations;
    case Measure::error_count:
      return static_cast<double>(counts.errors);
    case Measure::requests:
      return invocations;
    case Measure::latency_percentile:
    case Measure::latency_mean:
      return in_seconds(sample.latency);
  }
  return std::nullopt;
}

}  // namespace

Checked<Query> check(Query query) {
  if (query.window < query_grain || query.window % query_grain != Duration{0}) {
    return tl::unexpected(Error{fmt::format("window: {:g} s, expected whole seconds, 1 or more",
                                            in_seconds(query.window))});
  }
  if (query.measure == Measure::latency_percentile &&
      !(query.percentile > 0 && query.percentile < 1)) {
    return tl::unexpected(Error{
        fmt::format("measure: percentile {}, expected above 0 and below 1", query.percentile)});
  }
  return query;
}

bool needs_latency(const Query& query) {
  return query.measure == Measure::latency_percentile || query.measure == Measure::latency_mean;
}

std::optional<double> value_of(const Query& query, const Sample& sample) {
  assert(query.side != Side::difference);
  return value_of(query.measure, sample);
}

std::optional<double> value_of(const Query& query, const Sample& stable, const Sample& canary) {
  const auto of_stable = value_of(query.measure, stable);
  const auto of_canary = value_of(query.measure, canary);
  if (!of_stable || !of_canary) return std::nullopt;
  return *of_canary - *of_stable;
}

}  // namespace coalmine::routing
