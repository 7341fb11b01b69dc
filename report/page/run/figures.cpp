// Every figure that the terminal shows, a table for each of its parts.
#include <fmt/format.h>

#include "report/page/run/chapters.hpp"
#include "report/page/run/data_tables.hpp"
#include "report/precision.hpp"
#include "report/quantity.hpp"
#include "report/run_tables.hpp"

namespace coalmine::report {
namespace {

// What `precision:` asked for, and what the replications reached.
DataTable precision_table(const harness::RunResult& result) {
  DataTable table{{"policy", "metric", "half of the interval", "asked for", "precise enough"}, {}};
  for (const harness::Reached& reached : result.precision) {
    const std::string unit = unit_of(result, reached.metric);
    table.rows.push_back(
        {reached.policy, reached.metric,
         reached.half_width ? quantity(*reached.half_width, std::nullopt, unit) : no_data,
         quantity(reached.half_width_asked, std::nullopt, unit), reached.is_met() ? "yes" : "NO"});
  }
  return table;
}

}  // namespace

std::optional<Chapter> figures_chapter(const harness::RunResult& result) {
  Chapter chapter;
  chapter.id = "figures";
  chapter.title = "All figures";
  chapter.detail = true;
  chapter.paragraphs.emplace_back(fmt::format(
      "{} Exact values are calculated, not simulated. What did not happen under any "
      "policy is left out; the CSV and JSON have every figure and digit.",
      result.replications < 2 ? "One replication: no intervals."
                              : "Means over the replications ± half of their 95 % intervals."));
  chapter.tables = data_tables(figures_table(result));
  if (chapter.tables.empty()) return std::nullopt;
  if (!result.precision.empty()) {
    chapter.paragraphs.push_back(fmt::format("Precision: {}.", precision_counts(result)));
    chapter.tables.push_back(precision_table(result));
  }
  return chapter;
}

}  // namespace coalmine::report
