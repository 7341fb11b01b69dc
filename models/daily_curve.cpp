#include "models/daily_curve.hpp"

#include <algorithm>
#include <cmath>

namespace coalmine::models {
namespace {

constexpr double day_ns = 24.0 * 3600 * 1e9;

}  // namespace

DailyClock::DailyClock(const DailyCurve& curve) {
  if (curve.factors.empty()) return;
  const auto count = static_cast<double>(curve.factors.size());
  double sum = 0;
  for (const double factor : curve.factors) sum += factor;
  const double length_ns = day_ns / count;
  double even_ns = 0;
  double begins_ns = 0;
  for (const double relative : curve.factors) {
    const double factor = relative * count / sum;
    // A part in which nothing happens has no even length.
    if (factor > 0) parts_.push_back({even_ns, begins_ns, factor});
    even_ns += factor * length_ns;
    begins_ns += length_ns;
  }
  start_ns_ = static_cast<double>(curve.starts_at.count());
  const auto next =
      std::upper_bound(parts_.begin(), parts_.end(), start_ns_,
                       [](double time, const Part& part) { return time < part.begins_ns; });
  const bool within = next != parts_.begin() && start_ns_ < std::prev(next)->begins_ns + length_ns;
  if (within) {
    const Part& part = *std::prev(next);
    even_start_ns_ = part.even_begins_ns + (start_ns_ - part.begins_ns) * part.factor;
  } else {
    even_start_ns_ =
        next != parts_.end() ? next->even_begins_ns : day_ns;  // 0 of the next even day
  }
}

Instant DailyClock::from_even(Instant even) const {
  if (parts_.empty()) return even;
  const double even_ns = static_cast<double>(even.time_since_epoch().count()) + even_start_ns_;
  const double days = std::floor(even_ns / day_ns);
  const double in_day_ns = even_ns - days * day_ns;
  const auto next =
      std::upper_bound(parts_.begin(), parts_.end(), in_day_ns,
                       [](double time, const Part& part) { return time < part.even_begins_ns; });
  const Part& part = *std::prev(next);
  const double stretched_ns = (in_day_ns - part.even_begins_ns) / part.factor;
  const double real_ns = days * day_ns + part.begins_ns + stretched_ns - start_ns_;
  return Instant{Duration{static_cast<std::int64_t>(real_ns)}};
}

}  // namespace coalmine::models
