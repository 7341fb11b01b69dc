// Distributions of times, and of rates over users, as quantile functions.
//
// Every shape becomes one table from 64 random bits to a value, so a draw costs the same whatever
// the shape. Formulas, sources and limits: docs/MODELS.md, "Distributions".
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "base/log_linear.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace coalmine::models {

// Values are in seconds where they are times, and pure numbers where they are relative rates.
struct Constant {
  double value;
  friend bool operator==(const Constant&, const Constant&) = default;
};
struct Exponential {
  double mean;
  friend bool operator==(const Exponential&, const Exponential&) = default;
};
// exp(N(ln median, sigma^2)). From p50 and p99: sigma = ln(p99 / p50) / z(0.99).
struct Lognormal {
  double median, sigma;
  friend bool operator==(const Lognormal&, const Lognormal&) = default;
};
struct Gamma {
  double shape, mean;
  friend bool operator==(const Gamma&, const Gamma&) = default;
};
struct Weibull {
  double shape, scale;
  friend bool operator==(const Weibull&, const Weibull&) = default;
};
// Straight lines through (probability, value): probabilities increasing from 0 to 1, values not
// decreasing.
struct Empirical {
  std::vector<std::pair<double, double>> points;
  friend bool operator==(const Empirical&, const Empirical&) = default;
};

using Distribution = std::variant<Constant, Exponential, Lognormal, Gamma, Weibull, Empirical>;

Lognormal lognormal_from_percentiles(double p50, double p99);  // precondition: 0 < p50 <= p99

// Error: a parameter out of its range, with the range.
Checked<Distribution> check(Distribution distribution);

// The same bits on every compiler and machine; the precondition of all is that check() holds. Some
// microseconds a call: for tables and closed forms, not for draws.
double mean(const Distribution& distribution);
double cdf(const Distribution& distribution, double x);             // P(X <= x)
double quantile(const Distribution& distribution, double p);        // p in (0, 1)
double upper_quantile(const Distribution& distribution, double q);  // quantile(1 - q)
double density(const Gamma& gamma, double x);                       // x > 0
double standard_normal_quantile(double p);                          // p in (0, 1)

// The quantile function tabulated: log-linear in u below 1/2 and in 1 - u above, linear between
// knots, which reach down to 2^-53 from either end. The same bits on every compiler and machine.
// The relative error is below 2e-5 for a lognormal with sigma up to 2, a gamma with shape from 0.3,
// and an exponential. 180 KiB, of which draws mostly touch the 16 KiB in the middle.
class QuantileTable {
 public:
  explicit QuantileTable(const Distribution& distribution);  // precondition: check() holds

  // The quantile at unit(bits).
  double at(std::uint64_t bits) const {
    const std::uint64_t from_zero = bits >> 11;
    // from_zero, or 2^53 - from_zero in the upper half. Without a branch: it would be a coin flip.
    const std::uint64_t upper = from_zero >> 52;
    const std::uint64_t distance = ((from_zero ^ (0 - upper)) + upper) + (upper << 53);
    const std::size_t cut = log_linear::cut_bits(distance);
    const double* knot = &knots_[upper * side + log_linear::bucket_of(distance)];
    const auto rest = static_cast<std::int64_t>(distance & ((std::uint64_t{1} << cut) - 1));
    const double width_inverse = std::bit_cast<double>((1023 - cut) << 52);  // 2^-cut
    return knot[0] + (knot[1] - knot[0]) * (static_cast<double>(rest) * width_inverse);
  }

  // The same for a table of seconds, rounded to nanoseconds. At most `longest`, so that it can be
  // added to an Instant.
  Duration duration_at(std::uint64_t bits) const {
    const double ns = std::min(at(bits) * 1e9, static_cast<double>(longest.count()));
    return Duration{static_cast<Duration::rep>(ns + 0.5)};
  }

  static constexpr Duration longest{1'000'000'000'000'000'000};  // 31 years

 private:
  static constexpr std::uint64_t resolution = std::uint64_t{1} << 53;             // of unit()
  static constexpr std::size_t side = log_linear::bucket_of(resolution / 2) + 2;  // in knots

  std::vector<double> knots_;  // distances from 0, then distances from 1; the last of each repeated
};

}  // namespace coalmine::models
