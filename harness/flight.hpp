// A request under way: what is known of its chain so far, and what is still to come.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "base/time.hpp"
#include "harness/tally.hpp"
#include "routing/version.hpp"

namespace coalmine::harness {

struct Request {
  std::uint64_t number;  // of the replication
  Instant at;
  std::uint32_t session;
  std::uint32_t user;
};

struct Flight {
  Request request;
  ChainFacts facts;
  Instant failed_at{};     // when the first invocation to fail began
  std::uint16_t open = 1;  // the entry, and events not yet processed
  bool counted = false;    // it arrived in the window
  bool late = false;       // the entry answered, but after the scenario's limit
  bool excused = false;    // stable's own work would have exceeded a timeout as well
};
static_assert(sizeof(Flight) <= 64,
              "one cache line: with thousands in flight each access is a miss");

inline constexpr std::uint32_t no_slot = std::numeric_limits<std::uint32_t>::max();

// One invocation of a flight's chain, to come or under way.
struct Visit {
  std::uint32_t flight;
  std::uint32_t caller = no_slot;  // frame of the caller that waits for it
  std::uint8_t node = 0;
  std::optional<routing::Version> sent{};  // the decision sent with it
};

// What one invocation did, before anything it waits for.
struct Invoked {
  routing::Version version;
  std::optional<routing::Version> onward;  // the decision that it sends on
  Duration work;
  std::optional<Cause> failure;
};

// A caller that waits for an answer.
struct Frame {
  Visit visit;
  Invoked run;
  Instant began;
  std::uint8_t calls_made = 0;
};

// What happens at an instant to come.
struct Pending {
  enum class Kind : std::uint8_t {
    start,      // a callee begins
    deliver,    // a record reaches a subscriber
    lane_free,  // a subscriber has done with the records of a lane
  };
  Kind kind;
  Visit visit;
  Instant produced_at{};   // deliver: when the record was written
  std::uint64_t lane = 0;  // lane_free: which
};

}  // namespace coalmine::harness
