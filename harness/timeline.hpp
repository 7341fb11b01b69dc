// A policy's timeline over replications: means, and the band in which nine of ten lie.
//
// Means are sums, whatever the number of replications. A band needs the values themselves, so it is
// that of the first band_replications, and memory does not grow with those after.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/meters.hpp"
#include "harness/result.hpp"

namespace coalmine::harness {

class Timeline {
 public:
  explicit Timeline(std::size_t steps) : steps_(steps) {}

  // The next replication: a row for each step. In their order, because sums of doubles depend on
  // it.
  void add(const std::vector<TimelineRow>& rows);

  // Means over replications; of a rate, the ratio of the sums. Precondition: there was one.
  std::vector<Series> series() const;

 private:
  static constexpr std::size_t lines = 6;

  struct Step {
    double weight = 0;
    double exposed_users = 0;
    double harmed_users = 0;
    VersionCounts counts;
    std::array<std::vector<double>, lines> seen;  // by line, of those with data
  };

  void add(const TimelineRow& row, Step& step) const;

  std::uint32_t replications_ = 0;
  std::vector<Step> steps_;
};

}  // namespace coalmine::harness
