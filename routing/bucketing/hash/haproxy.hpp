// The hash functions of HAProxy, by the names that its configuration gives them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace coalmine::routing {

enum class HaproxyFunction : std::uint8_t { sdbm, djb2, wt6, crc32, crc32c, xxh32, xxh64 };

// The function of that name; nothing if HAProxy has none such.
std::optional<HaproxyFunction> haproxy_function(std::string_view name);

// The bits of an integer, spread over all of it: `+a` of a converter, `avalanche` of a hash-type.
constexpr std::uint32_t haproxy_avalanche(std::uint32_t a) noexcept {
  a = (a + 0x7ed55d16) + (a << 12);
  a = (a ^ 0xc761c23c) ^ (a >> 19);
  a = (a + 0x165667b1) + (a << 5);
  a = (a + 0xd3a2646c) ^ (a << 9);
  a = (a + 0xfd7046c5) + (a << 3);
  a = (a ^ 0xb55a4f09) ^ (a >> 16);
  return a * 3'221'225'473U;
}

// The hash of `bytes`. xxh64 fills 64 bits, the others 32. `seed` is of the two xxh alone.
std::uint64_t haproxy_hash(HaproxyFunction function, std::string_view bytes,
                           std::uint64_t seed = 0) noexcept;

}  // namespace coalmine::routing
