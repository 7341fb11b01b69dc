// SHA-1, SHA-256 and MD5 of OpenSSL, fed in pieces.
//
// Values: copy one that has hashed a prefix, and go on from there. Reading the digest ends a hash;
// call it once, last. Through OpenSSL's low-level
// functions, although it calls them deprecated: they keep their state in a plain struct, while an
// EVP context lives on the heap, must not be shared by threads and costs 1.6 times as much for a
// text of one block (65 against 40 ns, digest fetched once). What they give up is hardware engines.
#pragma once

#include <openssl/md5.h>
#include <openssl/sha.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace coalmine::routing {

class Sha1 {
 public:
  Sha1() noexcept;
  void add(std::string_view bytes) noexcept;
  std::uint64_t first_64_bits() noexcept;  // of the digest, big-endian

 private:
  SHA_CTX state_;
};

class Sha256 {
 public:
  using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

  Sha256() noexcept;
  void add(std::string_view bytes) noexcept;
  Digest digest() noexcept;
  std::uint64_t first_64_bits() noexcept;  // of the digest, big-endian

 private:
  SHA256_CTX state_;
};

class Md5 {
 public:
  Md5() noexcept;
  void add(std::string_view bytes) noexcept;
  // The digest, as one big-endian number, modulo `divisor`. Precondition: not 0.
  std::uint32_t modulo(std::uint32_t divisor) noexcept;

 private:
  MD5_CTX state_;
};

// SHA-1 as three products read it: the first 15 hexadecimal digits as a fraction of 16^15. They
// divide by 0xFFFFFFFFFFFFFFF, which as a double is 2^60.
inline std::uint64_t first_60_bits(Sha1& hash) { return hash.first_64_bits() >> 4; }
inline double fraction_of_60_bits(std::uint64_t bits) {
  return static_cast<double>(bits) * 0x1p-60;
}
inline constexpr std::uint64_t end_of_60_bits = std::uint64_t{1} << 60;

}  // namespace coalmine::routing
