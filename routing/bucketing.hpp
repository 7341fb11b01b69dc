// coalmine's own bucketing: a key and a salt to a ticket on [0, 1).
//
// XXH3 (64 bit, seeded with the salt) over the 8 bytes of the key, little-endian; the top 53 bits are
// the ticket. Text keys are hashed to 64 bits first, once: key_of(text) = XXH3_64bits(text).
#pragma once

#include <cstdint>
#include <string_view>

#include "routing/weight.hpp"

namespace coalmine::routing {

std::uint64_t key_of(std::string_view text) noexcept;
Ticket bucket(std::uint64_t key, std::uint64_t salt) noexcept;

}  // namespace coalmine::routing
