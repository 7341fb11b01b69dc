// coalmine's own bucketing: a key and a salt to a ticket on [0, 1).
//
// XXH3 (64 bit, seeded with the salt) over the 8 bytes of the key, little-endian; the top 53 bits
// are the ticket. Text keys are hashed to 64 bits first, once: key_of(text) = XXH3_64bits(text).
//
// XXH3 and not a cryptographic hash: the key is not a secret, and a decision has to cost
// nanoseconds. Inline, xxHash included: a call would cost as much as the hash.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "routing/weight.hpp"

namespace coalmine::routing {

// The 64-bit key, or salt, that a text stands for.
inline std::uint64_t key_of(std::string_view text) noexcept {
  return XXH3_64bits(text.data(), text.size());
}

// 64 bits that depend on both, evenly spread over either. Not symmetric.
inline std::uint64_t mix(std::uint64_t key, std::uint64_t salt) noexcept {
  static_assert(std::endian::native == std::endian::little,
                "the bytes of the key are hashed as they lie");
  return XXH3_64bits_withSeed(&key, sizeof key, salt);
}

// Where `key` falls under `salt`, always the same. Two salts give independent tickets if the salts
// are themselves hashes or random bits; hash a small number first.
inline Ticket bucket(std::uint64_t key, std::uint64_t salt) noexcept {
  return Ticket::from_bits(mix(key, salt));
}

}  // namespace coalmine::routing
