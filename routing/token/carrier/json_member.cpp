#include "routing/token/carrier/json_member.hpp"

#include <cassert>

#include "routing/token/carrier/json_object.hpp"

namespace coalmine::routing {

void add_json_string(Occurrences& found, std::string_view value) {
  const auto text = string_of(value);
  found.add(text ? std::string_view{*text} : not_a_text);
}

Extraction find_in_json(std::string_view object, const CarrierName& name) {
  Occurrences found;
  if (const auto members = members_of(object)) {
    for (const JsonMember& member : *members) {
      if (string_of(member.key) == name.text()) add_json_string(found, member.value);
    }
  }
  return found.result();
}

std::optional<std::string> put_in_json(std::string_view object, std::string_view token,
                                       const CarrierName& name) {
  assert(token.empty() || is_token(token));
  const auto members = members_of(object);
  if (!members) return std::nullopt;
  std::string result = "{";
  const auto append = [&](std::string_view member) {
    if (result.size() > 1) result += ',';
    result += member;
  };
  if (!token.empty()) append(quoted_member(name.text(), token));
  for (const JsonMember& member : *members) {
    if (string_of(member.key) != name.text()) append(member.text);
  }
  return result += '}';
}

}  // namespace coalmine::routing
