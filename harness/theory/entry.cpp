#include "harness/theory/entry.hpp"

#include <algorithm>
#include <cmath>
#include <variant>
#include <vector>

#include "harness/decider.hpp"
#include "harness/theory/cohort.hpp"
#include "harness/theory/holders.hpp"
#include "harness/theory/memory.hpp"
#include "harness/theory/memory_share.hpp"
#include "harness/theory/tickets.hpp"
#include "harness/theory/turns.hpp"
#include "harness/theory/weights.hpp"

namespace coalmine::harness {
namespace {

constexpr models::FunctionIndex entry = 0;
constexpr std::uint64_t entry_node = 1;

// Cards are dealt to requests at the entry: a weight takes its exact share of a deck, or else a
// number of cards that depends on rounding.
bool cuts_deck_evenly(std::uint32_t deck, const WeightPath& path) {
  return std::all_of(path.begin(), path.end(), [&](const Stretch& stretch) {
    const double cards = stretch.weight * static_cast<double>(deck);
    return std::abs(cards - std::round(cards)) < 1e-9;
  });
}

// The weight that a share of the users amounts to, stretch by stretch.
WeightPath weights_of_hits(const Hits& hits) {
  WeightPath path = hits.stretches;
  for (std::size_t i = 0; i < path.size(); ++i) {
    path[i].weight = 0;
    for (const HitClass& of : hits.classes) path[i].weight += of.share * of.hit[i];
  }
  return path;
}

}  // namespace

bool ticket_decides(const Setup& setup, const spec::Policy& policy) {
  return !Decider::is_needed(setup, policy);
}

bool is_asked_first(const spec::Policy& policy) {
  return !policy.routing.rules.empty() || policy.flags.has_value();
}

std::optional<WeightPath> request_weights(const Setup& setup, const spec::Policy& policy) {
  const routing::Route& route = policy.routing.route;
  if (policy.routing.memory) {
    const bool follows = follows_weight(setup, policy);
    return follows ? std::optional(planned_weights_in_window(setup, policy, entry)) : std::nullopt;
  }
  if (std::holds_alternative<routing::RoundRobin>(route)) return std::nullopt;
  if (picks_users(policy)) {
    const auto hits = ticket_hits(setup, policy);
    return hits ? std::optional(weights_of_hits(*hits)) : std::nullopt;
  }
  WeightPath path = planned_weights_in_window(setup, policy, entry);
  const auto* weighted = std::get_if<routing::Weighted>(&route);
  if (weighted != nullptr && weighted->deck != 0 && !cuts_deck_evenly(weighted->deck, path))
    return std::nullopt;
  if (draws_beside_buckets(policy)) return std::nullopt;
  if (without_key(route) == routing::WithoutKey::draw) return path;
  for (Stretch& stretch : path) stretch.weight *= 1 - policy.without_key;
  return path;
}

std::optional<double> entry_share(const Setup& setup, const spec::Policy& policy) {
  if (!setup.moves[entry] || is_asked_first(policy)) return std::nullopt;
  if (std::holds_alternative<routing::RoundRobin>(policy.routing.route))
    return share_in_turn(setup, policy);
  if (const auto weights = request_weights(setup, policy)) return mean_weight(setup, *weights);
  if (!policy.routing.memory) return std::nullopt;
  const auto of_holders = share_of_holders(setup, policy);
  return of_holders ? of_holders : remembered_share(setup, policy);
}

std::optional<Hits> entry_hits(const Setup& setup, const spec::Policy& policy, double struck) {
  if (!setup.moves[entry] || is_asked_first(policy)) return std::nullopt;
  if (policy.routing.memory) return remembered_hits(setup, policy, struck);
  if (struck >= 1 && meets_canary_each_session(setup, policy)) return every_request(setup);
  const auto hits = ticket_hits(setup, policy);
  return hits ? std::optional(thinned(*hits, struck)) : std::nullopt;
}

std::optional<Hits> entry_misses(const Setup& setup, const spec::Policy& policy) {
  if (!setup.moves[entry] || is_asked_first(policy)) return std::nullopt;
  if (policy.routing.memory) return remembered_misses(setup, policy);
  const auto hits = ticket_hits(setup, policy);
  return hits ? std::optional(complement(*hits)) : std::nullopt;
}

bool entry_decides(const Setup& setup, const spec::Policy& policy) {
  if (!setup.moves[entry]) return false;
  if (setup.moving_nodes == entry_node) return true;
  return policy.routing.propagation.enabled && policy.routing.propagation.loss == 0 &&
         std::all_of(setup.chain.begin(), setup.chain.end(),
                     [](const models::ChainNode& node) { return node.loses_decision == 0; });
}

bool is_never_mixed(const Setup& setup, const spec::Policy& policy) {
  if (!entry_decides(setup, policy)) return false;
  if (setup.moving_nodes == entry_node) return true;
  // Chains under way when an operator acts end where there is no canary any more.
  if (setup.scenario.release.rollback_at && !policy.routing.propagation.pinned) return false;
  const auto all_equal = [](const auto& values) {
    return std::all_of(values.begin(), values.end(),
                       [&](const auto& v) { return v == values.front(); });
  };
  if (!all_equal(policy.plans) || !all_equal(policy.starts)) return false;
  // A decision for the canary is obeyed wherever there is still one to serve it.
  const std::vector<routing::Step>& steps = policy.plans.front().steps;
  const auto begins = std::find_if(steps.begin(), steps.end(), [](const routing::Step& step) {
    return step.weight > routing::Weight{};
  });
  return std::all_of(begins, steps.end(),
                     [](const routing::Step& step) { return step.weight > routing::Weight{}; });
}

}  // namespace coalmine::harness
