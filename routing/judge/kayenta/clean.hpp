// The points of a metric that are judged: without the missing ones, and without outliers.
#pragma once

#include <span>
#include <vector>

#include "routing/judge/kayenta/spec.hpp"

namespace coalmine::routing::kayenta {

// What is left of `points`, in their order; NaN is a point without data. An outlier lies outside of
// the quartiles by more than `outlier_factor` interquartile ranges, and beyond the 1st and 99th
// percentile as well: so of 100 points or fewer only the extremes can be ones.
std::vector<double> clean(std::span<const double> points, const Metric& metric);

// The value at `p` in [0, 1], linear between the two it falls between: 0 the first, 1 the last (R's
// type 7). Precondition: values, in increasing order.
double percentile(std::span<const double> sorted, double p);

}  // namespace coalmine::routing::kayenta
