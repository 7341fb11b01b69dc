#include "report/page/bars.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "harness/find.hpp"
#include "report/page/vega.hpp"
#include "report/quantity.hpp"
#include "report/run_tables.hpp"

namespace coalmine::report {
namespace {

// Pixels of a bar, and of the room around those of a policy.
constexpr int bar_height = 20;
constexpr int policy_gap = 14;
// The axis is longer than the longest bar by this factor, so that a label fits behind it on a
// phone.
constexpr double room_for_labels = 1.35;

const harness::Figure* with_data(const harness::PolicyResult& policy, const BarKind& kind) {
  const harness::Figure* figure = find_figure(policy, kind.metric);
  return figure != nullptr && figure->mean ? figure : nullptr;
}

// How far the marks of a figure reach.
double reach(const harness::Figure& figure) {
  return std::max({*figure.mean, figure.ci95_high.value_or(*figure.mean),
                   figure.closed_form.value_or(*figure.mean)});
}

Json row_of(const harness::PolicyResult& policy, const BarKind& kind,
            const harness::Figure& figure) {
  Json row{{"policy", policy.name}, {"kind", kind.label}, {"mean", rounded(*figure.mean)}};
  if (figure.ci95_low && figure.ci95_high) {
    row["low"] = rounded(*figure.ci95_low);
    row["high"] = rounded(*figure.ci95_high);
  }
  if (figure.closed_form) row["exact"] = rounded(*figure.closed_form);
  row["reach"] = rounded(reach(figure));
  row["label"] = quantity(*figure.mean, std::nullopt, figure.unit);
  return row;
}

std::vector<std::string> table_row(const harness::PolicyResult& policy, const BarKind& kind,
                                   const harness::Figure* figure) {
  std::vector<std::string> row{policy.name, kind.label};
  if (figure == nullptr) {
    row.insert(row.end(), {no_data, "", ""});
    return row;
  }
  const auto half = half_width(figure->ci95_low, figure->ci95_high);
  row.push_back(quantity(*figure->mean, half, figure->unit));
  row.push_back(figure->closed_form ? quantity_beside(*figure->closed_form, half, figure->unit)
                                    : "");
  row.push_back(fmt::format("{}", figure->n));
  return row;
}

std::string alt_of(const std::vector<std::string>& row) {
  return fmt::format("{}: {} {}{}.", row[0], row[1], row[2],
                     row[3].empty() ? "" : fmt::format(" (exact {})", row[3]));
}

Json layers() {
  return Json::parse(R"json([
    {"mark": {"type": "bar", "cornerRadiusEnd": 2},
     "encoding": {"x": {"field": "mean", "type": "quantitative"}}},
    {"transform": [{"filter": "isValid(datum.low)"}],
     "mark": {"type": "rule", "strokeWidth": 2, "color": "var(--ink)"},
     "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}},
    {"transform": [{"filter": "isValid(datum.exact)"}],
     "mark": {"type": "point", "shape": "diamond", "size": 60, "filled": false, "strokeWidth": 2,
              "color": "var(--exact)"},
     "encoding": {"x": {"field": "exact", "type": "quantitative"}}},
    {"mark": {"type": "text", "align": "left", "dx": 9},
     "encoding": {"x": {"field": "reach", "type": "quantitative"},
                  "text": {"field": "label", "type": "nominal"}}}
  ])json");
}

Json colours(const std::vector<BarKind>& kinds) {
  Json channel = Json::parse(R"json({"field": "kind", "type": "nominal",
    "legend": {"title": null, "orient": "top", "labelLimit": 280}})json");
  for (const BarKind& kind : kinds) {
    channel["scale"]["domain"].push_back(kind.label);
    if (!kind.colour.empty()) channel["scale"]["range"].push_back(kind.colour);
  }
  if (kinds.size() == 1) channel["legend"] = nullptr;
  return channel;
}

Json spec_of(Json rows, const std::vector<std::string>& policies, const std::vector<BarKind>& kinds,
             std::string_view unit) {
  double longest = 0;
  for (const Json& row : rows) longest = std::max(longest, row["reach"].get<double>());
  Json spec;
  const std::size_t bars = policies.size() * kinds.size();
  spec["height"] = bars * bar_height + policies.size() * policy_gap;
  spec["data"] = inline_data(std::move(rows));
  spec["encoding"]["y"] = lines_of(policies);
  spec["encoding"]["y"]["scale"]["paddingInner"] = 0.25;
  spec["layer"] = layers();
  if (kinds.size() > 1) {
    Json offset{{"field", "kind"}, {"type", "nominal"}};
    for (const BarKind& kind : kinds) offset["scale"]["domain"].push_back(kind.label);
    spec["encoding"]["yOffset"] = offset;
  }
  spec["layer"][0]["encoding"]["color"] = colours(kinds);
  for (Json& layer : spec["layer"]) {
    Json& x = layer["encoding"]["x"];
    x["title"] = nullptr;
    x["scale"]["domain"] = Json::array({0, longest > 0 ? rounded(room_for_labels * longest) : 1});
    x["scale"]["nice"] = false;
    // Flush: the last label may stand near the end, and would be cut off on a phone.
    x["axis"] = {{"tickCount", 5}, {"ticks", false}, {"domain", false}, {"labelFlush", 14}};
    if (unit == "share") {
      x["axis"]["format"] = "~%";
      x["axis"]["labelExpr"] = "datum.value > 1 ? '' : datum.label";
    }
  }
  return spec;
}

std::string how_to_read(const harness::RunResult& result, const std::vector<BarKind>& kinds) {
  const bool exact =
      std::any_of(result.policies.begin(), result.policies.end(), [&](const auto& policy) {
        return std::any_of(kinds.begin(), kinds.end(), [&](const BarKind& kind) {
          const auto* figure = find_figure(policy, kind.metric);
          return figure != nullptr && figure->mean && figure->closed_form;
        });
      });
  std::string text = result.replications > 1
                         ? "Bars are means over the replications, lines their 95 % intervals."
                         : "One replication, so there are no intervals.";
  if (exact) text += " Diamonds are calculated exactly, not simulated.";
  return text;
}

}  // namespace

Bars bars_of(const harness::RunResult& result, const std::vector<BarKind>& kinds) {
  assert(!kinds.empty());
  Bars bars;
  Json rows = Json::array();
  std::vector<std::string> policies;
  std::string unit;
  bars.table.headings = {"policy", "users", "mean ± half of the 95 % interval", "exact",
                         "replications"};
  for (const auto& policy : result.policies) {
    bool any = false;
    for (const BarKind& kind : kinds) {
      const harness::Figure* figure = with_data(policy, kind);
      bars.table.rows.push_back(table_row(policy, kind, figure));
      if (!bars.alt.empty()) bars.alt += ' ';
      bars.alt += alt_of(bars.table.rows.back());
      if (figure == nullptr) continue;
      rows.push_back(row_of(policy, kind, *figure));
      unit = figure->unit;
      any = true;
    }
    if (any) policies.push_back(policy.name);
  }
  if (policies.empty()) return {};
  bars.spec = spec_of(std::move(rows), policies, kinds, unit);
  return bars;
}

std::optional<Chart> bar_chart(const harness::RunResult& result, const std::vector<BarKind>& kinds,
                               std::string id, std::string_view what) {
  Bars bars = bars_of(result, kinds);
  if (bars.table.rows.empty()) return std::nullopt;
  Chart chart;
  chart.id = std::move(id);
  chart.text = how_to_read(result, kinds);
  chart.alt = fmt::format("{} {}", what, bars.alt);
  chart.spec = std::move(bars.spec);
  chart.table = std::move(bars.table);
  return chart;
}

}  // namespace coalmine::report
