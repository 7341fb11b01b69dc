// The two versions of a function during a release.
#pragma once

#include <cstdint>
#include <string_view>

namespace coalmine::routing {

// stable serves now, canary is being released. The values index arrays of two.
enum class Version : std::uint8_t { stable = 0, canary = 1 };

constexpr std::string_view name_of(Version version) {
  return version == Version::canary ? "canary" : "stable";
}

// A function of the chain, by its place in the list of functions.
using FunctionId = std::uint16_t;

}  // namespace coalmine::routing
