#include "spec/override.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "spec/suggest.hpp"

namespace coalmine::spec {
namespace {

constexpr std::size_t path_parts_max = 40;  // below the depth that YAML text may have

// One part of a path: a key, or an index in brackets.
struct Part {
  std::string key;
  std::optional<std::size_t> index;
  int column = 0;  // in PATH=VALUE, from 1
};

// "expect[0].rule" in parts. Nothing where an index is no number or a key is empty.
std::optional<std::vector<Part>> split(std::string_view path) {
  std::vector<Part> parts;
  for (std::size_t at = 0; at < path.size();) {
    const int column = static_cast<int>(at) + 1;
    if (path[at] == '[') {
      const std::size_t close = path.find(']', at);
      std::size_t index = 0;
      const char* const end = path.data() + std::min(close, path.size());
      const auto [read, error] = std::from_chars(path.data() + at + 1, end, index);
      if (close == std::string_view::npos || error != std::errc{} || read != end) {
        return std::nullopt;
      }
      parts.push_back({"", index, column});
      at = close + 1;
      if (at < path.size() && path[at] != '[' && path[at] != '.') return std::nullopt;
    } else {
      const std::size_t begin = path[at] == '.' ? at + 1 : at;
      if (path[at] == '.' && at == 0) return std::nullopt;
      const std::size_t end = std::min(path.find_first_of(".[", begin), path.size());
      if (begin == end) return std::nullopt;
      parts.push_back({std::string(path.substr(begin, end - begin)), std::nullopt,
                       static_cast<int>(begin) + 1});
      at = end;
    }
  }
  if (parts.empty() || parts.size() > path_parts_max) return std::nullopt;
  return parts;
}

std::vector<std::string> keys_of(const Node& map) {
  std::vector<std::string> keys;
  for (const Node& child : map.children) keys.push_back(child.key);
  return keys;
}

Node* child_of(Node& map, std::string_view key) {
  const auto found = std::find_if(map.children.begin(), map.children.end(),
                                  [key](const Node& child) { return child.key == key; });
  return map.kind == Kind::map && found != map.children.end() ? &*found : nullptr;
}

class Setter {
 public:
  Setter(Node& root, std::uint32_t source, Problems& problems)
      : root_(root), source_(source), problems_(problems) {}

  void set(const std::vector<Part>& parts, Node value) {
    Node* at = &root_;
    for (const Part& part : parts) {
      const bool last = &part == &parts.back();
      at = part.index ? item(*at, part) : member(*at, part, last);
      if (at == nullptr) return;
    }
    value.key = at->key;
    value.key_place = at->key_place;
    if (value.kind == Kind::null) value.place = value.key_place;
    *at = std::move(value);
  }

 private:
  Place place(const Part& part) const { return {source_, {1, part.column}}; }

  Node* item(Node& list, const Part& part) {
    const std::size_t items = list.children.size();
    if (list.kind == Kind::list && *part.index < items) {
      return &list.children[*part.index];
    }
    if (list.kind != Kind::list) {
      problems_.add(place(part), "this is not a list", "an index follows a list, as in expect[0]");
    } else {
      problems_.add(place(part),
                    fmt::format("the list has {} {}", items, items == 1 ? "item" : "items"),
                    "the first is [0]");
    }
    return nullptr;
  }

  // The value under a key. The last key of a path may be new; so may keys of a map without value.
  Node* member(Node& map, const Part& part, bool last) {
    if (map.kind == Kind::null) map.kind = Kind::map;
    if (map.kind != Kind::map) {
      problems_.add(place(part), fmt::format("\"{}\" is not a map", map.key),
                    "a key follows a map, as in traffic.users");
      return nullptr;
    }
    if (Node* child = child_of(map, part.key)) return child;
    if (!last) {
      problems_.add(place(part), fmt::format("unknown key \"{}\"", part.key),
                    suggest(part.key, keys_of(map)));
      return nullptr;
    }
    Node child;
    child.key = part.key;
    child.key_place = place(part);
    map.children.push_back(std::move(child));
    return &map.children.back();
  }

  Node& root_;
  std::uint32_t source_;
  Problems& problems_;
};

}  // namespace

void apply_set(Node& root, const std::string& path_and_value, Problems& problems) {
  const std::uint32_t source = problems.add_source("--set " + path_and_value);
  const std::size_t equals = path_and_value.find('=');
  if (equals == std::string::npos) {
    problems.add({source, {1, 1}}, "no \"=\" between path and value",
                 "write it as traffic.users=500");
    return;
  }
  const auto parts = split(std::string_view(path_and_value).substr(0, equals));
  if (!parts) {
    problems.add({source, {1, 1}}, "not a path",
                 "write it as traffic.users=500 or expect[0].rule=\"mean < 5%\"");
    return;
  }
  // Blanks keep the columns of the value where they are in PATH=VALUE.
  const std::string value = std::string(equals + 1, ' ') + path_and_value.substr(equals + 1);
  auto node = read_yaml(value, source, problems);
  if (!node) return;
  Setter(root, source, problems).set(*parts, std::move(*node));
  name_items(root);
}

bool sets(const std::string& path_and_value, std::string_view path) {
  return std::string_view(path_and_value).substr(0, path_and_value.find('=')) == path;
}

void keep_policies(Node& root, const std::vector<std::string>& names, Problems& problems) {
  Node* policies = child_of(root, "policies");
  if (names.empty() || policies == nullptr) return;
  const std::vector<std::string> known = keys_of(*policies);
  const auto contains = [](const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  bool all_known = true;
  for (const std::string& name : names) {
    if (contains(known, name)) continue;
    all_known = false;
    problems.add({problems.add_source("--policy " + name), {1, 1}},
                 fmt::format("unknown policy \"{}\"", name), suggest(name, known));
  }
  if (!all_known) return;
  const auto dropped = [&](const std::string& policy) {
    return contains(known, policy) && !contains(names, policy);
  };
  std::erase_if(policies->children, [&](const Node& policy) { return dropped(policy.key); });
  // What is asked of a policy that never was is kept, so that it is reported.
  const auto is_about_dropped = [&](const Node& item) {
    const Node* policy = item.find("policy");
    return policy != nullptr && dropped(policy->text);
  };
  for (const char* name : {"expect", "precision"}) {
    Node* asked = child_of(root, name);
    if (asked == nullptr) continue;
    if (asked->kind == Kind::list) std::erase_if(asked->children, is_about_dropped);
    if (is_about_dropped(*asked)) {
      std::erase_if(root.children, [&](const Node& child) { return child.key == name; });
    }
  }
}

}  // namespace coalmine::spec
