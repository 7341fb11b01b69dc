// Every figure that the terminal shows, a table for each of its parts.
#include <fmt/format.h>

#include "report/page/run/chapters.hpp"
#include "report/page/run/data_tables.hpp"
#include "report/run_tables.hpp"

namespace coalmine::report {

std::optional<Chapter> figures_chapter(const harness::RunResult& result) {
  Chapter chapter;
  chapter.id = "figures";
  chapter.title = "All figures";
  chapter.detail = true;
  chapter.paragraphs.emplace_back(
      result.replications < 2
          ? "One replication: no intervals. Exact values are calculated, not simulated."
          : "Means over the replications ± half of their 95 % intervals. Exact values are "
            "calculated, not simulated. What did not happen under any policy is left out; the CSV "
            "and JSON have every figure and digit.");
  chapter.tables = data_tables(figures_table(result));
  if (chapter.tables.empty()) return std::nullopt;
  return chapter;
}

}  // namespace coalmine::report
