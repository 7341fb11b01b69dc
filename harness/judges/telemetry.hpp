// What a metrics store knows of one function: its invocations by version, in slices of time.
//
// Judges ask it for windows. An invocation belongs to the slice in which it began (AWS fact L14). A
// store keeps as much of the past as its judges look at, so memory does not grow with time.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "base/time.hpp"
#include "harness/judges/cluster_sums.hpp"
#include "routing/alarm.hpp"
#include "routing/version.hpp"
#include "sim/histogram.hpp"

namespace coalmine::harness {

// Of one version, in one window.
struct Observed {
  routing::Counts counts;
  Duration latency_sum{};  // of all invocations; nothing unless latencies are asked for
  sim::Histogram latency;  // the same
  Observed& operator+=(const Observed& other);
};

// The latencies of one slice: few as they are, many as a histogram, which takes up as much memory
// as a thousand of them.
class SliceLatencies {
 public:
  void add(Duration latency) {
    if (few_.size() < few_max) return few_.push_back(latency);
    many_.add(latency);
  }
  void add_to(sim::Histogram& sum) const {
    sum.add(few_);
    sum.merge(many_);
  }

 private:
  static constexpr std::size_t few_max = 1'000;
  std::vector<Duration> few_;  // the first
  sim::Histogram many_;        // those after them
};

// What judges need of a store. Combined by merge().
struct TelemetryNeeds {
  Duration slice{};   // windows begin and end at multiples of it; 0: no needs
  Duration memory{};  // how far back they look
  bool latency = false;
  bool clusters = false;                    // what each user met
  void merge(const TelemetryNeeds& other);  // the greatest common slice, the longest memory
};

class Telemetry {
 public:
  Telemetry(const TelemetryNeeds& needs, std::uint64_t users);

  void clear();  // a new replication

  // An invocation that began at `began`. Those that began before what is remembered are lost.
  void record(routing::Version version, Instant began, Duration latency, bool failed,
              std::uint32_t user);

  // Invocations that began in [from, to), which are multiples of the slice; what lies before 0
  // had none. Precondition: not longer ago than the memory.
  routing::Counts counts(routing::Version version, Instant from, Instant to) const;
  Observed observed(routing::Version version, Instant from, Instant to) const;

  // Since the canary was first invoked, user by user: what stable did before then has nothing to be
  // compared with. Precondition: clusters were asked for.
  const ClusterSums& clusters(routing::Version version) const;

  const TelemetryNeeds& needs() const { return needs_; }

 private:
  struct OfVersion {
    routing::Counts counts;
    Duration latency_sum{};
    SliceLatencies latencies;
  };
  using Slice = std::array<OfVersion, 2>;  // by routing::Version

  Slice* slice_at(Instant at);
  template <class Use>
  void for_each_slice(Instant from, Instant to, Use use) const {
    const std::int64_t first = std::max(from.time_since_epoch() / needs_.slice, oldest_);
    const std::int64_t last = std::min(to.time_since_epoch() / needs_.slice,
                                       oldest_ + static_cast<std::int64_t>(slices_.size()));
    for (std::int64_t number = first; number < last; ++number) {
      use(slices_[static_cast<std::size_t>(number - oldest_)]);
    }
  }

  TelemetryNeeds needs_;
  std::deque<Slice> slices_;           // oldest first
  std::int64_t oldest_ = 0;            // number of the oldest
  Instant newest_begins_ = never;      // never: there is none
  std::vector<ClusterSums> clusters_;  // by version, if asked for
  bool canary_seen_ = false;
};

}  // namespace coalmine::harness
