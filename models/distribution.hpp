// Distributions of times, and of rates over users, as quantile functions.
//
// Every shape becomes one table from 64 random bits to a value, so a draw costs the same whatever the
// shape. Formulas, sources and limits: docs/MODELS.md, "Distributions".
#pragma once

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace coalmine::models {

// Values are in seconds where they are times, and pure numbers where they are relative rates.
struct Constant { double value; friend bool operator==(const Constant&, const Constant&) = default; };
struct Exponential { double mean; friend bool operator==(const Exponential&, const Exponential&) = default; };
// exp(N(ln median, sigma^2)). From p50 and p99: sigma = ln(p99 / p50) / z(0.99).
struct Lognormal { double median, sigma; friend bool operator==(const Lognormal&, const Lognormal&) = default; };
struct Gamma { double shape, mean; friend bool operator==(const Gamma&, const Gamma&) = default; };
struct Weibull { double shape, scale; friend bool operator==(const Weibull&, const Weibull&) = default; };
// Straight lines through (probability, value), both increasing; the first probability is 0, the last 1.
struct Empirical { std::vector<std::pair<double, double>> points; friend bool operator==(const Empirical&, const Empirical&) = default; };

using Distribution = std::variant<Constant, Exponential, Lognormal, Gamma, Weibull, Empirical>;

Lognormal lognormal_from_percentiles(double p50, double p99);  // precondition: 0 < p50 <= p99

// Error: a parameter out of its range, with the range.
Checked<Distribution> check(Distribution distribution);

double mean(const Distribution& distribution);
double cdf(const Distribution& distribution, double x);       // P(X <= x)
double quantile(const Distribution& distribution, double p);  // p in (0, 1)

// The quantile function tabulated: log-linear in u below 1/2 and in 1 - u above, linear between
// knots. The same bits on every compiler and machine: the knots come from software arithmetic.
class QuantileTable {
 public:
  explicit QuantileTable(const Distribution& distribution);  // precondition: check() holds
  double at(std::uint64_t bits) const;  // the quantile at unit(bits)

 private:
  std::vector<double> knots_;
};

}  // namespace coalmine::models
