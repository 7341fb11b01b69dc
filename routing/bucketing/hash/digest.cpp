#include "routing/bucketing/hash/digest.hpp"

#include <array>
#include <bit>
#include <boost/endian/conversion.hpp>
#include <cassert>

// The functions are called here and nowhere else; the reason stands in the header.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace coalmine::routing {

Sha1::Sha1() noexcept { SHA1_Init(&state_); }

void Sha1::add(std::string_view bytes) noexcept {
  SHA1_Update(&state_, bytes.data(), bytes.size());
}

std::uint64_t Sha1::first_64_bits() noexcept {
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
  SHA1_Final(digest.data(), &state_);
  return boost::endian::load_big_u64(digest.data());
}

Sha256::Sha256() noexcept { SHA256_Init(&state_); }

void Sha256::add(std::string_view bytes) noexcept {
  SHA256_Update(&state_, bytes.data(), bytes.size());
}

Sha256::Digest Sha256::digest() noexcept {
  Digest digest;
  SHA256_Final(digest.data(), &state_);
  return digest;
}

std::uint64_t Sha256::first_64_bits() noexcept {
  return boost::endian::load_big_u64(digest().data());
}

Md5::Md5() noexcept { MD5_Init(&state_); }

void Md5::add(std::string_view bytes) noexcept { MD5_Update(&state_, bytes.data(), bytes.size()); }

std::uint32_t Md5::modulo(std::uint32_t divisor) noexcept {
  assert(divisor != 0);
  std::array<unsigned char, MD5_DIGEST_LENGTH> digest;
  MD5_Final(digest.data(), &state_);
  std::uint64_t rest = 0;
  for (std::size_t i = 0; i < digest.size(); i += 4) {
    rest = (rest << 32 | boost::endian::load_big_u32(digest.data() + i)) % divisor;
  }
  return static_cast<std::uint32_t>(rest);
}

}  // namespace coalmine::routing
