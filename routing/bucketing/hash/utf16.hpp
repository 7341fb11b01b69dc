// Text as JavaScript sees it: the UTF-16 code units that UTF-8 bytes stand for.
//
// Products written in JavaScript hash units, not bytes, so an id that is not ASCII falls elsewhere
// than with their other SDKs. Bytes that are not UTF-8 become U+FFFD as in every decoder of the
// web, one for each longest part that begins a character: never a crash, always the same units.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace coalmine::routing {

struct Character {
  char32_t value = 0;
  std::size_t bytes = 0;  // how many it took, at least 1
};

inline constexpr char32_t replacement_character = 0xfffd;

// The first character of `text`. Precondition: not empty.
constexpr Character first_character(std::string_view text) noexcept {
  assert(!text.empty());
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {lead, 1};
  // Leads that could only begin something longer than needed or above U+10FFFF begin nothing.
  const std::size_t following = lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  if (following == 0 || lead > 0xf4) return {replacement_character, 1};
  // For the same reason, and to leave out surrogates, four leads limit the byte after them.
  unsigned lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  unsigned highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  char32_t value = lead & (0x3fU >> following);
  for (std::size_t i = 1; i <= following; ++i) {
    if (i == text.size()) return {replacement_character, i};
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < lowest || byte > highest) return {replacement_character, i};
    value = value << 6 | (byte & 0x3fU);
    lowest = 0x80;
    highest = 0xbf;
  }
  return {value, following + 1};
}

// How many bytes at the start of `text` are ASCII, and so are units of their own.
inline std::size_t ascii_prefix(std::string_view text) noexcept {
  // Eight at a time; the last eight overlap the ones before.
  const auto eight_are_ascii = [text](std::size_t from) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + from, 8);
    return (bytes & 0x8080'8080'8080'8080) == 0;
  };
  std::size_t length = 0;
  while (length + 8 <= text.size() && eight_are_ascii(length)) length += 8;
  const bool only_a_tail = text.size() >= 8 && length + 8 > text.size();
  if (only_a_tail && eight_are_ascii(text.size() - 8)) return text.size();
  while (length < text.size() && static_cast<unsigned char>(text[length]) < 0x80) ++length;
  return length;
}

// Calls take(unit) for each code unit of `character`: one, or above U+FFFF a surrogate pair.
template <class Take>
constexpr void for_each_unit(char32_t character, const Take& take) {
  if (character <= 0xffff) {
    take(static_cast<std::uint16_t>(character));
  } else {
    take(static_cast<std::uint16_t>(0xd7c0 + (character >> 10)));
    take(static_cast<std::uint16_t>(0xdc00 + (character & 0x3ff)));
  }
}

// The same for each code unit of `text`.
template <class Take>
constexpr void for_each_unit(std::string_view text, const Take& take) {
  while (!text.empty()) {
    const Character character = first_character(text);
    for_each_unit(character.value, take);
    text.remove_prefix(character.bytes);
  }
}

constexpr std::size_t units_in(std::string_view text) noexcept {
  std::size_t units = 0;
  for_each_unit(text, [&units](std::uint16_t) { ++units; });
  return units;
}

}  // namespace coalmine::routing
