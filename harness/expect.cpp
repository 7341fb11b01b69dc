#include "harness/expect.hpp"

#include "harness/find.hpp"
#include "harness/statistics.hpp"

namespace coalmine::harness {
namespace {

const Figure* find(std::span<const PolicyResult> policies, const spec::Expectation& rule) {
  const PolicyResult* policy = find_policy(policies, rule.policy);
  return policy == nullptr ? nullptr : find_figure(*policy, rule.metric);
}

std::optional<double> measured(const Figure& figure, const spec::Expectation& rule) {
  switch (rule.aggregate) {
    case spec::Aggregate::mean:
      return figure.mean;
    case spec::Aggregate::ci95_low:
      return figure.ci95_low;
    case spec::Aggregate::ci95_high:
      return figure.ci95_high;
    case spec::Aggregate::quantile:
      return nearest_rank(figure.values, rule.quantile);
  }
  return std::nullopt;
}

bool holds(double value, spec::Comparison comparison, double limit) {
  switch (comparison) {
    case spec::Comparison::less:
      return value < limit;
    case spec::Comparison::at_most:
      return value <= limit;
    case spec::Comparison::greater:
      return value > limit;
    case spec::Comparison::at_least:
      return value >= limit;
    case spec::Comparison::equal:
      return value == limit;
  }
  return false;
}

}  // namespace

std::vector<Judgement> judge(std::span<const spec::Expectation> expectations,
                             std::span<const PolicyResult> policies) {
  std::vector<Judgement> judgements;
  for (const spec::Expectation& rule : expectations) {
    const Figure* figure = find(policies, rule);
    const auto value = figure != nullptr ? measured(*figure, rule) : std::nullopt;
    Verdict verdict = Verdict::no_data;
    if (value)
      verdict = holds(*value, rule.comparison, rule.value) ? Verdict::met : Verdict::not_met;
    judgements.push_back({rule.policy, rule.metric, rule.rule, value, verdict});
  }
  return judgements;
}

}  // namespace coalmine::harness
