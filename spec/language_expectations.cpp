// What is asked of figures: expectations, rules such as "p95 < 11%"; and how precisely they are
// to be known.
#include <algorithm>
#include <array>

#include "spec/language.hpp"
#include "spec/metrics.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

constexpr const char* rule_hint =
    "[mean | lower | upper | pNN] (< | <= | > | >= | =) VALUE, as in \"mean < 11%\"";

struct Operator {
  std::string_view sign;
  Comparison comparison;
};

// Longer signs first: "<=" begins with "<".
constexpr std::array operators{
    Operator{"<=", Comparison::at_most}, Operator{">=", Comparison::at_least},
    Operator{"<", Comparison::less},     Operator{">", Comparison::greater},
    Operator{"=", Comparison::equal},
};

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

Value<void> read_statistic(std::string_view word, Rule& rule) {
  if (word.empty() || word == "mean") return {};
  if (word == "lower" || word == "upper") {
    rule.aggregate = word == "lower" ? Aggregate::ci95_low : Aggregate::ci95_high;
    return {};
  }
  const auto quantile = word.starts_with('p') ? percentage_from(std::string(word.substr(1)) + "%")
                                              : percentage_from("");
  if (!quantile) {
    return tl::unexpected(Refusal{fmt::format("unknown statistic \"{}\"", word),
                                  suggest(word, {"mean", "lower", "upper", "p95"})});
  }
  if (*quantile <= 0 || *quantile >= 1) {
    return tl::unexpected(
        Refusal{fmt::format("\"{}\" is no percentile between 0 and 100", word), "for example p95"});
  }
  rule.aggregate = Aggregate::quantile;
  rule.quantile = *quantile;
  return {};
}

Value<Rule> rule_from(const std::string& written) {
  const std::size_t at = written.find_first_of("<>=");
  if (at == std::string::npos) {
    return tl::unexpected(Refusal{fmt::format("\"{}\" compares nothing", written), rule_hint});
  }
  Rule rule;
  rule.text = written;
  const std::string_view from_sign = std::string_view(written).substr(at);
  std::string_view sign;
  for (const Operator& each : operators) {
    if (!from_sign.starts_with(each.sign)) continue;
    sign = each.sign;
    rule.comparison = each.comparison;
    break;
  }
  if (const auto statistic = read_statistic(trim(std::string_view(written).substr(0, at)), rule);
      !statistic) {
    return tl::unexpected(statistic.error());
  }
  const auto limit = amount_from(trim(from_sign.substr(sign.size())));
  if (!limit) return tl::unexpected(Refusal{limit.error().message, rule_hint});
  rule.limit = *limit;
  return rule;
}

// An editor offers the names; those with a number or a length in them are not in the list.
Type<Name> metric_name() {
  auto type = name_of("figure");
  std::vector<std::string> names;
  for (const Metric& metric : metrics()) {
    const bool placeholder = std::any_of(metric.name.begin(), metric.name.end(),
                                         [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!placeholder) names.emplace_back(metric.name);
  }
  type.shape.schema = any_of({{"enum", names}}, {{"type", "string"}});
  return type;
}

}  // namespace

Type<WrittenExpectation> expectation_type() {
  return Object<WrittenExpectation>(
             "expectation", "What a figure of a policy should be; `run` says whether it was met.")
      .required({"policy", "whose figure", "sticky"}, &WrittenExpectation::policy,
                name_of("policy"))
      .required({"metric", "which figure", "blast_radius.exposed"}, &WrittenExpectation::metric,
                metric_name())
      .required({"rule",
                 "`mean` (default), `lower` or `upper` end of its 95 % interval, or a percentile "
                 "over replications; a comparison; a number, percentage or duration",
                 "\"mean < 11%\""},
                &WrittenExpectation::rule,
                placed(scalar<Rule>("rule", {{"type", "string"}}, rule_from)))
      .type();
}

Type<std::vector<WrittenPrecision>> precision_type() {
  const auto amount =
      scalar<Amount>("number, percentage or duration", {{"type", {"string", "number"}}},
                     [](const std::string& text) { return amount_from(text); });
  const auto item =
      Object<WrittenPrecision>(
          "precision",
          "Replicate until the mean of a figure is known this precisely, or the limit is reached.")
          .optional({"policy", "whose figure", "sticky"}, &WrittenPrecision::policy,
                    name_of("policy"), "of every policy")
          .required({"metric", "which figure", "blast_radius.harmed"}, &WrittenPrecision::metric,
                    metric_name())
          .required(
              {"half_width", "half of the 95 % interval of its mean is to be at most this", "0.5%"},
              &WrittenPrecision::half_width, placed(amount))
          .required({"at_most", "so many replications, whether it is reached or not", "2000"},
                    &WrittenPrecision::at_most, count(1, replications_max))
          .type();
  return either(convert<std::vector<WrittenPrecision>>(
                    item, [](WrittenPrecision one) { return std::vector{std::move(one)}; }),
                list(item));
}

}  // namespace coalmine::spec
