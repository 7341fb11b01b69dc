#include "harness/baseline/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <string_view>
#include <utility>

#include "harness/baseline/gate.hpp"
#include "harness/baseline/holm.hpp"
#include "harness/baseline/power.hpp"
#include "harness/baseline/scenario_comparison.hpp"
#include "harness/find.hpp"

namespace coalmine::harness {
namespace {

using AllTested = std::vector<std::vector<Tested>>;  // by scenario

bool has_metric(const RunResult& result, std::string_view metric) {
  return std::any_of(
      result.policies.begin(), result.policies.end(),
      [&](const PolicyResult& policy) { return find_figure(policy, metric) != nullptr; });
}

Checked<void> check_metrics(std::span<const ResultPair> results, const DiffOptions& options) {
  std::vector<std::string> named = options.metrics;
  for (const ToleranceRule& rule : options.tolerances) {
    if (rule.metric != all_metrics) named.push_back(rule.metric);
  }
  for (const std::string& metric : named) {
    if (auto judged = check_judged(metric); !judged) return judged;
    const bool is_known = std::any_of(results.begin(), results.end(), [&](const ResultPair& pair) {
      return has_metric(pair.before, metric) || has_metric(pair.after, metric);
    });
    if (!is_known) return tl::unexpected(Error{fmt::format("no result has {}", metric)});
  }
  for (const ToleranceRule& rule : options.tolerances) {
    if (rule.metric == all_metrics || is_judged(rule.metric, options.metrics)) continue;
    return tl::unexpected(Error{
        fmt::format("{} has a tolerance, and is not judged: --metric says what is", rule.metric)});
  }
  return {};
}

// Of one family, over all scenarios: as many as it has tests.
std::uint32_t adjust(AllTested& all, std::optional<double> Tested::*p,
                     std::optional<double> Change::*adjusted) {
  std::vector<double> family;
  std::vector<Change*> changes;
  for (auto& of_scenario : all) {
    for (Tested& tested : of_scenario) {
      if (!(tested.*p)) continue;
      family.push_back(*(tested.*p));
      changes.push_back(&tested.change);
    }
  }
  const std::vector<double> of_family = holm_adjusted(family);
  for (std::size_t i = 0; i < changes.size(); ++i) changes[i]->*adjusted = of_family[i];
  return static_cast<std::uint32_t>(family.size());
}

// What is found beyond chance.
Finding finding_of(const Change& change, double level) {
  if (change.p_worse && *change.p_worse <= level) return Finding::regression;
  if (!change.p_changed || *change.p_changed > level) return change.finding;
  if (change.better == spec::Better::neither) return Finding::changed;
  const bool fell = *change.difference < 0;
  return fell == (change.better == spec::Better::lower) ? Finding::better : Finding::worse;
}

}  // namespace

Checked<BaselineDiff> compare(std::span<const ResultPair> results, const DiffOptions& options) {
  assert(options.level > 0 && options.level <= 0.5);
  if (auto checked = check_metrics(results, options); !checked) {
    return tl::unexpected(std::move(checked.error()));
  }
  BaselineDiff diff{.level = options.level};
  AllTested all;
  for (const ResultPair& pair : results) {
    auto scenario = describe(pair);
    if (!scenario) return tl::unexpected(std::move(scenario.error()));
    diff.scenarios.push_back(std::move(*scenario));
    all.push_back(test(pair, options));
  }
  diff.judged = adjust(all, &Tested::p_worse, &Change::p_worse);
  diff.compared = adjust(all, &Tested::p_changed, &Change::p_changed);
  if (diff.judged == 0) {
    return tl::unexpected(Error{"there is nothing to judge: no figure has data on both sides"});
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    ScenarioDiff& scenario = diff.scenarios[i];
    auto powerful = check_power(scenario, all[i], options.level / diff.judged);
    if (!powerful) return tl::unexpected(std::move(powerful.error()));
    for (Tested& tested : all[i]) {
      tested.change.finding = finding_of(tested.change, options.level);
      scenario.changes.push_back(std::move(tested.change));
    }
  }
  return diff;
}

bool fails(Finding finding) { return finding == Finding::regression || finding == Finding::lost; }

bool passes(const BaselineDiff& diff) {
  return std::all_of(diff.scenarios.begin(), diff.scenarios.end(), [](const ScenarioDiff& each) {
    return std::none_of(each.changes.begin(), each.changes.end(),
                        [](const Change& change) { return fails(change.finding); });
  });
}

}  // namespace coalmine::harness
