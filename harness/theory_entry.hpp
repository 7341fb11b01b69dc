// What a route does at the entry, where weights may move: the share of requests on the canary, and
// which of a user's requests are on it together.
#pragma once

#include <optional>

#include "harness/setup.hpp"
#include "harness/theory_users.hpp"

namespace coalmine::harness {

// Expected share of the window's requests whose entry invocation runs on the canary.
//
// Nothing, here and below, where the entry is not in the release, or under a salt that the scenario
// names: then the buckets are no matter of chance. Nothing also for weights that cut a deck
// unevenly, and for weights that move while users have sessions, whose requests are not spread
// evenly.
std::optional<double> entry_share(const Setup& setup, const spec::Policy& policy);

// A hit is a request whose entry invocation runs on the canary. Nothing also for a deck, for
// tenants (whose users are hit together), and for new salts at more steps than can be enumerated.
std::optional<Hits> entry_hits(const Setup& setup, const spec::Policy& policy);

// Is it sessions that share a bucket, and not users?
bool buckets_sessions(const Setup& setup, const routing::Sticky& sticky);

// Is a request exposed exactly if its entry invocation runs on the canary?
bool entry_decides(const Setup& setup, const spec::Policy& policy);

// Does every chain run on one version, as far as its functions move at all?
bool is_never_mixed(const Setup& setup, const spec::Policy& policy);

}  // namespace coalmine::harness
