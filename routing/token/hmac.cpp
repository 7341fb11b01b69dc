#include "routing/token/hmac.hpp"

#include <algorithm>
#include <array>

namespace coalmine::routing {

namespace {

using Block = std::array<unsigned char, SHA256_CBLOCK>;

template <class Bytes>
std::string_view view_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The key, filled up with zeros; a key longer than a block is hashed first.
Block block_of(std::string_view key) noexcept {
  Block block{};
  if (key.size() <= block.size()) {
    std::copy(key.begin(), key.end(), block.begin());
  } else {
    Sha256 hash;
    hash.add(key);
    const Sha256::Digest digest = hash.digest();
    std::copy(digest.begin(), digest.end(), block.begin());
  }
  return block;
}

Sha256 state_after(Block key, unsigned char pad) noexcept {
  for (unsigned char& byte : key) byte ^= pad;
  Sha256 hash;
  hash.add(view_of(key));
  return hash;
}

}  // namespace

HmacSha256::HmacSha256(std::string_view key) noexcept
    : inner_(state_after(block_of(key), 0x36)), outer_(state_after(block_of(key), 0x5c)) {}

Sha256::Digest HmacSha256::of(std::string_view message) const noexcept {
  Sha256 inner = inner_;
  inner.add(message);
  Sha256 outer = outer_;
  outer.add(view_of(inner.digest()));
  return outer.digest();
}

}  // namespace coalmine::routing
