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
  double even_ns = 0;
  double begins_ns = 0;
  for (const double relative : curve.factors) {
    const double factor = relative * count / sum;
    parts_.push_back({even_ns, begins_ns, factor});
    even_ns += factor * day_ns / count;
    begins_ns += day_ns / count;
  }
  start_ns_ = static_cast<double>(curve.starts_at.count());
  auto part = parts_.rbegin();
  while (part->begins_ns > start_ns_) ++part;
  even_start_ns_ = part->even_begins_ns + (start_ns_ - part->begins_ns) * part->factor;
}

Instant DailyClock::from_even(Instant even) const {
  if (parts_.empty()) return even;
  const double even_ns = static_cast<double>(even.time_since_epoch().count()) + even_start_ns_;
  const double days = std::floor(even_ns / day_ns);
  const double in_day_ns = even_ns - days * day_ns;
  // The last part that begins at or before it; a part of factor 0 has no even length and is skipped.
  auto after = std::upper_bound(
      parts_.begin(), parts_.end(), in_day_ns,
      [](double time, const Part& part) { return time < part.even_begins_ns; });
  const Part& part = *std::prev(after);
  const double stretched_ns = part.factor > 0 ? (in_day_ns - part.even_begins_ns) / part.factor : 0;
  const double real_ns = days * day_ns + part.begins_ns + stretched_ns - start_ns_;
  return Instant{Duration{static_cast<std::int64_t>(real_ns)}};
}

}  // namespace coalmine::models
