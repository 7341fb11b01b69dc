// YAML text as a small tree in which every key and value knows where it was written.
//
// Our own tree and not YAML::Node, because a Node knows no positions of keys, keeps only one of two
// equal keys, and expands aliases. Anchors, aliases and tags are refused: a scenario is plain data.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/problems.hpp"

namespace coalmine::spec {

enum class Kind : std::uint8_t { null, scalar, list, map };

// A value, with the key it stands under. Items of a list have the key of the list.
struct Node {
  Kind kind = Kind::null;
  Place place;
  std::string text;  // of a scalar, without quotes
  std::string key;
  Place key_place;
  std::vector<Node>
      children;  // items of a list; values of a map in the order of the text, no key twice

  const Node* find(std::string_view name) const;  // in a map; null if the key is absent
};

// What can be read without harm: larger or deeper texts are refused.
inline constexpr std::size_t text_size_max = 8u << 20;
inline constexpr int depth_max = 50;

// The one document of `text`, whose positions get the number `source`. Nothing if it could not be
// read to its end, or has aliases; then, and wherever a part was refused, `problems` says why.
std::optional<Node> read_yaml(std::string_view text, std::uint32_t source, Problems& problems);

// Gives the items of every list the key of their list.
void name_items(Node& node);

}  // namespace coalmine::spec
