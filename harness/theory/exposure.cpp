#include "harness/theory/exposure.hpp"

#include <algorithm>
#include <variant>

#include "harness/theory/chain.hpp"
#include "harness/theory/entry.hpp"
#include "harness/theory/renewal.hpp"
#include "harness/theory/tickets.hpp"
#include "harness/theory/trace.hpp"
#include "harness/theory/users.hpp"
#include "harness/theory/vectors.hpp"

namespace coalmine::harness {
namespace {

constexpr std::size_t canary = 1;

std::optional<double> hit(const Setup& setup, const Hits& hits, Of of) {
  return of == Of::all ? users_hit(setup, hits) : share_of_users_hit(setup, hits);
}

// Hits by version vector: a request hits with a probability that depends on its versions.
template <class Probability>
std::optional<Hits> vector_hits(const Setup& setup, const spec::Policy& policy,
                                Probability probability) {
  const auto* sticky = std::get_if<routing::Sticky>(&policy.routing.route);
  if (sticky != nullptr && sticky->key == routing::StickyKey::tenant) return std::nullopt;
  const auto classes = vector_classes(setup, policy);
  if (!classes) return std::nullopt;
  Hits hits = every_request(setup);
  hits.classes.clear();
  hits.by_session = sticky != nullptr && buckets_sessions(setup, *sticky);
  double of_any = 0;
  for (const VectorClass& of : *classes) {
    double hit = 0;
    for (const VersionVector& vector : of.vectors)
      hit += vector.probability * probability(vector.canary_nodes);
    hits.classes.push_back({of.share, {hit}});
    of_any += of.share * hit;
  }
  // A bucket of the request's own is a draw like any other.
  if (sticky != nullptr && sticky->key == routing::StickyKey::request)
    hits.classes = {{1, {of_any}}};
  return hits;
}

std::optional<Hits> exposures(const Setup& setup, const spec::Policy& policy) {
  if (entry_decides(setup, policy)) return entry_hits(setup, policy);
  if (may_be_cut_short(setup)) return std::nullopt;
  return vector_hits(setup, policy,
                     [](std::uint64_t canary_nodes) { return canary_nodes != 0 ? 1.0 : 0.0; });
}

// Users of one kind draw again and again as their decisions expire: their share of the active ones.
std::optional<double> exposed_by_redrawing(const Setup& setup, const spec::Policy& policy) {
  if (!entry_decides(setup, policy) || entry_hits(setup, policy)) return std::nullopt;
  const auto redrawn = redrawing(setup, policy, setup.ends);
  return redrawn ? std::optional(redrawn->exposed) : std::nullopt;
}

// Is harm nothing but invocations that fail, each for itself? Not so where it matters how long
// something took, where one record fails others of its batch, and where errors come and go.
bool harm_is_single_failures(const Setup& setup) {
  const models::System& system = setup.scenario.system;
  const bool times_out =
      std::any_of(system.functions.begin(), system.functions.end(),
                  [](const auto& function) { return function.timeout.has_value(); });
  const bool incident_fails =
      std::any_of(system.incidents.begin(), system.incidents.end(),
                  [](const auto& incident) { return incident.error_rate.has_value(); });
  return !times_out && !incident_fails && !system.late_after && !batches_records(system);
}

bool stable_never_fails(const models::System& system) {
  return std::all_of(system.functions.begin(), system.functions.end(),
                     [](const auto& function) { return function.error_rate[0] == 0; });
}

// Can no failure be the release's? Errors that stable has as well are no harm.
bool release_is_harmless(const Setup& setup) {
  const bool reads_fatally =
      std::any_of(setup.chain.begin(), setup.chain.end(), [](const auto& node) {
        return std::any_of(node.reads.begin(), node.reads.end(),
                           [](const auto& read) { return read.fatal; });
      });
  if (reads_fatally) return false;
  const auto behaviours = setup.behaviours(setup.window_begins);
  return std::all_of(setup.scenario.release.functions.begin(),
                     setup.scenario.release.functions.end(), [&](models::FunctionIndex function) {
                       const auto& [on_stable, on_canary] = behaviours[function];
                       return on_canary.bug_rate == 0 && setup.traits[function].empty() &&
                              on_canary.error_rate <= on_stable.error_rate;
                     });
}

// The probability that a request with these versions fails, but for the traits of users.
// Invocations that an earlier failure would cut off may be taken to run: the request has failed
// already.
double failure_of(const Setup& setup, std::uint64_t canary_nodes) {
  const auto behaviours = setup.behaviours(setup.window_begins);
  double works = 1;
  for (std::size_t node = 0; node < setup.chain.size(); ++node) {
    const models::ChainNode& place = setup.chain[node];
    for (const models::FieldRead& read : place.reads) {
      if (read.fatal && mismatches_at(read, node, canary_nodes)) return 1;
    }
    if (((canary_nodes >> node) & 1) == 0) continue;
    const Behaviour& broken = behaviours[place.function][canary];
    works *= (1 - broken.bug_rate) * (1 - broken.error_rate);
  }
  return 1 - works;
}

// The share of users whom some function's canary always fails.
double users_with_a_trait(const Setup& setup) {
  double without = 1;
  for (const models::FunctionIndex function : setup.scenario.release.functions) {
    for (const Trait& trait : setup.traits[function]) without *= 1 - trait.share;
  }
  return 1 - without;
}

}  // namespace

std::optional<double> exposed_users(const Setup& setup, const spec::Policy& policy, Of of) {
  if (const auto of_active = exposed_by_redrawing(setup, policy)) {
    const auto active = users_hit(setup, every_request(setup));
    return of == Of::active ? of_active : std::optional(*of_active * *active);
  }
  const auto hits = exposures(setup, policy);
  return hits ? hit(setup, *hits, of) : std::nullopt;
}

std::optional<double> harmed_users(const Setup& setup, const spec::Policy& policy, Of of) {
  if (!harm_is_single_failures(setup)) return std::nullopt;
  if (release_is_harmless(setup)) return 0;
  if (!stable_never_fails(setup.scenario.system)) return std::nullopt;
  const double with_trait = users_with_a_trait(setup);
  if (!is_never_mixed(setup, policy)) {
    if (with_trait > 0) return std::nullopt;
    const auto hits = vector_hits(
        setup, policy, [&](std::uint64_t canary_nodes) { return failure_of(setup, canary_nodes); });
    return hits ? hit(setup, *hits, of) : std::nullopt;
  }
  const auto on_canary = entry_hits(setup, policy);
  if (!on_canary) return std::nullopt;
  const auto all_fail = hit(setup, *on_canary, of);
  const auto struck = entry_hits(setup, policy, failure_of(setup, setup.moving_nodes));
  const auto some_fail = struck ? hit(setup, *struck, of) : std::nullopt;
  if (!all_fail || !some_fail) return std::nullopt;
  return with_trait * *all_fail + (1 - with_trait) * *some_fail;
}

// Both versions = some canary + some stable - any.
std::optional<double> mixed_users(const Setup& setup, const spec::Policy& policy) {
  const auto hits = entry_hits(setup, policy);
  const auto misses = entry_misses(setup, policy);
  if (!hits || !misses) {
    const auto redrawn = setup.moves[0] && !is_asked_first(policy)
                             ? redrawing(setup, policy, setup.ends)
                             : std::nullopt;
    return redrawn ? std::optional(redrawn->mixed) : std::nullopt;
  }
  const auto by_canary = share_of_users_hit(setup, *hits);
  const auto by_stable = share_of_users_hit(setup, *misses);
  if (!by_canary || !by_stable) return std::nullopt;
  const double both = *by_canary + *by_stable - 1;
  return both < 1e-12 ? 0 : both;  // less is rounding
}

std::optional<double> exposed_user_windows(const Setup& setup, const spec::Policy& policy,
                                           Duration length) {
  if (!std::holds_alternative<models::TraceTraffic>(setup.scenario.traffic.pattern))
    return std::nullopt;
  const auto hits = exposures(setup, policy);
  if (!hits) return std::nullopt;
  const UserWindowCounts counts = count_user_windows(setup, *hits, length);
  return counts.hit / counts.active;
}

}  // namespace coalmine::harness
