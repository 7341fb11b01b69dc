// The rollback and what came after: whom the canary still met and harmed when it was taken back.
#include <fmt/format.h>

#include <array>

#include "harness/find.hpp"
#include "report/page/bars.hpp"
#include "report/page/run/chapters.hpp"
#include "report/page/vega.hpp"
#include "report/quantity.hpp"
#include "report/run_tables.hpp"
#include "report/standings.hpp"

namespace coalmine::report {
namespace {

struct Column {
  std::string_view heading;
  std::string_view metric;
};
constexpr std::array columns{
    Column{"rolled back", "rollout.rolled_back"},
    Column{"met the canary afterwards", "blast_radius.exposed_after_rollback"},
    Column{"harmed afterwards", "blast_radius.harm_after_rollback"},
    Column{"canary gone after", "blast_radius.exposure_ends_after"},
    Column{"time on it afterwards, added up", "blast_radius.exposure_after_rollback"},
    Column{"its records read afterwards", "events.read_after_rollback"},
};

std::string cell(const harness::PolicyResult& policy, std::string_view metric) {
  const harness::Figure* figure = find_figure(policy, metric);
  if (figure == nullptr || !figure->mean) return no_data;
  return quantity(*figure->mean, half_width(figure->ci95_low, figure->ci95_high), figure->unit);
}

// A column that no policy has data for says nothing.
DataTable table_of(const harness::RunResult& result) {
  DataTable table{{"policy"}, {}};
  for (const auto& policy : result.policies) table.rows.push_back({policy.name});
  for (const Column& column : columns) {
    if (standings(result, column.metric).empty()) continue;
    table.headings.emplace_back(column.heading);
    for (std::size_t i = 0; i < result.policies.size(); ++i) {
      table.rows[i].push_back(cell(result.policies[i], column.metric));
    }
  }
  return table;
}

std::string title_of(const harness::RunResult& result) {
  const auto exposed = standings(result, "blast_radius.exposed_after_rollback");
  const auto harmed = standings(result, "blast_radius.harm_after_rollback");
  const auto& all = !harmed.empty() && highest(harmed).mean > 0 ? harmed : exposed;
  const char* what = &all == &harmed ? "harmed" : "on the canary";
  if (all.empty()) return "No data on users after the rollback";
  const Standing& most = highest(all);
  if (most.mean == 0) return "After the rollback the canary met nobody, and nobody was harmed";
  return fmt::format("After the rollback {} of the users were still {} under {}",
                     quantity(most.mean, std::nullopt, "share"), what, most.policy);
}

}  // namespace

std::optional<Chapter> rollback_chapter(const harness::RunResult& result) {
  const auto rolled_back = standings(result, "rollout.rolled_back");
  if (rolled_back.empty() || highest(rolled_back).mean == 0) return std::nullopt;
  Chapter chapter;
  chapter.id = "rollback";
  chapter.title = "The rollback, and what came after";
  chapter.detail = true;
  chapter.paragraphs.emplace_back(
      "From the decision to roll back to the end of the observation, over the replications that "
      "rolled back.");

  const std::vector<BarKind> kinds{
      {"blast_radius.exposed_after_rollback", "met the canary afterwards", exposed_colour},
      {"blast_radius.harm_after_rollback", "harmed afterwards", harmed_colour}};
  auto chart =
      bar_chart(result, kinds, "after-rollback", "Shares of the active users after the rollback.");
  if (chart) {
    chart->title = title_of(result);
    chapter.charts.push_back(std::move(*chart));
  }
  chapter.tables.push_back(table_of(result));
  return chapter;
}

}  // namespace coalmine::report
