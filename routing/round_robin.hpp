// Deterministic weighted round robin by earliest deadline, as Traefik picks.
//
// A version that has been picked n times has its next deadline at (n + 1) / weight; the earliest is
// next, stable where both are equal. Counts and not deadlines are kept: the comparison is then
// exact, and 90 to 10 is one canary in every ten for ever.
#pragma once

#include <array>
#include <cstdint>

#include "base/random.hpp"
#include "routing/version.hpp"
#include "routing/weight.hpp"

namespace coalmine::routing {

// The state of one proxy for one function; not shared between threads.
class Turn {
 public:
  // The version of the next request at `weight`. A new weight starts the pattern anew, as a
  // balancer built from a new configuration does. O(1).
  Version next(Weight weight) noexcept {
    if (weight != weight_) {
      weight_ = weight;
      picks_ = {};
    }
    const std::uint64_t canary = weight.threshold();
    const std::uint64_t stable = whole - canary;
    const bool canary_is_due = Uint128{picks_[1] + 1} * stable < Uint128{picks_[0] + 1} * canary;
    ++picks_[canary_is_due];
    return canary_is_due ? Version::canary : Version::stable;
  }

 private:
  Weight weight_;
  std::array<std::uint64_t, 2> picks_{};  // by version
};

}  // namespace coalmine::routing
