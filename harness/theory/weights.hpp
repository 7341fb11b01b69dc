// What a policy plans: the canary weight of a function over time, as long as no alarm interferes.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "harness/setup.hpp"

namespace coalmine::harness {

// from <= t < to, never empty.
struct Stretch {
  Instant from;
  Instant to;
  double weight;       // 1 where all-at-once routing makes any weight everything
  std::uint32_t step;  // steps begun
};

// From the start of the window on and without gaps; the last stretch ends `never`. A function
// outside the release has weight 0.
using WeightPath = std::vector<Stretch>;
WeightPath planned_weights(const Setup& setup, const spec::Policy& policy,
                           models::FunctionIndex function);

// The same from another instant on, at least 0.
WeightPath planned_weights_from(Instant begin, const Setup& setup, const spec::Policy& policy,
                                models::FunctionIndex function);

// As planned_weights, up to the end of the observation.
WeightPath planned_weights_in_window(const Setup& setup, const spec::Policy& policy,
                                     models::FunctionIndex function);

// By stretch.
std::vector<double> weights_of(const WeightPath& path);

// Does one decision stay as good as another for good? The weight must not move after the window's
// start, not even after its end, when chains are still under way; nor may a new salt begin.
bool is_constant(const WeightPath& path, const routing::Route& route);

// The part of the traffic's even clock between two instants, in nanoseconds: where the day is twice
// as busy as on average, a second counts for two. Without a daily curve it is to - from.
double even_time_ns(const models::DailyCurve& daily, Instant from, Instant to);

}  // namespace coalmine::harness
