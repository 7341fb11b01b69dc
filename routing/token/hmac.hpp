// HMAC-SHA-256 (RFC 2104) of short messages under a key that stays.
//
// The hash is OpenSSL's; the few lines that make an HMAC of it are ours, over the two hash states
// that follow from the key alone. OpenSSL's own HMAC, prepared in the same way, copies its states
// through the allocator, and counts references to an algorithm that all threads share. These states
// are plain values: one key serves any number of threads, and a signature neither allocates nor
// locks. Tests hold it to RFC 4231 and to OpenSSL's; bench/token_bench.cpp compares the costs.
#pragma once

#include <string_view>

#include "routing/bucketing/hash/digest.hpp"

namespace coalmine::routing {

class HmacSha256 {
 public:
  explicit HmacSha256(std::string_view key) noexcept;  // bytes, of any length

  Sha256::Digest of(std::string_view message) const noexcept;

 private:
  Sha256 inner_;  // has hashed key ^ 0x36...
  Sha256 outer_;  // has hashed key ^ 0x5c...
};

}  // namespace coalmine::routing
