#include "harness/theory/weights.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

#include "routing/partitions.hpp"
#include "routing/replicas.hpp"

namespace coalmine::harness {
namespace {

// What share of the tickets a route makes of a weight.
double effective(const routing::Route& route, routing::Weight weight) {
  if (std::holds_alternative<routing::AllAtOnce>(route)) return weight > routing::Weight{} ? 1 : 0;
  if (const auto* replicas = std::get_if<routing::Replicas>(&route)) {
    const auto counts = routing::replica_counts(weight, replicas->count, replicas->surge);
    return static_cast<double>(counts.canary) / static_cast<double>(counts.canary + counts.stable);
  }
  if (const auto* parts = std::get_if<routing::Partitioned>(&route)) {
    const auto canary =
        routing::canary_partitions(weight, parts->partitions, parts->workers, /*rotation=*/0);
    return static_cast<double>(std::count(canary.begin(), canary.end(), true)) /
           static_cast<double>(canary.size());
  }
  if (std::holds_alternative<routing::WrongRendezvous>(route)) {
    // P(w u2 > (1 - w) u1) for two uniform hashes: an area below a line in the unit square.
    const double w = weight.share();
    if (w <= 0 || w >= 1) return w;
    return w <= 0.5 ? w / (2 * (1 - w)) : 1 - (1 - w) / (2 * w);
  }
  const auto* sticky = std::get_if<routing::Sticky>(&route);
  if (sticky != nullptr && sticky->buckets != 0) {
    // A bucket is covered as soon as its first ticket is.
    const double buckets = sticky->buckets;
    return std::ceil(weight.share() * buckets - 1e-9) / buckets;
  }
  return weight.share();
}

Instant after(Instant at, Duration hold) { return hold > never - at ? never : at + hold; }

// An operator takes the canary back at this moment, whatever was planned.
void take_back(WeightPath& path, const std::optional<Duration>& rollback_at) {
  if (!rollback_at) return;
  const Instant at{*rollback_at};
  std::erase_if(path, [&](const Stretch& stretch) { return stretch.from >= at; });
  if (!path.empty()) path.back().to = at;
  path.push_back({at, never, 0, 0});
}

// Even time from the midnight before the observation until `since_midnight_ns`.
double even_ns(const models::DailyCurve& daily, double since_midnight_ns) {
  constexpr double day_ns = 24.0 * 3600 * 1e9;
  const double days = std::floor(since_midnight_ns / day_ns);
  const double in_day_ns = since_midnight_ns - days * day_ns;
  const double part_ns = day_ns / static_cast<double>(daily.factors.size());
  double sum = 0;
  double passed = 0;
  for (std::size_t i = 0; i < daily.factors.size(); ++i) {
    const double begins_ns = static_cast<double>(i) * part_ns;
    sum += daily.factors[i];
    passed += daily.factors[i] * std::clamp(in_day_ns - begins_ns, 0.0, part_ns);
  }
  return days * day_ns + passed * static_cast<double>(daily.factors.size()) / sum;
}

}  // namespace

WeightPath planned_weights_from(Instant begin, const Setup& setup, const spec::Policy& policy,
                                models::FunctionIndex function) {
  const spec::Release& release = setup.scenario.release;
  const auto place = std::find(release.functions.begin(), release.functions.end(), function);
  if (place == release.functions.end()) return {{begin, never, 0, 0}};
  const auto index = static_cast<std::size_t>(place - release.functions.begin());
  const std::vector<routing::Step>& steps = policy.plans[index].steps;
  WeightPath path;
  Instant from{policy.starts[index]};
  if (Instant{} < from) path.push_back({Instant{}, from, 0, 0});
  for (std::uint32_t step = 0; step < steps.size(); ++step) {
    const bool last = step + 1 == steps.size();
    const Instant to = last ? never : after(from, steps[step].hold);
    if (from < to)
      path.push_back({from, to, effective(policy.routing.route, steps[step].weight), step + 1});
    from = to;
  }
  take_back(path, release.rollback_at);
  std::erase_if(path, [&](const Stretch& each) { return each.to <= begin; });
  path.front().from = begin;
  return path;
}

WeightPath planned_weights(const Setup& setup, const spec::Policy& policy,
                           models::FunctionIndex function) {
  return planned_weights_from(setup.window_begins, setup, policy, function);
}

WeightPath planned_weights_in_window(const Setup& setup, const spec::Policy& policy,
                                     models::FunctionIndex function) {
  WeightPath path = planned_weights(setup, policy, function);
  std::erase_if(path, [&](const Stretch& stretch) { return stretch.from >= setup.ends; });
  if (!path.empty()) path.back().to = setup.ends;
  return path;
}

std::vector<double> weights_of(const WeightPath& path) {
  std::vector<double> weights;
  for (const Stretch& stretch : path) weights.push_back(stretch.weight);
  return weights;
}

bool is_constant(const WeightPath& path, const routing::Route& route) {
  const auto* sticky = std::get_if<routing::Sticky>(&route);
  const bool new_salts = sticky != nullptr && sticky->salt_per == routing::SaltScope::step;
  return std::all_of(path.begin(), path.end(), [&](const Stretch& stretch) {
    return stretch.weight == path.front().weight &&
           (!new_salts || stretch.step == path.front().step);
  });
}

double even_time_ns(const models::DailyCurve& daily, Instant from, Instant to) {
  if (daily.factors.empty()) return static_cast<double>((to - from).count());
  const auto since_midnight_ns = [&](Instant at) {
    return static_cast<double>((at.time_since_epoch() + daily.starts_at).count());
  };
  return even_ns(daily, since_midnight_ns(to)) - even_ns(daily, since_midnight_ns(from));
}

}  // namespace coalmine::harness
