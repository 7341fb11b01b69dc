// Figures over replications: mean, standard deviation, 95 % interval.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace coalmine::harness {

// No mean without data; no sd or interval below two values.
struct Summary {
  std::uint32_t n = 0;
  std::optional<double> mean;
  std::optional<double> sd;        // of the sample, divisor n - 1
  std::optional<double> ci95_low;  // Student's t with n - 1 degrees of freedom
  std::optional<double> ci95_high;
};

// Of the values that are there.
Summary summarise(std::span<const std::optional<double>> values);

struct Moments {
  double mean = 0;
  double variance_of_mean = 0;  // squared standard error; 0 of a single value
};

// Of one value or more.
Moments moments(std::span<const double> values);

// The mean of `after` less that of `before`, of independent samples of two values or more each. n
// counts the values of both; no sd; the interval is Welch's, with degrees of freedom rounded down.
Summary difference_of_means(std::span<const double> before, std::span<const double> after);

// A share, `part` of n cases, with Wilson's interval, which also has a width where all or none are
// of the part. Precondition: part <= n.
Summary share_of(std::uint32_t part, std::uint32_t n);

// The ceil(p * n)-th smallest of the values that are there (nearest rank); p in (0, 1).
std::optional<double> nearest_rank(std::span<const std::optional<double>> values, double p);
std::optional<double> nearest_rank(std::vector<double> values, double p);  // all are there

}  // namespace coalmine::harness
