// Field semantics 4.9.3 to 4.9.6; spinnaker, kayenta-judge: MannWhitneyClassifier, EffectSizes.
#include "routing/judge/kayenta/classify.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "routing/judge/kayenta/mann_whitney.hpp"

namespace coalmine::routing::kayenta {
namespace {

constexpr double tolerance = 0.25;    // share of the estimate that a bound has to exceed
constexpr double noise_scale = 1e-5;  // of the value it is added to

std::vector<double> in_order(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

bool is_constant(const std::vector<double>& sorted) { return sorted.front() == sorted.back(); }

// In two passes, as Commons Math does: the second takes back what rounding left in the first.
double mean(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  const double rough = sum / count;
  double left_over = 0;
  for (const double value : values) left_over += value - rough;
  return rough + left_over / count;
}

// Whether an effect is as large as a threshold asks; always if there is no telling.
bool reaches(double effect, double threshold) { return std::isnan(effect) || effect >= threshold; }
bool falls_to(double effect, double threshold) { return std::isnan(effect) || effect <= threshold; }

Classification without_data(const Metric& metric) {
  if (metric.nan_strategy == NanStrategy::replace) return {};
  if (metric.must_have_data && !metric.critical) return {Label::nodata_fail_metric, false};
  return {Label::nodata, metric.critical};
}

Classification with_shift(const Shift& shift, double effect, const Metric& metric) {
  const double none = metric.effect_size == EffectSize::cles ? 0.5 : 1.0;
  const double least = tolerance * std::abs(shift.estimate);
  if (metric.direction != Direction::decrease && shift.lower > least &&
      reaches(effect, metric.allowed_increase.value_or(none))) {
    return {Label::high,
            metric.critical && reaches(effect, metric.critical_increase.value_or(none))};
  }
  if (metric.direction != Direction::increase && shift.upper < -least &&
      falls_to(effect, metric.allowed_decrease.value_or(none))) {
    return {Label::low,
            metric.critical && falls_to(effect, metric.critical_decrease.value_or(none))};
  }
  return {};
}

}  // namespace

std::string_view name_of(Label label) {
  switch (label) {
    case Label::pass:
      return "pass";
    case Label::high:
      return "high";
    case Label::low:
      return "low";
    case Label::nodata:
      return "nodata";
    case Label::nodata_fail_metric:
      return "nodata_fail_metric";
    case Label::error:
      return "error";
  }
  return "";
}

void add_noise(std::span<double> values) {
  const auto count = static_cast<double>(values.size());
  const double width = std::sqrt(12.0);  // of an even distribution with standard deviation 1
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double rung = (static_cast<double>(i) + 0.5) / count - 0.5;
    values[i] += values[i] * noise_scale * (width * rung);
  }
}

double mean_ratio(std::span<const double> control, std::span<const double> experiment) {
  const double of_control = mean(control);
  const double of_experiment = mean(experiment);
  if (of_control == 0 || of_experiment == 0) return std::numeric_limits<double>::quiet_NaN();
  return of_experiment / of_control;
}

Classification classify(std::span<const double> control, std::span<const double> experiment,
                        const Metric& metric) {
  if (control.empty() || experiment.empty()) return without_data(metric);
  std::vector<double> x = in_order(experiment);
  std::vector<double> y = in_order(control);
  if (x == y) return {};  // the test would say the same
  const bool both_constant = is_constant(x) && is_constant(y);
  if (both_constant && x.front() == y.front()) return {};
  if (both_constant) {
    add_noise(x);
    add_noise(y);
  }
  const auto shift = mann_whitney(x, y);
  if (!shift) return {Label::error, false};
  if (metric.effect_size == EffectSize::cles) {
    return with_shift(*shift, common_language_effect(x, y), metric);
  }
  // Of what was noised, or else in the points' own order, which shows in the last digit of a mean.
  return with_shift(*shift, both_constant ? mean_ratio(y, x) : mean_ratio(control, experiment),
                    metric);
}

}  // namespace coalmine::routing::kayenta
