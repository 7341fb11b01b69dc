// A canary weight, and the ticket it is compared with.
//
// Both are integers on a grid of 2^53, the grid of a double's uniform draw: u < w holds for the
// doubles exactly when ticket < weight holds here, so 0 never and 1 always gives the canary (AWS
// fact L3), and no rounding stands between a scenario's 10 % and the decision.
#pragma once

#include <compare>
#include <cstdint>

#include "base/result.hpp"

namespace coalmine::routing {

inline constexpr std::uint64_t whole = std::uint64_t{1} << 53;

// Where an invocation falls on [0, 1): a bucket, or a random draw. In [0, whole).
struct Ticket {
  std::uint64_t value = 0;
  static constexpr Ticket from_bits(std::uint64_t bits) { return {bits >> 11}; }
  friend auto operator<=>(const Ticket&, const Ticket&) = default;
};

class Weight {
 public:
  constexpr Weight() = default;  // 0: the canary serves nothing

  // The smallest weight on the grid that is not below `share`: ceil(share * 2^53). That one,
  // because t * 2^-53 < share holds for an integer t exactly when t < ceil(share * 2^53).
  //
  // Error: not a number, or outside [0, 1].
  static Checked<Weight> make(double share);

  static constexpr Weight all() { return Weight{whole}; }

  constexpr bool covers(Ticket ticket) const { return ticket.value < threshold_; }

  // On the grid: up to 2^-53 above the share it was made from.
  constexpr double share() const { return static_cast<double>(threshold_) * 0x1p-53; }

  // How many of the `whole` tickets it covers.
  constexpr std::uint64_t threshold() const { return threshold_; }
  static constexpr Weight of_tickets(std::uint64_t covered) { return Weight{covered}; }

  friend auto operator<=>(const Weight&, const Weight&) = default;

 private:
  explicit constexpr Weight(std::uint64_t threshold) : threshold_(threshold) {}
  std::uint64_t threshold_ = 0;  // [0, whole]
};

}  // namespace coalmine::routing
