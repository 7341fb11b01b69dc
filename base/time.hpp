// Time: integer nanoseconds in a clock of its own, which nobody can read.
//
// The clock has no now(): below gateway/ time is always an argument, so that the same code runs
// under virtual time and under a real one. Integers, because equal times must compare equal.
#pragma once

#include <chrono>
#include <cstdint>

namespace coalmine {

using Duration = std::chrono::duration<std::int64_t, std::nano>;

struct Clock {
  using duration = Duration;
  using rep = Duration::rep;
  using period = Duration::period;
  using time_point = std::chrono::time_point<Clock, Duration>;
  static constexpr bool is_steady = true;
};

// A point in time, counted from the start of the observation.
using Instant = Clock::time_point;

inline constexpr Instant never = Instant::max();

// Seconds as a double, for reports; not for decisions. A division, because 1e-9 is no double: times
// that, 60 s would be 60.00000000000001.
constexpr double in_seconds(Duration d) { return static_cast<double>(d.count()) / 1e9; }

}  // namespace coalmine
