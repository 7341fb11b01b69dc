#include "spec/utf8.hpp"

#include <fmt/format.h>

#include <boost/locale/utf.hpp>

namespace coalmine::spec {
namespace {

namespace utf = boost::locale::utf;

bool is_control(utf::code_point character) {
  const bool white = character == '\t' || character == '\n' || character == '\r';
  return (character < 0x20 && !white) || character == 0x7F;
}

}  // namespace

std::optional<Unreadable> first_unreadable(std::string_view text) {
  Position at{1, 1};
  const char* next = text.data();
  const char* const end = next + text.size();
  while (next != end) {
    const char* const begin = next;
    const utf::code_point character = utf::utf_traits<char>::decode(next, end);
    if (!utf::is_valid_codepoint(character)) {
      const auto byte = static_cast<unsigned>(static_cast<unsigned char>(*begin));
      return Unreadable{at, fmt::format("byte 0x{:02X} is not UTF-8", byte)};
    }
    if (is_control(character)) {
      return Unreadable{at, fmt::format("control character 0x{:02X}", character)};
    }
    if (character == '\n') {
      at = {at.line + 1, 1};
    } else {
      at.column += static_cast<int>(next - begin);
    }
  }
  return std::nullopt;
}

}  // namespace coalmine::spec
