// Metric math: an expression over metrics, slot by slot (W18).
//
//   errors / invocations
//   IF(canary_n > 20, canary_errors / canary_n - stable_errors / stable_n, 0)
//
// + - * /, unary minus, < <= > >= == !=, numbers, ids, parentheses; IF(condition, then[, else]),
// FILL(series, filler); MAX, MIN, SUM and AVG of a list: [a, b], METRICS(), METRICS("part of an
// id"). Left out: what needs other slots than its own, and what gives one number for all of them,
// which the user guide advises against in alarms, because how many slots are fetched is not said.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "routing/judge/cloudwatch/statistics.hpp"

namespace coalmine::routing::cloudwatch {

class MetricMath {
 public:
  // Error, with the column from 1: text that is not of the language above, an id that no metric
  // has, no metric at all, nesting deeper than 100.
  static Checked<MetricMath> parse(const Expression& expression);

  // The value in a slot in which metric i of the expression has `points[i]`. Missing where an
  // input is (see MissingInMath), where a condition without `else` is 0, and where a division by
  // zero leaves nothing finite. `samples` is 0. Allocates nothing.
  Point point(std::span<const Point> points) const;

  // How the language is kept: a tree, parents behind their children. Of metric_math.cpp alone.
  struct Node {
    enum class Kind : std::uint8_t {
      number,
      metric,
      negate,
      add,
      subtract,
      multiply,
      divide,
      less,
      less_or_equal,
      greater,
      greater_or_equal,
      equal,
      not_equal,
      choose,  // IF
      fill,
      maximum,
      minimum,
      sum,
      average,
    };
    Kind kind = Kind::number;
    bool series = false;  // has a value by slot, which may be missing; otherwise a constant
    double number = 0;
    std::size_t metric = 0;
    std::vector<std::size_t> operands{};
  };

 private:
  MetricMath(std::vector<Node> nodes, MissingInMath missing)
      : nodes_(std::move(nodes)), missing_(missing) {}

  std::vector<Node> nodes_;  // the root is the last
  MissingInMath missing_;
};

}  // namespace coalmine::routing::cloudwatch
