#include "routing/judge/argo/measurement.hpp"

#include <limits>

namespace coalmine::routing::argo {
namespace {

// False for whatever is not a number, as comparisons are.
bool holds(const Condition& condition, double value) {
  switch (condition.comparison) {
    case Comparison::at_least:
      return value >= condition.value;
    case Comparison::above:
      return value > condition.value;
    case Comparison::below:
      return value < condition.value;
    case Comparison::at_most:
      return value <= condition.value;
    case Comparison::equal:
      return value == condition.value;
  }
  return false;
}

// Nothing: the conditions cannot be evaluated.
std::optional<double> result_of(const Metric& metric, std::optional<double> answer) {
  if (answer) return answer;
  switch (metric.without_traffic) {
    case WithoutTraffic::error:
      return std::nullopt;
    case WithoutTraffic::not_a_number:
      return std::numeric_limits<double>::quiet_NaN();
    case WithoutTraffic::value:
      return metric.value_without_traffic;
  }
  return std::nullopt;
}

}  // namespace

Measurement measure(const Metric& metric, std::optional<double> answer) {
  // Nothing is evaluated, so an empty result is no error either.
  if (!metric.success && !metric.failure) return Measurement::successful;
  const auto result = result_of(metric, answer);
  if (!result) return Measurement::error;
  const bool failure =
      metric.failure ? holds(*metric.failure, *result) : !holds(*metric.success, *result);
  const bool success = metric.success ? holds(*metric.success, *result) : !failure;
  if (failure) return Measurement::failed;
  return success ? Measurement::successful : Measurement::inconclusive;
}

}  // namespace coalmine::routing::argo
