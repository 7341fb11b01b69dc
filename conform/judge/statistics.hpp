// The statistics of the suite: exact binomial tests, chi-square tests, and the sample sizes they
// need. The distribution functions are Boost.Math's.
#pragma once

#include <cstdint>
#include <span>

namespace coalmine::conform {

// What a sample of users met.
struct Count {
  std::uint64_t users = 0;
  std::uint64_t canary = 0;  // of them, those on the canary
  friend bool operator==(const Count&, const Count&) = default;
};

// How likely a count at least as far out would be, on either side, if each user were on the canary
// with probability `share`, by itself. Exact; at most 1.
double binomial_p_value(const Count& count, double share);

// The counts of `users` that a test at `significance` accepts: [low, high].
struct Range {
  std::uint64_t low;
  std::uint64_t high;
};
Range accepted(std::uint64_t users, double share, double significance);

// How likely groups at least as unlike would be, if one share were behind all of them: Pearson's
// chi-square, upper tail. 1 if nobody or everybody is on the canary. Precondition: two groups or
// more, none empty.
double homogeneity_p_value(std::span<const Count> groups);

// How sure a test has to be that it finds what its sample size is for.
inline constexpr double power = 0.99;

// How many users a test at `significance` needs to find a share that is off by `error` (both in
// [0, 1]), with `power`. Exact, rounded up to a thousand.
std::uint64_t users_to_find(double error, double share, double significance);

// The reverse, by the normal approximation: the error of the share that so many users find.
double error_found(std::uint64_t users, double share, double significance);

// The smallest share of users that a fault must strike so that `users` of them meet it with
// `power`, where one that meets it is enough.
double fault_found(std::uint64_t users);

// The correlation (phi) between two releases that so many users find.
double correlation_found(std::uint64_t users, double significance);

// How far the shares of `groups` groups of `size` users must lie apart (standard deviation) to be
// found.
double spread_found(std::uint64_t groups, std::uint64_t size, double share, double significance);

}  // namespace coalmine::conform
