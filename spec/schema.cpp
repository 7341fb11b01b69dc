#include "spec/schema.hpp"

#include <algorithm>

#include "spec/language.hpp"
#include "spec/object.hpp"

namespace coalmine::spec {
namespace {

using Json = nlohmann::ordered_json;

// A value as JSON, the way a YAML reader with the usual types sees it.
Json json_of(const Node& node) {
  switch (node.kind) {
    case Kind::null:
      return nullptr;
    case Kind::scalar: {
      const Json literal = Json::parse(node.text, nullptr, /*allow_exceptions=*/false);
      return literal.is_number() || literal.is_boolean() ? literal : Json(node.text);
    }
    case Kind::list: {
      Json list = Json::array();
      for (const Node& child : node.children) list.push_back(json_of(child));
      return list;
    }
    case Kind::map: {
      Json map = Json::object();
      for (const Node& child : node.children) map[child.key] = json_of(child);
      return map;
    }
  }
  return nullptr;
}

Json schema_of(const Key& key) {
  Json schema{{"description", key.meaning}};
  // Draft-07 ignores what stands beside a $ref.
  if (key.shape.schema.contains("$ref")) {
    schema["allOf"] = Json::array({key.shape.schema});
  } else {
    schema.update(key.shape.schema);
  }
  if (key.absent_is_value) schema["default"] = json_of(flow_value(key.name, key.absent));
  schema["examples"] = Json::array({json_of(flow_value(key.name, key.example))});
  return schema;
}

Json schema_of(const Section& section) {
  Json schema{
      {"description", section.meaning}, {"type", "object"}, {"additionalProperties", false}};
  if (section.one_of) {
    schema["minProperties"] = 1;
    schema["maxProperties"] = 1;
  }
  Json required = Json::array();
  schema["properties"] = Json::object();
  for (const Key& key : section.keys) {
    if (key.absent.empty()) required.push_back(key.name);
    schema["properties"][key.name] = schema_of(key);
  }
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

// Depth first, as a reader meets them.
void collect(const std::vector<std::shared_ptr<const Section>>& from,
             std::vector<std::shared_ptr<const Section>>& into) {
  for (const auto& section : from) {
    const auto named_alike = [&section](const auto& known) { return known->name == section->name; };
    if (std::any_of(into.begin(), into.end(), named_alike)) continue;
    into.push_back(section);
    for (const Key& key : section->keys) collect(key.shape.sections, into);
  }
}

}  // namespace

std::vector<std::shared_ptr<const Section>> sections() {
  std::vector<std::shared_ptr<const Section>> all;
  collect(scenario_type().shape.sections, all);
  return all;
}

Json schema() {
  const auto all = sections();
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"title", "coalmine scenario"}};
  schema.update(schema_of(*all.front()));
  Json definitions = Json::object();
  for (std::size_t i = 1; i < all.size(); ++i) definitions[all[i]->name] = schema_of(*all[i]);
  schema["definitions"] = std::move(definitions);
  return schema;
}

}  // namespace coalmine::spec
