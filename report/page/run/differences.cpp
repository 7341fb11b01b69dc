// How the other policies differ from the first, for the same users, arrivals and luck.
#include <fmt/format.h>

#include <algorithm>

#include "report/page/run/chapters.hpp"
#include "report/page/run/data_tables.hpp"
#include "report/page/vega.hpp"
#include "report/quantity.hpp"
#include "report/run_tables.hpp"

namespace coalmine::report {
namespace {

constexpr int policy_height = 40;  // pixels

struct Compared {
  std::string_view metric;
  std::string_view label;
  const char* colour;
};
constexpr Compared compared[] = {{"blast_radius.exposed", "met the canary", exposed_colour},
                                 {"blast_radius.harmed", "harmed", harmed_colour}};

std::string points(const harness::Difference& difference) {
  return fmt::format(
      "{} points", signed_quantity(*difference.mean,
                                   half_width(difference.ci95_low, difference.ci95_high), "share"));
}

// Shares are compared in points: percent of percent would be something else.
double in_points(double share) { return rounded(100 * share); }

struct Shown {
  Json rows = Json::array();
  DataTable table;
  std::string alt;
  std::vector<std::string> policies;
};

void add(const harness::Difference& difference, const Compared& what, Shown& shown) {
  Json row{
      {"policy", difference.policy}, {"kind", what.label}, {"mean", in_points(*difference.mean)}};
  if (difference.ci95_low && difference.ci95_high) {
    row["low"] = in_points(*difference.ci95_low);
    row["high"] = in_points(*difference.ci95_high);
  }
  shown.rows.push_back(std::move(row));
  shown.table.rows.push_back({difference.policy, std::string(what.label), points(difference)});
  shown.alt += fmt::format(" {}, {}: {}.", difference.policy, what.label, points(difference));
}

Shown shown_of(const harness::RunResult& result) {
  Shown shown;
  shown.table.headings = {"policy", "users", "difference ± half of the 95 % interval"};
  for (std::size_t i = 1; i < result.policies.size(); ++i) {
    bool any = false;
    for (const Compared& what : compared) {
      const auto* difference = find_difference(result, result.policies[i].name, what.metric);
      if (difference == nullptr || !difference->mean) continue;
      add(*difference, what, shown);
      any = true;
    }
    if (any) shown.policies.push_back(result.policies[i].name);
  }
  return shown;
}

Json spec_of(const Shown& shown) {
  Json spec = Json::parse(R"json({
    "encoding": {
      "yOffset": {"field": "kind", "type": "nominal", "scale": {"padding": 0.3}},
      "color": {"field": "kind", "type": "nominal", "legend": {"title": null, "orient": "top"}}
    },
    "layer": [
      {"data": {"values": [{"zero": 0}]}, "mark": {"type": "rule", "color": "var(--ink-2)"},
       "encoding": {"x": {"field": "zero", "type": "quantitative"}, "y": null, "yOffset": null,
                    "color": null}},
      {"transform": [{"filter": "isValid(datum.low)"}],
       "mark": {"type": "rule", "strokeWidth": 3},
       "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}},
      {"mark": {"type": "point", "filled": true, "size": 90, "opacity": 1},
       "encoding": {
         "x": {"field": "mean", "type": "quantitative"},
         "shape": {"field": "kind", "type": "nominal"}}}
    ]
  })json");
  spec["height"] = static_cast<int>(shown.policies.size()) * policy_height;
  spec["data"] = inline_data(shown.rows);
  spec["encoding"]["y"] = lines_of(shown.policies);
  for (const Compared& what : compared) {
    spec["encoding"]["color"]["scale"]["domain"].push_back(what.label);
    spec["encoding"]["color"]["scale"]["range"].push_back(what.colour);
    spec["encoding"]["yOffset"]["scale"]["domain"].push_back(what.label);
    spec["layer"][2]["encoding"]["shape"]["scale"]["domain"].push_back(what.label);
  }
  spec["layer"][2]["encoding"]["shape"]["scale"]["range"] = {"circle", "diamond"};
  const bool any_interval = std::any_of(shown.rows.begin(), shown.rows.end(),
                                        [](const Json& row) { return row.contains("low"); });
  if (!any_interval) spec["layer"].erase(1);  // a scale of nothing has no ends
  for (Json& layer : spec["layer"]) {
    layer["encoding"]["x"]["title"] = "points";
    layer["encoding"]["x"]["axis"]["tickCount"] = 6;
  }
  return spec;
}

// The policy that changes most of what matters most: harm where there is any.
std::string title_of(const harness::RunResult& result) {
  const harness::Difference* largest = nullptr;
  const char* what = "";
  for (const auto& [metric, verb] :
       {std::pair{"blast_radius.harmed", "harms"}, std::pair{"blast_radius.exposed", "reaches"}}) {
    for (std::size_t i = 1; i < result.policies.size(); ++i) {
      const auto* difference = find_difference(result, result.policies[i].name, metric);
      if (difference == nullptr || !difference->mean || *difference->mean == 0) continue;
      if (largest != nullptr && std::abs(*difference->mean) <= std::abs(*largest->mean)) continue;
      largest = difference;
      what = verb;
    }
    if (largest != nullptr) break;
  }
  if (largest == nullptr) return "No policy differs from the first in whom it reaches or harms";
  const double share = std::abs(*largest->mean);
  return fmt::format("{} {} {} percentage points {} users than {}", largest->policy, what,
                     quantity(100 * share, std::nullopt, "count"),
                     *largest->mean < 0 ? "fewer" : "more", result.policies.front().name);
}

}  // namespace

std::optional<Chapter> differences_chapter(const harness::RunResult& result) {
  const std::vector<DataTable> tables = data_tables(differences_table(result));
  Shown shown = shown_of(result);
  if (shown.policies.empty() && tables.empty()) return std::nullopt;
  Chapter chapter;
  chapter.id = "differences";
  chapter.title = "Differences from " + result.policies.front().name;
  chapter.detail = true;
  chapter.paragraphs.emplace_back(
      result.replications < 2
          ? "Every policy saw the same users, arrivals and luck. One replication, so there are no "
            "intervals."
          : "Every policy saw the same users, arrivals and luck, so differences are paired: "
            "replication by replication, which makes their intervals narrow.");
  if (!shown.policies.empty()) {
    Chart chart;
    chart.id = "paired-differences";
    chart.title = title_of(result);
    chart.text = "Percentage points of the active users";
    chart.text += result.replications < 2 ? "." : "; lines are 95 % intervals.";
    chart.alt = fmt::format("Differences from {}.{}", result.policies.front().name, shown.alt);
    chart.spec = spec_of(shown);
    chart.table = std::move(shown.table);
    chapter.charts.push_back(std::move(chart));
  }
  chapter.tables = tables;
  return chapter;
}

}  // namespace coalmine::report
