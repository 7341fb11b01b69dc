// A token bucket: so many at once, and so many in a time.
//
// Whole numbers throughout, because whether a token is there decides: the level is counted in the
// part of a token that comes back each nanosecond.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "base/random.hpp"
#include "base/time.hpp"

namespace coalmine::models {

class TokenBucket {
 public:
  // Full at the beginning. An empty one is full again after `refill`, which is above 0.
  TokenBucket(std::uint32_t capacity, Duration refill)
      : capacity_(capacity), refill_(refill), level_(full()) {
    assert(refill > Duration{});
  }

  // Is there a whole token? `now` never decreases from one call to the next.
  bool has_token(Instant now) {
    if (now > filled_at_) {
      // No more than `refill_`, which fills any bucket: the product fits.
      const Duration elapsed = std::min(now - filled_at_, refill_);
      level_ = std::min(full(), level_ + Uint128{ns(elapsed)} * capacity_);
      filled_at_ = now;
    }
    return level_ >= ns(refill_);
  }

  void take() {  // precondition: has_token()
    assert(level_ >= ns(refill_));
    level_ -= ns(refill_);
  }

  void clear() {
    level_ = full();
    filled_at_ = Instant{};
  }

 private:
  static std::uint64_t ns(Duration d) { return static_cast<std::uint64_t>(d.count()); }
  Uint128 full() const { return Uint128{capacity_} * ns(refill_); }

  std::uint32_t capacity_;
  Duration refill_;
  Uint128 level_;  // a token is refill_ of them
  Instant filled_at_{};
};

}  // namespace coalmine::models
