// Latency percentiles in theory: of both versions, of their mixture, and how much the mixture
// hides.
//
// A sample percentile has no simple expectation; these are the percentiles of the distributions,
// which it comes close to as invocations grow many.
#pragma once

#include <optional>

#include "harness/setup.hpp"

namespace coalmine::harness {

enum class Side { stable, canary, alias };

// Of the watched function, in milliseconds. `p` in (0, 1). Nothing if it calls others, may time
// out, is struck by an incident or works on batches, or if the density jumps at `p`.
std::optional<double> latency_percentile_ms(const Setup& setup, const spec::Policy& policy,
                                            Side side, double p);

// (alias - stable) / (canary - stable).
std::optional<double> masking(const Setup& setup, const spec::Policy& policy, double p);

// The least weight at which the alias percentile of the policy's first latency alarm reaches its
// threshold.
std::optional<double> least_weight(const Setup& setup, const spec::Policy& policy);

}  // namespace coalmine::harness
