// How the configuration of a flag service reaches those who evaluate it: late.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "base/time.hpp"
#include "models/distribution.hpp"

namespace coalmine::models {

// Pushed to every instance; each learns of a change after a delay of its own.
struct Streaming {
  Distribution delay;  // seconds
  friend bool operator==(const Streaming&, const Streaming&) = default;
};

// Fetched every `period` from a random phase on; what was current then counts `latency` later.
struct Polling {
  Duration period{};
  Duration latency{};
  friend bool operator==(const Polling&, const Polling&) = default;
};

// Fetched by an invocation that finds the last fetch `period` old, as an instance must that is
// frozen in between. With `waits` it waits for the answer; else it acts on what it has, and the
// next one on the new.
struct OnInvocation {
  Duration period{};
  bool waits = false;
  friend bool operator==(const OnInvocation&, const OnInvocation&) = default;
};

// Instances end after `life` (each at its own phase), and the one that takes over knows nothing for
// `first_fetch`.
struct ColdStart {
  Duration life{};
  Duration first_fetch{};
  friend bool operator==(const ColdStart&, const ColdStart&) = default;
};

// The flag service does not answer in [from, to): what would have arrived arrives at its end.
struct Outage {
  Duration from{};
  Duration to{};
  friend bool operator==(const Outage&, const Outage&) = default;
};

struct FlagDelivery {
  std::variant<Streaming, Polling, OnInvocation> how;
  std::uint32_t instances = 1;  // of each function; a request goes to any; 0: one for each user
  std::optional<ColdStart> cold_start{};
  std::optional<Outage> outage{};
  bool canary_by_default = false;  // what an instance does that knows nothing yet
  friend bool operator==(const FlagDelivery&, const FlagDelivery&) = default;
};

}  // namespace coalmine::models
