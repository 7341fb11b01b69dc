#include "routing/judge/evidence/shares.hpp"

#include <algorithm>

namespace coalmine::routing::evidence {
namespace {

double share_of(const Counts& counts) {
  return static_cast<double>(counts.errors) / static_cast<double>(counts.invocations);
}

double variance_of(double share, const Counts& counts) {
  return share * (1 - share) / static_cast<double>(counts.invocations);
}

double pooled(const Counts& stable, const Counts& canary) {
  Counts both = stable;
  both += canary;
  return variance_of(share_of(both), stable) + variance_of(share_of(both), canary);
}

double unpooled(const Counts& stable, const Counts& canary) {
  return variance_of(share_of(stable), stable) + variance_of(share_of(canary), canary);
}

double variance_by(Variance way, const Counts& stable, const Counts& canary) {
  switch (way) {
    case Variance::pooled:
      return pooled(stable, canary);
    case Variance::unpooled:
      return unpooled(stable, canary);
    case Variance::larger:
      break;
  }
  return std::max(pooled(stable, canary), unpooled(stable, canary));
}

}  // namespace

std::optional<Difference> difference_of_shares(const Counts& stable, const Counts& canary,
                                               Variance variance) {
  if (stable.invocations == 0 || canary.invocations == 0) return std::nullopt;
  const double of_estimate = variance_by(variance, stable, canary);
  if (of_estimate <= 0) return std::nullopt;
  return Difference{share_of(canary) - share_of(stable), of_estimate,
                    static_cast<double>(stable.invocations + canary.invocations)};
}

bool varies(const Counts& counts) {
  return counts.errors > 0 && counts.errors < counts.invocations;
}

}  // namespace coalmine::routing::evidence
