// All burn-rate alerts of an objective, evaluated together; one that pages ends the rollout.
#pragma once

#include <span>
#include <vector>

#include "base/time.hpp"
#include "routing/judge/burn_rate/alert.hpp"
#include "routing/judge/burn_rate/spec.hpp"

namespace coalmine::routing::burn_rate {

class BurnAlerts {
 public:
  BurnAlerts(const Spec& spec, Instant began);  // precondition: check(spec) holds

  // In: what the windows of each alert hold, in the order of the spec. Precondition: the next
  // evaluation has come.
  void handle_evaluation(std::span<const Windows> windows, Instant now);

  Instant next_evaluation() const { return next_evaluation_; }
  bool pages() const;  // does an alert fire that calls somebody?
  const std::vector<BurnAlert>& alerts() const { return alerts_; }

 private:
  Duration every_;
  Instant next_evaluation_;
  std::vector<Severity> severities_;  // by alert
  std::vector<BurnAlert> alerts_;
};

}  // namespace coalmine::routing::burn_rate
