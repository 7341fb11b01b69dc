// What Kayenta thinks of one metric: no worse than the control's, higher, lower, or without data.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "routing/judge/kayenta/spec.hpp"

namespace coalmine::routing::kayenta {

enum class Label : std::uint8_t {
  pass,
  high,
  low,
  nodata,
  nodata_fail_metric,
  error,  // the test could not be computed. Counts for nothing, so what is in error does not fail
};
std::string_view name_of(Label label);

struct Classification {
  Label label = Label::pass;
  bool critical = false;  // makes the score of the run 0
  friend bool operator==(const Classification&, const Classification&) = default;
};

// Of points that are clean(), in any order. `high` needs a direction that minds an increase, a
// lower bound above a quarter of the estimated shift, and an effect of the allowed increase or
// more; `low` likewise. An effect that cannot be computed (a mean is 0) is no obstacle.
Classification classify(std::span<const double> control, std::span<const double> experiment,
                        const Metric& metric);

// The experiment's mean over the control's; NaN if either is 0. Precondition: both have values.
double mean_ratio(std::span<const double> control, std::span<const double> experiment);

// How Kayenta tells two constants apart: it adds Gaussian noise of 1e-5 of the value, because tied
// ranks tell nothing. Here the noise is a ladder of even rungs with the same standard deviation, so
// that the verdict is no matter of luck. It could only be one where two constants differ by about
// 1e-5 of their value. A constant 0 stays what it is, in the product as well.
void add_noise(std::span<double> values);

}  // namespace coalmine::routing::kayenta
