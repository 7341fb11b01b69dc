#include "spec/object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/algorithm/string/join.hpp>

#include "spec/suggest.hpp"

namespace coalmine::spec {
namespace {

std::vector<std::string> names_of(const Section& section) {
  std::vector<std::string> names;
  for (const Key& key : section.keys) names.push_back(key.name);
  return names;
}

// The keys that unknown ones were probably meant to be: not to be called missing as well.
std::vector<std::string> note_unknown(const Node& node, const Section& section,
                                      Problems& problems) {
  const std::vector<std::string> names = names_of(section);
  std::vector<std::string> meant;
  for (const Node& member : node.children) {
    if (problems.full()) break;
    if (std::find(names.begin(), names.end(), member.key) != names.end()) continue;
    problems.add(member.key_place,
                 fmt::format("unknown key \"{}\" in {}", member.key, section.name),
                 suggest(member.key, names));
    if (const auto near = nearest(member.key, names)) meant.push_back(*near);
  }
  return meant;
}

void note_missing(const Node& node, const Section& section, const std::vector<std::string>& meant,
                  Problems& problems) {
  for (const Key& key : section.keys) {
    if (!key.absent.empty() || node.find(key.name) != nullptr) continue;
    if (std::find(meant.begin(), meant.end(), key.name) != meant.end()) continue;
    problems.add(node.place, fmt::format("{} needs the key \"{}\"", section.name, key.name),
                 fmt::format("for example {}: {}", key.name, key.example));
  }
}

void note_not_one(const Node& node, const Section& section, const std::vector<std::string>& meant,
                  Problems& problems) {
  const Node* first = nullptr;
  for (const Node& member : node.children) {
    const auto& keys = section.keys;
    if (std::none_of(keys.begin(), keys.end(),
                     [&](const Key& key) { return key.name == member.key; })) {
      continue;
    }
    if (first != nullptr) {
      problems.add(member.key_place,
                   fmt::format("\"{}\" and \"{}\" exclude one another", first->key, member.key),
                   fmt::format("{} has exactly one key", section.name));
    } else {
      first = &member;
    }
  }
  if (first == nullptr && meant.empty() && node.children.empty()) {
    problems.add(node.place, fmt::format("{} is empty", section.name),
                 fmt::format("one of: {}", boost::algorithm::join(names_of(section), ", ")));
  }
}

}  // namespace

std::optional<std::vector<const Node*>> match_keys(const Node& node, const Shape& shape,
                                                   const Section& section, Problems& problems) {
  if (!has_kind(node, shape, problems)) return std::nullopt;
  const std::vector<std::string> meant = note_unknown(node, section, problems);
  if (section.one_of) {
    note_not_one(node, section, meant, problems);
  } else {
    note_missing(node, section, meant, problems);
  }
  std::vector<const Node*> members;
  for (const Key& key : section.keys) members.push_back(node.find(key.name));
  return members;
}

bool misspells(const Node& node, const std::string& name) {
  return std::any_of(node.children.begin(), node.children.end(), [&name](const Node& child) {
    return child.key != name && nearest(child.key, {name}).has_value();
  });
}

Shape shape_of(std::shared_ptr<const Section> section) {
  const std::string reference = "#/definitions/" + section->name;
  return {section->name, {{"$ref", reference}}, {std::move(section)}, {Kind::map}};
}

Node flow_value(const std::string& key, const std::string& text) {
  Problems problems(key);
  auto node = read_yaml(text, 0, problems);
  assert(node && problems.none());
  node->key = key;
  return std::move(*node);
}

}  // namespace coalmine::spec
