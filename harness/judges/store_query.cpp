#include "harness/judges/store_query.hpp"

#include <numeric>

namespace coalmine::harness {
namespace {

using routing::Measure;
using routing::Query;
using routing::Sample;
using routing::Side;
using routing::Version;

Duration latency_of(const Query& query, const Observed& observed) {
  if (query.measure == Measure::latency_mean) {
    return observed.latency_sum / static_cast<std::int64_t>(observed.counts.invocations);
  }
  return observed.latency.quantile(query.percentile);
}

Sample sample_of(const Query& query, const Observed& observed) {
  Sample sample{observed.counts};
  if (needs_latency(query) && observed.counts.invocations > 0) {
    sample.latency = latency_of(query, observed);
  }
  return sample;
}

}  // namespace

TelemetryNeeds needs_of(const Query& query, Duration every) {
  return {.slice = Duration{std::gcd(query.window.count(), every.count())},
          .memory = query.window,
          .latency = needs_latency(query)};
}

std::optional<double> answer(const Query& query, const Telemetry& telemetry, Instant now) {
  const auto observed = [&](Version version) {
    if (needs_latency(query)) return telemetry.observed(version, now - query.window, now);
    return Observed{.counts = telemetry.counts(version, now - query.window, now)};
  };
  switch (query.side) {
    case Side::canary:
      return value_of(query, sample_of(query, observed(Version::canary)));
    case Side::stable:
      return value_of(query, sample_of(query, observed(Version::stable)));
    case Side::both: {
      Observed both = observed(Version::stable);
      both += observed(Version::canary);
      return value_of(query, sample_of(query, both));
    }
    case Side::difference:
      return value_of(query, sample_of(query, observed(Version::stable)),
                      sample_of(query, observed(Version::canary)));
  }
  return std::nullopt;
}

}  // namespace coalmine::harness
