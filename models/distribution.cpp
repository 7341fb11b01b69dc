// Exact distribution functions, by Boost.Math. The only file that pays for its headers.
#include "models/distribution.hpp"

#include <fmt/format.h>

#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cassert>
#include <cmath>
#include <string_view>

namespace coalmine::models {
namespace {

// Arithmetic in software: no libm and no floating-point unit, hence the same bits everywhere. Its
// 64 bits of mantissa are eleven more than a double's, and ten times as fast as quadruple
// precision.
using Real = boost::multiprecision::cpp_bin_float_double_extended;

using boost::math::complement;

double rounded(const Real& x) { return static_cast<double>(x); }

auto exact(const Exponential& d) {
  return boost::math::exponential_distribution<Real>(1 / Real(d.mean));
}
auto exact(const Lognormal& d) {
  return boost::math::lognormal_distribution<Real>(log(Real(d.median)), Real(d.sigma));
}
auto exact(const Gamma& d) {
  return boost::math::gamma_distribution<Real>(Real(d.shape), Real(d.mean) / d.shape);
}
auto exact(const Weibull& d) {
  return boost::math::weibull_distribution<Real>(Real(d.shape), Real(d.scale));
}

// What Boost has no word for: steps and straight lines. A lognormal without spread is a step.
template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;  // Clang 14 does not deduce it for an aggregate

// The distribution as it is, or the constant that it has shrunk to.
Distribution simplest(const Distribution& distribution) {
  const auto* lognormal = std::get_if<Lognormal>(&distribution);
  return lognormal && lognormal->sigma == 0 ? Constant{lognormal->median} : distribution;
}

// The value at probability p on the straight lines through the points.
double on_lines(const Empirical& d, double p) {
  std::size_t right = 1;
  while (d.points[right].first < p) ++right;
  const auto [p0, x0] = d.points[right - 1];
  const auto [p1, x1] = d.points[right];
  return x0 + (x1 - x0) * ((p - p0) / (p1 - p0));
}

double cdf_on_lines(const Empirical& d, double x) {
  if (x < d.points.front().second) return 0;
  std::size_t right = d.points.size();  // the first point beyond x
  while (right > 0 && d.points[right - 1].second > x) --right;
  if (right == d.points.size()) return 1;
  const auto [p0, x0] = d.points[right - 1];
  const auto [p1, x1] = d.points[right];
  return p0 + (p1 - p0) * ((x - x0) / (x1 - x0));
}

double mean_on_lines(const Empirical& d) {
  double sum = 0;
  for (std::size_t i = 1; i < d.points.size(); ++i) {
    const auto [p0, x0] = d.points[i - 1];
    const auto [p1, x1] = d.points[i];
    sum += (p1 - p0) * (x0 + x1) / 2;
  }
  return sum;
}

// Empty, or what is wrong with a parameter. NaN is never within the bounds.
std::string out_of_range(std::string_view what, double value, double low, double high) {
  if (value >= low && value <= high) return {};
  return fmt::format("{} is {}, expected {} to {}", what, value, low, high);
}

// The limits: a nanosecond to thirty years for times, and rates of that span.
constexpr double least = 1e-9;
constexpr double most = 1e9;

std::string first_of(std::initializer_list<std::string> problems) {
  for (const std::string& problem : problems) {
    if (!problem.empty()) return problem;
  }
  return {};
}

std::string problem_of(const Empirical& d) {
  if (d.points.size() < 2) return "an empirical distribution needs at least two points";
  if (d.points.front().first != 0) return "the first probability must be 0";
  if (d.points.back().first != 1) return "the last probability must be 1";
  for (std::size_t i = 0; i < d.points.size(); ++i) {
    const auto [p, x] = d.points[i];
    if (std::string problem = out_of_range("a value", x, 0, most); !problem.empty()) return problem;
    if (i == 0) continue;
    if (!(p > d.points[i - 1].first)) return "probabilities must increase";
    if (x < d.points[i - 1].second) return "values must not decrease";
  }
  return {};
}

}  // namespace

Lognormal lognormal_from_percentiles(double p50, double p99) {
  assert(0 < p50 && p50 <= p99);
  const Real z99 = quantile(boost::math::normal_distribution<Real>(), Real(99) / 100);
  return {p50, rounded(log(Real(p99) / p50) / z99)};
}

Checked<Distribution> check(Distribution distribution) {
  const std::string problem = std::visit(
      Overloaded{
          [](const Constant& d) { return out_of_range("the constant", d.value, 0, most); },
          [](const Exponential& d) { return out_of_range("the mean", d.mean, least, most); },
          [](const Lognormal& d) {
            return first_of({out_of_range("the median", d.median, least, most),
                             out_of_range("sigma", d.sigma, 0, 10)});
          },
          [](const Gamma& d) {
            return first_of({out_of_range("the shape", d.shape, 0.1, 10'000),
                             out_of_range("the mean", d.mean, least, most)});
          },
          [](const Weibull& d) {
            return first_of({out_of_range("the shape", d.shape, 0.1, 1'000),
                             out_of_range("the scale", d.scale, least, most)});
          },
          [](const Empirical& d) { return problem_of(d); },
      },
      distribution);
  if (!problem.empty()) return tl::unexpected(Error{problem});
  return distribution;
}

double mean(const Distribution& distribution) {
  return std::visit(Overloaded{
                        [](const Constant& d) { return d.value; },
                        [](const Empirical& d) { return mean_on_lines(d); },
                        [](const auto& d) { return rounded(boost::math::mean(exact(d))); },
                    },
                    simplest(distribution));
}

double cdf(const Distribution& distribution, double x) {
  return std::visit(
      Overloaded{
          [x](const Constant& d) { return x >= d.value ? 1.0 : 0.0; },
          [x](const Empirical& d) { return cdf_on_lines(d, x); },
          [x](const auto& d) { return x <= 0 ? 0.0 : rounded(cdf(exact(d), Real(x))); },
      },
      simplest(distribution));
}

double quantile(const Distribution& distribution, double p) {
  assert(0 < p && p < 1);
  return std::visit(Overloaded{
                        [](const Constant& d) { return d.value; },
                        [p](const Empirical& d) { return on_lines(d, p); },
                        [p](const auto& d) { return rounded(quantile(exact(d), Real(p))); },
                    },
                    simplest(distribution));
}

double upper_quantile(const Distribution& distribution, double q) {
  assert(0 < q && q < 1);
  return std::visit(
      Overloaded{
          [](const Constant& d) { return d.value; },
          [q](const Empirical& d) { return on_lines(d, 1 - q); },
          [q](const auto& d) { return rounded(quantile(complement(exact(d), Real(q)))); },
      },
      simplest(distribution));
}

double density(const Gamma& gamma, double x) {
  assert(x > 0);
  return rounded(pdf(exact(gamma), Real(x)));
}

double standard_normal_quantile(double p) {
  assert(0 < p && p < 1);
  return rounded(quantile(boost::math::normal_distribution<Real>(), Real(p)));
}

}  // namespace coalmine::models
