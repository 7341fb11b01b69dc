#include "harness/judges/cluster_sums.hpp"

#include <algorithm>

namespace coalmine::harness {

void ClusterSums::clear() {
  std::fill(by_user_.begin(), by_user_.end(), ByUser{});
  sums_ = {};
}

}  // namespace coalmine::harness
