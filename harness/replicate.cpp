#include "harness/replicate.hpp"

namespace coalmine::harness {

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
    runs.push_back({figures(setup_, setup_.scenario.policies[i], *worlds_[i]),
                    worlds_[i]->meters().timeline()});
  }
  return runs;
}

std::uint64_t Replicator::events() const {
  std::uint64_t events = play_.events();
  for (const auto& world : worlds_) events += world->events();
  return events;
}

}  // namespace coalmine::harness
