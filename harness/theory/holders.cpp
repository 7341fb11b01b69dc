#include "harness/theory/holders.hpp"

#include <algorithm>
#include <variant>

#include "base/math.hpp"
#include "harness/theory/weights.hpp"

namespace coalmine::harness {
namespace {

// Times in seconds, rates a second.
struct Holding {
  double request_rate;  // at one holder
  double life;          // mean
  bool from_the_start;  // held for stable when the observation begins, or not yet there
};

double seconds_of(Instant at) { return in_seconds(at.time_since_epoch()); }

// Lives end at a rate, and the next request begins another: held, idle, held. The share held at
// time t, and of those the share on the canary, both under any weights until then.
struct Exponential {
  Holding holding;

  double held_at(double t) const {
    const double ends = 1 / holding.life;
    const double settles = holding.request_rate + ends;
    const double held = holding.request_rate / settles;
    const double start = holding.from_the_start ? 1 : 0;
    return held + (start - held) * math::exp(-settles * t);
  }

  double canary_at(double t, const WeightPath& before) const {
    double canary = 0;
    for (const Stretch& stretch : before) {
      const double from = seconds_of(stretch.from);
      const double to = std::min(seconds_of(stretch.to), t);
      const double begun = held_at(to) - held_at(from) * math::exp(-(to - from) / holding.life);
      canary += stretch.weight * begun * math::exp(-(t - to) / holding.life);
    }
    return canary;
  }

  double share(double begins, double lasts, double weight, const WeightPath& before) const {
    const double old = weight * held_at(begins) - canary_at(begins, before);
    const double mean_left = -math::expm1(-lasts / holding.life) * holding.life / lasts;
    return weight - old * mean_left;
  }
};

// Lives follow one another without a gap, and the first request in each decides: the age at any
// time is uniform, and who has lived for a without a request has not decided.
struct Fixed {
  Holding holding;

  // The integrals of 1 - e^(-rate a), once and twice, from 0 to y.
  double once(double y) const {
    const double rate = holding.request_rate;
    return y + math::expm1(-rate * y) / rate;
  }
  double twice(double y) const {
    const double rate = holding.request_rate;
    return y * y / 2 - (y + math::expm1(-rate * y) / rate) / rate;
  }

  // Holders that will live for another t at least began so long ago that their age is below
  // life - t: those older than the observation hold stable's decision, younger ones one of
  // `before`.
  double share(double begins, double lasts, double weight, double before) const {
    const double youngest = std::max(0.0, holding.life - lasts);
    const auto decided = [&](double age) {  // the integral of once(min(age, begins))
      const double within = std::min(age, begins);
      return twice(within) + (age - within) * once(begins);
    };
    const auto older = [&](double age) {
      const double beyond = std::max(0.0, age - begins);
      return beyond * beyond / 2;
    };
    const double average = 1 / (holding.life * lasts);
    const double old_decided = average * (decided(holding.life) - decided(youngest));
    const double old_stable = average * (older(holding.life) - older(youngest));
    return weight - (weight - before) * old_decided - weight * old_stable;
  }
};

// The one weight of all stretches that reach beyond `from`; nothing if there are several.
std::optional<double> only_weight(const WeightPath& path, Instant from) {
  std::optional<double> only;
  for (const Stretch& stretch : path) {
    if (stretch.to <= from) continue;
    if (only.value_or(stretch.weight) != stretch.weight) return std::nullopt;
    only = stretch.weight;
  }
  return only.value_or(0);
}

bool holds_as_connections_do(const spec::Policy& policy) {
  const routing::Memory& memory = *policy.routing.memory;
  const auto* weighted = std::get_if<routing::Weighted>(&policy.routing.route);
  const routing::Memory connection{.at_zero = routing::AtZero::kept, .at_rest = true};
  return weighted != nullptr && weighted->deck == 0 && policy.holders.stale == 0 &&
         memory == connection;
}

}  // namespace

std::optional<double> share_of_holders(const Setup& setup, const spec::Policy& policy) {
  const models::Holders& holders = policy.holders;
  const models::TrafficSpec& traffic = setup.scenario.traffic;
  const auto* poisson = std::get_if<models::PoissonTraffic>(&traffic.pattern);
  const bool pooled = holders.members > 0;
  if (!holds_as_connections_do(policy) || (!pooled && !holders.life)) return std::nullopt;
  if (!holders.life) return 0;  // members hold on to stable for good
  const bool fixed = holders.ages == models::Ages::fixed;
  if (poisson == nullptr || !traffic.daily.factors.empty() || (fixed && !pooled) ||
      !std::holds_alternative<models::EqualRates>(poisson->spread))
    return std::nullopt;
  const WeightPath window = planned_weights_in_window(setup, policy, 0);
  const auto weight = only_weight(window, setup.window_begins);
  if (!weight) return std::nullopt;
  const auto holding_together = static_cast<double>(pooled ? holders.members : traffic.users);
  const Holding holding{poisson->rate_hz / holding_together, in_seconds(*holders.life), pooled};
  WeightPath before = planned_weights_from(Instant{}, setup, policy, 0);
  std::erase_if(before,
                [&](const Stretch& stretch) { return stretch.from >= setup.window_begins; });
  if (!before.empty()) before.back().to = setup.window_begins;
  const double begins = seconds_of(setup.window_begins);
  const double lasts = in_seconds(setup.ends - setup.window_begins);
  if (!fixed) return Exponential{holding}.share(begins, lasts, *weight, before);
  const auto recent = only_weight(before, std::max(Instant{}, setup.window_begins - *holders.life));
  if (!recent) return std::nullopt;
  return Fixed{holding}.share(begins, lasts, *weight, *recent);
}

}  // namespace coalmine::harness
