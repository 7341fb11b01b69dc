#include "routing/token/carrier/cloud_event.hpp"

#include <optional>

#include "routing/token/carrier/list.hpp"

namespace coalmine::routing {

namespace {

// What a quoted string stands for, in as much room as a token takes that is percent-encoded
// throughout, and a byte more: a longer one is cut there, and is oversized all the same.
using Unquoted = boost::static_string<3 * token_bytes_max + 1>;

// Nothing if `text` is not one quoted string.
std::optional<Unquoted> unquoted(std::string_view text) noexcept {
  Unquoted result;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1 == text.size() ? std::optional{result} : std::nullopt;
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    if (result.size() < result.max_size()) result.push_back(text[at]);
  }
  return std::nullopt;
}

void add_header_value(Occurrences& found, std::string_view value) noexcept {
  if (!value.starts_with('"')) return found.add_percent_encoded(value);
  const auto plain = unquoted(value);
  if (!plain) return found.add(not_a_text);
  found.add_percent_encoded({plain->data(), plain->size()});
}

}  // namespace

std::string cloud_event_header(const CarrierName& name) { return "ce-" + std::string{name.text()}; }

Extraction find_in_cloud_event(std::span<const std::string_view> values) noexcept {
  Occurrences found;
  for_each_element(values, [&](std::string_view value) { add_header_value(found, value); });
  return found.result();
}

}  // namespace coalmine::routing
