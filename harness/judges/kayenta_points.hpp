// The points that Kayenta compares: of stable and of the canary, over the same steps.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/judges/telemetry.hpp"
#include "routing/judge/kayenta/analysis.hpp"
#include "routing/judge/kayenta/score.hpp"

namespace coalmine::harness {

// Each point is asked for once, although runs look at it again and again: what has been published
// stays as it is, and to merge latencies is what a run costs most.
class KayentaPoints {
 public:
  // Keeps a reference to `spec`.
  explicit KayentaPoints(const routing::kayenta::Spec& spec);

  void clear();  // a new replication

  // The steps of `window`, which begins where the last one did or whole steps later. Those that are
  // not published yet have no data: Kayenta pads series that are shorter than they should be.
  void move_to(const routing::kayenta::Window& window, const Telemetry& telemetry);

  // A run on the window moved to.
  routing::kayenta::Judgement judge() const;

 private:
  using ByMetric = std::vector<std::vector<double>>;

  void forget_before(Instant from);
  void resize(std::size_t points);
  void add_step(Instant at, const Telemetry& telemetry);

  const routing::kayenta::Spec& spec_;
  ByMetric control_;     // a point for each step from begins_ on
  ByMetric experiment_;  // the same
  Instant begins_{};
  std::size_t published_ = 0;  // points that were asked for; NaN behind them
};

}  // namespace coalmine::harness
