// Which judge sits in which world, so that all of them are compared on the same requests.
//
// Judges that only say "roll back" watch one world in which nobody does: until one would have, the
// world is the same for all of them. A judge that starts or moves the rollout makes a world of its
// own; and so does one that asks for a person, from then on.
#pragma once

#include <cstddef>
#include <vector>

#include "spec/scenario.hpp"

namespace coalmine::harness {

class Stage {
 public:
  // `judges`: places in Scenario::judges, of those to compare.
  Stage(const spec::Scenario& scenario, std::vector<std::size_t> judges);

  // The scenario to play: for each policy of the original, without its alarms, one that is watched,
  // and then one for each judge in which that one decides.
  const spec::Scenario& scenario() const { return scenario_; }
  const std::vector<std::size_t>& judges() const { return judges_; }
  std::size_t policies() const { return scenario_.policies.size() / (1 + judges_.size()); }

  // Places in scenario().policies; `judge` is a place in judges().
  std::size_t watched(std::size_t policy) const { return policy * (1 + judges_.size()); }
  std::size_t decided(std::size_t policy, std::size_t judge) const {
    return watched(policy) + 1 + judge;
  }
  // Whether the judge's world is its own from the start.
  bool acts(std::size_t judge) const { return acts_[judge]; }

 private:
  spec::Policy watched_by_all(const spec::Policy& policy) const;
  spec::Policy decided_by(const spec::Policy& policy, std::size_t judge) const;

  std::vector<std::size_t> judges_;
  std::vector<bool> acts_;
  spec::Scenario scenario_;
};

}  // namespace coalmine::harness
