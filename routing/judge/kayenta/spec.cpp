// What Kayenta would refuse, or would never have come to the end of.
#include "routing/judge/kayenta/spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace coalmine::routing::kayenta {
namespace {

constexpr Duration step_min = std::chrono::seconds{1};
constexpr double score_max = 100;

tl::unexpected<Error> refused(std::string message) {
  return tl::unexpected(Error{std::move(message)});
}

bool in_range(double value, double low, double high) { return value >= low && value <= high; }

bool is_multiple(Duration whole, Duration part) {
  return whole >= part && whole % part == Duration::zero();
}

bool any_in_group(const std::vector<Metric>& metrics, const std::string& group) {
  return std::any_of(metrics.begin(), metrics.end(), [&](const Metric& metric) {
    return std::find(metric.groups.begin(), metric.groups.end(), group) != metric.groups.end();
  });
}

std::optional<Error> wrong_in_metrics(const Spec& spec) {
  if (std::all_of(spec.metrics.begin(), spec.metrics.end(), std::mem_fn(&Metric::muted))) {
    return Error{"metrics: there is nothing to judge"};
  }
  for (const Metric& metric : spec.metrics) {
    const auto percentile = metric.measure.percentile;
    if (percentile && !(*percentile > 0 && *percentile < 1)) {
      return Error{fmt::format("metrics: percentile {} is not above 0 and below 1", *percentile)};
    }
    if (!(metric.outlier_factor > 0)) {
      return Error{fmt::format("metrics: outlier factor {} is not above 0", metric.outlier_factor)};
    }
    if (metric.groups.empty()) return Error{"metrics: a metric in no group counts for nothing"};
  }
  return std::nullopt;
}

std::optional<Error> wrong_in_scores(const Spec& spec) {
  double sum = 0;
  for (const auto& [group, weight] : spec.group_weights) {
    if (!in_range(weight, 0, score_max)) {
      return Error{
          fmt::format("group_weights: {} of \"{}\" is not within 0 to 100", weight, group)};
    }
    if (!any_in_group(spec.metrics, group)) {
      return Error{fmt::format("group_weights: no metric is in the group \"{}\"", group)};
    }
    sum += weight;
  }
  if (sum > score_max) {
    return Error{fmt::format("group_weights: add up to {}, expected at most 100", sum)};
  }
  if (!in_range(spec.pass, 0, score_max)) {
    return Error{fmt::format("pass: {} is not within 0 to 100", spec.pass)};
  }
  if (!in_range(spec.marginal, 0, spec.pass)) {
    return Error{fmt::format("marginal: {} is not within 0 to pass, {}", spec.marginal, spec.pass)};
  }
  return std::nullopt;
}

std::optional<Error> wrong_in_times(const Spec& spec) {
  const auto wrong = [](const char* key, Duration value, const std::string& expected) {
    return Error{fmt::format("{}: {:g} s is not {}", key, in_seconds(value), expected)};
  };
  if (!is_multiple(spec.step, step_min))
    return wrong("step", spec.step, "whole seconds, 1 or more");
  const std::string steps = fmt::format("a multiple of the step of {:g} s", in_seconds(spec.step));
  if (!is_multiple(spec.interval, spec.step)) return wrong("interval", spec.interval, steps);
  if (spec.lookback && !is_multiple(*spec.lookback, spec.step)) {
    return wrong("lookback", *spec.lookback, steps);
  }
  if (spec.lifetime && !is_multiple(*spec.lifetime, spec.step)) {
    return wrong("lifetime", *spec.lifetime, steps);
  }
  if (spec.begin_after < Duration::zero() || spec.begin_after % step_min != Duration::zero()) {
    return wrong("begin_after", spec.begin_after, "whole seconds, 0 or more");
  }
  if (spec.publication_delay < Duration::zero()) {
    return wrong("publication_delay", spec.publication_delay, "0 or more");
  }
  return std::nullopt;
}

}  // namespace

Checked<Spec> check(Spec spec) {
  for (const auto& wrong_in : {wrong_in_metrics, wrong_in_scores, wrong_in_times}) {
    if (auto error = wrong_in(spec)) return refused(std::move(error->message));
  }
  return spec;
}

Duration interval_of(const Spec& spec) {
  return spec.lifetime ? std::min(spec.interval, *spec.lifetime) : spec.interval;
}

std::optional<std::int64_t> runs_of(const Spec& spec) {
  if (!spec.lifetime) return std::nullopt;
  return *spec.lifetime / interval_of(spec);
}

}  // namespace coalmine::routing::kayenta
