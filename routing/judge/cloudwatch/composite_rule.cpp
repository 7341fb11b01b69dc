// Rules of composites: a parser by recursive descent, and whether a rule holds.
#include "routing/judge/cloudwatch/composite_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "routing/judge/cloudwatch/text_cursor.hpp"

namespace coalmine::routing::cloudwatch {
namespace {

using Node = CompositeRule::Node;
using Kind = Node::Kind;

constexpr std::size_t text_max = 10'240;

struct Parsed {
  std::vector<Node> nodes;
  std::vector<std::string> children;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : cursor_(text) {}

  Checked<Parsed> parse() {
    either();
    if (!cursor_.at_end()) cursor_.expected("AND, OR or the end");
    if (cursor_.error()) return tl::unexpected(*cursor_.error());
    return std::move(parsed_);
  }

 private:
  // Each rule returns its node; after a failure any, for then the cursor is at the end.

  std::size_t either() {
    return chain("OR", Kind::either, [this] { return both(); });
  }

  std::size_t both() {
    return chain("AND", Kind::both, [this] { return negated(); });
  }

  // An operand, then any number of (word, operand).
  template <class Operand>
  std::size_t chain(std::string_view word, Kind kind, Operand operand) {
    std::vector<std::size_t> operands{operand()};
    while (cursor_.take_word(word)) operands.push_back(operand());
    if (operands.size() == 1) return operands.front();
    return append({.kind = kind, .operands = std::move(operands)});
  }

  std::size_t negated() {
    cursor_.enter();
    const std::size_t node = cursor_.take_word("NOT")
                                 ? append({.kind = Kind::negate, .operands = {negated()}})
                                 : primary();
    cursor_.leave();
    return node;
  }

  std::size_t primary() {
    if (cursor_.take("(")) {
      const std::size_t inner = either();
      if (!cursor_.take(")")) cursor_.expected("AND, OR or \")\"");
      return inner;
    }
    if (cursor_.take_word("TRUE")) return append({.value = true});
    if (cursor_.take_word("FALSE")) return append({.value = false});
    if (cursor_.take_word("AT_LEAST")) return at_least();
    if (const auto state = take_state()) return in_state(*state);
    cursor_.expected("ALARM, OK, INSUFFICIENT_DATA, AT_LEAST, NOT, TRUE, FALSE or \"(\"");
    return append({});
  }

  std::optional<State> take_state() {
    for (const State state : all_states) {
      if (cursor_.take_word(name_of(state))) return state;
    }
    return std::nullopt;
  }

  std::size_t in_state(State state) {
    symbol("(");
    const std::size_t only = child();
    symbol(")");
    return append({.kind = Kind::at_least, .state = state, .operands = {only}});
  }

  // What is behind AT_LEAST: (M, [NOT] state, (a, b)), M a number or a percentage.
  std::size_t at_least() {
    symbol("(");
    const std::size_t column = cursor_.column();
    const double number = cursor_.take_number().value_or(0);
    const bool percent = cursor_.take("%");
    symbol(",");
    Node node{.kind = Kind::at_least, .other_states = cursor_.take_word("NOT")};
    if (const auto state = take_state()) {
      node.state = *state;
    } else {
      cursor_.expected("ALARM, OK or INSUFFICIENT_DATA");
    }
    symbol(",");
    node.operands = list_of_children();
    symbol(")");
    node.least = least_of(number, percent, node.operands.size(), column);
    return append(std::move(node));
  }

  std::vector<std::size_t> list_of_children() {
    std::vector<std::size_t> list;
    symbol("(");
    do {
      const std::size_t column = cursor_.column();
      const std::size_t one = child();
      if (std::find(list.begin(), list.end(), one) != list.end() && !cursor_.error()) {
        cursor_.fail(column, fmt::format("\"{}\" is in the list twice", parsed_.children[one]));
      }
      list.push_back(one);
    } while (cursor_.take(","));
    symbol(")");
    return list;
  }

  // M as a number of alarms: the smallest that is at least the percentage.
  std::size_t least_of(double number, bool percent, std::size_t alarms, std::size_t column) {
    const std::size_t number_max = percent ? 100 : alarms;
    const auto whole = number >= 1 && number <= static_cast<double>(number_max)
                           ? static_cast<std::size_t>(number)
                           : std::size_t{0};
    if (whole == 0 || static_cast<double>(whole) != number) {
      cursor_.fail(column, fmt::format("AT_LEAST takes 1 to {} of {} alarms, or 1% to 100%", alarms,
                                       alarms));
    }
    return percent ? (whole * alarms + 99) / 100 : whole;
  }

  // The name of an alarm, as its place among the children.
  std::size_t child() {
    const std::size_t column = cursor_.column();
    const std::optional<std::string> quoted = cursor_.take_quoted();
    std::string name = quoted ? *quoted : std::string{cursor_.take_until("(),\"")};
    if (name.empty()) cursor_.expected("the name of an alarm");

    auto& children = parsed_.children;
    const auto found = std::find(children.begin(), children.end(), name);
    if (found != children.end()) return static_cast<std::size_t>(found - children.begin());
    if (children.size() == CompositeRule::children_max) {
      cursor_.fail(column, fmt::format("more than {} alarms", CompositeRule::children_max));
    }
    children.push_back(std::move(name));
    return children.size() - 1;
  }

  void symbol(std::string_view text) {
    if (!cursor_.take(text)) cursor_.expected(fmt::format("\"{}\"", text));
  }

  std::size_t append(Node node) {
    parsed_.nodes.push_back(std::move(node));
    return parsed_.nodes.size() - 1;
  }

  TextCursor cursor_;
  Parsed parsed_;
};

bool holds_at(const std::vector<Node>& nodes, std::size_t place, std::span<const State> of_child) {
  const Node& node = nodes[place];
  const auto& operands = node.operands;
  const auto node_holds = [&](std::size_t operand) { return holds_at(nodes, operand, of_child); };
  const auto counts = [&](std::size_t child) {
    return (of_child[child] == node.state) != node.other_states;
  };
  switch (node.kind) {
    case Kind::constant:
      return node.value;
    case Kind::at_least: {
      const auto count = std::count_if(operands.begin(), operands.end(), counts);
      return static_cast<std::size_t>(count) >= node.least;
    }
    case Kind::negate:
      return !node_holds(operands.front());
    case Kind::both:
      return std::all_of(operands.begin(), operands.end(), node_holds);
    case Kind::either:
      return std::any_of(operands.begin(), operands.end(), node_holds);
  }
  return false;
}

}  // namespace

Checked<CompositeRule> CompositeRule::parse(std::string_view text) {
  if (text.size() > text_max) {
    return tl::unexpected(Error{
        fmt::format("the rule has {} characters, expected at most {}", text.size(), text_max)});
  }
  return Parser{text}.parse().map([](Parsed parsed) {
    return CompositeRule{std::move(parsed.nodes), std::move(parsed.children)};
  });
}

bool CompositeRule::holds(std::span<const State> states) const {
  return holds_at(nodes_, nodes_.size() - 1, states);
}

}  // namespace coalmine::routing::cloudwatch
