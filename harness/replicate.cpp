#include "harness/replicate.hpp"

namespace coalmine::harness {
namespace {

std::string fates_of(const World& world, std::uint64_t users) {
  std::string fates;
  const std::uint64_t every = users_every(users);
  for (std::uint64_t user = 0; user < users; user += every) {
    fates += static_cast<char>(world.fate(user));
  }
  return fates;
}

}  // namespace

Replicator::Replicator(const Setup& setup) : setup_(setup), play_(setup) {
  for (const spec::Policy& policy : setup.scenario.policies) {
    worlds_.push_back(std::make_unique<World>(setup, policy, play_.outcomes()));
    all_.push_back(worlds_.back().get());
  }
}

std::vector<PolicyRun> Replicator::run(std::uint32_t replication) {
  play_.play(replication, all_);
  std::vector<PolicyRun> runs;
  for (std::size_t i = 0; i < worlds_.size(); ++i) {
    const World& world = *worlds_[i];
    runs.push_back({.figures = figures(setup_, setup_.scenario.policies[i], world),
                    .timeline = world.meters().timeline()});
    if (replication == 0) runs.back().fates = fates_of(world, setup_.scenario.traffic.users);
  }
  return runs;
}

std::uint64_t Replicator::events() const {
  std::uint64_t events = play_.events();
  for (const auto& world : worlds_) events += world->events();
  return events;
}

}  // namespace coalmine::harness
