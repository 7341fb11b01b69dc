// What a route does at the entry, where weights may move: the share of requests on the canary, and
// which of a user's requests are on it together.
#pragma once

#include <optional>

#include "harness/setup.hpp"
#include "harness/theory/users.hpp"

namespace coalmine::harness {

// Expected share of the window's requests whose entry invocation runs on the canary.
//
// Nothing, here and below, where the entry is not in the release, where rules are asked first or
// configurations are late, and where the users whom the scenario itself picks are not alike.
// Nothing also for weights that cut a deck unevenly, and for weights that move while users have
// sessions, whose requests are not spread evenly.
std::optional<double> entry_share(const Setup& setup, const spec::Policy& policy);

// A hit is a request whose entry invocation runs on the canary and is struck there, with the
// probability `struck` by itself. Nothing also for a deck, for tenants and addresses (whose users
// are hit together), for new salts at more steps than can be enumerated, and for decisions that
// expire in the window (renewal.hpp).
std::optional<Hits> entry_hits(const Setup& setup, const spec::Policy& policy, double struck = 1);

// A miss is a request whose entry invocation runs on stable.
std::optional<Hits> entry_misses(const Setup& setup, const spec::Policy& policy);

// By stretch, the probability with which a request runs on the canary at the entry, whenever it
// comes and whoever came before. Nothing where it matters which request of its user it is.
// Precondition: the entry is in the release, and nothing is asked first.
std::optional<WeightPath> request_weights(const Setup& setup, const spec::Policy& policy);

// Do rules, or configurations that are late, stand between a request and the planned weight?
bool is_asked_first(const spec::Policy& policy);

// Does a ticket decide, drawn or hashed, so that the weight says how likely it is? Not so where a
// policy remembers, has rules, takes turns, acts on an old weight, or cuts as a product does.
bool ticket_decides(const Setup& setup, const spec::Policy& policy);

// Is a request exposed exactly if its entry invocation runs on the canary?
bool entry_decides(const Setup& setup, const spec::Policy& policy);

// Does every chain run on one version, as far as its functions move at all?
bool is_never_mixed(const Setup& setup, const spec::Policy& policy);

}  // namespace coalmine::harness
