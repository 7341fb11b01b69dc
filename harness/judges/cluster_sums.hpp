// Sums over users of what each one met: what a variance needs that takes users for clusters.
//
// A sticky user brings all of its requests to one version, and a bug that strikes some users
// strikes all of theirs: requests of one user are no independent evidence.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "routing/judge/evidence/clusters.hpp"

namespace coalmine::harness {

// By user, of one version of one function.
class ClusterSums {
 public:
  explicit ClusterSums(std::uint64_t users) : by_user_(users) {}

  void clear();
  void add(std::uint32_t user, bool failed) {
    ByUser& one = by_user_[user];
    sums_.grow(one.invocations, one.errors, failed);
    ++one.invocations;
    one.errors += failed;
  }
  const routing::evidence::Clusters& sums() const { return sums_; }

 private:
  struct ByUser {
    std::uint32_t invocations = 0;
    std::uint32_t errors = 0;
  };
  std::vector<ByUser> by_user_;
  routing::evidence::Clusters sums_;
};

}  // namespace coalmine::harness
