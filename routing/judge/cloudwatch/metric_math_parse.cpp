// Metric math from text, by recursive descent: a member function for each rule of the grammar.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "routing/judge/cloudwatch/metric_math.hpp"
#include "routing/judge/cloudwatch/text_cursor.hpp"

namespace coalmine::routing::cloudwatch {
namespace {

using Node = MetricMath::Node;
using Kind = Node::Kind;

constexpr std::size_t metrics_max = 10;
constexpr std::size_t text_max = 2'048;

struct Symbol {
  std::string_view text;
  Kind kind;
};
// Longer ones first where one begins another.
constexpr std::array comparisons{
    Symbol{"<=", Kind::less_or_equal}, Symbol{">=", Kind::greater_or_equal},
    Symbol{"==", Kind::equal},         Symbol{"!=", Kind::not_equal},
    Symbol{"<", Kind::less},           Symbol{">", Kind::greater}};
constexpr std::array sums{Symbol{"+", Kind::add}, Symbol{"-", Kind::subtract}};
constexpr std::array products{Symbol{"*", Kind::multiply}, Symbol{"/", Kind::divide}};
constexpr std::array functions_of_lists{Symbol{"MAX", Kind::maximum}, Symbol{"MIN", Kind::minimum},
                                        Symbol{"SUM", Kind::sum}, Symbol{"AVG", Kind::average}};

class Parser {
 public:
  explicit Parser(const Expression& expression)
      : cursor_(expression.text), metrics_(expression.metrics) {}

  Checked<std::vector<Node>> parse() {
    const std::size_t root = comparison();
    if (!cursor_.at_end()) cursor_.expected("an operator or the end");
    if (cursor_.error()) return tl::unexpected(*cursor_.error());
    if (!nodes_[root].series) {
      return tl::unexpected(Error{"the expression is the same in every period: it uses no metric"});
    }
    return std::move(nodes_);
  }

 private:
  // Each rule returns its node; after a failure any, for then the cursor is at the end.

  std::size_t comparison() {
    const std::size_t left = sum();
    for (const Symbol& symbol : comparisons) {
      if (cursor_.take(symbol.text)) return add(symbol.kind, {left, sum()});
    }
    return left;
  }

  std::size_t sum() {
    return chain(sums, [this] { return product(); });
  }

  std::size_t product() {
    return chain(products, [this] { return factor(); });
  }

  // An operand, then any number of (symbol, operand), from left to right.
  template <class Operand>
  std::size_t chain(const std::array<Symbol, 2>& symbols, Operand operand) {
    std::size_t left = operand();
    for (;;) {
      const auto comes_next = [this](const Symbol& symbol) { return cursor_.take(symbol.text); };
      const auto symbol = std::find_if(symbols.begin(), symbols.end(), comes_next);
      if (symbol == symbols.end()) return left;
      left = add(symbol->kind, {left, operand()});
    }
  }

  std::size_t factor() {
    cursor_.enter();
    const std::size_t node = cursor_.take("-") ? add(Kind::negate, {factor()}) : primary();
    cursor_.leave();
    return node;
  }

  std::size_t primary() {
    if (cursor_.take("(")) {
      const std::size_t inner = comparison();
      close();
      return inner;
    }
    if (const auto number = cursor_.take_number()) {
      return append({.kind = Kind::number, .number = *number});
    }
    const std::size_t column = cursor_.column();
    const std::string_view word = cursor_.take_word();
    if (word.empty()) {
      cursor_.expected("a number, the id of a metric, a function or \"(\"");
      return append({});
    }
    return cursor_.take("(") ? call(word, column) : metric(word, column);
  }

  std::size_t metric(std::string_view id, std::size_t column) {
    for (std::size_t i = 0; i < metrics_.size(); ++i) {
      if (metrics_[i].id == id) return append_metric(i);
    }
    std::vector<std::string_view> ids;
    for (const NamedMetric& named : metrics_) ids.push_back(named.id);
    cursor_.fail(column, fmt::format("no metric has the id \"{}\", expected one of {}", id,
                                     fmt::join(ids, ", ")));
    return append({});
  }

  // A function; its opening bracket is behind.
  std::size_t call(std::string_view function, std::size_t column) {
    if (function == "IF") return choose();
    if (function == "FILL") return fill();
    for (const Symbol& symbol : functions_of_lists) {
      if (symbol.text == function) return function_of_list(symbol);
    }
    if (function == "METRICS") {
      cursor_.fail(column, "METRICS is a list, expected it within MAX, MIN, SUM or AVG");
    }
    cursor_.fail(
        column,
        fmt::format("unknown function \"{}\", expected IF, FILL, MAX, MIN, SUM or AVG", function));
    return append({});
  }

  std::size_t choose() {
    std::vector<std::size_t> operands{comparison()};
    comma("the value where the condition holds");
    operands.push_back(comparison());
    if (cursor_.take(",")) operands.push_back(comparison());
    close();
    return add(Kind::choose, std::move(operands));
  }

  std::size_t fill() {
    const std::size_t series = comparison();
    comma("what to fill with");
    for (const std::string_view keyword : {"REPEAT", "LINEAR"}) {
      const std::size_t column = cursor_.column();
      if (!cursor_.take_word(keyword)) continue;
      cursor_.fail(column, fmt::format("{} fills from other periods, which is not simulated, "
                                       "expected a number or a metric",
                                       keyword));
    }
    const std::size_t filler = comparison();
    close();
    return add(Kind::fill, {series, filler});
  }

  std::size_t function_of_list(const Symbol& function) {
    std::vector<std::size_t> operands;
    if (cursor_.take("[")) {
      do {
        list_element(operands);
      } while (cursor_.take(","));
      if (!cursor_.take("]")) cursor_.expected("\",\" or \"]\"");
    } else if (cursor_.take_word("METRICS")) {
      metrics_by_id(operands);
    } else {
      cursor_.expected(
          fmt::format("a list, [a, b] or METRICS(), because {} of one series is one "
                      "number for all periods",
                      function.text));
    }
    if (!cursor_.take(")")) cursor_.expected("\")\"");
    return add(function.kind, std::move(operands));
  }

  void list_element(std::vector<std::size_t>& operands) {
    if (cursor_.take_word("METRICS")) return metrics_by_id(operands);
    operands.push_back(comparison());
  }

  // What is behind METRICS: () or ("part of an id").
  void metrics_by_id(std::vector<std::size_t>& operands) {
    if (!cursor_.take("(")) return cursor_.expected("\"(\"");
    const std::size_t column = cursor_.column();
    const std::string part = cursor_.take_quoted().value_or("");
    if (!cursor_.take(")")) return cursor_.expected("a part of an id in quotes, or \")\"");
    const std::size_t before = operands.size();
    for (std::size_t i = 0; i < metrics_.size(); ++i) {
      if (metrics_[i].id.find(part) != std::string::npos) operands.push_back(append_metric(i));
    }
    if (operands.size() == before) {
      cursor_.fail(column, fmt::format("no metric has an id with \"{}\" in it", part));
    }
  }

  void comma(std::string_view what) {
    if (!cursor_.take(",")) cursor_.expected(fmt::format("an operator or \",\" and {}", what));
  }

  void close() {
    if (!cursor_.take(")")) cursor_.expected("an operator or \")\"");
  }

  std::size_t add(Kind kind, std::vector<std::size_t> operands) {
    const bool series = std::any_of(operands.begin(), operands.end(),
                                    [this](std::size_t place) { return nodes_[place].series; });
    return append({.kind = kind, .series = series, .operands = std::move(operands)});
  }

  std::size_t append_metric(std::size_t metric) {
    return append({.kind = Kind::metric, .series = true, .metric = metric});
  }

  std::size_t append(Node node) {
    nodes_.push_back(std::move(node));
    return nodes_.size() - 1;
  }

  TextCursor cursor_;
  const std::vector<NamedMetric>& metrics_;
  std::vector<Node> nodes_;
};

bool is_id(std::string_view id) {
  return !id.empty() && id.front() >= 'a' && id.front() <= 'z' && TextCursor{id}.take_word() == id;
}

std::optional<std::string> refusal_of_metrics(const std::vector<NamedMetric>& metrics) {
  if (metrics.empty() || metrics.size() > metrics_max) {
    return fmt::format("the expression has {} metrics, expected 1 to {}", metrics.size(),
                       metrics_max);
  }
  for (auto named = metrics.begin(); named != metrics.end(); ++named) {
    if (!is_id(named->id)) {
      return fmt::format(
          "\"{}\" is no id of a metric, expected a lower-case letter, then letters, digits and _",
          named->id);
    }
    const auto has_same_id = [&](const NamedMetric& other) { return other.id == named->id; };
    if (std::any_of(metrics.begin(), named, has_same_id)) {
      return fmt::format("two metrics have the id \"{}\"", named->id);
    }
  }
  return std::nullopt;
}

}  // namespace

Checked<MetricMath> MetricMath::parse(const Expression& expression) {
  if (auto refusal = refusal_of_metrics(expression.metrics)) {
    return tl::unexpected(Error{*std::move(refusal)});
  }
  if (expression.text.size() > text_max) {
    return tl::unexpected(Error{fmt::format("the expression has {} characters, expected at most {}",
                                            expression.text.size(), text_max)});
  }
  return Parser{expression}.parse().map([&](std::vector<Node> nodes) {
    return MetricMath{std::move(nodes), expression.missing};
  });
}

}  // namespace coalmine::routing::cloudwatch
