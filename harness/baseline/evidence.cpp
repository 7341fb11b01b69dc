#include "harness/baseline/evidence.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>

#include "harness/baseline/p_value.hpp"
#include "harness/statistics.hpp"

namespace coalmine::harness {
namespace {

double mean_of(const std::vector<double>& values) { return moments(values).mean; }

// Values that differ by no more than rounding does, beside others of size `scale`.
bool is_constant(const std::vector<double>& values, double scale) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  return *most - *least <= 1e-12 * scale;
}

double size_of(const Samples& samples) {
  double most = 0;
  for (const double value : samples.before) most = std::max(most, std::abs(value));
  for (const double value : samples.after) most = std::max(most, std::abs(value));
  return most;
}

// Whether every value is 0 or `hit`.
bool is_counted(const Samples& samples, double hit) {
  const auto fits = [=](double value) { return value == 0 || value == hit; };
  return std::all_of(samples.before.begin(), samples.before.end(), fits) &&
         std::all_of(samples.after.begin(), samples.after.end(), fits);
}

// With values 0 and 1: only the pairs that differ say anything. Of those, `rose` went from 0 to 1.
// Half of them would without a change, and `allowed` [a share of all pairs] more are no news.
double mcnemar(const Samples& samples, double allowed) {
  std::uint32_t differ = 0;
  std::uint32_t rose = 0;
  for (std::size_t i = 0; i < samples.before.size(); ++i) {
    differ += samples.before[i] != samples.after[i];
    rose += samples.before[i] < samples.after[i];
  }
  if (differ == 0) return 1;
  const auto n = static_cast<double>(samples.before.size());
  return binomial_upper_tail(rose, differ, std::min(1.0, 0.5 + allowed * n / (2 * differ)));
}

// With values 0 and 1, given how many are 1 on both sides together. Where more is allowed after,
// the odds are those of the two shares that lie so far apart and add up to what was seen.
double fisher(const Samples& samples, double allowed) {
  const auto n = static_cast<double>(samples.before.size());
  const double before = mean_of(samples.before);
  const double after = mean_of(samples.after);
  const double share_before = (before + after - allowed) / 2;
  const double share_after = (before + after + allowed) / 2;
  double odds_ratio = 1;
  if (allowed > 0) {
    if (share_before <= 0 || share_after >= 1) return 1;
    odds_ratio = share_after / (1 - share_after) * (1 - share_before) / share_before;
  }
  const auto count = [=](double share) {
    return static_cast<std::uint32_t>(std::lround(share * n));
  };
  return fisher_upper_tail(count(after), count(before) + count(after),
                           static_cast<std::uint32_t>(n), odds_ratio);
}

double exact(const Samples& samples, double allowed) {
  return samples.paired ? mcnemar(samples, allowed) : fisher(samples, allowed);
}

Samples plus_one(Samples samples) {
  for (double& value : samples.before) value += 1;
  for (double& value : samples.after) value += 1;
  return samples;
}

double paired_t(const Samples& samples, const Allowance& allowance) {
  std::vector<double> excess;
  for (std::size_t i = 0; i < samples.before.size(); ++i) {
    excess.push_back(samples.after[i] - allowance.factor * samples.before[i] - allowance.margin);
  }
  const auto n = static_cast<std::uint32_t>(excess.size());
  const Moments of = moments(excess);
  if (is_constant(excess, size_of(samples)))
    return of.mean > 0 ? binomial_upper_tail(n, n, 0.5) : 1;
  return t_upper_tail(of.mean / std::sqrt(of.variance_of_mean), n - 1);
}

double welch_t(const Samples& samples, const Allowance& allowance) {
  const auto n = static_cast<std::uint32_t>(samples.before.size());
  const Moments before = moments(samples.before);
  const Moments after = moments(samples.after);
  const double excess = after.mean - allowance.factor * before.mean - allowance.margin;
  const double scale = size_of(samples);
  if (is_constant(samples.before, scale) && is_constant(samples.after, scale)) {
    return excess > 0 ? fisher_upper_tail(n, n, n, 1) : 1;
  }
  const double allowed = allowance.factor * allowance.factor * before.variance_of_mean;
  const double variance = allowed + after.variance_of_mean;
  const double degrees_of_freedom =
      variance * variance * (n - 1) /
      (allowed * allowed + after.variance_of_mean * after.variance_of_mean);
  return t_upper_tail(excess / std::sqrt(variance), degrees_of_freedom);
}

}  // namespace

double p_of_rise(const Samples& samples, const Allowance& allowance) {
  assert(samples.before.size() == samples.after.size());
  assert(samples.before.size() >= 2);
  const double more = (allowance.factor - 1) * mean_of(samples.before) + allowance.margin;
  if (is_counted(samples, 1)) return exact(samples, more);
  if (is_counted(samples, -1)) return exact(plus_one(samples), more);
  return samples.paired ? paired_t(samples, allowance) : welch_t(samples, allowance);
}

bool is_unchanged(const Samples& samples) {
  if (samples.paired) return samples.before == samples.after;
  const double first = samples.before.front();
  const auto is_first = [=](double value) { return value == first; };
  return std::all_of(samples.before.begin(), samples.before.end(), is_first) &&
         std::all_of(samples.after.begin(), samples.after.end(), is_first);
}

Samples negated(Samples samples) {
  for (double& value : samples.before) value = -value;
  for (double& value : samples.after) value = -value;
  return samples;
}

}  // namespace coalmine::harness
