// The elements of comma-separated header lines, which HTTP joins into one list (RFC 9110, 5.3).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace coalmine::routing {

// `text` without spaces and tabs at its ends: HTTP's optional white space.
constexpr std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Calls `use(element)` for each, in order, without white space at its ends. Empty ones too.
template <class Use>
void for_each_element(std::span<const std::string_view> lines, const Use& use) {
  for (std::string_view line : lines) {
    for (std::size_t comma = line.find(','); comma != std::string_view::npos;
         comma = line.find(',')) {
      use(trimmed(line.substr(0, comma)));
      line.remove_prefix(comma + 1);
    }
    use(trimmed(line));
  }
}

}  // namespace coalmine::routing
