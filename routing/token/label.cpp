#include "routing/token/label.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace coalmine::routing {

namespace {

// A table and no locale: the answer is the same on every machine, at one load a character.
constexpr auto label_characters = [] {
  std::array<bool, 256> result{};
  for (const unsigned char c : std::string_view{"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                "abcdefghijklmnopqrstuvwxyz"
                                                "0123456789-_."}) {
    result[c] = true;
  }
  return result;
}();

}  // namespace

std::optional<Label> Label::parse(std::string_view text) noexcept {
  if (text.empty() || text.size() > label_bytes_max) return std::nullopt;
  const auto fits = [](char c) { return label_characters[static_cast<unsigned char>(c)]; };
  if (!std::all_of(text.begin(), text.end(), fits)) return std::nullopt;
  return Label(text);
}

Checked<Label> Label::make(std::string_view text) {
  if (const auto label = parse(text)) return *label;
  return tl::unexpected(Error{fmt::format("\"{}\" is not 1 to {} letters, digits, '-', '_' and '.'",
                                          text, label_bytes_max)});
}

}  // namespace coalmine::routing
