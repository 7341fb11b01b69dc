#include "routing/token/carrier/extraction.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

namespace coalmine::routing {

namespace {

// The byte that "%7E" at the beginning of `text` stands for; nothing if there is no escape.
std::optional<char> escaped_byte(std::string_view text) noexcept {
  if (text.size() < 3 || text.front() != '%') return std::nullopt;
  std::uint8_t byte = 0;
  const char* const end = text.data() + 3;
  const auto parsed = std::from_chars(text.data() + 1, end, byte, 16);
  if (parsed.ptr != end) return std::nullopt;
  return static_cast<char>(byte);
}

// Stops at the first byte too many: a long text costs no more than a token.
Extraction percent_decoded(std::string_view text) noexcept {
  TokenText decoded;
  while (!text.empty()) {
    if (decoded.size() == token_bytes_max) return tl::unexpected(TokenFault::oversized);
    const auto byte = escaped_byte(text);
    decoded.push_back(byte.value_or(text.front()));
    text.remove_prefix(byte ? 3 : 1);
  }
  return decoded;
}

}  // namespace

void Occurrences::add(std::string_view text) noexcept {
  if (text.size() > token_bytes_max) {
    add(Extraction{tl::unexpected(TokenFault::oversized)});
  } else {
    add(Extraction{TokenText(text.data(), text.size())});
  }
}

void Occurrences::add_percent_encoded(std::string_view text) noexcept {
  // Our own tokens need no escapes, so nearly always there is none.
  if (text.find('%') == std::string_view::npos) return add(text);
  add(percent_decoded(text));
}

void Occurrences::add(const Extraction& next) noexcept {
  const bool first = !found_ && found_.error() == TokenFault::absent;
  found_ = first ? next : tl::unexpected(TokenFault::duplicated);
}

}  // namespace coalmine::routing
