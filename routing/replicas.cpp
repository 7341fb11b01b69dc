#include "routing/replicas.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <span>

#include "base/random.hpp"

namespace coalmine::routing {
namespace {

double distance(ReplicaCounts counts, Weight weight) {
  return std::abs(static_cast<double>(counts.canary) /
                      static_cast<double>(counts.canary + counts.stable) -
                  weight.share());
}

}  // namespace

ReplicaCounts replica_counts(Weight weight, std::uint32_t replicas, bool surge) {
  assert(replicas > 0);
  if (weight == Weight{}) return {replicas, 0};
  if (weight == Weight::all()) return {0, replicas};
  const Uint128 exact = Uint128{weight.threshold()} * replicas;  // in 2^-53 of a replica
  const auto down = static_cast<std::uint32_t>(exact / whole);
  const auto up = static_cast<std::uint32_t>((exact + whole - 1) / whole);
  const std::array candidates{ReplicaCounts{replicas - up, up}, ReplicaCounts{replicas - down, up},
                              ReplicaCounts{replicas - down, down}};
  ReplicaCounts best = candidates[0];
  for (const ReplicaCounts& each : candidates) {
    const bool allowed = surge || each.stable + each.canary == replicas;
    const bool keeps_both = each.canary > 0 && each.stable > 0;
    const bool best_keeps_both = best.canary > 0 && best.stable > 0;
    if (!allowed || !keeps_both) continue;
    // Weights on the grid of tickets are up to 2^-53 above what was written.
    constexpr double tie = 1e-12;
    if (!best_keeps_both || distance(each, weight) < distance(best, weight) - tie) best = each;
  }
  return best;
}

Weight weight_of(ReplicaCounts counts) {
  const std::uint64_t total = std::uint64_t{counts.stable} + counts.canary;
  return Weight::of_tickets(
      static_cast<std::uint64_t>((Uint128{whole} * counts.canary + total - 1) / total));
}

}  // namespace coalmine::routing
