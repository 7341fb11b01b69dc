#include "harness/judges/kayenta_points.hpp"

#include <algorithm>
#include <limits>

namespace coalmine::harness {
namespace {

namespace kayenta = routing::kayenta;

constexpr double no_data = std::numeric_limits<double>::quiet_NaN();

// One division, so that a constant latency is the same number whatever the number of invocations:
// Kayenta looks for ties.
double in_milliseconds(Duration sum, double invocations) {
  return static_cast<double>(sum.count()) / (1e6 * invocations);
}

// In the units of kayenta::Statistic. NaN without invocations, also for how many there were: stores
// have no series then, and no zeros.
double value_of(const kayenta::Measure& measure, const Observed& observed) {
  if (observed.counts.invocations == 0) return no_data;
  const auto invocations = static_cast<double>(observed.counts.invocations);
  const auto errors = static_cast<double>(observed.counts.errors);
  switch (measure.statistic) {
    case kayenta::Statistic::error_rate:
      return 100 * errors / invocations;
    case kayenta::Statistic::success_rate:
      return 100 * (invocations - errors) / invocations;
    case kayenta::Statistic::requests:
      return invocations;
    case kayenta::Statistic::latency:
      return measure.percentile ? in_milliseconds(observed.latency.quantile(*measure.percentile), 1)
                                : in_milliseconds(observed.latency_sum, invocations);
  }
  return no_data;
}

}  // namespace

KayentaPoints::KayentaPoints(const kayenta::Spec& spec)
    : spec_(spec), control_(spec.metrics.size()), experiment_(spec.metrics.size()) {}

void KayentaPoints::clear() {
  resize(0);
  published_ = 0;
}

void KayentaPoints::move_to(const kayenta::Window& window, const Telemetry& telemetry) {
  resize(published_);
  forget_before(window.from);
  const Instant visible_until = std::min(window.to, window.visible_until);
  for (Instant at = begins_ + static_cast<Duration::rep>(published_) * spec_.step;
       at + spec_.step <= visible_until; at += spec_.step) {
    add_step(at, telemetry);
  }
  resize(static_cast<std::size_t>((window.to - window.from) / spec_.step));
}

kayenta::Judgement KayentaPoints::judge() const {
  std::vector<kayenta::Points> points;
  for (std::size_t i = 0; i < spec_.metrics.size(); ++i) {
    points.push_back({control_[i], experiment_[i]});
  }
  return kayenta::judge(spec_, points);
}

void KayentaPoints::forget_before(Instant from) {
  if (published_ > 0) {
    const auto passed = static_cast<std::size_t>((from - begins_) / spec_.step);
    const std::size_t forgotten = std::min(passed, published_);
    for (ByMetric* side : {&control_, &experiment_}) {
      for (std::vector<double>& values : *side) {
        values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(forgotten));
      }
    }
    published_ -= forgotten;
  }
  begins_ = from;
}

void KayentaPoints::add_step(Instant at, const Telemetry& telemetry) {
  const Observed stable = telemetry.observed(routing::Version::stable, at, at + spec_.step);
  const Observed canary = telemetry.observed(routing::Version::canary, at, at + spec_.step);
  for (std::size_t i = 0; i < spec_.metrics.size(); ++i) {
    control_[i].push_back(value_of(spec_.metrics[i].measure, stable));
    experiment_[i].push_back(value_of(spec_.metrics[i].measure, canary));
  }
  ++published_;
}

void KayentaPoints::resize(std::size_t points) {
  for (ByMetric* side : {&control_, &experiment_}) {
    for (std::vector<double>& values : *side) values.resize(points, no_data);
  }
}

}  // namespace coalmine::harness
