// Where a ticket or a cut decides, and nothing is remembered: which of a user's requests hit.
#pragma once

#include <optional>

#include "harness/setup.hpp"
#include "harness/theory/users.hpp"

namespace coalmine::harness {

// A hit is a request whose entry invocation runs on the canary. Nothing for turns, decks, tenants
// and addresses, too many salts, and for users whom the scenario picks if they are not alike.
// Precondition: the policy has neither memory, rules nor flags.
std::optional<Hits> ticket_hits(const Setup& setup, const spec::Policy& policy);

// What a request gets that has no key.
routing::WithoutKey without_key(const routing::Route& route);

// Do some draw at the plain weight, and others at what whole buckets make of it?
bool draws_beside_buckets(const spec::Policy& policy);

// Is it sessions that share a bucket, and not users?
bool buckets_sessions(const Setup& setup, const routing::Sticky& sticky);

}  // namespace coalmine::harness
