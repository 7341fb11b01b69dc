// Users of a policy that remembers, where nothing expires that matters: which of their requests run
// on the canary.
#pragma once

#include <optional>

#include "harness/setup.hpp"
#include "harness/theory/decisions.hpp"
#include "harness/theory/users.hpp"

namespace coalmine::harness {

// Nothing, here and below, if users may have been remembered before the window in another way than
// by at_rest, if what is remembered may expire while the weight is above 0, if it is not the user's
// client that remembers, and for memories that are redrawn or bound to a step.
std::optional<Remembered> remembered(const Setup& setup, const spec::Policy& policy);

// Does nothing that is remembered expire before the window ends?
bool outlives_window(const Setup& setup, const spec::Policy& policy, const Remembered& of);

// The requests that run on the canary and are struck there, with probability `struck` each.
std::optional<Hits> remembered_hits(const Setup& setup, const spec::Policy& policy, double struck);

// The requests that run on stable.
std::optional<Hits> remembered_misses(const Setup& setup, const spec::Policy& policy);

// The requests that run on the canary although the weight is back at 0.
std::optional<Hits> remembered_late_hits(const Setup& setup, const spec::Policy& policy);

// The draws of an active user. Also where they expire: renewal.hpp has those.
std::optional<double> remembered_draws(const Setup& setup, const spec::Policy& policy);

}  // namespace coalmine::harness
