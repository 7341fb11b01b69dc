// The share of requests that a policy sends to the canary whose users remember.
//
// A share is a ratio of two random numbers. Where users have equal rates and n requests fall into
// the window, each is of any user and at any time of it; that none of the other n - 1 is one of a
// kind that makes up a share p of them all has probability (1 - p)^(n - 1), and that is averaged
// over n.
#pragma once

#include <optional>

#include "harness/setup.hpp"

namespace coalmine::harness {

// Does a request run on the canary with the probability of the weight, whichever request of its
// user it is? Precondition: the policy remembers.
bool follows_weight(const Setup& setup, const spec::Policy& policy);

// Expected share of the window's requests, where it does not. Nothing where a decision may expire
// before the weight has ceased to move. Precondition: the entry is in the release, and the policy
// remembers.
std::optional<double> remembered_share(const Setup& setup, const spec::Policy& policy);

}  // namespace coalmine::harness
