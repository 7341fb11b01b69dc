#include "routing/judge/evidence/clusters.hpp"

#include <algorithm>
#include <cassert>

#include "routing/judge/evidence/shares.hpp"

namespace coalmine::routing::evidence {

double variance_of_rate(const Clusters& clusters) {
  assert(clusters.users >= 2);
  const auto users = static_cast<double>(clusters.users);
  const auto invocations = static_cast<double>(clusters.invocations);
  const double rate = static_cast<double>(clusters.errors) / invocations;
  const double squares = static_cast<double>(clusters.square_errors) -
                         2 * rate * static_cast<double>(clusters.cross) +
                         rate * rate * static_cast<double>(clusters.square_invocations);
  // Never negative, but for rounding where all users fail alike.
  return users / (users - 1) * std::max(squares, 0.0) / (invocations * invocations);
}

std::optional<Difference> difference_of_rates(const Clusters& stable, const Clusters& canary) {
  if (stable.users < 2 || canary.users < 2) return std::nullopt;
  const double variance = variance_of_rate(stable) + variance_of_rate(canary);
  if (variance <= 0) return std::nullopt;
  const auto rate = [](const Clusters& of) {
    return static_cast<double>(of.errors) / static_cast<double>(of.invocations);
  };
  return Difference{rate(canary) - rate(stable), variance,
                    static_cast<double>(stable.users + canary.users)};
}

std::optional<Difference> cautious_difference_of_rates(const Clusters& stable,
                                                       const Clusters& canary) {
  if (stable.users < 2 || canary.users < 2) return std::nullopt;
  auto independent = difference_of_shares(stable.counts(), canary.counts(), Variance::larger);
  if (!independent) return std::nullopt;
  independent->variance =
      std::max(independent->variance, variance_of_rate(stable) + variance_of_rate(canary));
  independent->units = static_cast<double>(stable.users + canary.users);
  return independent;
}

std::optional<double> design_effect(const Clusters& stable, const Clusters& canary) {
  const auto clustered = difference_of_rates(stable, canary);
  const auto independent =
      difference_of_shares(stable.counts(), canary.counts(), Variance::unpooled);
  if (!clustered || !independent) return std::nullopt;
  return clustered->variance / independent->variance;
}

}  // namespace coalmine::routing::evidence
