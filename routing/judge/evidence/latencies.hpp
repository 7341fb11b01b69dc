// Latencies of two versions, compared at a quantile or by ranks.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/time.hpp"
#include "routing/judge/evidence/difference.hpp"

namespace coalmine::routing::evidence {

// A latency and how often it occurred.
struct Tied {
  Duration latency;
  std::uint64_t count;  // above 0
};

// Shortest first, each latency once: an exact list, or the buckets of a histogram.
using Latencies = std::span<const Tied>;

std::uint64_t count_of(Latencies latencies);

// Are there enough to bound the quantile from both sides? Woodruff's ranks p +- z sqrt(p(1-p)/n)
// have to lie within (0, 1): 73 invocations for p95, 381 for p99.
bool bounds_quantile(std::uint64_t invocations, double p);

// The difference of the p-quantiles [s]. Variance by Woodruff (1952): the latencies at the two
// ranks that enclose the quantile with 95 % confidence are 2 x 1.96 standard deviations apart.
// Never less than `resolution`, as a share of the latency, allows: a difference within a bucket of
// a histogram is none. Nothing unless both quantiles are bounded.
std::optional<Difference> difference_of_quantiles(Latencies stable, Latencies canary, double p,
                                                  double resolution);

// Mann and Whitney's U as a standard normal z, large if the canary is slower: variance with the
// correction for ties, and half a rank towards 0 for continuity. `margin`: canary latencies count
// so much shorter. Nothing if either is empty or all latencies are one.
std::optional<double> mann_whitney_z(Latencies stable, Latencies canary, Duration margin);

}  // namespace coalmine::routing::evidence
