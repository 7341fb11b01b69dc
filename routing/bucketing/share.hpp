// A share of [0, 1] as products want to be told it, and the positions that it then covers.
#pragma once

#include <cassert>
#include <cmath>
#include <cstdint>

#include "routing/bucketing/cut.hpp"

namespace coalmine::routing {

// The nearest whole number of `parts` equal parts.
inline std::int64_t nearest_parts(double share, std::int64_t parts) {
  assert(share >= 0 && share <= 1);
  return std::llround(share * static_cast<double>(parts));
}

// The percentage as a person would write it: the double nearest to a decimal number with at most 10
// places. Not share * 100, which gives 7.000000000000001 for 0.07; a rule that multiplies what was
// written would then let another bucket in.
inline double percentage(double share) {
  return static_cast<double>(nearest_parts(share, 1'000'000'000'000)) / 1e10;
}

// All positions below the first for which `in` does not hold, found by bisection of
// [0, positions): so a product's rule is written once, with its own rounding, and not inverted.
// Precondition: if `in` holds somewhere, it holds for all positions below.
template <class In>
Cut cut_where(std::uint64_t positions, const In& in) {
  std::uint64_t first = 0;
  std::uint64_t last = positions;
  while (first < last) {
    const std::uint64_t middle = first + (last - first) / 2;
    if (in(middle)) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return Cut::below(first);
}

}  // namespace coalmine::routing
