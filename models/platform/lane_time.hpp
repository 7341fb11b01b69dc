// For how long, in all, lanes were disturbed: held up by records that failed.
//
// A disturbance begins with the attempt that turned out to fail. It is over when the backlog behind
// it is gone, which the lane finds out when a batch of new records has room to spare, or when
// nothing is left in the lane. Until then whatever waits in it is delayed.
#pragma once

#include <cstdint>

#include "base/time.hpp"

namespace coalmine::models {

class LaneTime {
 public:
  // `disturbed` is the lane's own flag; nothing happens if it is as it should be. `since` is when
  // it began, as is known `now`. `now` never decreases.
  void disturb(bool& disturbed, Instant since, Instant now) {
    if (disturbed) return;
    disturbed = true;
    total_ = until(now) + (now - since);
    last_ = now;
    ++lanes_;
  }

  void calm(bool& disturbed, Instant now) {
    if (!disturbed) return;
    disturbed = false;
    total_ = until(now);
    last_ = now;
    --lanes_;
  }

  // The sum over all lanes up to `now`.
  Duration until(Instant now) const { return total_ + lanes_ * (now - last_); }

 private:
  std::int64_t lanes_ = 0;  // that are disturbed
  Instant last_{};
  Duration total_{};  // up to last_
};

}  // namespace coalmine::models
