// The rule of a composite alarm: a condition over the states of other alarms (W20).
//
//   ALARM("errors") AND NOT (OK(latency) OR INSUFFICIENT_DATA(latency))
//   AT_LEAST(50%, NOT OK, (a, b, c))
//
// NOT binds before AND before OR. A name may stand without quotes unless it has spaces, brackets
// or commas; within quotes, \" is a quote.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "routing/judge/cloudwatch/state.hpp"

namespace coalmine::routing::cloudwatch {

class CompositeRule {
 public:
  static constexpr std::size_t children_max = 100;

  // Error, with the column from 1: text that is not of the language, more than `children_max`
  // alarms, AT_LEAST with more than there are, nesting deeper than 100.
  static Checked<CompositeRule> parse(std::string_view text);

  // The alarms it looks at, each once, in the order in which they are first named.
  const std::vector<std::string>& children() const { return children_; }

  // Whether it holds while child i is in `states[i]`. Allocates nothing.
  bool holds(std::span<const State> states) const;

  // How the language is kept: a tree, parents behind their operands. Of composite_rule.cpp alone.
  struct Node {
    enum class Kind : std::uint8_t { constant, at_least, negate, both, either };
    Kind kind = Kind::constant;
    bool value = false;                   // of a constant
    State state = State::alarm;           // of at_least: what is counted, or
    bool other_states = false;            // everything else
    std::size_t least = 1;                // and how many of `operands` it takes
    std::vector<std::size_t> operands{};  // children of the rule; nodes for the other kinds
  };

 private:
  CompositeRule(std::vector<Node> nodes, std::vector<std::string> children)
      : nodes_(std::move(nodes)), children_(std::move(children)) {}

  std::vector<Node> nodes_;  // the root is the last
  std::vector<std::string> children_;
};

}  // namespace coalmine::routing::cloudwatch
