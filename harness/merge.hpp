// Gathers replications, in their order whatever order they end in, into the result of a run.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/replicate.hpp"
#include "harness/result.hpp"
#include "harness/setup.hpp"
#include "harness/timeline.hpp"

namespace coalmine::harness {

class Merge {
 public:
  explicit Merge(const Setup& setup);

  // Sums of floating-point numbers depend on their order, so a replication waits for its turn.
  void add(std::uint32_t replication, std::vector<PolicyRun> runs);

  // How many were added, of those from 0 without a gap.
  std::uint32_t replications() const { return next_; }

  // The values so far of a figure, one for each of replications(); none if the policy does not have
  // it.
  std::span<const std::optional<double>> values(std::size_t policy, std::string_view figure) const;

  // Of replications(). Precondition: there is one, and none behind a gap.
  std::vector<PolicyResult> take();

 private:
  struct PolicySums {
    std::vector<Figure> figures;  // names, units and values; no summary yet
    Timeline timeline;
    std::string fates;  // of replication 0
  };

  void add_in_turn(std::vector<PolicyRun> runs);
  PolicyResult take(const spec::Policy& policy, PolicySums sums) const;

  const Setup& setup_;
  std::uint32_t next_ = 0;
  std::map<std::uint32_t, std::vector<PolicyRun>> early_;
  std::vector<PolicySums> sums_;  // one a policy
};

}  // namespace coalmine::harness
