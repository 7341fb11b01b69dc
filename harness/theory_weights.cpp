#include "harness/theory_weights.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

namespace coalmine::harness {
namespace {

double effective(const routing::Route& route, routing::Weight weight) {
  if (!std::holds_alternative<routing::AllAtOnce>(route)) return weight.share();
  return weight > routing::Weight{} ? 1.0 : 0.0;
}

Instant after(Instant at, Duration hold) { return hold > never - at ? never : at + hold; }

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

WeightPath planned_weights(const Setup& setup, const spec::Policy& policy,
                           models::FunctionIndex function) {
  const spec::Release& release = setup.scenario.release;
  const auto place = std::find(release.functions.begin(), release.functions.end(), function);
  if (place == release.functions.end()) return {{setup.window_begins, never, 0, 0}};
  const auto index = static_cast<std::size_t>(place - release.functions.begin());
  const std::vector<routing::Step>& steps = policy.plans[index].steps;
  WeightPath path;
  Instant from{release.starts[index]};
  if (setup.window_begins < from) path.push_back({setup.window_begins, from, 0, 0});
  for (std::uint32_t step = 0; step < steps.size(); ++step) {
    const bool last = step + 1 == steps.size();
    const Instant to = last ? never : after(from, steps[step].hold);
    if (from < to)
      path.push_back({from, to, effective(policy.route, steps[step].weight), step + 1});
    from = to;
  }
  return path;
}

WeightPath planned_weights_in_window(const Setup& setup, const spec::Policy& policy,
                                     models::FunctionIndex function) {
  WeightPath path = planned_weights(setup, policy, function);
  std::erase_if(path, [&](const Stretch& stretch) { return stretch.from >= setup.ends; });
  if (!path.empty()) path.back().to = setup.ends;
  return path;
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
