// Users who are known by two keys, one after the other: by their device until they log in, then by
// their account. Each has a bucket of its own.
#pragma once

#include <optional>

#include "harness/setup.hpp"
#include "harness/theory/users.hpp"

namespace coalmine::harness {

// The hits of such users, where `hits` are those of users with one key. Nothing if they log in at
// moments that are drawn, or fall into too many classes. Precondition: there are logins.
std::optional<Hits> under_two_keys(const Setup& setup, const Hits& hits);

}  // namespace coalmine::harness
