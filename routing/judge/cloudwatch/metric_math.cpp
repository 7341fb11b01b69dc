// The values of an expression.
#include "routing/judge/cloudwatch/metric_math.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace coalmine::routing::cloudwatch {
namespace {

using Node = MetricMath::Node;
using Kind = Node::Kind;
using Value = std::optional<double>;

Value finite(double value) { return std::isfinite(value) ? Value{value} : std::nullopt; }

double truth(bool value) { return value ? 1.0 : 0.0; }

// Precondition: `kind` takes two operands, or any number.
Value combined(Kind kind, double left, double right) {
  switch (kind) {
    case Kind::add:
    case Kind::sum:
    case Kind::average:
      return finite(left + right);
    case Kind::subtract:
      return finite(left - right);
    case Kind::multiply:
      return finite(left * right);
    case Kind::divide:
      return finite(left / right);  // by 0: nothing (W18)
    case Kind::maximum:
      return std::max(left, right);
    case Kind::minimum:
      return std::min(left, right);
    case Kind::less:
      return truth(left < right);
    case Kind::less_or_equal:
      return truth(left <= right);
    case Kind::greater:
      return truth(left > right);
    case Kind::greater_or_equal:
      return truth(left >= right);
    case Kind::equal:
      return truth(left == right);
    case Kind::not_equal:
      return truth(left != right);
    case Kind::number:
    case Kind::metric:
    case Kind::negate:
    case Kind::choose:
    case Kind::fill:
      break;
  }
  assert(false);
  return std::nullopt;
}

// The values of a tree in one slot.
class Evaluation {
 public:
  Evaluation(const std::vector<Node>& nodes, MissingInMath missing, std::span<const Point> points)
      : nodes_(nodes), missing_(missing), points_(points) {}

  Value value_of(std::size_t place) const {
    const Node& node = nodes_[place];
    switch (node.kind) {
      case Kind::number:
        return node.number;
      case Kind::metric:
        return points_[node.metric].value;
      case Kind::negate:
        return negated(value_of(node.operands[0]));
      case Kind::choose:
        return chosen(node);
      case Kind::fill:
        return filled(node);
      case Kind::average:
        return divided(folded(node), static_cast<double>(node.operands.size()));
      default:
        return folded(node);
    }
  }

 private:
  static Value negated(Value value) { return value ? Value{-*value} : std::nullopt; }
  static Value divided(Value value, double by) { return value ? Value{*value / by} : std::nullopt; }

  // The operands from left to right, each combined with the result so far.
  Value folded(const Node& node) const {
    bool has_point = !node.series;
    Value result;
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
      const Value value = value_of(node.operands[i]);
      has_point = has_point || (value && nodes_[node.operands[i]].series);
      const Value next = beside_a_point(value);
      if (!next) return std::nullopt;
      result = i == 0 ? next : combined(node.kind, *result, *next);
      if (!result) return std::nullopt;
    }
    return has_point ? result : std::nullopt;  // constants alone make no point
  }

  Value chosen(const Node& node) const {
    const Value condition = value_of(node.operands[0]);
    if (!condition) return std::nullopt;
    if (*condition != 0) return beside_a_point(value_of(node.operands[1]));
    const bool has_else = node.operands.size() == 3;
    return has_else ? beside_a_point(value_of(node.operands[2])) : std::nullopt;
  }

  Value filled(const Node& node) const {
    const Value value = value_of(node.operands[0]);
    return value ? value : value_of(node.operands[1]);
  }

  // What an operand is worth where another one has a point.
  Value beside_a_point(Value value) const {
    return !value && missing_ == MissingInMath::zero ? Value{0.0} : value;
  }

  const std::vector<Node>& nodes_;
  MissingInMath missing_;
  std::span<const Point> points_;
};

}  // namespace

Point MetricMath::point(std::span<const Point> points) const {
  return {.value = Evaluation{nodes_, missing_, points}.value_of(nodes_.size() - 1)};
}

}  // namespace coalmine::routing::cloudwatch
