// Gathers replications, in their order whatever order they end in, into the result of a run.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "harness/replicate.hpp"
#include "harness/result.hpp"
#include "harness/setup.hpp"

namespace coalmine::harness {

class Merge {
 public:
  explicit Merge(const Setup& setup);

  // Sums of floating-point numbers depend on their order, so a replication waits for its turn.
  void add(std::uint32_t replication, std::vector<PolicyRun> runs);

  // Precondition: all replications were added.
  std::vector<PolicyResult> take();

 private:
  struct StepSums {
    double weight = 0;
    double exposed_users = 0;
    double harmed_users = 0;
    VersionCounts counts;
  };
  struct PolicySums {
    std::vector<Figure> figures;  // names, units and values; no summary yet
    std::vector<StepSums> steps;
  };

  void add_in_turn(const std::vector<PolicyRun>& runs);
  std::vector<Series> timeline(const std::vector<StepSums>& steps) const;

  const Setup& setup_;
  std::size_t steps_;
  std::uint32_t next_ = 0;
  std::map<std::uint32_t, std::vector<PolicyRun>> early_;
  std::vector<PolicySums> sums_;  // one a policy
};

}  // namespace coalmine::harness
