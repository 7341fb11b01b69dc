#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "report/baseline/diff.hpp"
#include "report/baseline/words.hpp"
#include "report/grid.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

using harness::BaselineDiff;
using harness::Change;
using harness::ScenarioDiff;

GridRow row_of(const Change& change) {
  const ChangeText text = text_of(change);
  return {change.metric,
          {{text.before, ""},
           {text.after, ""},
           {text.change, text.interval},
           {text.users, ""},
           {text.finding, text.allowed.empty() ? "" : fmt::format("tolerated: {}", text.allowed)}}};
}

std::string table_of(const std::vector<PolicyChanges>& policies, const Style& style) {
  Grid grid{.headings = {"baseline", "new", "change", "users", ""}, .parts = {}};
  for (const PolicyChanges& of : policies) {
    GridPart& part = grid.parts.emplace_back(GridPart{of.policy, {}});
    for (const Change* change : of.judged) part.rows.push_back(row_of(*change));
  }
  const bool is_empty = std::all_of(grid.parts.begin(), grid.parts.end(),
                                    [](const GridPart& part) { return part.rows.empty(); });
  return is_empty ? "" : "\n" + render(grid, style);
}

std::string others_of(const std::vector<PolicyChanges>& policies, const Style& style) {
  std::string text;
  for (const PolicyChanges& of : policies) {
    if (of.others.empty()) continue;
    std::vector<std::string> names;
    for (const Change* change : of.others) names.push_back(change->metric);
    text += wrapped(fmt::format("{} also changed, not judged: {}.", of.policy, listed(names)),
                    style.columns);
  }
  return text.empty() ? "" : "\n" + text;
}

std::string unchanged_of(const ScenarioDiff& scenario) {
  std::size_t judged = 0;
  std::size_t judged_unchanged = 0;
  std::size_t all = 0;
  std::size_t unchanged = 0;
  for (const Change& change : scenario.changes) {
    const bool has_data = change.difference.has_value();
    const bool same = change.finding == harness::Finding::unchanged;
    all += has_data;
    unchanged += same;
    judged += has_data && change.tolerance;
    judged_unchanged += same && change.tolerance;
  }
  return fmt::format("Unchanged, as far as can be told: {} of {} judged figures, {} of {} in all.",
                     judged_unchanged, judged, unchanged, all);
}

std::string text_of_scenario(const ScenarioDiff& scenario, const Style& style) {
  const auto policies = by_policy(scenario);
  std::string text =
      strong(fmt::format("{}: {}", scenario.scenario, verdict_of(scenario)), style) + "\n";
  text += wrapped(
      fmt::format("{}: {}.", counted(policies.size(), "policy", "policies"), draws_of(scenario)),
      style.columns);
  if (const std::string versions = versions_of(scenario); !versions.empty()) {
    text += wrapped(versions, style.columns);
  }
  for (const std::string& sentence : users_of(scenario)) text += wrapped(sentence, style.columns);
  text += table_of(policies, style);
  text += others_of(policies, style);
  text += "\n" + wrapped(unchanged_of(scenario), style.columns);
  for (const std::string& remark : remarks_of(scenario)) text += wrapped(remark, style.columns);
  return text + "\n";
}

}  // namespace

std::string to_terminal(const BaselineDiff& diff, const Style& style) {
  std::string text;
  for (const ScenarioDiff& scenario : diff.scenarios) text += text_of_scenario(scenario, style);
  if (diff.scenarios.size() > 1) {
    text += strong(fmt::format("{} scenarios: {}", diff.scenarios.size(), verdict_of(diff)), style);
    text += "\n";
  }
  return text + wrapped(rules_of(diff), style.columns);
}

}  // namespace coalmine::report
