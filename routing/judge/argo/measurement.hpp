// What the answer to a query means to a metric: a measurement.
#pragma once

#include <cstdint>
#include <optional>

#include "routing/judge/argo/spec.hpp"

namespace coalmine::routing::argo {

enum class Measurement : std::uint8_t { successful, failed, inconclusive, error };

// Only one condition given: the other is its contrary. None: everything is successful. Both:
// failure wins where both hold, and where neither does the measurement is inconclusive.
//
// `answer` is the value of the query; nothing where there was no traffic.
Measurement measure(const Metric& metric, std::optional<double> answer);

}  // namespace coalmine::routing::argo
