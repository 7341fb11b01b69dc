#include "harness/theory/user_share.hpp"

#include <algorithm>

#include "harness/theory/entry.hpp"
#include "harness/theory/memory.hpp"
#include "harness/theory/renewal.hpp"
#include "harness/theory/users.hpp"
#include "harness/theory/weights.hpp"

namespace coalmine::harness {
namespace {

// The last step is over when it has been held, though its weight stays.
Instant end_of(const Setup& setup, const spec::Policy& policy, const Stretch& stretch) {
  const std::vector<routing::Step>& steps = policy.plans.front().steps;
  if (stretch.step < steps.size()) return stretch.to;
  Instant begins{setup.scenario.release.starts.front()};
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) begins += steps[i].hold;
  const Duration hold = steps.back().hold;
  return hold == Duration{} || hold > setup.ends - begins ? setup.ends : begins + hold;
}

// Nothing hits from `until` on.
Hits up_to(Hits hits, Instant until) {
  WeightPath stretches;
  std::vector<std::size_t> whole;
  for (std::size_t i = 0; i < hits.stretches.size(); ++i) {
    Stretch stretch = hits.stretches[i];
    if (stretch.from < until && until < stretch.to) {
      stretches.push_back({stretch.from, until, stretch.weight, stretch.step});
      whole.push_back(i);
      stretch.from = until;
    }
    stretches.push_back(stretch);
    whole.push_back(i);
  }
  for (HitClass& of : hits.classes) {
    std::vector<double> hit;
    for (std::size_t i = 0; i < stretches.size(); ++i) {
      hit.push_back(stretches[i].from < until ? of.hit[whole[i]] : 0);
    }
    of.hit = std::move(hit);
  }
  hits.stretches = std::move(stretches);
  return hits;
}

// Where a request is on the canary with the weight's probability whenever it comes, what counts is
// in which stretch the last one comes: P(any from k on) - P(any after k).
Hits by_last_request(const WeightPath& path) {
  Hits hits{path, {}};
  for (std::size_t k = 0; k < path.size(); ++k) {
    std::vector<double> any(path.size(), 0);
    std::fill(any.begin() + static_cast<std::ptrdiff_t>(k), any.end(), 1.0);
    std::vector<double> later = any;
    later[k] = 0;
    hits.classes.push_back({path[k].weight, std::move(any)});
    hits.classes.push_back({-path[k].weight, std::move(later)});
  }
  return hits;
}

// Those who have met the canary and never leave it.
std::optional<double> share_of_remembered(const Setup& setup, const spec::Policy& policy,
                                          Instant until) {
  const auto of = remembered(setup, policy);
  if (of && of->ends == of->path.size()) {
    const auto hits = remembered_hits(setup, policy, 1);
    return hits ? share_of_users_hit(setup, up_to(*hits, until)) : std::nullopt;
  }
  const auto& time_to_live = policy.routing.memory->time_to_live;
  const auto redrawn = redrawing(setup, policy, until);
  if (!redrawn || time_to_live[0] == time_to_live[1]) return std::nullopt;
  const auto active = share_of_users_hit(setup, up_to(every_request(setup), until));
  return active ? std::optional(redrawn->exposed * *active) : std::nullopt;
}

}  // namespace

std::optional<double> user_share(const Setup& setup, const spec::Policy& policy,
                                 std::uint32_t step) {
  if (!setup.moves[0] || is_asked_first(policy) || setup.scenario.release.rollback_at)
    return std::nullopt;
  const WeightPath path = planned_weights_in_window(setup, policy, 0);
  const auto found = std::find_if(path.begin(), path.end(),
                                  [&](const Stretch& stretch) { return stretch.step == step; });
  if (step == 0 || found == path.end()) return std::nullopt;
  const Instant until = end_of(setup, policy, *found);
  if (until <= setup.window_begins) return std::nullopt;
  if (const auto weights = request_weights(setup, policy))
    return share_of_users_hit(setup, up_to(by_last_request(*weights), until));
  return policy.routing.memory ? share_of_remembered(setup, policy, until) : std::nullopt;
}

std::optional<double> last_user_share(const Setup& setup, const spec::Policy& policy) {
  return user_share(setup, policy, planned_weights_in_window(setup, policy, 0).back().step);
}

}  // namespace coalmine::harness
