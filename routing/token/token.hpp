// A routing decision that travels: which version of which release, why, and since when.
//
// It says nothing about the user: not the key, and not the ticket either, whose 53 bits would be a
// name for the user in every log along the chain.
#pragma once

#include <chrono>
#include <optional>

#include "routing/token/label.hpp"
#include "routing/version.hpp"

namespace coalmine::routing {

// When a token was written, to be compared on another machine: time since the Unix epoch. Not
// Instant, which counts from the start of one process's observation and means nothing elsewhere.
// Milliseconds, because the clocks of two machines do not agree on less.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

inline constexpr WallTime wall_time_max{std::chrono::milliseconds{9'999'999'999'999}};  // year 2286

struct DecisionToken {
  Label release;  // whose versions these are; a token of another release is refused
  Version version = Version::stable;
  std::optional<Label>
      cohort{};          // what decided: a rule ("internal") or a step of the ramp ("step-2")
  WallTime issued_at{};  // when the chain's first decision was made; [0, wall_time_max]
  std::optional<Label> key_id{};  // the key that signed it; none: unsigned
  friend bool operator==(const DecisionToken&, const DecisionToken&) = default;
};

}  // namespace coalmine::routing
