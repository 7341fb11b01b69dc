// One decision a user, remembered from then on: which requests run on the canary.
//
// One request depends on those before, but given how many requests fall into each stretch, every
// event here is a sum of products of powers, by inclusion and exclusion. So it is Hits, some of
// whose classes have a negative share, and holds for every traffic pattern. docs/MODELS.md,
// "Memory".
#pragma once

#include <cstddef>
#include <vector>

#include "harness/theory/users.hpp"

namespace coalmine::harness {

// What the memory of a policy has to do with in the window: the planned weights, of which the first
// zeros and the last may be none, with none in between.
struct Remembered {
  WeightPath path;  // from the first request that may be remembered: before the window, if at_rest
  std::size_t begins = 0;  // the first stretch above 0
  std::size_t ends = 0;    // the first stretch after them at 0
  bool stays = false;      // is a remembered canary served in those?
  bool both = false;       // are decisions for stable remembered as well?
  // Does a request at weight 0, before, decide for good?
  bool decides_at_rest = false;

  bool decides(std::size_t stretch) const { return decides_at_rest || stretch >= begins; }
};

// The requests that run on the canary and are struck there, with probability `struck` each.
Hits decision_hits(const Remembered& of, double struck);

}  // namespace coalmine::harness
