// What a policy remembers of an earlier decision: a cookie, an entry in a store, a connection.
//
// The memory itself is input and output of the decision: whoever keeps it (the client, a table of
// the server, a simulated user) hands it in and takes away what is to be kept. So one rule serves
// every product that remembers, and the core stays a pure function.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/random.hpp"
#include "base/time.hpp"
#include "routing/version.hpp"
#include "routing/weight.hpp"

namespace coalmine::routing {

// From when a time to live counts: from the decision, or from the latest request.
enum class Renewal : std::uint8_t { fixed, sliding };

// What becomes of a remembered canary while the weight is 0: it is still served (Gateway API's
// GEP-1619, ALB, HAProxy, a long-lived connection), or the memory goes (Flagger, Traefik).
enum class AtZero : std::uint8_t { kept, evicted };

// Whose decisions are remembered, for how long, and what ends it.
struct Memory {
  std::array<bool, 2> remembers{true, true};            // by version
  std::array<std::optional<Duration>, 2> time_to_live;  // by version; none: until it is evicted
  Renewal renewal = Renewal::fixed;
  AtZero at_zero = AtZero::evicted;
  // Decisions made at weight 0 are remembered too: an affinity cookie that knows of no canary.
  bool at_rest = false;
  // A decision counts only in the step it was made in: the cookie's value changes with each step.
  bool step_bound = false;
  // What is held wins over the rules before the split: ingress-nginx, where a header cannot move a
  // user whom a cookie has pinned.
  bool outranks_rules = false;
  // Share and stickiness at once, see redrawn().
  bool redraws = false;
  friend bool operator==(const Memory&, const Memory&) = default;
};

// A decision as it is kept. Nothing of it names the user.
struct Held {
  Version version = Version::stable;
  Instant until = never;   // exclusive
  Weight weight;           // when it was made, or last redrawn
  std::uint32_t step = 0;  // likewise
  friend bool operator==(const Held&, const Held&) = default;
};

// Does what is held still count, in step `step` at `now`?
constexpr bool is_valid(const Memory& memory, const std::optional<Held>& held, std::uint32_t step,
                        Instant now) noexcept {
  return held && now < held->until && (!memory.step_bound || held->step == step);
}

struct Recalled {
  Version version;
  bool drew = false;     // the ticket decided: nothing valid was held
  bool changed = false;  // what is held differs from before, and is to be kept (or dropped)
};

// Conditional redraw: the version that a user decided at weight `held.weight` has at weight `now`.
//
// A decision is all that is left of a draw u: canary says u < w, stable says u >= w, and given that
// u is as good as new. So when the weight rises from w to v, a stable user moves with probability
// (v - w) / (1 - w) and a canary user stays; when it falls, a canary user stays with probability
// v / w. Each user is then on the canary with probability v exactly, and nobody moves who need not.
constexpr Version redrawn(const Held& held, Weight now, Ticket ticket) noexcept {
  const Uint128 was = held.weight.threshold();
  const Uint128 is = now.threshold();
  const Uint128 draw = ticket.value;
  if (held.version == Version::stable) {
    return is > was && draw * (whole - was) < (is - was) * whole ? Version::canary
                                                                 : Version::stable;
  }
  return draw * was < is * whole ? Version::canary : Version::stable;
}

// The decision at `now`, where the function's weight is `weight` in step `step`. `held`, in: what
// was kept of an earlier one, if anything; out: what is to be kept. `ticket`: decides where memory
// does not. O(1); neither allocates nor locks.
inline Recalled recall(const Memory& memory, std::optional<Held>& held, Weight weight,
                       std::uint32_t step, Ticket ticket, Instant now) noexcept {
  const auto time_to_live = [&](Version version) -> const std::optional<Duration>& {
    return memory.time_to_live[static_cast<std::size_t>(version)];
  };
  const bool at_zero = weight == Weight{};
  const bool valid = is_valid(memory, held, step, now);
  const bool evicted =
      at_zero && memory.at_zero == AtZero::evicted && valid && held->version == Version::canary;
  if (valid && !evicted) {
    Recalled recalled{.version = held->version};
    if (memory.redraws && held->weight != weight) {
      recalled = {.version = redrawn(*held, weight, ticket), .changed = true};
      held->version = recalled.version;
      held->weight = weight;
      held->step = step;
    }
    if (memory.renewal == Renewal::sliding && time_to_live(recalled.version)) {
      held->until = now + *time_to_live(recalled.version);
      recalled.changed = true;
    }
    return recalled;
  }
  const Version version = weight.covers(ticket) ? Version::canary : Version::stable;
  const bool keeps =
      memory.remembers[static_cast<std::size_t>(version)] && (!at_zero || memory.at_rest);
  const bool changed = keeps || held.has_value();
  if (keeps) {
    const auto& lives = time_to_live(version);
    held = Held{version, lives ? now + *lives : never, weight, step};
  } else {
    held.reset();
  }
  return {.version = version, .drew = true, .changed = changed};
}

}  // namespace coalmine::routing
