#include "harness/theory/latency.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <variant>

#include "harness/theory/chain.hpp"
#include "harness/theory/entry.hpp"
#include "harness/theory/vectors.hpp"

namespace coalmine::harness {
namespace {

// The own work of one version: a draw, times a factor, plus a constant.
struct Work {
  const models::Distribution* distribution;
  double factor = 1;
  double extra_s = 0;

  double quantile(double p) const { return models::quantile(*distribution, p) * factor + extra_s; }
  double cdf(double seconds) const {
    return models::cdf(*distribution, (seconds - extra_s) / factor);
  }
};

// Of the watched function: stable's work and the canary's, if work is all there is to its latency.
std::optional<std::array<Work, 2>> work_of_watched(const Setup& setup) {
  const models::System& system = setup.scenario.system;
  const models::FunctionIndex watched = setup.watched();
  const models::Function& function = system.functions[watched];
  const bool struck = std::any_of(system.incidents.begin(), system.incidents.end(),
                                  [&](const auto& incident) { return incident.in == watched; });
  if (struck || function.timeout || !function.calls.empty() || batches_records(system))
    return std::nullopt;
  std::array<Work, 2> work{Work{&function.latency[0]}, Work{&function.latency[1]}};
  for (const models::Bug& bug : system.bugs) {
    const auto* slower = std::get_if<models::SlowerBug>(&bug.what);
    if (bug.in != watched || slower == nullptr) continue;
    work[1].factor *= slower->factor;
    work[1].extra_s += in_seconds(slower->extra);
  }
  if (work[1].factor <= 0) return std::nullopt;
  return work;
}

// The canary's share of the watched function's invocations. Latencies count those that begin in the
// window, shares those of requests that arrive in it: the same if the window is the whole
// observation, or the function is the entry.
std::optional<double> canary_share(const Setup& setup, const spec::Policy& policy) {
  if (setup.watched() != 0 && setup.window_begins != Instant{}) return std::nullopt;
  // A percentile is of the share as it falls out: with few connections that is often not the mean.
  if (!ticket_decides(setup, policy)) return std::nullopt;
  return invocation_share(setup, policy, setup.watched());
}

// The least time at which the mixture's distribution function reaches p.
double mixture_quantile(const std::array<Work, 2>& work, double weight, double p) {
  if (weight == 0 || weight == 1) return work[weight == 1].quantile(p);
  double below = std::min(work[0].quantile(p), work[1].quantile(p));
  double reached = std::max(work[0].quantile(p), work[1].quantile(p));
  if ((1 - weight) * work[0].cdf(below) + weight * work[1].cdf(below) >= p) return below;
  for (;;) {
    const double middle = below + (reached - below) / 2;
    if (middle <= below || middle >= reached) return reached;
    const double share = (1 - weight) * work[0].cdf(middle) + weight * work[1].cdf(middle);
    (share < p ? below : reached) = middle;
  }
}

// The quantile at p where samples lie evenly around it. Not so where the density jumps, as at a
// knot of straight lines or beside a gap: there a sample percentile leans to the flatter side.
template <class Quantile>
std::optional<double> smooth_quantile(Quantile quantile, double p) {
  constexpr double hair = 1e-6;
  const double at = quantile(p);
  const double before = at - quantile(p - hair);
  const double after = quantile(p + hair) - at;
  if (std::abs(after - before) > 0.01 * std::max(before, after) + 1e-12 * at) return std::nullopt;
  return at;
}

}  // namespace

std::optional<double> latency_percentile_ms(const Setup& setup, const spec::Policy& policy,
                                            Side side, double p) {
  const auto work = work_of_watched(setup);
  const auto share = canary_share(setup, policy);
  if (!work || !share) return std::nullopt;
  if ((side == Side::stable && *share == 1) || (side == Side::canary && *share == 0))
    return std::nullopt;
  const double weight = side == Side::alias ? *share : side == Side::canary ? 1 : 0;
  const auto seconds =
      smooth_quantile([&](double at) { return mixture_quantile(*work, weight, at); }, p);
  return seconds ? std::optional(*seconds * 1e3) : std::nullopt;
}

std::optional<double> masking(const Setup& setup, const spec::Policy& policy, double p) {
  const auto stable = latency_percentile_ms(setup, policy, Side::stable, p);
  const auto canary = latency_percentile_ms(setup, policy, Side::canary, p);
  const auto alias = latency_percentile_ms(setup, policy, Side::alias, p);
  if (!stable || !canary || !alias || *canary == *stable) return std::nullopt;
  return (*alias - *stable) / (*canary - *stable);
}

std::optional<double> least_weight(const Setup& setup, const spec::Policy& policy) {
  const auto alarm = std::find_if(policy.alarms.begin(), policy.alarms.end(), [&](const auto& a) {
    return a.statistic == routing::Statistic::latency &&
           setup.function_named(a.function) == setup.watched();
  });
  const auto work = work_of_watched(setup);
  const auto share = canary_share(setup, policy);
  if (alarm == policy.alarms.end() || !work || !share || *share <= 0 || *share >= 1)
    return std::nullopt;
  const double stable = (*work)[0].cdf(alarm->threshold);
  const double canary = (*work)[1].cdf(alarm->threshold);
  if (stable <= alarm->percentile) return 0;
  if (canary > alarm->percentile) return std::nullopt;
  return (stable - alarm->percentile) / (stable - canary);
}

}  // namespace coalmine::harness
