#include "harness/theory/tickets.hpp"

#include <algorithm>
#include <variant>
#include <vector>

#include "harness/theory/buckets.hpp"
#include "harness/theory/cohort.hpp"
#include "harness/theory/logins.hpp"

namespace coalmine::harness {
namespace {

constexpr models::FunctionIndex entry = 0;

// By stretch, those of one bucket are on the canary or not: all their requests hit, or none.
std::optional<Hits> bucket_hits(const WeightPath& path,
                                const std::optional<std::vector<BucketClass>>& buckets,
                                bool by_session = false) {
  if (!buckets) return std::nullopt;
  Hits hits{path, {}, by_session};
  for (const BucketClass& of : *buckets) hits.classes.push_back({of.share, of.canary});
  return hits;
}

Hits drawn_hits(const WeightPath& path) { return {path, {{1, weights_of(path)}}}; }

// Users without a key get what the route gives them; the others are as if all had one.
Hits with_keyless(Hits hits, double keyless, routing::WithoutKey get) {
  if (keyless == 0) return hits;
  for (HitClass& of : hits.classes) of.share *= 1 - keyless;
  std::vector<double> drawn = weights_of(hits.stretches);
  if (get == routing::WithoutKey::stable) std::fill(drawn.begin(), drawn.end(), 0.0);
  hits.classes.push_back({keyless, std::move(drawn)});
  return hits;
}

// Which of a user's requests hit, before any memory, where a ticket or a cut decides.
struct TicketHits {
  const Setup& setup;
  const spec::Policy& policy;
  const WeightPath& path;

  std::optional<Hits> operator()(const routing::AllAtOnce&) const { return drawn_hits(path); }
  std::optional<Hits> operator()(const routing::Replicas&) const { return drawn_hits(path); }
  std::optional<Hits> operator()(const routing::Weighted& route) const {
    if (route.deck != 0) return std::nullopt;
    return drawn_hits(path);
  }
  std::optional<Hits> operator()(const routing::RoundRobin&) const { return std::nullopt; }
  std::optional<Hits> operator()(const routing::Bucketed&) const { return of_picked(); }

  std::optional<Hits> operator()(const routing::Sticky& route) const {
    using routing::StickyKey;
    if (!route.salt.empty()) return of_picked();
    if (route.key == StickyKey::tenant || route.key == StickyKey::address) return std::nullopt;
    // A bucket of the request's own is a draw like any other.
    if (route.key == StickyKey::request) return drawn_hits(path);
    const std::vector<double> weights = weights_of(path);
    const auto hits =
        bucket_hits(path,
                    route.salt_per == routing::SaltScope::step ? under_own_salts(weights)
                                                               : under_one_salt(weights),
                    buckets_sessions(setup, route));
    // Who keeps the first key has one key, whichever it is.
    const bool two_keys =
        setup.scenario.traffic.logins && route.key == StickyKey::user && !policy.keeps_first_key;
    return hits && two_keys ? under_two_keys(setup, *hits) : hits;
  }

  // Each step deals the partitions out anew, so that a key is where a bucket of its own salt is.
  std::optional<Hits> operator()(const routing::Partitioned& route) const {
    if (!route.moves) return of_picked();
    if (route.key != routing::StickyKey::user || setup.scenario.traffic.logins) return std::nullopt;
    return bucket_hits(path, under_own_salts(weights_of(path)));
  }

  // With several processes a user has a bucket in each, and any of them may be asked.
  std::optional<Hits> operator()(const routing::WrongRendezvous& route) const {
    constexpr std::uint32_t processes_max = 1000;
    const std::vector<double> weights = weights_of(path);
    if (setup.scenario.traffic.logins) return std::nullopt;
    if (route.processes == 1) return bucket_hits(path, under_one_salt(weights));
    const bool moves = std::any_of(weights.begin(), weights.end(),
                                   [&](double weight) { return weight != weights.front(); });
    if (moves || route.processes > processes_max) return std::nullopt;
    // Shares by the number of processes whose bucket is below the weight, one process at a time.
    std::vector<double> share{1};
    for (std::uint32_t process = 0; process < route.processes; ++process) {
      share.push_back(0);
      for (std::size_t n = share.size(); n-- > 0;) {
        share[n] = share[n] * (1 - weights.front()) + (n > 0 ? share[n - 1] * weights.front() : 0);
      }
    }
    Hits hits{path, {}};
    for (std::size_t n = 0; n < share.size(); ++n) {
      const double hit = static_cast<double>(n) / route.processes;
      hits.classes.push_back({share[n], std::vector<double>(path.size(), hit)});
    }
    return hits;
  }

  std::optional<Hits> of_picked() const {
    return bucket_hits(path, picked_users(setup, policy, path));
  }
};

}  // namespace

routing::WithoutKey without_key(const routing::Route& route) {
  if (const auto* sticky = std::get_if<routing::Sticky>(&route)) return sticky->without_key;
  if (const auto* bucketed = std::get_if<routing::Bucketed>(&route)) return bucketed->without_key;
  return routing::WithoutKey::draw;
}

bool draws_beside_buckets(const spec::Policy& policy) {
  const auto* sticky = std::get_if<routing::Sticky>(&policy.routing.route);
  return policy.without_key > 0 && sticky != nullptr && sticky->buckets != 0;
}

bool buckets_sessions(const Setup& setup, const routing::Sticky& sticky) {
  return sticky.key == routing::StickyKey::session &&
         std::holds_alternative<models::SessionTraffic>(setup.scenario.traffic.pattern);
}

std::optional<Hits> ticket_hits(const Setup& setup, const spec::Policy& policy) {
  const WeightPath path = planned_weights_in_window(setup, policy, entry);
  const routing::Route& route = policy.routing.route;
  if (draws_beside_buckets(policy)) return std::nullopt;
  const auto hits = std::visit(TicketHits{setup, policy, path}, route);
  if (!hits) return std::nullopt;
  return with_keyless(*hits, policy.without_key, without_key(route));
}

}  // namespace coalmine::harness
