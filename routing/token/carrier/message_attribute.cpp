#include "routing/token/carrier/message_attribute.hpp"

#include <cassert>

namespace coalmine::routing {

namespace {

constexpr std::string_view string_type = "String";

bool is_string(std::string_view data_type) noexcept {
  return data_type == string_type || data_type.starts_with("String.");
}

}  // namespace

Extraction find_in_attributes(std::span<const MessageAttribute> attributes,
                              const CarrierName& name) noexcept {
  Occurrences found;
  for (const MessageAttribute& attribute : attributes) {
    if (attribute.name != name.text()) continue;
    found.add(is_string(attribute.data_type) ? std::string_view{attribute.string_value}
                                             : not_a_text);
  }
  return found.result();
}

bool put_in_attributes(std::vector<MessageAttribute>& attributes, std::string_view token,
                       const CarrierName& name) {
  assert(token.empty() || is_token(token));
  std::erase_if(attributes, [&](const MessageAttribute& a) { return a.name == name.text(); });
  if (token.empty()) return true;
  if (attributes.size() >= message_attributes_max) return false;
  attributes.push_back({std::string{name.text()}, std::string{string_type}, std::string{token}});
  return true;
}

}  // namespace coalmine::routing
