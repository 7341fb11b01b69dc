// Routing in turn leaves nothing to chance but the number of requests: after n of them the canary
// has had so many.
#pragma once

#include <optional>

#include "harness/setup.hpp"

namespace coalmine::harness {

// Expected share of the window's requests on the canary. Nothing for several proxies, for turns
// under way when the window begins, and for weights that move unless a trace says which requests
// they move between; nothing for sessions, and for more than 2 million requests.
// Precondition: the route is in turn.
std::optional<double> share_in_turn(const Setup& setup, const spec::Policy& policy);

// Do all requests of a session come at once, more of them than the canary has to wait for its turn?
// Then every active user meets it.
bool meets_canary_each_session(const Setup& setup, const spec::Policy& policy);

}  // namespace coalmine::harness
