// Whether bytes are text at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace coalmine::spec {

struct Unreadable {
  Position at;
  std::string why;
};

// The first byte that is no part of UTF-8 text: a broken sequence, or a control character other
// than tab and line ends. Nothing if all of it is text.
std::optional<Unreadable> first_unreadable(std::string_view text);

// Whether this byte begins a character (it does not continue one).
constexpr bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

}  // namespace coalmine::spec
