#include "harness/theory/flips.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <variant>

#include "harness/theory/entry.hpp"
#include "harness/theory/exposure.hpp"
#include "harness/theory/memory.hpp"
#include "harness/theory/renewal.hpp"
#include "harness/theory/users.hpp"

namespace coalmine::harness {
namespace {

bool is_constant(const HitClass& of) {
  return std::all_of(of.hit.begin(), of.hit.end(), [&](double h) { return h == of.hit.front(); });
}

bool is_certain(const HitClass& of) {
  return std::all_of(of.hit.begin(), of.hit.end(), [](double h) { return h == 0 || h == 1; });
}

std::size_t changes(const HitClass& of) {
  return std::inner_product(of.hit.begin() + 1, of.hit.end(), of.hit.begin(), std::size_t{0},
                            std::plus<>{}, std::not_equal_to<>{});
}

bool all(const Hits& hits, bool (*is_so)(const HitClass&)) {
  return std::all_of(hits.classes.begin(), hits.classes.end(), is_so);
}

// The expectation of requests / active users. Not where users are neither alike nor known, and not
// where one user's requests are another's loss.
std::optional<double> requests_of_active(const Setup& setup) {
  const models::TrafficPattern& pattern = setup.scenario.traffic.pattern;
  const auto* poisson = std::get_if<models::PoissonTraffic>(&pattern);
  const auto* sessions = std::get_if<models::SessionTraffic>(&pattern);
  const auto* fixed = std::get_if<models::FixedTraffic>(&pattern);
  const auto unlike = [](const auto* of) {
    return of != nullptr && std::holds_alternative<models::ZipfRates>(of->spread);
  };
  const bool moves_in_and_out = fixed != nullptr && setup.window_begins != Instant{} &&
                                std::adjacent_find(fixed->counts.begin(), fixed->counts.end(),
                                                   std::not_equal_to<>{}) != fixed->counts.end();
  if (unlike(poisson) || unlike(sessions) || moves_in_and_out ||
      std::holds_alternative<models::TotalTraffic>(pattern))
    return std::nullopt;
  const auto requests = expected_requests(setup);
  const auto active = users_hit(setup, every_request(setup));
  return requests && active ? std::optional(*requests / *active) : std::nullopt;
}

// A memory that nothing ends: a user goes to the canary at most once, and stays.
bool only_ever_moves_once(const Setup& setup, const spec::Policy& policy) {
  if (!policy.routing.memory) return false;
  const auto of = remembered(setup, policy);
  return of && of->ends == of->path.size();
}

// Classes whose hits say of each single request whether it runs on the canary: not those that count
// users by inclusion and exclusion, nor those of sessions.
std::optional<Hits> hits_by_request(const Setup& setup, const spec::Policy& policy) {
  const auto& memory = policy.routing.memory;
  const bool counts_users = (memory && !memory->redraws && !memory->step_bound) ||
                            std::holds_alternative<routing::RoundRobin>(policy.routing.route);
  const auto hits = counts_users ? std::nullopt : entry_hits(setup, policy);
  return hits && !hits->by_session ? hits : std::nullopt;
}

}  // namespace

std::optional<double> flips(const Setup& setup, const spec::Policy& policy) {
  if (!setup.moves[0] || is_asked_first(policy)) return std::nullopt;
  if (only_ever_moves_once(setup, policy)) return mixed_users(setup, policy);
  if (const auto redrawn = redrawing(setup, policy, setup.ends)) return redrawn->flips;
  const auto hits = hits_by_request(setup, policy);
  if (!hits) return std::nullopt;
  const auto once = [](const HitClass& of) { return is_certain(of) && changes(of) <= 1; };
  if (all(*hits, once)) return mixed_users(setup, policy);
  if (!all(*hits, is_constant)) return std::nullopt;
  const auto requests = requests_of_active(setup);
  if (!requests) return std::nullopt;
  double change = 0;
  for (const HitClass& of : hits->classes) {
    change += of.share * 2 * of.hit.front() * (1 - of.hit.front());
  }
  return change * (*requests - 1);
}

std::optional<double> flipped_users(const Setup& setup, const spec::Policy& policy) {
  if (!setup.moves[0] || is_asked_first(policy)) return std::nullopt;
  if (only_ever_moves_once(setup, policy)) return 0;
  const auto hits = hits_by_request(setup, policy);
  const auto never_back = [](const HitClass& of) {
    return is_certain(of) && std::is_sorted(of.hit.begin(), of.hit.end());
  };
  if (!hits || !all(*hits, never_back)) return std::nullopt;
  return 0;
}

}  // namespace coalmine::harness
