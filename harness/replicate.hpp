// One replication: every policy of the scenario over the same requests.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/figures.hpp"
#include "harness/meters.hpp"
#include "harness/play.hpp"
#include "harness/setup.hpp"
#include "harness/world.hpp"

namespace coalmine::harness {

// What one policy did in one replication.
struct PolicyRun {
  std::vector<Value> figures;
  std::vector<TimelineRow> timeline;
  std::string fates;  // PolicyResult::fates; of replication 0 alone
};

// Keeps its buffers, so that replications after the first allocate little. Not for two threads.
class Replicator {
 public:
  explicit Replicator(const Setup& setup);

  // In the order of the scenario's policies; a pure function of the scenario and the replication.
  std::vector<PolicyRun> run(std::uint32_t replication);
  std::uint64_t events() const;  // that happened in the latest one, for benchmarks

 private:
  const Setup& setup_;
  Play play_;
  std::vector<std::unique_ptr<World>> worlds_;  // one a policy
  std::vector<World*> all_;                     // of them
};

}  // namespace coalmine::harness
