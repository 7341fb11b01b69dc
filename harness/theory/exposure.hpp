// The blast radius in theory: whom a rollout exposes to the canary, and whom the canary harms.
#pragma once

#include <optional>

#include "harness/setup.hpp"

namespace coalmine::harness {

// Of users: the expected number, or the expectation of number / active users.
enum class Of { all, active };

std::optional<double> exposed_users(const Setup& setup, const spec::Policy& policy, Of of);
std::optional<double> harmed_users(const Setup& setup, const spec::Policy& policy, Of of);

// Expected share of active users whom both versions served.
std::optional<double> mixed_users(const Setup& setup, const spec::Policy& policy);

// Expected share, over tumbling windows, of active user-windows with an exposure. Only for a trace,
// whose active user-windows are known.
std::optional<double> exposed_user_windows(const Setup& setup, const spec::Policy& policy,
                                           Duration length);

}  // namespace coalmine::harness
