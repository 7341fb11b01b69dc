// Where a quantile table has its knots, and what the normal distribution is there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/log_linear.hpp"

namespace coalmine::models::knots {

// Bucket numbers of the distances 1, ..., 2^52 from 0 or 1, in units of 2^-53: of probabilities
// 2^-53 to 1/2.
inline constexpr std::size_t first = 1;
inline constexpr std::size_t last = log_linear::bucket_of(std::uint64_t{1} << 52);

constexpr double probability(std::size_t knot) {
  return static_cast<double>(log_linear::range_of(knot).low) * 0x1p-53;
}

// The standard normal quantile at each knot, from knot 0, which is none. At a microsecond and a
// half each they would take 20 ms of every start, so cmake/make_normal_knots.cpp writes them down
// when coalmine is built.
std::span<const double> normal_quantiles();

}  // namespace coalmine::models::knots
