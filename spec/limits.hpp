// How much traffic a scenario may have.
#pragma once

#include <cstdint>

namespace coalmine::spec {

inline constexpr std::uint64_t users_max =
    (std::uint64_t{1} << 31) - 1;  // a user is a 32-bit number below

// A rehearsal must end, and fit into memory: 10^10 requests take minutes, and exact counts are
// stored.
inline constexpr double expected_requests_max = 1e10;
inline constexpr std::uint64_t counted_requests_max = 100'000'000;
inline constexpr std::uint64_t total_requests_max = 1'000'000'000;

}  // namespace coalmine::spec
