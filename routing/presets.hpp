// Routers that people have, as policies of this core: what each remembers, and for how long.
//
// A product is a policy with its defaults. Where one lets its users set more, take the policy and
// change it. What a product keeps outside a user's requests (connections, processes, cached
// entrypoints) is not here: that is for whoever drives the router.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "routing/policy.hpp"

namespace coalmine::routing {

struct Preset {
  std::string name;   // as a scenario's `route:` has it
  std::string title;  // "Flagger, session affinity"
  Policy policy;
  std::string effect;  // what it does to a user, in one sentence
  std::string
      known_from;  // "source code", "documentation", "excerpts" of it, "measured", or "ours"
};

// In the order of the mechanisms: no memory, hash, memory.
std::span<const Preset> presets();

// Nothing if there is none of that name.
const Preset* find_preset(std::string_view name);

}  // namespace coalmine::routing
