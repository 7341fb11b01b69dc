// What was expected of the policies, and whether they kept it.
#include <fmt/format.h>

#include "report/page/run/chapters.hpp"
#include "report/run_tables.hpp"

namespace coalmine::report {
namespace {

// What calls for a decision is in capitals, as on the terminal.
const char* verdict_text(harness::Verdict verdict) {
  switch (verdict) {
    case harness::Verdict::met:
      return "met";
    case harness::Verdict::not_met:
      return "NOT MET";
    case harness::Verdict::no_data:
      return "NO DATA";
  }
  return "";
}

}  // namespace

std::optional<Chapter> expectations_chapter(const harness::RunResult& result) {
  if (result.judgements.empty()) return std::nullopt;
  DataTable table{{"verdict", "policy", "metric", "rule", "found"}, {}};
  for (const harness::Judgement& judgement : result.judgements) {
    table.rows.push_back({verdict_text(judgement.verdict), judgement.policy, judgement.metric,
                          judgement.rule, found_text(result, judgement)});
  }
  Chapter chapter;
  chapter.id = "expectations";
  chapter.title = "Expectations: " + verdict_counts(result);
  chapter.tables.push_back(std::move(table));
  return chapter;
}

}  // namespace coalmine::report
