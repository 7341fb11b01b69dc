#include "harness/judges/hearing.hpp"

#include <algorithm>
#include <utility>

namespace coalmine::harness {
namespace {

// Error rates of the watched function by version, then its latencies and what of both an alarm on
// the alias cannot see.
std::vector<Value> masking(const Setup& setup, const spec::Policy& policy, const World& world) {
  std::vector<Value> values;
  const auto is_one = [](const Value& value) {
    return value.name.starts_with("errors.") || value.name.starts_with("latency.") ||
           value.name.starts_with("masking.");
  };
  for (Value& value : figures(setup, policy, world)) {
    if (is_one(value)) values.push_back(std::move(value));
  }
  return values;
}

}  // namespace

Hearing::Hearing(const Setup& setup, const Stage& stage,
                 const std::vector<spec::Policy>& masking_of, Hears hears)
    : setup_(setup),
      stage_(stage),
      masking_of_(masking_of),
      hears_(hears),
      play_(setup),
      worlds_(stage.scenario().policies.size()) {
  for (std::size_t policy = 0; policy < stage.policies(); ++policy) {
    from_the_start_.push_back(stage.watched(policy));
    for (std::size_t judge = 0; judge < stage.judges().size(); ++judge) {
      if (stage.acts(judge)) from_the_start_.push_back(stage.decided(policy, judge));
    }
  }
}

std::vector<HeardPolicy> Hearing::hear(std::uint32_t replication) {
  play(replication, from_the_start_);
  const std::vector<std::size_t> holders = places_of_holders();
  if (!holders.empty()) play(replication, holders);
  std::vector<HeardPolicy> policies;
  for (std::size_t policy = 0; policy < stage_.policies(); ++policy) {
    policies.push_back(heard_policy(policy));
  }
  return policies;
}

World& Hearing::world_at(std::size_t place) {
  if (!worlds_[place]) {
    worlds_[place] =
        std::make_unique<World>(setup_, setup_.scenario.policies[place], play_.outcomes());
  }
  return *worlds_[place];
}

void Hearing::play(std::uint32_t replication, const std::vector<std::size_t>& places) {
  std::vector<World*> worlds;
  for (const std::size_t place : places) worlds.push_back(&world_at(place));
  play_.play(replication, worlds, [&](std::size_t i) { return is_done(places[i]); });
}

// Nobody looks any more; and if harm counts, it does so only until the judge stopped the release.
bool Hearing::is_done(std::size_t place) const {
  const Panel& panel = worlds_[place]->panel();
  if (panel.next() != never) return false;
  if (hears_ == Hears::opinions) return true;
  const auto& judges = setup_.scenario.policies[place].judges;
  return !judges.empty() && panel.opinions()[judges.front()].rolls_back_at.has_value();
}

std::vector<std::size_t> Hearing::places_of_holders() {
  std::vector<std::size_t> places;
  for (std::size_t policy = 0; policy < stage_.policies(); ++policy) {
    for (std::size_t judge = 0; judge < stage_.judges().size(); ++judge) {
      if (asked_for_a_person(policy, judge)) places.push_back(stage_.decided(policy, judge));
    }
  }
  return places;
}

// As one that watches, and before it would have stopped the rollout.
bool Hearing::asked_for_a_person(std::size_t policy, std::size_t judge) const {
  if (stage_.acts(judge)) return false;
  const World& watched = *worlds_[stage_.watched(policy)];
  const Opinion& opinion = watched.panel().opinions()[stage_.judges()[judge]];
  return opinion.holds_at && (!opinion.rolls_back_at || *opinion.holds_at < *opinion.rolls_back_at);
}

Heard Hearing::heard(const World& world, std::size_t judge) const {
  const Opinion& opinion = world.panel().opinions()[stage_.judges()[judge]];
  const auto stops_at = opinion.rolls_back_at;
  const Duration waited =
      stops_at ? std::max(*stops_at - world.release().first_shift(), Duration{}) : Duration{};
  return {.stops_at = stops_at,
          .since_first_shift = waited,
          .holds = !stops_at && opinion.holds_at,
          .harmed_users = stops_at ? world.harmed_before(*stops_at) : world.users().harmed};
}

HeardPolicy Hearing::heard_policy(std::size_t policy) {
  const World& watched = *worlds_[stage_.watched(policy)];
  HeardPolicy found{.judges = {}, .harmed_users = watched.users().harmed, .masking = {}};
  if (hears_ == Hears::everything) found.masking = masking(setup_, masking_of_[policy], watched);
  for (std::size_t judge = 0; judge < stage_.judges().size(); ++judge) {
    const bool is_own = stage_.acts(judge) || asked_for_a_person(policy, judge);
    const World& world = is_own ? *worlds_[stage_.decided(policy, judge)] : watched;
    found.judges.push_back(heard(world, judge));
  }
  return found;
}

}  // namespace coalmine::harness
