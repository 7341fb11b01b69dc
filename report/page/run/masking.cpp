// What an average hides: each percentile and error rate of stable, of the canary, and of both
// together, which is what an alarm on the alias sees.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/find.hpp"
#include "report/page/run/chapters.hpp"
#include "report/page/vega.hpp"
#include "report/quantity.hpp"
#include "report/rows.hpp"
#include "report/run_tables.hpp"
#include "report/standings.hpp"

namespace coalmine::report {
namespace {

constexpr int policy_height = 34;  // pixels

// Something that is measured of stable, of the canary, and of both.
struct Measure {
  std::string_view id;
  std::string_view name;  // "99th percentile", as a sentence begins
  std::string stable;
  std::string canary;
  std::string alias;
  std::string masking;  // (alias - stable) / (canary - stable)
  bool latency;
};

std::vector<Measure> measures() {
  std::vector<Measure> all{{"errors", "Error rate", "errors.stable", "errors.canary",
                            "errors.alias", "masking.errors", false}};
  constexpr std::array<std::array<std::string_view, 2>, 3> percentiles{
      {{"p50", "Median latency"}, {"p95", "95th percentile"}, {"p99", "99th percentile"}}};
  for (const auto& [id, name] : percentiles) {
    all.push_back({id, name, fmt::format("latency.{}.stable", id),
                   fmt::format("latency.{}.canary", id), fmt::format("latency.{}.alias", id),
                   fmt::format("masking.{}", id), true});
  }
  return all;
}

// Where the versions hardly differ there is nothing to hide, and the ratio is one of noise.
bool differs(const Measure& measure, const harness::RunResult& result) {
  if (!measure.latency) return !standings(result, measure.masking).empty();
  const Row row{measure.masking, "", Shown::if_versions_differ};
  return is_shown(row, measure.masking, result);
}

// What an alarm of the policy compares the measure with, if one watches it on both versions.
std::optional<double> threshold(const Measure& measure, const harness::RunResult& result,
                                const harness::PolicyResult& policy) {
  for (const harness::AlarmInfo& alarm : policy.alarms) {
    if (alarm.function != result.system.watched) continue;
    if (alarm.dimension != "alias" && alarm.dimension != "function") continue;
    if (!measure.latency && alarm.metric == "error_rate") return alarm.above;
    if (measure.latency && alarm.metric == fmt::format("latency.{}", measure.id)) {
      return alarm.above * 1000;  // ms
    }
  }
  return std::nullopt;
}

struct Seen {
  std::string_view what;
  std::string metric;
};

std::array<Seen, 3> seen_of(const Measure& measure) {
  return {{{"stable", measure.stable}, {"canary", measure.canary}, {"both", measure.alias}}};
}

Json rows_of(const Measure& measure, const harness::RunResult& result) {
  Json rows = Json::array();
  for (const auto& policy : result.policies) {
    for (const Seen& seen : seen_of(measure)) {
      const auto mean = mean_of(policy, seen.metric);
      if (!mean) continue;
      rows.push_back({{"policy", policy.name}, {"of", seen.what}, {"value", rounded(*mean)}});
    }
  }
  return rows;
}

Json thresholds(const Measure& measure, const harness::RunResult& result) {
  Json rows = Json::array();
  for (const auto& policy : result.policies) {
    if (const auto limit = threshold(measure, result, policy)) {
      rows.push_back({{"policy", policy.name}, {"above", rounded(*limit)}});
    }
  }
  return rows;
}

Json spec_of(const Measure& measure, const harness::RunResult& result) {
  Json spec = Json::parse(R"json({
    "encoding": {},
    "layer": [
      {"mark": {"type": "line", "color": "var(--rule)", "strokeWidth": 2},
       "encoding": {"x": {"field": "value", "type": "quantitative"},
                    "detail": {"field": "policy", "type": "nominal"}}},
      {"mark": {"type": "point", "filled": true, "size": 130, "opacity": 1},
       "encoding": {
         "x": {"field": "value", "type": "quantitative"},
         "color": {"field": "of", "type": "nominal",
           "legend": {"title": null, "orient": "top"}},
         "shape": {"field": "of", "type": "nominal",
           "scale": {"domain": ["stable", "canary", "both"],
                     "range": ["circle", "circle", "diamond"]}}}}
    ]
  })json");
  spec["height"] = static_cast<int>(result.policies.size()) * policy_height;
  spec["data"] = inline_data(rows_of(measure, result));
  spec["encoding"]["y"] = lines_of(policy_names(result));
  Json& color = spec["layer"][1]["encoding"]["color"];
  color["scale"]["domain"] = {"stable", "canary", "both"};
  color["scale"]["range"] = {stable_colour, canary_colour, both_colour};
  if (Json limits = thresholds(measure, result); !limits.empty()) {
    Json layer = Json::parse(R"json({
      "mark": {"type": "tick", "thickness": 3, "size": 26, "color": "var(--limit)"},
      "encoding": {"x": {"field": "above", "type": "quantitative"}}
    })json");
    layer["data"] = inline_data(std::move(limits));
    spec["layer"].push_back(std::move(layer));
  }
  for (Json& layer : spec["layer"]) {
    Json& x = layer["encoding"]["x"];
    x["title"] = measure.latency ? Json("ms") : Json(nullptr);
    x["scale"]["zero"] = true;
    x["axis"]["tickCount"] = 5;
    if (!measure.latency) x["axis"]["format"] = "~%";
  }
  return spec;
}

std::string text_of(const harness::PolicyResult& policy, const std::string& metric) {
  const harness::Figure* figure = find_figure(policy, metric);
  if (figure == nullptr || !figure->mean) return no_data;
  return quantity(*figure->mean, half_width(figure->ci95_low, figure->ci95_high), figure->unit);
}

// The share of the difference that the average shows: 1 hides nothing. As a share it reads better.
std::string shows_text(const harness::PolicyResult& policy, const Measure& measure) {
  const auto ratio = mean_of(policy, measure.masking);
  return ratio ? quantity(*ratio, std::nullopt, "share") : no_data;
}

DataTable table_of(const Measure& measure, const harness::RunResult& result) {
  DataTable table{{"policy", "stable", "canary", "both", "of the difference shown by both"}, {}};
  const bool any_limit = !thresholds(measure, result).empty();
  if (any_limit) table.headings.emplace_back("alarm above");
  for (const auto& policy : result.policies) {
    std::vector<std::string> row{policy.name};
    for (const Seen& seen : seen_of(measure)) row.push_back(text_of(policy, seen.metric));
    row.push_back(shows_text(policy, measure));
    if (any_limit) {
      const auto limit = threshold(measure, result, policy);
      row.push_back(limit ? quantity(*limit, std::nullopt, measure.latency ? "ms" : "share") : "");
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

// Of the policy under which the average shows least, in numbers that a reader can hold against each
// other.
std::string title_of(const Measure& measure, const harness::RunResult& result) {
  const harness::PolicyResult* worst = nullptr;
  for (const auto& policy : result.policies) {
    const auto ratio = mean_of(policy, measure.masking);
    if (!ratio || !mean_of(policy, measure.alias) || !mean_of(policy, measure.canary)) continue;
    if (worst == nullptr || *ratio < *mean_of(*worst, measure.masking)) worst = &policy;
  }
  if (worst == nullptr) return fmt::format("{}: no data", measure.name);
  const char* unit = measure.latency ? "ms" : "share";
  return fmt::format("{}: {} on the canary, {} on both versions together under {}", measure.name,
                     quantity(*mean_of(*worst, measure.canary), std::nullopt, unit),
                     quantity(*mean_of(*worst, measure.alias), std::nullopt, unit), worst->name);
}

std::string alt_of(const DataTable& table, const Measure& measure) {
  std::string alt = fmt::format("{} by version.", measure.name);
  for (const auto& row : table.rows) {
    alt += fmt::format(" {}: stable {}, canary {}, both {}.", row[0], row[1], row[2], row[3]);
  }
  return alt;
}

Chart chart_of(const Measure& measure, const harness::RunResult& result) {
  Chart chart;
  chart.id = fmt::format("masking-{}", measure.id);
  chart.title = title_of(measure, result);
  if (!thresholds(measure, result).empty()) {
    chart.text = "The upright mark is the threshold of an alarm that watches both.";
  }
  chart.table = table_of(measure, result);
  chart.alt = alt_of(chart.table, measure);
  chart.spec = spec_of(measure, result);
  return chart;
}

}  // namespace

std::optional<Chapter> masking_chapter(const harness::RunResult& result) {
  if (standings(result, "errors.alias").empty()) return std::nullopt;  // nobody was measured
  Chapter chapter;
  chapter.id = "masking";
  chapter.title = "What an average hides";
  chapter.detail = true;
  for (const Measure& measure : measures()) {
    if (differs(measure, result)) chapter.charts.push_back(chart_of(measure, result));
  }
  const std::string function =
      result.system.watched.empty() ? "the function that is watched" : result.system.watched;
  chapter.paragraphs.push_back(
      chapter.charts.empty()
          ? fmt::format("On {} the canary is as fast and fails as often as stable: an average over "
                        "both hides nothing there, and shows nothing either.",
                        function)
          : fmt::format("An alarm on the alias sees both versions together, and most of that is "
                        "stable. On {}: stable alone, the canary alone, and both.",
                        function));
  return chapter;
}

}  // namespace coalmine::report
