#include "report/page/run/overview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/find.hpp"
#include "report/page/bars.hpp"
#include "report/page/run/titles.hpp"
#include "report/page/run/told_apart.hpp"
#include "report/page/vega.hpp"
#include "report/quantity.hpp"
#include "report/run_tables.hpp"

namespace coalmine::report {
namespace {

constexpr std::size_t charts_max = 12;

std::string cell(const harness::PolicyResult& policy, std::string_view metric) {
  const harness::Figure* figure = find_figure(policy, metric);
  if (figure == nullptr || !figure->mean) return no_data;
  return quantity(*figure->mean, half_width(figure->ci95_low, figure->ci95_high), figure->unit);
}

DataTable table_of(std::span<const harness::RunResult> results,
                   const std::vector<std::string>& names) {
  DataTable table{{"scenario", "policy", "met the canary", "harmed", "rolled back", "expectations"},
                  {}};
  for (std::size_t i = 0; i < results.size(); ++i) {
    const bool expects = !results[i].judgements.empty();
    for (const auto& policy : results[i].policies) {
      table.rows.push_back({names[i], policy.name, cell(policy, "blast_radius.exposed"),
                            cell(policy, "blast_radius.harmed"),
                            cell(policy, "rollout.rolled_back"),
                            expects ? verdict_counts(results[i]) : "none"});
    }
  }
  return table;
}

// The same chart as the run's own part has.
std::optional<Chart> chart_of(const harness::RunResult& result, const std::string& name,
                              std::size_t number) {
  const std::vector<BarKind> kinds{{"blast_radius.exposed", "met the canary", exposed_colour},
                                   {"blast_radius.harmed", "harmed", harmed_colour}};
  Bars bars = bars_of(result, kinds);
  if (bars.table.rows.empty()) return std::nullopt;
  Chart chart;
  chart.id = fmt::format("overview-{}", number);
  chart.title = fmt::format("{}: {}", name, reach_and_harm_title(result));
  chart.alt = fmt::format("Shares of the active users of {}. {}", name, bars.alt);
  chart.spec = std::move(bars.spec);
  chart.table = std::move(bars.table);
  chart.small = true;
  return chart;
}

}  // namespace

std::vector<std::string> run_names(std::span<const harness::RunResult> results) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto same = [&](const auto& other) { return other.scenario == results[i].scenario; };
    const auto here = results.begin() + static_cast<std::ptrdiff_t>(i);
    const auto before = std::count_if(results.begin(), here, same);
    const bool alone = std::count_if(results.begin(), results.end(), same) == 1;
    names.push_back(alone ? results[i].scenario
                          : fmt::format("{} ({})", results[i].scenario, before + 1));
  }
  return names;
}

Chapter overview_chapter(std::span<const harness::RunResult> results) {
  const std::vector<std::string> names = run_names(results);
  Chapter chapter;
  chapter.id = "overview";
  chapter.title = "Overview";
  chapter.paragraphs = told_apart(results, names);
  chapter.tables.push_back(table_of(results, names));

  for (std::size_t i = 0; i < std::min(results.size(), charts_max); ++i) {
    if (auto chart = chart_of(results[i], names[i], i + 1)) {
      chapter.charts.push_back(std::move(*chart));
    }
  }
  if (results.size() > charts_max) {
    chapter.paragraphs.push_back(
        fmt::format("Charts of the first {} runs; the table has all.", charts_max));
  }
  return chapter;
}

}  // namespace coalmine::report
