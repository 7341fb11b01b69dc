// Transforms of the users' numbers of requests: from the mean number of a user's hits to the
// probability that there is one, and from single users to the expectation of a ratio over all.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/traffic.hpp"

namespace coalmine::harness {

// Probability of at least one hit in `requests` independent ones with probability `hit` each.
double hit_in(double requests, double hit);

// Mean over users of 1 - exp(-mean_hits * x), where x is a user's rate relative to the mean rate.
// Precondition: the spread is not Zipf's, whose users are not alike.
double hit_by_spread(const models::RateSpread& spread, double mean_hits);

// Relative rates of users 0, 1, ... under Zipf's law, mean 1: n * rank^-s / sum.
std::vector<double> zipf_rates(std::uint64_t users, double exponent);

// Users are active or not, each for itself and with its own probability, and hit only if active:
// the expectation of (number hit) / (number active), given that somebody is active.
//
// Not the ratio of the expectations, from which it differs by O(1 / users). Exact: a user's part
// is E[hit / (1 + other active users)], and 1 / (1 + n) is the integral of s^n over [0, 1].
// Precondition: same size; somebody may be active.
double share_of_active(std::span<const double> active, std::span<const double> hit);

// `requests` of which each has a uniform user, and is in the window with probability `in_window`.
class ScatteredRequests {
 public:
  // Precondition: users > 0, requests > 0, tractable(requests, users).
  ScatteredRequests(std::uint64_t requests, std::uint64_t users, double in_window);

  // Work and memory grow with the product of both.
  static bool tractable(std::uint64_t requests, std::uint64_t users);

  // Where each request of the window hits with probability `hit`: expected number of users with a
  // hit, and the expectation of that number / active users, given that somebody is active.
  double users_hit(double hit) const;
  double share_of_active(double hit) const;

 private:
  std::uint64_t requests_;
  std::uint64_t users_;
  double in_window_;
  std::vector<double>
      share_of_one_;  // E[1 / active users], given that one of them has k requests, by k
};

}  // namespace coalmine::harness
