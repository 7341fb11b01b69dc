#include "routing/bucketing/hash/haproxy.hpp"

#include <zlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <bit>
#include <boost/crc.hpp>
#include <utility>

namespace coalmine::routing {
namespace {

std::uint32_t sdbm(std::string_view bytes) {
  std::uint32_t hash = 0;
  for (const char c : bytes) hash = static_cast<unsigned char>(c) + 65'599 * hash;
  return hash;
}

std::uint32_t djb2(std::string_view bytes) {
  std::uint32_t hash = 5381;
  for (const char c : bytes) hash = 33 * hash + static_cast<unsigned char>(c);
  return hash;
}

// Two words that change places at every byte, rotated by amounts that depend on the bytes so far.
std::uint32_t wt6(std::string_view bytes) {
  std::uint32_t first = 0xa53c965a;
  std::uint32_t second = 0x5ca6953a;
  int first_rotation = 6;
  int second_rotation = 18;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const std::uint32_t mixed_first = ~(first ^ byte);
    const std::uint32_t mixed_second = ~(second + byte);
    first = std::rotl(mixed_second, first_rotation);
    second = std::rotl(mixed_first, second_rotation);
    const std::uint32_t turn = (first >> 16 ^ second) & 0xffff;
    first_rotation = static_cast<int>(turn & 0x1f);
    second_rotation = static_cast<int>(turn >> 11);
  }
  return first ^ second;
}

std::uint32_t crc32c(std::string_view bytes) {
  boost::crc_optimal<32, 0x1edc6f41, 0xffffffff, 0xffffffff, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

constexpr std::array functions{
    std::pair{std::string_view("sdbm"), HaproxyFunction::sdbm},
    std::pair{std::string_view("djb2"), HaproxyFunction::djb2},
    std::pair{std::string_view("wt6"), HaproxyFunction::wt6},
    std::pair{std::string_view("crc32"), HaproxyFunction::crc32},
    std::pair{std::string_view("crc32c"), HaproxyFunction::crc32c},
    std::pair{std::string_view("xxh32"), HaproxyFunction::xxh32},
    std::pair{std::string_view("xxh64"), HaproxyFunction::xxh64},
};

}  // namespace

std::optional<HaproxyFunction> haproxy_function(std::string_view name) {
  for (const auto& [word, function] : functions) {
    if (word == name) return function;
  }
  return std::nullopt;
}

std::uint64_t haproxy_hash(HaproxyFunction function, std::string_view bytes,
                           std::uint64_t seed) noexcept {
  switch (function) {
    case HaproxyFunction::sdbm:
      return sdbm(bytes);
    case HaproxyFunction::djb2:
      return djb2(bytes);
    case HaproxyFunction::wt6:
      return wt6(bytes);
    case HaproxyFunction::crc32:
      return crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    case HaproxyFunction::crc32c:
      return crc32c(bytes);
    case HaproxyFunction::xxh32:
      return XXH32(bytes.data(), bytes.size(), static_cast<std::uint32_t>(seed));
    case HaproxyFunction::xxh64:
      return XXH64(bytes.data(), bytes.size(), seed);
  }
  return 0;
}

}  // namespace coalmine::routing
