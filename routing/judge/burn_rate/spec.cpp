#include "routing/judge/burn_rate/spec.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

namespace coalmine::routing::burn_rate {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Duration time_unit = std::chrono::seconds{1};  // of telemetry

bool in_full_seconds(Duration time) { return time % time_unit == Duration{0}; }

// What is wrong, if anything. A message begins with the key that is wrong.
using Problem = std::optional<std::string>;

Problem of_objective(const Spec& spec) {
  if (!(spec.objective > 0 && spec.objective < 1)) {  // refuses a NaN, too
    return fmt::format("objective: {} is not above 0 and below 1", spec.objective);
  }
  if (spec.bad == Bad::slow && spec.limit <= Duration{0}) return "bad: the limit is not above 0";
  if (spec.scope == Dimension::difference) return "scope: a difference has no budget";
  if (spec.every <= Duration{0} || !in_full_seconds(spec.every)) {
    return "every: not in full seconds, above 0";
  }
  if (spec.delay < Duration{0} || !in_full_seconds(spec.delay)) {
    return "delay: not in full seconds, 0 or more";
  }
  if (spec.alerts.empty()) return "alerts: there are none";
  return std::nullopt;
}

Problem of_alert(const Spec& spec, const AlertSpec& alert) {
  if (!(alert.rate > 0)) return fmt::format("rate {} is not above 0", alert.rate);
  if (threshold(spec, alert.rate) >= 1) {
    return fmt::format("never fires: {:g} times the budget of {:g} % is {:g} % of all invocations",
                       alert.rate, threshold(spec, 1) * 100, threshold(spec, alert.rate) * 100);
  }
  if (alert.short_window <= Duration{0}) return "the short window is not above 0";
  if (alert.short_window > alert.long_window) return "the short window is longer than the long one";
  if (!in_full_seconds(alert.long_window) || !in_full_seconds(alert.short_window)) {
    return "a window is not in full seconds";
  }
  if (alert.hold < Duration{0}) return "it cannot burn for less than 0";
  return std::nullopt;
}

}  // namespace

std::vector<AlertSpec> workbook_alerts() {
  return {{14.4, hours{1}, minutes{5}, {}, Severity::page},
          {6, hours{6}, minutes{30}, {}, Severity::page},
          {1, hours{72}, hours{6}, {}, Severity::ticket}};
}

double threshold(const Spec& spec, double rate) { return rate * (1 - spec.objective); }

Checked<Spec> check(Spec spec) {
  if (auto problem = of_objective(spec)) return tl::unexpected(Error{std::move(*problem)});
  for (std::size_t i = 0; i < spec.alerts.size(); ++i) {
    if (const auto problem = of_alert(spec, spec.alerts[i])) {
      return tl::unexpected(Error{fmt::format("alerts: number {}: {}", i + 1, *problem)});
    }
  }
  return spec;
}

}  // namespace coalmine::routing::burn_rate
