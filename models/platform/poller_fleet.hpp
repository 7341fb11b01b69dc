// How many batches of a standard queue may run at once: it grows while there is a backlog (E15),
// and is halved when batches fail that do not report which messages did (E14).
//
// By how much Lambda lowers its concurrency on errors is not documented; half is ours.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "models/platform/delivery.hpp"

namespace coalmine::models {

class PollerFleet {
 public:
  explicit PollerFleet(const SqsDelivery& delivery);

  // `now` never decreases from one call to the next.
  std::uint32_t allowed(Instant now) const;
  Instant next_growth(Instant now) const;  // never: not without a backlog, or at its maximum

  void see_backlog(Instant now);  // messages wait, and all pollers are busy
  void see_empty();               // nothing waits, and no poller is busy: the first few are enough
  void slow_down(Instant now);

 private:
  std::int64_t added(Instant now) const;

  std::int64_t first_;
  std::int64_t max_;
  Duration step_;  // of time, for each poller more; zero: there are never more
  std::int64_t base_;
  Instant growing_since_ = never;
};

}  // namespace coalmine::models
