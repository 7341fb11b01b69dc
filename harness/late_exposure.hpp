// Users who still met the canary after its rollback was decided. Few, so they cost nothing before.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>

#include "base/random.hpp"
#include "base/time.hpp"

namespace coalmine::harness {

class LateExposure {
 public:
  void clear() { *this = {}; }

  // An invocation of the user's chains ran on the canary, so long after the decision. Not always
  // in order: one that starts cold is known before it begins.
  void add(std::uint32_t user, Duration after) {
    Duration& last = last_[user];
    if (after <= last) return;
    sum_ns_ += static_cast<std::uint64_t>((after - last).count());
    last = after;
  }

  std::uint64_t users() const { return last_.size(); }

  // From the decision to each user's last invocation on the canary, added up.
  double user_seconds() const { return static_cast<double>(sum_ns_) / 1e9; }

 private:
  boost::unordered_flat_map<std::uint32_t, Duration> last_;  // by user
  Uint128 sum_ns_ = 0;                                       // of them
};

}  // namespace coalmine::harness
