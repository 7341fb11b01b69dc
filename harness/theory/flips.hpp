// How often a user is served by another version than the time before.
#pragma once

#include <optional>

#include "harness/setup.hpp"

namespace coalmine::harness {

// Expected changes of version for each active user: where requests draw for themselves, each pair
// of neighbours differs with probability 2 w (1 - w); where a user changes once at most, as many
// change as are served by both.
std::optional<double> flips(const Setup& setup, const spec::Policy& policy);

// Expected share of active users who are thrown back to stable. Only where nobody is.
std::optional<double> flipped_users(const Setup& setup, const spec::Policy& policy);

}  // namespace coalmine::harness
