// Queries of judges, answered from the telemetry of a function.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "harness/judges/telemetry.hpp"
#include "routing/judge/query.hpp"

namespace coalmine::harness {

// What the telemetry has to keep so that `query` can be answered at multiples of `every`.
TelemetryNeeds needs_of(const routing::Query& query, Duration every);

// Over the window that ends at `now`; nothing where the query has no value.
std::optional<double> answer(const routing::Query& query, const Telemetry& telemetry, Instant now);

}  // namespace coalmine::harness
