// How a policy routes: the part of a policy that decides one invocation.
//
// A route says where an invocation falls; memory.hpp, what an earlier decision has to say; and
// rules.hpp, who is asked first. Products are combinations of the three: see presets.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "routing/bucketing/info.hpp"
#include "routing/version.hpp"

namespace coalmine::routing {

// Every invocation runs on the canary as soon as its function has any weight.
struct AllAtOnce {
  friend bool operator==(const AllAtOnce&, const AllAtOnce&) = default;
};

// Every invocation draws for itself, with no memory: a Lambda weighted alias (AWS facts L3, L4).
struct Weighted {
  // Draws come from shuffled decks of this many cards: with a weight of k/deck, exactly k of each
  // `deck` entry requests go to the canary. 0: independent draws.
  std::uint32_t deck = 0;
  friend bool operator==(const Weighted&, const Weighted&) = default;
};

// In turn, by earliest deadline: see round_robin.hpp (Traefik). Each of `proxies` counts for
// itself, and the driver says which one serves.
struct RoundRobin {
  std::uint32_t proxies = 1;
  friend bool operator==(const RoundRobin&, const RoundRobin&) = default;
};

// Draws, but the weight is made of whole replicas: see replicas.hpp (Argo without traffic router).
struct Replicas {
  std::uint32_t count = 10;  // above 0
  bool surge = true;         // one more while it rolls
  friend bool operator==(const Replicas&, const Replicas&) = default;
};

// What a key is. `user`: who is logged in, and the device before that; `device`: what the browser
// kept since before the login; `address`: an IP address, which several users may share.
enum class StickyKey : std::uint8_t { user, session, tenant, request, device, address };

// What a bucket depends on beside the key: with `function` each function hashes with a salt of its
// own, with `step` a new one begins at every step of the rollout.
enum class SaltScope : std::uint8_t { release, function, step };

// What a request gets that has no key, as one without the header or the cookie: a draw, or stable.
enum class WithoutKey : std::uint8_t { draw, stable };

// canary iff bucket(key, salt) < weight. One salt through the ramp: the cohort only grows.
struct Sticky {
  StickyKey key = StickyKey::user;
  std::string salt{};  // empty: the driver gives one (the simulator: a new one each replication)
  SaltScope salt_per = SaltScope::release;
  std::uint32_t buckets = 0;  // tickets are rounded down to so many buckets; 0: none
  WithoutKey without_key = WithoutKey::draw;
  friend bool operator==(const Sticky&, const Sticky&) = default;
};

// By the bucket of a product: see bucketing/product.hpp. Invocation::key is the id's position.
struct Bucketed {
  std::string product;
  Parameters parameters{};
  WithoutKey without_key = WithoutKey::stable;
  friend bool operator==(const Bucketed&, const Bucketed&) = default;
};

// By the partition that the key falls into: see partitions.hpp (consumer groups).
struct Partitioned {
  StickyKey key = StickyKey::user;
  std::uint32_t partitions = 12;
  std::uint32_t workers = 6;  // at most `partitions`
  bool moves = true;          // each step is a rebalance that deals the partitions out anew
  friend bool operator==(const Partitioned&, const Partitioned&) = default;
};

// iter8's weighted rendezvous as it was: the largest of weight times hash wins, which is not the
// weight's share, and each process has a random seed. Kept as an example of what must not pass.
struct WrongRendezvous {
  std::uint32_t processes = 1;
  friend bool operator==(const WrongRendezvous&, const WrongRendezvous&) = default;
};

using Route = std::variant<AllAtOnce, Weighted, RoundRobin, Replicas, Sticky, Bucketed, Partitioned,
                           WrongRendezvous>;

// What a hop does that did not receive the decision.
enum class OnLoss : std::uint8_t { reroll, baseline };

// Whether and how a decision travels along the chain.
struct Propagation {
  bool enabled = false;
  double loss = 0;  // probability that a hop loses it, on top of what the link itself loses
  OnLoss on_loss = OnLoss::reroll;
  // An execution ends on the version it began on, also where the canary is gone by then: Temporal's
  // pinned workflows, Step Functions' versions.
  bool pinned = false;
  friend bool operator==(const Propagation&, const Propagation&) = default;
};

// The decision that a hop receives of what its caller sent (Router::onward), to be given to
// Router::decide as `carried`. `lost`: whether this hop lost it, which the driver finds out.
// Loss is no case of its own for the router: a hop that rerolls decides as an entry does, one that
// takes the baseline was told "stable"; what it then sends on follows from that. Nothing sent,
// nothing lost.
constexpr std::optional<Version> received(const Propagation& propagation,
                                          std::optional<Version> sent, bool lost) {
  if (!propagation.enabled) return std::nullopt;
  if (!sent || !lost) return sent;
  if (propagation.on_loss == OnLoss::baseline) return Version::stable;
  return std::nullopt;
}

}  // namespace coalmine::routing
