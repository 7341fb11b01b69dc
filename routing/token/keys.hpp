// The keys that tokens are signed with. Several are valid at a time, so that they can be rotated.
//
// Rotation: give the new key to every reader's ring; then let the issuers sign with it; take the
// old one out of the rings when the last token it signed has expired.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "routing/token/hmac.hpp"
#include "routing/token/label.hpp"

namespace coalmine::routing {

// All 256 bits, in base64url without padding. RFC 2104 would allow half of them; it is not done,
// because 21 bytes of header are not worth a discussion about forgery.
inline constexpr std::size_t signature_bytes = 43;
using Signature = std::array<char, signature_bytes>;

// A secret and the name that tokens call it by. Read by any number of threads.
class SigningKey {
 public:
  // `secret`: bytes as they are, not hexadecimal or base64.
  // Error: an id that is no Label; a secret of less than 32 bytes, the length of the hash, below
  // which RFC 2104 advises against.
  static Checked<SigningKey> make(std::string_view id, std::string_view secret);

  const Label& id() const noexcept { return id_; }
  Signature sign(std::string_view text) const noexcept;

  // Takes the same time wherever they differ. Compares texts, not bytes: the last character of a
  // base64 text has bits that decoding ignores, which would give a signature four spellings.
  bool verify(std::string_view text, std::string_view signature) const noexcept;

 private:
  SigningKey(const Label& id, std::string_view secret) : id_(id), hmac_(secret) {}

  Label id_;
  HmacSha256 hmac_;
};

class KeyRing {
 public:
  KeyRing() = default;  // holds none

  // Error: two keys of one id.
  static Checked<KeyRing> make(std::vector<SigningKey> keys);

  // nullptr if there is none. O(keys), which are two during a rotation and else one.
  const SigningKey* find(const Label& id) const noexcept;
  bool empty() const noexcept { return keys_.empty(); }

 private:
  explicit KeyRing(std::vector<SigningKey> keys) : keys_(std::move(keys)) {}

  std::vector<SigningKey> keys_;
};

}  // namespace coalmine::routing
