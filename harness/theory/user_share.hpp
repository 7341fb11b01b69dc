// How many users are on the canary when a step ends: those whose latest request ran on it.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/setup.hpp"

namespace coalmine::harness {

// Expected share of the window's active users, when step `step` (1 is the first) ends or the
// observation does. Nothing for steps that begin before the window or not at all, and where an
// operator takes the release back.
std::optional<double> user_share(const Setup& setup, const spec::Policy& policy,
                                 std::uint32_t step);

// The same at the end of the last step that begins.
std::optional<double> last_user_share(const Setup& setup, const spec::Policy& policy);

}  // namespace coalmine::harness
