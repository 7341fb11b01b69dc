#include "report/page/run/overview.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/page/bars.hpp"
#include "report/page/vega.hpp"
#include "report/quantity.hpp"
#include "report/rows.hpp"
#include "report/run_tables.hpp"

namespace coalmine::report {
namespace {

constexpr std::size_t policies_drawn_max = 24;

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

// All policies as if they were of one run: bars need no more.
harness::RunResult all_policies(std::span<const harness::RunResult> results,
                                const std::vector<std::string>& names) {
  harness::RunResult all;
  for (std::size_t i = 0; i < results.size(); ++i) {
    all.replications = std::max(all.replications, results[i].replications);
    for (const auto& policy : results[i].policies) {
      auto& copy = all.policies.emplace_back();
      copy.name = fmt::format("{}: {}", names[i], policy.name);
      copy.figures = policy.figures;
    }
  }
  return all;
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
  chapter.tables.push_back(table_of(results, names));

  const harness::RunResult all = all_policies(results, names);
  const std::vector<BarKind> kinds{{"blast_radius.exposed", "met the canary", exposed_colour},
                                   {"blast_radius.harmed", "harmed", harmed_colour}};
  if (all.policies.size() > policies_drawn_max) return chapter;
  Bars bars = bars_of(all, kinds);
  if (bars.table.rows.empty()) return chapter;
  Chart chart;
  chart.id = "overview";
  chart.title = "Whom each policy reached and harmed, as a share of its active users";
  chart.text = how_to_read_bars(all, kinds);
  chart.alt = "Shares of the active users. " + bars.alt;
  chart.spec = std::move(bars.spec);
  chart.table = std::move(bars.table);
  chapter.charts.push_back(std::move(chart));
  return chapter;
}

}  // namespace coalmine::report
