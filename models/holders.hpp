// What keeps a routing decision between requests: each user's client, or one of a pool of
// connections or processes that many users' requests go through.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace coalmine::models {

// How long members of a pool live: all as long, or exponentially distributed.
enum class Ages : std::uint8_t { fixed, exponential };

struct Holders {
  std::uint32_t members = 0;       // of each function's pool; 0: each user holds their own
  std::optional<Duration> life{};  // mean, above 0; then another takes its place; none: for ever
  Ages ages = Ages::fixed;
  // Of the users, so many hold on for `stale_life` instead: a client that does not look again.
  double stale = 0;
  Duration stale_life{};
  friend bool operator==(const Holders&, const Holders&) = default;
};

}  // namespace coalmine::models
