// Users as clusters: what is known of two error rates if requests of one user are alike.
//
// A sticky user brings all of its requests to one version, and some users fail more than others, by
// a bug or by their own doing. Then a thousand requests of ten users are nearer to ten pieces of
// evidence than to a thousand, and a test that counts requests calls healthy canaries worse.
#pragma once

#include <cstdint>
#include <optional>

#include "routing/alarm.hpp"
#include "routing/judge/evidence/difference.hpp"

namespace coalmine::routing::evidence {

// With n_i invocations of user i, e_i of them failed. Exact as long as n_i^2 summed stays below
// 2^63.
struct Clusters {
  std::uint64_t users = 0;               // with at least one
  std::uint64_t invocations = 0;         // sum of n_i
  std::uint64_t errors = 0;              // sum of e_i
  std::uint64_t square_invocations = 0;  // sum of n_i^2
  std::uint64_t square_errors = 0;       // sum of e_i^2
  std::uint64_t cross = 0;               // sum of n_i e_i

  // One more invocation of a user who has had `invocations`, of which `errors` failed.
  void grow(std::uint32_t its_invocations, std::uint32_t its_errors, bool failed) {
    users += its_invocations == 0;
    invocations += 1;
    square_invocations += 2 * std::uint64_t{its_invocations} + 1;
    cross += its_errors;
    if (!failed) return;
    errors += 1;
    square_errors += 2 * std::uint64_t{its_errors} + 1;
    cross += its_invocations + 1;
  }
  Counts counts() const { return {invocations, errors}; }
  friend bool operator==(const Clusters&, const Clusters&) = default;
};

// Variance of the error rate r = errors / invocations, a ratio of two sums over users, linearised:
//   m / (m - 1) * sum (e_i - r n_i)^2 / invocations^2   for m users.
// The factor in front makes up for r being fitted to the same users. Precondition: 2 users.
double variance_of_rate(const Clusters& clusters);

// Users are the units. Nothing below 2 users of either version, or if the variance is 0.
std::optional<Difference> difference_of_rates(const Clusters& stable, const Clusters& canary);

// The same, but never surer than invocations would be that fail independently: a design effect
// below 1 is luck, and a canary all of whose requests fail has no variance of its own.
std::optional<Difference> cautious_difference_of_rates(const Clusters& stable,
                                                       const Clusters& canary);

// How many times larger the variance of the difference is than if invocations failed independently:
// what a number of requests has to be divided by. Nothing where either variance is unknown or 0.
std::optional<double> design_effect(const Clusters& stable, const Clusters& canary);

}  // namespace coalmine::routing::evidence
