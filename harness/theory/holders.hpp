// Decisions that live as long as a connection or a process: how much of the traffic still goes
// where it went before the weight moved.
#pragma once

#include <optional>

#include "harness/setup.hpp"

namespace coalmine::harness {

// Expected share of the window's requests on the canary, where the weight has moved for the last
// time when the window begins: w - sum over earlier weights w' of (w - w') P(held since then).
//
// Of members of a pool, of any age; of users with a connection each, only where lives are
// exponential. Nothing for other policies (an own connection of fixed life is a cookie with that
// time to live), where traffic is not a steady Poisson stream of equal users, and for fixed lives
// if the weight moved during the last one before the window.
std::optional<double> share_of_holders(const Setup& setup, const spec::Policy& policy);

}  // namespace coalmine::harness
