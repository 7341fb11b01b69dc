// What was known of each version's users some time before now.
//
// Sums over users are kept as they are, not in slices of time: a judge that sees them late has to
// take them down in time.
#pragma once

#include <array>
#include <deque>
#include <optional>

#include "base/time.hpp"
#include "harness/judges/telemetry.hpp"
#include "routing/judge/evidence/clusters.hpp"

namespace coalmine::harness {

class UserSnapshots {
 public:
  using ByVersion = std::array<routing::evidence::Clusters, 2>;  // by routing::Version

  // Looks come at `first`, and every `interval` from there if that is above 0; each sees what was
  // known `delay` before. Before `began` there was nothing.
  UserSnapshots(Instant began, Instant first, Duration interval, Duration delay);

  // When the next has to be taken; nothing if none is left.
  std::optional<Instant> next() const;
  void take(const Telemetry& telemetry);  // of now, which is *next()

  // What the next look sees. Precondition: it was taken.
  ByVersion pop();

 private:
  void advance();

  std::optional<Instant> next_look_;  // of those whose snapshot is not taken
  Duration interval_;
  Duration delay_;
  std::deque<ByVersion> taken_;  // oldest first
};

}  // namespace coalmine::harness
