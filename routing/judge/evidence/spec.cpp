#include "routing/judge/evidence/spec.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace coalmine::routing::evidence {
namespace {

constexpr Duration time_unit = std::chrono::seconds{1};  // of telemetry
constexpr double seconds_max = 1e9;                      // whatever: finite
constexpr double planned_max = 1e18;

tl::unexpected<Error> refused(std::string message) {
  return tl::unexpected(Error{std::move(message)});
}

bool is_time(Duration time) { return time >= Duration{0} && time % time_unit == Duration{0}; }

bool fits(Method method, Measure measure) {
  if (method == Method::two_proportion) return is_share(measure);
  if (method == Method::mann_whitney) return measure == Measure::latency;
  return measure != Measure::latency;
}

// What is wrong, if anything. A message begins with the key that is wrong.
using Problem = std::optional<std::string>;

Problem combination(const Spec& spec) {
  if (!fits(spec.method, spec.measure)) {
    if (spec.measure == Measure::latency) return "test: only mann_whitney compares whole latencies";
    return spec.method == Method::mann_whitney ? "test: mann_whitney compares whole latencies"
                                               : "test: two_proportion compares shares";
  }
  if (spec.clustered && spec.measure != Measure::error_rate) {
    return "clustered: only errors are known user by user";
  }
  return std::nullopt;
}

Problem times(const Spec& spec) {
  if (!is_time(spec.every)) return "every: not in full seconds, 0 or more";
  if (!is_time(spec.delay)) return "delay: not in full seconds, 0 or more";
  const bool once = spec.every == Duration{0};
  if (!spec.until) return once ? Problem("at: the only look needs a time") : std::nullopt;
  const std::string key = once ? "at" : "until";
  if (!is_time(*spec.until)) return key + ": not in full seconds, 0 or more";
  if (*spec.until < spec.every) return key + ": ends before it has looked";
  if (*spec.until <= spec.delay) return key + ": ends before anything is known, see delay";
  return std::nullopt;
}

Problem sizes(const Spec& spec) {
  // Written so that a NaN is refused, too.
  if (!(spec.level > 0 && spec.level < 0.5)) {
    return fmt::format("level: {} is not above 0 and below 0.5", spec.level);
  }
  if (spec.min_requests < 1) return "min_requests: at least 1";
  if (spec.clustered && spec.min_users < 2) return "min_users: at least 2";
  if (spec.measure == Measure::quantile && !(spec.quantile > 0 && spec.quantile < 1)) {
    return fmt::format("measure: quantile {} is not above 0 and below 1", spec.quantile);
  }
  if (spec.measure == Measure::slower_than && spec.limit <= Duration{0}) {
    return "measure: the limit is not above 0";
  }
  const double most = is_share(spec.measure) ? 1 : seconds_max;
  if (!(spec.margin >= 0 && spec.margin < most)) {
    return fmt::format("margin: {} is not below {:g}, 0 or more", spec.margin, most);
  }
  if (!(spec.mixture > 0 && spec.mixture < seconds_max)) {
    return fmt::format("mixture: {} is not above 0", spec.mixture);
  }
  if (!(spec.planned >= 1 && spec.planned < planned_max)) {
    return fmt::format("planned: {} is not 1 or more", spec.planned);
  }
  return std::nullopt;
}

}  // namespace

Checked<Spec> check(Spec spec) {
  for (const auto& part : {combination, times, sizes}) {
    if (auto problem = part(spec)) return refused(std::move(*problem));
  }
  return spec;
}

}  // namespace coalmine::routing::evidence
