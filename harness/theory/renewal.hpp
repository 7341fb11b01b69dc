// Decisions that expire: how often a user draws in the window, and what that makes of the users.
//
// Of equal Poisson users, at a weight that does not move. The number of draws is a renewal count:
// after each draw the user's time to live passes, then comes the next request.
#pragma once

#include <optional>

#include "harness/setup.hpp"

namespace coalmine::harness {

// Of one user up to some moment. Shares are of users active by then.
struct Redrawing {
  double exposed;
  double mixed;
  double flips;  // changes of version, for each active user
  double draws;  // for each active user
};

// For policies whose decisions live equally long from the decision or from the last request, or for
// stable alone, or as long as a connection of the user's own. Nothing for all others, nor where
// somebody may have drawn before the window.
std::optional<Redrawing> redrawing(const Setup& setup, const spec::Policy& policy, Instant until);

}  // namespace coalmine::harness
