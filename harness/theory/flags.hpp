// Configurations that are late: how many decisions are made on an old one.
#pragma once

#include <optional>

#include "harness/setup.hpp"

namespace coalmine::harness {

// Expected share of the window's decisions on a configuration that is no longer current. At time t
// after a change it is P(delay > t), whatever came before: who has the newest is not behind.
//
// For streaming and polling, of one function, under a flat rate. Nothing for fetching on
// invocation, where it is requests that bring the news, and nothing with an outage, a cold start,
// or weights that return to what an instance may still believe.
std::optional<double> stale_share(const Setup& setup, const spec::Policy& policy);

}  // namespace coalmine::harness
