// Field semantics 4.9.1 and 4.9.2; spinnaker, kayenta-judge: Transforms, IQRDetector.
#include "routing/judge/kayenta/clean.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace coalmine::routing::kayenta {
namespace {

void remove_outliers(std::vector<double>& values, double factor) {
  if (values.empty()) return;
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const double lower_quartile = percentile(sorted, 0.25);
  const double upper_quartile = percentile(sorted, 0.75);
  const double reach = factor * (upper_quartile - lower_quartile);
  const double least = std::min(percentile(sorted, 0.01), lower_quartile - reach);
  const double most = std::max(percentile(sorted, 0.99), upper_quartile + reach);
  std::erase_if(values, [&](double value) { return value < least || value > most; });
}

}  // namespace

double percentile(std::span<const double> sorted, double p) {
  assert(!sorted.empty());
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  const double rest = place - static_cast<double>(below);
  return sorted[below] + rest * (sorted[below + 1] - sorted[below]);
}

std::vector<double> clean(std::span<const double> points, const Metric& metric) {
  std::vector<double> values(points.begin(), points.end());
  if (metric.nan_strategy == NanStrategy::remove) {
    std::erase_if(values, [](double value) { return std::isnan(value); });
  } else {
    std::replace_if(
        values.begin(), values.end(), [](double value) { return std::isnan(value); }, 0.0);
  }
  if (metric.outliers == Outliers::remove) remove_outliers(values, metric.outlier_factor);
  return values;
}

}  // namespace coalmine::routing::kayenta
