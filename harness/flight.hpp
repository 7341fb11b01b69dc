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
  std::uint64_t number;  // of the replication; see attempts.hpp for its upper bits
  Instant at;
  std::uint32_t session;
  std::uint32_t user;
};

struct Flight {
  Request request;
  ChainFacts facts;
  Instant failed_at{};       // when the first invocation to fail began
  std::uint16_t open = 1;    // the entry, events not yet processed, and callees nobody waits for
  bool counted : 1 = false;  // it arrived in the window
  bool late : 1 = false;     // the entry answered, or an event was processed, after its limit
  bool excused : 1 = false;  // stable's own work would have exceeded a timeout as well
  bool entry_on_canary : 1 = false;
  bool delayed : 1 = false;   // a record of it waited behind one that failed
  bool answered : 1 = false;  // whoever sent it has an answer, or waits no longer
};
static_assert(sizeof(Flight) <= 64,
              "one cache line: with thousands in flight each access is a miss");

inline constexpr Instant before_all{Duration{-1}};  // before anything happens
inline constexpr std::uint32_t no_slot = std::numeric_limits<std::uint32_t>::max();

// One invocation of a flight's chain, to come or under way.
struct Visit {
  std::uint32_t flight;
  // The frame of the caller that waits for it; for a record from an event source, its batch.
  std::uint32_t parent = no_slot;
  std::uint8_t node = 0;
  std::optional<routing::Version> sent{};  // the decision sent with it
};

// Where an invocation runs, to be given back when it ends.
struct Seat {
  std::uint32_t environment = no_slot;  // of a Lambda function
};

// What one invocation did, before anything it waits for.
struct Invoked {
  routing::Version version;
  std::optional<routing::Version> onward;  // the decision that it sends on
  Duration work;
  std::optional<Cause> failure;
};

// The failure that an invocation passes on to whoever waits for it.
struct Failure {
  Cause cause;
  Instant began;  // of the invocation that failed first
};

// A caller that waits for an answer.
struct Frame {
  Visit visit;
  std::uint8_t calls_made = 0;
  Invoked run;
  Instant began;
  Seat seat;
  std::uint32_t serial = 0;  // tells it from others that had its slot: timers ask for it
  bool over = false;         // it timed out; the callee is still at work
  bool connecting = false;   // it waits for a connection
};

// An invocation that waits for a worker.
struct Waiting {
  Visit visit;
  routing::Version version;
  std::optional<routing::Version> onward;
  Instant since;
  std::uint32_t serial = 0;
  std::uint32_t delivery = 0;  // of a record: whose draws it has
};

// A record on its way through an event source, or a delivery still on its way to one.
struct Record {
  Visit visit;
  Instant produced_at{};
  Instant read_at = before_all;  // when the latest invocation that had it began
  std::uint32_t tries = 0;       // attempts, throttled ones too: each has draws of its own
  routing::Version version{};    // that the latest attempt ran on
  std::optional<routing::Version> onward{};
  std::optional<Cause> failure{};  // of the latest attempt
  bool counted = false;            // in the window
};

// What happens at an instant to come.
struct Pending {
  enum class Kind : std::uint8_t {
    start,         // a callee begins
    deliver,       // a record reaches a subscriber
    lane_free,     // a subscriber has done with the records of a lane
    arrive,        // a request that somebody sends again
    answer,        // whoever sent a request has an answer
    overdue,       // somebody has waited long enough for an answer
    resubmit,      // somebody has waited long enough to send it twice
    timeout,       // an invocation that waits for others has taken too long
    wait_over,     // one that waits for a worker has waited too long
    connect,       // an invocation wants to call another, by one of its connections
    connect_over,  // one that waits for a connection has waited too long
    hang_up,       // a call is over, and its connection free for the next
    vacate,        // an invocation ends, and gives back what it ran on
    vacate_lost,   // the same, and what it ran on is gone
    batch_begins,  // a router function has read a batch
    batch_ends,    // the invocation of a batch, or of a part of it, is over
    source_wakes,  // an event source wanted to be asked
    scale,         // replicas are counted
    poison,        // a record that comes from nowhere
  };
  Kind kind;
  Visit visit{.flight = no_slot};
  // deliver: the record, or without an event source when it was written. lane_free, source_wakes:
  // the lane. overdue, resubmit: the request's number. answer: 1 if it failed. timeout, wait_over,
  // connect, connect_over: the serial. hang_up: which of the caller's calls. vacate: the
  // environment. scale: the function. poison: which.
  std::uint64_t what = 0;
};

}  // namespace coalmine::harness
