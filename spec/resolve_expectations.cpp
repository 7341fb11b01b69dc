// Expectations: a policy that exists, a figure that is measured, and a limit in the figure's unit.
#include <fmt/format.h>

#include "spec/resolve.hpp"

namespace coalmine::spec {
namespace {

Expectation resolve(const WrittenExpectation& written, FigureNames& figures, Problems& problems) {
  const Policy* policy = figures.find_policy(written.policy);
  const auto figure = figures.find(written.metric);
  const Rule& rule = written.rule.value;
  Expectation expectation{written.policy.value, written.metric.value, rule.aggregate, rule.quantile,
                          rule.comparison,      rule.limit.value,     rule.text};
  if (written.rule.place.source == 0) expectation.at = written.rule.place.at;
  if (!figure) return expectation;
  expectation.metric = figure->name;
  if (policy != nullptr) figures.check(written.metric, *policy);
  if (!written.rule.known()) return expectation;
  if (const auto limit = amount_in(rule.limit, written.metric.value, figure->unit)) {
    expectation.value = *limit;
  } else {
    problems.add(written.rule.place, "rule: " + limit.error().message, limit.error().hint);
  }
  return expectation;
}

}  // namespace

std::vector<Expectation> resolve_expectations(const WrittenScenario& written, FigureNames& figures,
                                              Problems& problems) {
  std::vector<Expectation> expectations;
  for (const WrittenExpectation& each : written.expect) {
    expectations.push_back(resolve(each, figures, problems));
  }
  return expectations;
}

}  // namespace coalmine::spec
