#include "harness/theory_entry.hpp"

#include <algorithm>
#include <cmath>
#include <variant>
#include <vector>

#include "harness/theory_buckets.hpp"
#include "harness/theory_weights.hpp"

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

std::vector<double> weights_of(const WeightPath& path) {
  std::vector<double> weights;
  for (const Stretch& stretch : path) weights.push_back(stretch.weight);
  return weights;
}

// By stretch, those of one bucket are on the canary or not: all their requests hit, or none.
Hits sticky_hits(const WeightPath& path, const std::vector<BucketClass>& buckets, bool by_session) {
  Hits hits{path, {}, by_session};
  for (const BucketClass& of : buckets) hits.classes.push_back({of.share, of.canary});
  return hits;
}

}  // namespace

bool buckets_sessions(const Setup& setup, const routing::Sticky& sticky) {
  return sticky.key == routing::StickyKey::session &&
         std::holds_alternative<models::SessionTraffic>(setup.scenario.traffic.pattern);
}

std::optional<double> entry_share(const Setup& setup, const spec::Policy& policy) {
  if (!setup.moves[entry]) return std::nullopt;
  const WeightPath path = planned_weights_in_window(setup, policy, entry);
  const auto* weighted = std::get_if<routing::Weighted>(&policy.route);
  if (weighted != nullptr && weighted->deck != 0 && !cuts_deck_evenly(weighted->deck, path))
    return std::nullopt;
  const auto* sticky = std::get_if<routing::Sticky>(&policy.route);
  if (sticky != nullptr && !sticky->salt.empty()) return std::nullopt;
  return mean_weight(setup, path);
}

std::optional<Hits> entry_hits(const Setup& setup, const spec::Policy& policy) {
  if (!setup.moves[entry]) return std::nullopt;
  const auto* weighted = std::get_if<routing::Weighted>(&policy.route);
  if (weighted != nullptr && weighted->deck != 0) return std::nullopt;
  const WeightPath path = planned_weights_in_window(setup, policy, entry);
  const std::vector<double> weights = weights_of(path);
  const auto* sticky = std::get_if<routing::Sticky>(&policy.route);
  if (sticky == nullptr) return Hits{path, {{1, weights}}};
  if (!sticky->salt.empty() || sticky->key == routing::StickyKey::tenant) return std::nullopt;
  // A bucket of the request's own is a draw like any other.
  if (sticky->key == routing::StickyKey::request) return Hits{path, {{1, weights}}};
  const auto buckets = sticky->salt_per == routing::SaltScope::step ? under_own_salts(weights)
                                                                    : under_one_salt(weights);
  if (!buckets) return std::nullopt;
  return sticky_hits(path, *buckets, buckets_sessions(setup, *sticky));
}

bool entry_decides(const Setup& setup, const spec::Policy& policy) {
  if (!setup.moves[entry]) return false;
  if (setup.moving_nodes == entry_node) return true;
  return policy.propagation.enabled && policy.propagation.loss == 0 &&
         std::all_of(setup.chain.begin(), setup.chain.end(),
                     [](const models::ChainNode& node) { return node.loses_decision == 0; });
}

bool is_never_mixed(const Setup& setup, const spec::Policy& policy) {
  if (!entry_decides(setup, policy)) return false;
  if (setup.moving_nodes == entry_node) return true;
  const auto all_equal = [](const auto& values) {
    return std::all_of(values.begin(), values.end(),
                       [&](const auto& v) { return v == values.front(); });
  };
  if (!all_equal(policy.plans) || !all_equal(setup.scenario.release.starts)) return false;
  // A decision for the canary is obeyed wherever there is still one to serve it.
  const std::vector<routing::Step>& steps = policy.plans.front().steps;
  const auto begins = std::find_if(steps.begin(), steps.end(), [](const routing::Step& step) {
    return step.weight > routing::Weight{};
  });
  return std::all_of(begins, steps.end(),
                     [](const routing::Step& step) { return step.weight > routing::Weight{}; });
}

}  // namespace coalmine::harness
