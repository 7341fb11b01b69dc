#include "spec/type.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace coalmine::spec {
namespace {

constexpr std::size_t identifier_length_max = 100;
constexpr std::string_view identifier_pattern = "^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$";

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "nothing";
    case Kind::scalar:
      return "a single value";
    case Kind::list:
      return "a list";
    case Kind::map:
      return "a map";
  }
  return "";
}

bool is_identifier_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

}  // namespace

void refuse(const Node& node, const Refusal& refusal, Problems& problems) {
  const std::string subject = node.key.empty() ? "" : node.key + ": ";
  problems.add(node.place, subject + refusal.message, refusal.hint);
}

bool has_kind(const Node& node, const Shape& shape, Problems& problems) {
  if (std::find(shape.kinds.begin(), shape.kinds.end(), node.kind) != shape.kinds.end()) {
    return true;
  }
  const bool empty_map = node.kind == Kind::null && shape.kinds == std::vector{Kind::map};
  refuse(node,
         {fmt::format("expected {}, found {}", shape.label, name_of(node.kind)),
          empty_map ? "{} is the empty one" : ""},
         problems);
  return false;
}

std::string plural(const std::string& label) {
  if (const std::size_t both = label.find(" or "); both != std::string::npos) {
    return plural(label.substr(0, both)) + " or " + plural(label.substr(both + 4));
  }
  constexpr std::string_view name_of_a = "name of a ";
  if (label.starts_with(name_of_a)) return "names of " + label.substr(name_of_a.size()) + "s";
  constexpr std::string_view list_of = "list of ";
  if (label.starts_with(list_of)) return "lists of " + label.substr(list_of.size());
  constexpr std::string_view above_0 = "duration above 0";
  if (label == above_0) return "durations above 0";
  return label + "s";
}

Value<std::string> identifier_from(std::string_view text) {
  const bool sound = !text.empty() && text.size() <= identifier_length_max && text.front() != '-' &&
                     text.front() != '_' &&
                     std::all_of(text.begin(), text.end(), is_identifier_character);
  if (sound) return std::string(text);
  return tl::unexpected(
      Refusal{fmt::format("\"{}\" is not a name", text.substr(0, identifier_length_max)),
              "letters, digits, \"-\" and \"_\", at most 100"});
}

nlohmann::ordered_json any_of(const nlohmann::ordered_json& first,
                              const nlohmann::ordered_json& second) {
  auto alternatives = nlohmann::ordered_json::array();
  for (const auto& schema : {first, second}) {
    if (schema.contains("anyOf")) {
      for (const auto& alternative : schema["anyOf"]) alternatives.push_back(alternative);
    } else {
      alternatives.push_back(schema);
    }
  }
  return {{"anyOf", std::move(alternatives)}};
}

nlohmann::ordered_json map_schema(const nlohmann::ordered_json& value, std::size_t size_min) {
  nlohmann::ordered_json schema{{"type", "object"},
                                {"propertyNames", {{"pattern", identifier_pattern}}},
                                {"additionalProperties", value}};
  if (size_min > 0) schema["minProperties"] = size_min;
  return schema;
}

}  // namespace coalmine::spec
