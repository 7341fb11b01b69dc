#include "harness/theory/memory.hpp"

#include <algorithm>
#include <variant>

#include "harness/theory/buckets.hpp"

namespace coalmine::harness {
namespace {

using routing::Memory;

bool is_drawn(const routing::Route& route) {
  const auto* weighted = std::get_if<routing::Weighted>(&route);
  return weighted != nullptr && weighted->deck == 0;
}

bool held_by_clients(const models::Holders& holders) {
  return holders.members == 0 && !holders.life && holders.stale == 0;
}

// Of what is remembered, the shortest time to live; nothing if it lives for ever.
std::optional<Duration> shortest_life(const Memory& memory) {
  std::optional<Duration> shortest;
  for (std::size_t version = 0; version < 2; ++version) {
    const auto& life = memory.time_to_live[version];
    if (memory.remembers[version] && life) shortest = std::min(shortest.value_or(*life), *life);
  }
  return shortest;
}

// Requests before the window matter to these patterns alone in a way that Hits can say.
bool counts_before_window(const models::TrafficPattern& pattern) {
  return std::holds_alternative<models::PoissonTraffic>(pattern) ||
         std::holds_alternative<models::FixedTraffic>(pattern);
}

// Has the entry, which is the first function of all, no canary before the window?
bool starts_unremembered(const Setup& setup) {
  return Instant{setup.scenario.release.starts.front()} >= setup.window_begins;
}

bool is_monotone(const WeightPath& path) {
  const auto rises = [](const Stretch& a, const Stretch& b) { return a.weight < b.weight; };
  const auto falls = [](const Stretch& a, const Stretch& b) { return a.weight > b.weight; };
  return std::is_sorted(path.begin(), path.end(), rises) ||
         std::is_sorted(path.begin(), path.end(), falls);
}

Hits of_classes(const WeightPath& path, const std::optional<std::vector<BucketClass>>& buckets) {
  Hits hits{path, {}};
  for (const BucketClass& of : *buckets) hits.classes.push_back({of.share, of.canary});
  return hits;
}

// Redrawing a decision as the weight moves one way gives the versions of one bucket compared with
// all weights: who is on stable at w moves at v > w with probability (v - w) / (1 - w), as a bucket
// that is known to be at least w is below v. A way up and then back to 0 is as good as a way up.
std::optional<Hits> redrawn_hits(const WeightPath& path) {
  WeightPath moving = path;
  while (!moving.empty() && moving.back().weight == 0) moving.pop_back();
  if (!is_monotone(moving) && !is_monotone(path)) return std::nullopt;
  return of_classes(path, under_one_salt(weights_of(path)));
}

bool all_above_zero(const Remembered& of) { return of.begins == 0 && of.ends == of.path.size(); }

}  // namespace

std::optional<Remembered> remembered(const Setup& setup, const spec::Policy& policy) {
  const Memory& memory = *policy.routing.memory;
  const bool by_client = is_drawn(policy.routing.route) && held_by_clients(policy.holders);
  if (!by_client || !starts_unremembered(setup) || memory.redraws || memory.step_bound ||
      !memory.remembers[1])
    return std::nullopt;
  Remembered of{.path = planned_weights_in_window(setup, policy, 0),
                .stays = memory.at_zero == routing::AtZero::kept,
                .both = memory.remembers[0],
                .decides_at_rest = memory.remembers[0] && memory.at_rest};
  if (of.decides_at_rest && setup.window_begins > Instant{}) {
    if (!counts_before_window(setup.scenario.traffic.pattern)) return std::nullopt;
    of.path.insert(of.path.begin(), {Instant{}, setup.window_begins, 0, 0});
  }
  const auto above = [](const Stretch& stretch) { return stretch.weight > 0; };
  const auto first = std::find_if(of.path.begin(), of.path.end(), above);
  const auto last = std::find_if_not(first, of.path.end(), above);
  if (std::any_of(last, of.path.end(), above)) return std::nullopt;
  of.begins = static_cast<std::size_t>(first - of.path.begin());
  of.ends = static_cast<std::size_t>(last - of.path.begin());
  const auto life = shortest_life(memory);
  if (life && of.ends > 0) {
    const Instant from = of.path[of.decides_at_rest ? 0 : std::min(of.begins, of.ends - 1)].from;
    if (*life < of.path[of.ends - 1].to - from) return std::nullopt;
  }
  return of;
}

bool outlives_window(const Setup& setup, const spec::Policy& policy, const Remembered& of) {
  const auto life = shortest_life(*policy.routing.memory);
  return !life || *life >= setup.ends - of.path.front().from;
}

std::optional<Hits> remembered_hits(const Setup& setup, const spec::Policy& policy, double struck) {
  const Memory& memory = *policy.routing.memory;
  if (!is_drawn(policy.routing.route) || !held_by_clients(policy.holders)) return std::nullopt;
  if ((memory.redraws || memory.step_bound) && memory.remembers[0] && !shortest_life(memory)) {
    const WeightPath path = planned_weights_in_window(setup, policy, 0);
    // A decision that counts in its step alone is a bucket with the step's own salt.
    auto hits = memory.redraws ? redrawn_hits(path) : std::nullopt;
    if (memory.step_bound && !memory.redraws) {
      const auto buckets = under_own_salts(weights_of(path));
      if (buckets) hits = of_classes(path, buckets);
    }
    return hits ? std::optional(thinned(*hits, struck)) : std::nullopt;
  }
  // Until it is met for the first time, a canary that is remembered is one that is drawn.
  if (!memory.remembers[0] && struck >= 1 && starts_unremembered(setup)) {
    const WeightPath path = planned_weights_in_window(setup, policy, 0);
    return Hits{path, {{1, weights_of(path)}}};
  }
  const auto of = remembered(setup, policy);
  if (!of) return std::nullopt;
  const bool serves_late = of->stays && of->ends < of->path.size();
  if (struck < 1 && serves_late && !outlives_window(setup, policy, *of)) return std::nullopt;
  return decision_hits(*of, struck);
}

// Whoever is served by the canary alone was so at the first request, and never came back.
std::optional<Hits> remembered_misses(const Setup& setup, const spec::Policy& policy) {
  const Memory& memory = *policy.routing.memory;
  if (memory.redraws || memory.step_bound) {
    const auto hits = remembered_hits(setup, policy, 1);
    return hits ? std::optional(complement(*hits)) : std::nullopt;
  }
  const auto of = remembered(setup, policy);
  if (!of) return std::nullopt;
  if (of->ends < of->path.size() && !(of->stays && outlives_window(setup, policy, *of)))
    return std::nullopt;
  Hits misses{of->path, {}};
  const auto in_window = [&](const Stretch& stretch) {
    return stretch.from >= setup.window_begins;
  };
  std::vector<double> any;
  for (const Stretch& stretch : of->path) any.push_back(in_window(stretch) ? 1 : 0);
  misses.classes.push_back({1, std::move(any)});
  std::vector<double> before(of->path.size(), 0);
  for (std::size_t k = 0; k < of->path.size(); ++k) {
    std::vector<double> up_to = before;
    up_to[k] = 1;
    misses.classes.push_back({-of->path[k].weight, up_to});
    misses.classes.push_back({of->path[k].weight, before});
    before = std::move(up_to);
  }
  return misses;
}

// P(remembered and a request afterwards) = P(remembered) - P(remembered and no request afterwards),
// and "none afterwards" is one more stretch whose requests all hit.
std::optional<Hits> remembered_late_hits(const Setup& setup, const spec::Policy& policy) {
  auto of = remembered(setup, policy);
  if (!of || (of->stays && !outlives_window(setup, policy, *of))) return std::nullopt;
  if (!of->stays || of->ends == of->path.size()) return Hits{of->path, {}};
  of->stays = false;
  Hits late = decision_hits(*of, 1);
  const auto with_later = [&](HitClass each) {
    std::fill(each.hit.begin() + static_cast<std::ptrdiff_t>(of->ends), each.hit.end(), 1.0);
    each.share = -each.share;
    return each;
  };
  const std::size_t size = late.classes.size();
  double total = 0;
  for (std::size_t i = 0; i < size; ++i) {
    total += late.classes[i].share;
    late.classes.push_back(with_later(late.classes[i]));
  }
  late.classes.push_back(with_later({-total, std::vector<double>(of->path.size(), 0)}));
  return late;
}

std::optional<double> remembered_draws(const Setup& setup, const spec::Policy& policy) {
  const Memory& memory = *policy.routing.memory;
  if (memory.redraws) {
    const WeightPath path = planned_weights_in_window(setup, policy, 0);
    const bool always = std::all_of(path.begin(), path.end(),
                                    [](const Stretch& stretch) { return stretch.weight > 0; });
    const bool once = starts_unremembered(setup) && always && !memory.at_rest &&
                      !shortest_life(memory) && is_drawn(policy.routing.route) &&
                      held_by_clients(policy.holders);
    return once ? std::optional(1.0) : std::nullopt;
  }
  const auto of = remembered(setup, policy);
  if (!of || !outlives_window(setup, policy, *of)) return std::nullopt;
  const bool forgets = of->ends < of->path.size() && !of->stays;
  if (of->decides_at_rest && !forgets) {
    Hits newcomers{of->path, {{1, std::vector<double>(of->path.size(), 1)}}};
    std::vector<double> known(of->path.size(), 0);
    for (std::size_t i = 0; i < known.size(); ++i) {
      known[i] = of->path[i].from < setup.window_begins ? 1 : 0;
    }
    newcomers.classes.push_back({-1, std::move(known)});
    return share_of_users_hit(setup, newcomers);
  }
  if (!all_above_zero(*of)) return std::nullopt;
  if (of->both) return 1;
  // Of the draws, a share of `weight` hits, and each user's draws end with the first that does.
  const double weight = of->path.front().weight;
  const bool constant = std::all_of(of->path.begin(), of->path.end(),
                                    [&](const Stretch& each) { return each.weight == weight; });
  if (!constant) return std::nullopt;
  const auto exposed = share_of_users_hit(setup, {of->path, {{1, weights_of(of->path)}}});
  return exposed ? std::optional(*exposed / weight) : std::nullopt;
}

}  // namespace coalmine::harness
