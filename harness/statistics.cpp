#include "harness/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <map>
#include <mutex>
#include <vector>

namespace coalmine::harness {
namespace {

// The 0.975 quantile of Student's t. In software arithmetic, so that the bits do not depend on the
// C library; that is slow, and few degrees of freedom occur, so what was found is kept.
double t_quantile(std::uint32_t degrees_of_freedom) {
  using Quad = boost::multiprecision::cpp_bin_float_quad;
  static std::mutex mutex;
  static std::map<std::uint32_t, double> found;
  const std::lock_guard lock(mutex);
  const auto [place, is_new] = found.try_emplace(degrees_of_freedom);
  if (is_new) {
    const boost::math::students_t_distribution<Quad> t(static_cast<Quad>(degrees_of_freedom));
    place->second = static_cast<double>(boost::math::quantile(t, Quad(39) / 40));
  }
  return place->second;
}

std::vector<double> present(std::span<const std::optional<double>> values) {
  std::vector<double> there;
  for (const auto& value : values) {
    if (value) there.push_back(*value);
  }
  return there;
}

struct MeanAndVariance {
  double mean = 0;
  double variance = 0;  // of the sample, divisor n - 1; 0 of a single value
};

// Of one value or more.
MeanAndVariance mean_and_variance(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  const double mean = sum / n;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, values.size() < 2 ? 0 : squares / (n - 1)};
}

}  // namespace

Summary summarise(std::span<const std::optional<double>> values) {
  const std::vector<double> there = present(values);
  const auto n = static_cast<double>(there.size());
  Summary summary{.n = static_cast<std::uint32_t>(there.size())};
  if (there.empty()) return summary;
  const auto [mean, variance] = mean_and_variance(there);
  summary.mean = mean;
  if (there.size() < 2) return summary;
  const double sd = std::sqrt(variance);
  const double half_width = t_quantile(summary.n - 1) * sd / std::sqrt(n);
  summary.sd = sd;
  summary.ci95_low = mean - half_width;
  summary.ci95_high = mean + half_width;
  return summary;
}

Moments moments(std::span<const double> values) {
  const auto [mean, variance] = mean_and_variance(values);
  return {mean, variance / static_cast<double>(values.size())};
}

Summary difference_of_means(std::span<const double> before, std::span<const double> after) {
  const auto [mean_before, a] = moments(before);
  const auto [mean_after, b] = moments(after);
  const double difference = mean_after - mean_before;
  double half_width = 0;
  if (a + b > 0) {
    const double parts = a * a / static_cast<double>(before.size() - 1) +
                         b * b / static_cast<double>(after.size() - 1);
    const double degrees = std::max(1.0, std::floor((a + b) * (a + b) / parts));
    half_width = t_quantile(static_cast<std::uint32_t>(degrees)) * std::sqrt(a + b);
  }
  return {.n = static_cast<std::uint32_t>(before.size() + after.size()),
          .mean = difference,
          .sd = std::nullopt,
          .ci95_low = difference - half_width,
          .ci95_high = difference + half_width};
}

Summary share_of(std::uint32_t part, std::uint32_t n) {
  constexpr double z = 1.959963984540054;  // two-sided 95 %
  Summary summary{.n = n};
  if (n == 0) return summary;
  const double share = static_cast<double>(part) / n;
  const double shrink = 1 / (1 + z * z / n);
  const double centre = shrink * (share + z * z / (2.0 * n));
  const double half_width = shrink * z * std::sqrt(share * (1 - share) / n + z * z / (4.0 * n * n));
  summary.mean = share;
  summary.ci95_low = part == 0 ? 0 : centre - half_width;  // exactly, whatever the rounding
  summary.ci95_high = part == n ? 1 : centre + half_width;
  return summary;
}

std::optional<double> nearest_rank(std::span<const std::optional<double>> values, double p) {
  return nearest_rank(present(values), p);
}

std::optional<double> nearest_rank(std::vector<double> values, double p) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  // Less a hair, because 0.07 * 100 is 7.000000000000001 and means rank 7.
  const double exact_rank = p * static_cast<double>(values.size()) * (1 - 0x1p-50);
  const auto rank = static_cast<std::size_t>(std::ceil(exact_rank));
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

}  // namespace coalmine::harness
