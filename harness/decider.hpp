// How one policy decides where a ticket is not all: what is remembered and by whom, who knows which
// weight, whose turn it is, and what the rules say first.
//
// It plays the part that a gateway has around the routing core: it keeps cookies, connections and
// configurations, and asks the core.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "harness/flag_clients.hpp"
#include "harness/flight.hpp"
#include "harness/memories.hpp"
#include "harness/setup.hpp"
#include "routing/round_robin.hpp"
#include "routing/router.hpp"

namespace coalmine::harness {

// One invocation to be decided.
struct Asked {
  const Request& request;
  std::uint8_t node;
  models::FunctionIndex function;
  std::uint64_t draw;
  std::optional<routing::Version> carried;
  Instant now;
};

struct Decided {
  routing::Version version;
  bool drew = false;   // a fresh decision, where the policy remembers
  bool stale = false;  // made on a configuration that was no longer current
};

class Decider {
 public:
  Decider(const Setup& setup, const spec::Policy& policy);

  // A new replication; `router` has the weights of its beginning.
  void begin(std::uint32_t replication, const routing::Router& router);
  // Weights have moved, to those of `router`.
  void publish(const routing::Router& router, Instant now);

  Decided decide(const routing::Router& router, const Asked& asked);

  // The key that the policy's route hashes, of a request at `now`; nothing if it has none.
  std::optional<std::uint64_t> key_of(const Request& request, Instant now);

  // Does the policy need all this, or is a ticket enough?
  static bool is_needed(const Setup& setup, const spec::Policy& policy);

 private:
  struct Member {
    std::optional<routing::Held> held;
  };

  Decided decide_with(const routing::Router& router, const Asked& asked);
  std::optional<routing::Version> by_rule(const routing::Router& router, const Asked& asked) const;
  routing::Recalled recall_of_user(const routing::Router& router, const Asked& asked,
                                   const routing::Invocation& invocation);
  routing::Recalled recall_of_member(const routing::Router& router, const Asked& asked,
                                     const routing::Invocation& invocation);
  std::optional<routing::Held> first_held(std::uint64_t member) const;
  std::uint64_t user_key(std::uint32_t user, Instant now);
  std::uint64_t groups_of(std::uint32_t user) const;
  Duration life_from(std::uint64_t bits) const;

  const Setup& setup_;
  const spec::Policy& policy_;
  std::optional<routing::StickyKey> key_;
  std::span<const std::uint64_t> positions_;  // of users, where a product hashes them
  std::uint64_t device_salt_ = 0;

  RandomStream holders_;
  RandomStream ages_;
  RandomStream instances_;
  RandomStream groups_;
  RandomStream logins_;
  RandomStream headers_;
  RandomStream without_key_;

  std::optional<UserMemories> users_;
  std::vector<Member> members_;       // by function and member of its pool
  std::vector<routing::Turn> turns_;  // by function and proxy
  std::optional<FlagClients> flags_;
  std::vector<routing::Router> configurations_;  // that flags were published with, by number
  std::vector<bool> bucketed_as_device_;         // by user, where the first key is kept
};

}  // namespace coalmine::harness
