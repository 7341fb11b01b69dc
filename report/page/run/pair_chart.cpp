#include "report/page/run/pair_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "report/page/vega.hpp"
#include "report/quantity.hpp"
#include "report/run_tables.hpp"

namespace coalmine::report {
namespace {

constexpr int policy_height = 34;  // pixels of a row

// "stable_canary" with an arrow instead of what joins them.
std::string versions_text(std::string_view versions) {
  const std::size_t at = versions.find('_');
  return fmt::format("{} → {}", versions.substr(0, at), versions.substr(at + 1));
}

std::string count_text(std::optional<double> value) {
  return value ? quantity(*value, std::nullopt, "count") : no_data;
}

const char* fits_text(const FunctionPair& pair, std::size_t versions) {
  return pair.breaks[versions] ? "do not fit" : "fit";
}

// How strongly a cell is coloured: the more, the more often they met; where they do not fit, once
// is enough to be seen. Never so strongly that its text could not be read.
double strength(double value, bool breaks) {
  constexpr double faintest = 0.06;
  if (value == 0) return faintest;
  return rounded((breaks ? 0.4 : 0.12) + (breaks ? 0.2 : 0.4) * std::min(value, 1.0));
}

Json pair_rows(const harness::RunResult& result, const FunctionPair& pair) {
  Json rows = Json::array();
  for (const auto& policy : result.policies) {
    for (std::size_t i = 0; i < version_pairs.size(); ++i) {
      const auto value = met(policy, pair, i);
      if (!value) continue;
      rows.push_back({{"policy", policy.name},
                      {"versions", versions_text(version_pairs[i])},
                      {"state", fits_text(pair, i)},
                      {"met", rounded(*value)},
                      {"strength", strength(*value, pair.breaks[i])},
                      {"label", count_text(value)}});
    }
  }
  return rows;
}

Json pair_spec(const harness::RunResult& result, const FunctionPair& pair) {
  Json spec = Json::parse(R"json({
    "encoding": {
      "x": {"field": "versions", "type": "nominal", "title": null,
        "axis": {"orient": "top", "labelAngle": 0, "ticks": false, "domain": false,
                 "labelPadding": 20,
                 "labelExpr": "[split(datum.label, '→')[0] + '→', split(datum.label, '→ ')[1]]"}}
    },
    "layer": [
      {"mark": {"type": "rect", "cornerRadius": 3},
       "encoding": {
         "color": {"field": "state", "type": "nominal", "scale": {"domain": ["fit", "do not fit"]},
           "legend": {"title": null, "orient": "bottom", "symbolType": "square"}},
         "opacity": {"field": "strength", "type": "quantitative", "scale": null}}},
      {"mark": {"type": "text"},
       "encoding": {"text": {"field": "label", "type": "nominal"}}}
    ]
  })json");
  spec["height"] = static_cast<int>(result.policies.size()) * policy_height;
  spec["data"] = inline_data(pair_rows(result, pair));
  for (const std::string_view versions : version_pairs) {
    spec["encoding"]["x"]["scale"]["domain"].push_back(versions_text(versions));
  }
  spec["encoding"]["y"] = lines_of(policy_names(result));
  spec["encoding"]["x"]["scale"]["paddingInner"] = 0.06;
  spec["encoding"]["y"]["scale"]["paddingInner"] = 0.12;
  spec["layer"][0]["encoding"]["color"]["scale"]["range"] = {stable_colour, harmed_colour};
  return spec;
}

// The broken versions that met most, or that none did.
std::string pair_title(const harness::RunResult& result, const FunctionPair& pair) {
  const std::string names = fmt::format("{} → {}", pair.producer, pair.consumer);
  std::optional<double> most;
  std::string where;
  bool can_break = false;
  for (std::size_t i = 0; i < version_pairs.size(); ++i) {
    can_break = can_break || pair.breaks[i];
    for (const auto& policy : result.policies) {
      const auto value = met(policy, pair, i);
      if (!pair.breaks[i] || !value || (most && *value <= *most)) continue;
      most = value;
      where = fmt::format("{} times for each chain under {}", count_text(value), policy.name);
    }
  }
  if (!can_break) return fmt::format("{}: any two versions fit", names);
  if (!most) return fmt::format("{}: no data", names);
  if (*most == 0) return fmt::format("{}: no versions met that do not fit", names);
  return fmt::format("{}: versions that do not fit met {}", names, where);
}

}  // namespace

DataTable pair_table(const harness::RunResult& result, const FunctionPair& pair) {
  DataTable table{{fmt::format("{} → {}", pair.producer, pair.consumer)}, {}};
  for (const std::string_view versions : version_pairs) {
    table.headings.push_back(versions_text(versions));
  }
  for (const auto& policy : result.policies) {
    std::vector<std::string> row{policy.name};
    for (std::size_t i = 0; i < version_pairs.size(); ++i) {
      row.push_back(count_text(met(policy, pair, i)));
      if (pair.breaks[i]) row.back() += ", do not fit";
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Chart pair_chart(const harness::RunResult& result, const FunctionPair& pair, std::string id) {
  Chart chart;
  chart.id = std::move(id);
  chart.title = pair_title(result, pair);
  chart.text = fmt::format(
      "How often the version of {} on the right was invoked on data of the version of {} on the "
      "left, for each chain.",
      pair.consumer, pair.producer);
  chart.table = pair_table(result, pair);
  chart.alt =
      fmt::format("Versions of {} and {} that met, for each chain.", pair.producer, pair.consumer);
  for (const auto& row : chart.table.rows) {
    chart.alt += fmt::format(" {}:", row[0]);
    for (std::size_t i = 1; i < row.size(); ++i) {
      chart.alt += fmt::format("{} {} {}", i == 1 ? "" : ";", chart.table.headings[i], row[i]);
    }
    chart.alt += '.';
  }
  chart.spec = pair_spec(result, pair);
  return chart;
}

}  // namespace coalmine::report
