#include "harness/theory/flags.hpp"

#include <algorithm>
#include <variant>

#include "base/math.hpp"
#include "harness/theory/weights.hpp"

namespace coalmine::harness {
namespace {

// E min(X, y) for y > 0: the part of the mean below y, and y for what lies beyond.
struct LimitedMean {
  double y;

  double operator()(const models::Constant& d) const { return std::min(d.value, y); }
  double operator()(const models::Exponential& d) const {
    return -d.mean * math::expm1(-y / d.mean);
  }
  // The density times x is that of another of the same kind, times the mean.
  double operator()(const models::Lognormal& d) const {
    if (d.sigma == 0) return std::min(d.median, y);
    return with_part_below(d, models::Lognormal{d.median * math::exp(d.sigma * d.sigma), d.sigma},
                           y);
  }
  double operator()(const models::Gamma& d) const {
    return with_part_below(d, models::Gamma{d.shape + 1, d.mean * (d.shape + 1) / d.shape}, y);
  }
  // With z = (x / scale)^shape, which is exponential, x is a power of z and x times its density a
  // gamma density.
  double operator()(const models::Weibull& d) const {
    const double power = 1 + 1 / d.shape;
    const double z = math::exp(d.shape * math::log(y / d.scale));
    return with_part_below(d, models::Gamma{power, power}, z);
  }
  double operator()(const models::Empirical& d) const {
    double sum = 0;
    for (std::size_t i = 1; i < d.points.size(); ++i) {
      const auto& [p0, x0] = d.points[i - 1];
      const auto& [p1, x1] = d.points[i];
      const double below = x1 <= y ? p1 : x0 >= y ? p0 : p0 + (p1 - p0) * (y - x0) / (x1 - x0);
      sum += (below - p0) * (x0 + std::min(x1, std::max(x0, y))) / 2 + (p1 - below) * y;
    }
    return sum;
  }

 private:
  // `weighted` at `at`: the share of the mean that lies below y.
  double with_part_below(const models::Distribution& d, const models::Distribution& weighted,
                         double at) const {
    return models::mean(d) * models::cdf(weighted, at) + y * (1 - models::cdf(d, y));
  }
};

struct LimitedDelay {
  double y;

  std::optional<double> operator()(const models::Streaming& how) const {
    return std::visit(LimitedMean{y}, how.delay);
  }
  // The next poll is anywhere in a period.
  std::optional<double> operator()(const models::Polling& how) const {
    const double latency = in_seconds(how.latency);
    const double period = in_seconds(how.period);
    const double waited = std::clamp(y - latency, 0.0, period);
    return std::min(latency, y) + waited - waited * waited / (2 * period);
  }
  std::optional<double> operator()(const models::OnInvocation&) const { return std::nullopt; }
};

// Requests at independent uniform times of the observation.
bool comes_evenly(const models::TrafficSpec& traffic) {
  return traffic.daily.factors.empty() &&
         !std::holds_alternative<models::SessionTraffic>(traffic.pattern) &&
         !std::holds_alternative<models::TraceTraffic>(traffic.pattern);
}

}  // namespace

std::optional<double> stale_share(const Setup& setup, const spec::Policy& policy) {
  if (!policy.flags || setup.chain.size() != 1 || !comes_evenly(setup.scenario.traffic) ||
      setup.scenario.release.rollback_at || policy.flags->outage || policy.flags->cold_start)
    return std::nullopt;
  const double window_begins = in_seconds(setup.window_begins.time_since_epoch());
  double stale = 0;
  for (const Stretch& stretch : planned_weights_from(Instant{}, setup, policy, 0)) {
    if (stretch.step == 0 || stretch.from >= setup.ends || stretch.to <= setup.window_begins)
      continue;
    const double changed = in_seconds(stretch.from.time_since_epoch());
    const double until = in_seconds(std::min(stretch.to, setup.ends).time_since_epoch()) - changed;
    const double since = std::max(0.0, window_begins - changed);
    const auto by_end = std::visit(LimitedDelay{until}, policy.flags->how);
    const auto before = since > 0 ? std::visit(LimitedDelay{since}, policy.flags->how) : 0;
    if (!by_end || !before) return std::nullopt;
    stale += *by_end - *before;
  }
  return stale / in_seconds(setup.ends - setup.window_begins);
}

}  // namespace coalmine::harness
