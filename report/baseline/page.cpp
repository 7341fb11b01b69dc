#include <fmt/format.h>

#include "report/baseline/diff.hpp"
#include "report/baseline/words.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

using harness::Change;
using harness::ScenarioDiff;

void add_row(const Change& change, DataTable& table) {
  const ChangeText text = text_of(change);
  table.rows.push_back(
      {change.policy, change.metric, text.before, text.after,
       text.interval.empty() ? text.change : fmt::format("{} {}", text.change, text.interval),
       text.users, text.finding, text.allowed});
}

// `title` heads the column of policies, for what folds a long table is called after it.
DataTable table_of(const std::string& title, const std::vector<PolicyChanges>& policies,
                   std::vector<const Change*> PolicyChanges::*list) {
  DataTable table{{title, "figure", "baseline", "new", "change", "users", "", "tolerated"}, {}};
  for (const PolicyChanges& of : policies) {
    for (const Change* change : of.*list) add_row(*change, table);
  }
  return table;
}

Chapter chapter_of(const ScenarioDiff& scenario, std::size_t number) {
  Chapter chapter;
  chapter.id = fmt::format("scenario-{}", number);
  chapter.title = fmt::format("{}: {}", scenario.scenario, verdict_of(scenario));
  const auto policies = by_policy(scenario);
  chapter.paragraphs.push_back(
      fmt::format("{}: {}.", counted(policies.size(), "policy", "policies"), draws_of(scenario)));
  if (std::string versions = versions_of(scenario); !versions.empty()) {
    chapter.paragraphs.push_back(std::move(versions));
  }
  for (std::string& sentence : users_of(scenario)) chapter.paragraphs.push_back(sentence);
  for (std::string& remark : remarks_of(scenario)) chapter.paragraphs.push_back(remark);
  DataTable judged = table_of("changed", policies, &PolicyChanges::judged);
  DataTable others = table_of("also changed, not judged", policies, &PolicyChanges::others);
  for (DataTable* table : {&judged, &others}) {
    if (!table->rows.empty()) chapter.tables.push_back(std::move(*table));
  }
  return chapter;
}

}  // namespace

Page to_page(const harness::BaselineDiff& diff) {
  Page page;
  page.title = fmt::format("Against the baseline: {}", verdict_of(diff));
  page.summary.push_back(rules_of(diff));
  for (std::size_t i = 0; i < diff.scenarios.size(); ++i) {
    page.chapters.push_back(chapter_of(diff.scenarios[i], i + 1));
  }
  return page;
}

}  // namespace coalmine::report
