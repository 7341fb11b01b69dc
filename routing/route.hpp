// How a policy routes: the part of a policy that decides one invocation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

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

enum class StickyKey : std::uint8_t { user, session, tenant, request };

// What a bucket depends on beside the key: with `function` each function hashes with a salt of its
// own, with `step` a new one begins at every step of the rollout.
enum class SaltScope : std::uint8_t { release, function, step };

// canary iff bucket(key, salt) < weight. One salt through the ramp: the cohort only grows.
struct Sticky {
  StickyKey key = StickyKey::user;
  std::string salt{};  // empty: the driver gives one (the simulator: a new one each replication)
  SaltScope salt_per = SaltScope::release;
  friend bool operator==(const Sticky&, const Sticky&) = default;
};

using Route = std::variant<AllAtOnce, Weighted, Sticky>;

// What a hop does that did not receive the decision.
enum class OnLoss : std::uint8_t { reroll, baseline };

// Whether and how a decision travels along the chain.
struct Propagation {
  bool enabled = false;
  double loss = 0;  // probability that a hop loses it, on top of what the link itself loses
  OnLoss on_loss = OnLoss::reroll;
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
