// FNV-1a (32 bits) over UTF-16 code units: GrowthBook's, where a step takes 16 bits at once.
#pragma once

#include <cstdint>
#include <string_view>

#include "routing/bucketing/hash/utf16.hpp"

namespace coalmine::routing {

inline constexpr std::uint32_t fnv_of_nothing = 2'166'136'261;

// `hash`: of what stands before `text`, so that a prefix need not be hashed again.
constexpr std::uint32_t fnv_of_units(std::string_view text,
                                     std::uint32_t hash = fnv_of_nothing) noexcept {
  for_each_unit(text, [&hash](std::uint16_t unit) { hash = (hash ^ unit) * 16'777'619; });
  return hash;
}

}  // namespace coalmine::routing
