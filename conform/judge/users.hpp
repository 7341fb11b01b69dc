// The users of a test: ids that follow from the seed.
//
// Each promise has users of its own, because a router may remember those of another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "conform/judge/promise.hpp"

namespace coalmine::conform {

// The draws of one promise's test. Attempt 0 is the ids'.
RandomStream stream_of(Promise promise, std::uint64_t seed);

// Ids of 12 letters and digits that have nothing in common.
std::vector<std::string> unlike_users(std::size_t count, Promise promise, std::uint64_t seed);

// Half of them the shortest ids there are ("a", "b" ... "aa" ...), shortest first, then unlike
// ones: the first user whom a fault strikes is then a shortest counter-example.
std::vector<std::string> shortest_users(std::size_t count, Promise promise, std::uint64_t seed);

// "user1", "user2", ...
std::vector<std::string> counted_users(std::size_t count);

// Ids that are alike but for one character, at `position`.
struct Family {
  std::string pattern;  // an id with "?" at the position
  std::vector<std::string> users;
};

// Each family is one id with each of 62 characters in one place; the place moves on from family to
// family.
std::vector<Family> families(std::size_t count, std::uint64_t seed);

inline constexpr std::string_view family_alphabet =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

}  // namespace coalmine::conform
