#include "spec/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cassert>
#include <numeric>
#include <sstream>

#include "spec/utf8.hpp"

namespace coalmine::spec {
namespace {

// Thrown by the handler to end yaml-cpp's parsing; the problem is already noted.
struct Refused {};

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::uint32_t source, Problems& problems) : source_(source), problems_(problems) {}

  // The tree; nothing if an alias stood for a part of it.
  std::optional<Node> take_root() { return has_alias_ ? std::nullopt : std::move(root_); }

  // Where the innermost list or map begins that has no end yet.
  std::optional<Place> innermost_open() const {
    return open_.empty() ? std::nullopt : std::optional(open_.back().node.place);
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    problems_.add(place_of(mark), fmt::format("anchor \"&{}\" is not allowed", name),
                  "write the value where it is used");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    problems_.add(place_of(mark), "aliases are not allowed", "write the value where it is used");
    has_alias_ = true;
    add(make(Kind::null, mark));
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add(make(Kind::null, mark)); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    refuse_tag(mark, tag);
    Node node = make(Kind::scalar, mark);
    node.text = value;
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(Kind::list, mark, tag);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(Kind::map, mark, tag);
  }
  void OnMapEnd() override {
    drop_duplicates(open_.back().node);
    close();
  }

 private:
  struct Open {
    Node node;
    std::optional<Node> key;  // of a map: read, and its value is not
  };

  Place place_of(const YAML::Mark& mark) const {
    return {source_, mark.is_null() ? Position{} : Position{mark.line + 1, mark.column + 1}};
  }

  Node make(Kind kind, const YAML::Mark& mark) const {
    Node node;
    node.kind = kind;
    node.place = place_of(mark);
    return node;
  }

  // yaml-cpp marks untagged values with "?" (plain) and "!" (quoted).
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    problems_.add(place_of(mark), fmt::format("tag \"{}\" is not allowed", tag),
                  "a scenario is plain data");
  }

  void open(Kind kind, const YAML::Mark& mark, const std::string& tag) {
    refuse_tag(mark, tag);
    if (open_.size() >= depth_max) {
      problems_.add(place_of(mark), fmt::format("nested more than {} levels deep", depth_max));
      throw Refused{};
    }
    open_.push_back({make(kind, mark), std::nullopt});
  }

  void close() {
    Node node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  void add(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Kind::map && !parent.key) {
      if (node.kind != Kind::scalar) problems_.add(node.place, "a key must be a word");
      parent.key = std::move(node);
      return;
    }
    if (parent.key) {
      node.key = parent.key->text;
      node.key_place = parent.key->place;
      // An absent value has the place of whatever follows it: its key is where a reader looks.
      if (node.kind == Kind::null) node.place = node.key_place;
      parent.key.reset();
    }
    parent.node.children.push_back(std::move(node));
  }

  void drop_duplicates(Node& map) {
    std::vector<std::size_t> order(map.children.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto name_at = [&map](std::size_t i) -> const std::string& {
      return map.children[i].key;
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return name_at(a) < name_at(b); });
    std::vector<bool> repeated(order.size(), false);
    for (std::size_t i = 1; i < order.size(); ++i) {
      if (name_at(order[i]) != name_at(order[i - 1])) continue;
      const Node& first = *map.find(name_at(order[i]));
      problems_.add(map.children[order[i]].key_place,
                    fmt::format("duplicate key \"{}\"", first.key),
                    fmt::format("first written in line {}", first.key_place.at.line));
      repeated[order[i]] = true;
    }
    std::size_t index = 0;
    std::erase_if(map.children, [&](const Node&) { return repeated[index++]; });
  }

  std::uint32_t source_;
  Problems& problems_;
  std::optional<Node> root_;
  std::vector<Open> open_;
  bool has_alias_ = false;
};

// Where a line is indented with a tab; nothing if none is.
std::optional<Position> first_tab_in_indentation(std::string_view text) {
  for (int line = 1; !text.empty(); ++line) {
    const std::size_t indentation = text.find_first_not_of(' ');
    if (indentation != std::string_view::npos && text[indentation] == '\t') {
      return Position{line, static_cast<int>(indentation) + 1};
    }
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  return std::nullopt;
}

void note_invalid(const YAML::Exception& error, std::string_view text, std::uint32_t source,
                  const TreeBuilder& builder, Problems& problems) {
  if (const auto tab = first_tab_in_indentation(text)) {
    problems.add({source, *tab}, "not valid YAML: a tab in the indentation", "indent with blanks");
    return;
  }
  // yaml-cpp notices at the end of the text; a reader needs the bracket.
  const bool unclosed =
      error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW || error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW;
  if (const auto opened = builder.innermost_open(); opened && unclosed) {
    problems.add(*opened, "not valid YAML: this bracket is never closed");
    return;
  }
  const Position at{std::max(0, error.mark.line + 1), std::max(0, error.mark.column + 1)};
  problems.add({source, at}, fmt::format("not valid YAML: {}", error.msg),
               "check indentation, brackets and quotes");
}

// One document and no more. The tree, unless the text is no YAML.
std::optional<Node> parse_document(std::string_view text, std::uint32_t source,
                                   Problems& problems) {
  std::istringstream stream{std::string(text)};
  TreeBuilder builder(source, problems);
  TreeBuilder second(source, problems);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return Node{};
    if (parser.HandleNextDocument(second)) {
      const auto root = second.take_root();
      problems.add(root ? root->place : Place{source, {}}, "a second document begins here",
                   "one file, one scenario");
    }
  } catch (const YAML::Exception& error) {
    note_invalid(error, text, source, builder, problems);
    return std::nullopt;
  } catch (const Refused&) {
    return std::nullopt;
  }
  return builder.take_root();
}

}  // namespace

const Node* Node::find(std::string_view name) const {
  if (kind != Kind::map) return nullptr;
  const auto found = std::find_if(children.begin(), children.end(),
                                  [name](const Node& child) { return child.key == name; });
  return found == children.end() ? nullptr : &*found;
}

void name_items(Node& node) {
  for (Node& child : node.children) {
    if (node.kind == Kind::list) child.key = node.key;
    name_items(child);
  }
}

std::optional<Node> read_yaml(std::string_view text, std::uint32_t source, Problems& problems) {
  if (text.size() > text_size_max) {
    problems.add({source, {}}, fmt::format("larger than {} MiB", text_size_max >> 20));
    return std::nullopt;
  }
  if (const auto refused = first_unreadable(text)) {
    problems.add({source, refused->at}, refused->why, "a scenario is YAML in UTF-8");
    return std::nullopt;
  }
  auto root = parse_document(text, source, problems);
  if (root) name_items(*root);
  return root;
}

}  // namespace coalmine::spec
