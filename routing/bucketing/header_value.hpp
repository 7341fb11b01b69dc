// The value of an HTTP header: what a server sees of an id that a client sends in one.
#pragma once

#include <string_view>

namespace coalmine::routing {

// `text` without the spaces and tabs around it, which belong to the header and not to its value
// (RFC 9110, 5.5).
constexpr std::string_view header_value(std::string_view text) noexcept {
  constexpr auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace coalmine::routing
