// The replications of a run, in the process that leads: which are still to do, and what they found.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "harness/experiment.hpp"
#include "harness/merge.hpp"
#include "harness/run_text.hpp"
#include "harness/setup.hpp"

namespace coalmine::harness {

class Gathering {
 public:
  // Both live longer than this.
  Gathering(const Setup& setup, const RunSupport& support);

  // Wants `all` replications from 0, of which it takes those that were found earlier. Returns the
  // others, for which `accept` is then called once each.
  // Error: what was found earlier is not of this scenario.
  Checked<std::vector<std::uint32_t>> want(std::uint32_t all);

  // Error: it cannot be kept, or has other figures than what was found earlier.
  // Precondition: it is of this scenario, since a process of this very run found it.
  Checked<void> accept(std::uint32_t replication, std::string found);

  const Merge& merge() const { return merge_; }
  std::vector<PolicyResult> take() { return merge_.take(); }

 private:
  const RunSupport& support_;
  RunReader reader_;
  Merge merge_;
  std::uint32_t done_ = 0;
  std::uint32_t all_ = 0;
};

}  // namespace coalmine::harness
