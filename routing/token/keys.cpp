#include "routing/token/keys.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <utility>

namespace coalmine::routing {

namespace {

constexpr std::size_t secret_bytes_min = 32;

// OpenSSL writes base64 with + and / and with padding: 44 characters, the last one '=', and a zero.
Signature base64url(const Sha256::Digest& digest) noexcept {
  std::array<unsigned char, signature_bytes + 2> padded;
  EVP_EncodeBlock(padded.data(), digest.data(), static_cast<int>(digest.size()));
  Signature result;
  std::transform(padded.begin(), padded.begin() + signature_bytes, result.begin(),
                 [](unsigned char c) {
                   if (c == '+') return '-';
                   if (c == '/') return '_';
                   return static_cast<char>(c);
                 });
  return result;
}

}  // namespace

Checked<SigningKey> SigningKey::make(std::string_view id, std::string_view secret) {
  const auto label = Label::make(id);
  if (!label) return tl::unexpected(Error{"key id: " + label.error().message});
  if (secret.size() < secret_bytes_min) {
    return tl::unexpected(
        Error{fmt::format("the secret of key \"{}\" has {} bytes, expected {} or more", id,
                          secret.size(), secret_bytes_min)});
  }
  return SigningKey(*label, secret);
}

Signature SigningKey::sign(std::string_view text) const noexcept {
  return base64url(hmac_.of(text));
}

bool SigningKey::verify(std::string_view text, std::string_view signature) const noexcept {
  if (signature.size() != signature_bytes) return false;
  const Signature expected = sign(text);
  return CRYPTO_memcmp(expected.data(), signature.data(), signature_bytes) == 0;
}

Checked<KeyRing> KeyRing::make(std::vector<SigningKey> keys) {
  for (auto key = keys.begin(); key != keys.end(); ++key) {
    const auto same = [&](const SigningKey& other) { return other.id() == key->id(); };
    if (std::any_of(std::next(key), keys.end(), same)) {
      return tl::unexpected(Error{fmt::format("two keys are called \"{}\"", key->id().text())});
    }
  }
  return KeyRing(std::move(keys));
}

const SigningKey* KeyRing::find(const Label& id) const noexcept {
  const auto found = std::find_if(keys_.begin(), keys_.end(),
                                  [&](const SigningKey& key) { return key.id() == id; });
  return found == keys_.end() ? nullptr : &*found;
}

}  // namespace coalmine::routing
