// Charts whose axis is one number.
#include <fmt/format.h>

#include <algorithm>

#include "harness/sweep/effects.hpp"
#include "report/page/vega.hpp"
#include "report/sweep/charts.hpp"
#include "report/sweep/words.hpp"

namespace coalmine::report {
namespace {

// Values in the order in which they are swept, evenly spaced: as a grid's are, on a plain scale or
// on a logarithmic one.
Json values_in_order(const std::vector<std::string>& values, std::string_view title) {
  Json channel = Json::parse(R"({"field": "value", "type": "ordinal", "sort": null,
                                 "axis": {"labelOverlap": true, "labelAngle": 0}})");
  // "100–316" in two lines: it has to fit a small chart.
  channel["axis"]["labelExpr"] = "split(datum.label, '–')";
  channel["title"] = title;
  channel["scale"]["domain"] = values;
  return channel;
}

// `format` as D3 writes them; empty: its default.
Json quantities(std::string_view field, std::string_view format) {
  Json channel = Json::parse(R"({"type": "quantitative", "title": null,
                                 "axis": {"tickCount": 5}})");
  channel["field"] = field;
  if (!format.empty()) channel["axis"]["format"] = format;
  return channel;
}

// Lines, their points and, where rows have "low" and "high", intervals.
Json line_spec(Json rows, const std::vector<std::string>& values, std::string_view x_title,
               const std::vector<std::string>& policies, std::string_view format) {
  const bool any_intervals =
      std::any_of(rows.begin(), rows.end(), [](const Json& row) { return row.contains("low"); });
  Json spec = Json::parse(R"json({
    "height": 240,
    "encoding": {},
    "layer": [
      {"mark": {"type": "line", "strokeWidth": 2.5}, "encoding": {}},
      {"transform": [{"filter": "isValid(datum.low)"}],
       "mark": {"type": "rule", "strokeWidth": 2}, "encoding": {"y2": {"field": "high"}}},
      {"mark": {"type": "point", "filled": true, "size": 50, "tooltip": true},
       "encoding": {"tooltip": [{"field": "policy", "type": "nominal"},
                                {"field": "value", "type": "nominal"},
                                {"field": "label", "type": "nominal", "title": "figure"}]}}
    ]
  })json");
  spec["data"] = inline_data(std::move(rows));
  spec["encoding"]["x"] = values_in_order(values, x_title);
  spec["encoding"]["color"] = policy_colour(policies);
  for (const std::size_t layer : {0, 1, 2}) {
    spec["layer"][layer]["encoding"]["y"] = quantities(layer == 1 ? "low" : "figure", format);
  }
  // The colour's legend shows the shapes too.
  Json& points = spec["layer"][2]["encoding"];
  points["shape"] = spec["encoding"]["color"];
  points["shape"]["legend"].erase("symbolType");
  spec["encoding"]["color"]["legend"].erase("symbolType");
  if (!any_intervals) spec["layer"].erase(1);
  return spec;
}

// How one number moves the metric.
Chart effect_chart(const harness::SweepResult& sweep, std::string_view metric,
                   const harness::MainEffect& effect, const std::vector<std::string>& policies) {
  const std::string unit = metric_unit(sweep, metric);
  const std::string& path = sweep.plan.dimensions[effect.dimension].path();
  Chart chart{.id = sweep_id(metric, fmt::format("-{}", effect.dimension)),
              .title = fmt::format("{}, by {}", metric_label(metric), path)};
  chart.text = "How far each value is from the mean of all points, the other numbers held fixed.";
  chart.alt = fmt::format("{}: {} apart at most, under {}.", chart.title,
                          difference_text(effect.size, unit), policies[effect.policy]);
  chart.table.headings = {path};
  chart.table.headings.insert(chart.table.headings.end(), policies.begin(), policies.end());
  chart.small = true;
  Json rows = Json::array();
  std::vector<std::string> values;
  for (const harness::Level& level : effect.levels) {
    values.push_back(level.label);
    auto& cells = chart.table.rows.emplace_back(std::vector{level.label});
    for (std::size_t p = 0; p < policies.size(); ++p) {
      cells.push_back(effect_text(level.effect[p], unit));
      if (!level.effect[p]) continue;
      rows.push_back({{"policy", policies[p]},
                      {"value", level.label},
                      {"figure", rounded(*level.effect[p])},
                      {"label", cells.back()}});
    }
  }
  chart.spec = line_spec(std::move(rows), values, path, policies, unit == "share" ? "+~%" : "");
  return chart;
}

// One for all numbers, so that what matters more looks so.
Json scale_of(const harness::MainEffects& found) {
  double low = 0;
  double high = 0;
  for (const harness::MainEffect& effect : found.effects) {
    for (const harness::Level& level : effect.levels) {
      for (const auto& each : level.effect) {
        low = std::min(low, each.value_or(0));
        high = std::max(high, each.value_or(0));
      }
    }
  }
  return {{"domain", {rounded(low), rounded(high)}}, {"nice", true}};
}

}  // namespace

Chart sweep_line_chart(const harness::SweepResult& sweep, std::string_view metric) {
  const std::vector<std::string> policies = harness::policies_of(sweep);
  const std::string& path = sweep.plan.dimensions.front().path();
  Chart chart{.id = sweep_id(metric),
              .title = fmt::format("{}, by {}", metric_label(metric), path)};
  chart.text = "Points are means over the replications, upright lines their 95 % intervals.";
  chart.alt = all_extremes(sweep, metric);
  chart.table.headings = {path};
  chart.table.headings.insert(chart.table.headings.end(), policies.begin(), policies.end());
  Json rows = Json::array();
  std::vector<std::string> values;
  for (const harness::SweepPoint& point : sweep.points) {
    values.push_back(point.values.front());
    auto& cells = chart.table.rows.emplace_back(std::vector{point.values.front()});
    for (const std::string& policy : policies) {
      const harness::Figure* figure = harness::find_figure(point, policy, metric);
      cells.push_back(figure_text(figure));
      if (figure == nullptr || !figure->mean) continue;
      Json row{{"policy", policy},
               {"value", point.values.front()},
               {"figure", rounded(*figure->mean)},
               {"label", cells.back()}};
      if (figure->ci95_low && figure->ci95_high) {
        row["low"] = rounded(*figure->ci95_low);
        row["high"] = rounded(*figure->ci95_high);
      }
      rows.push_back(std::move(row));
    }
  }
  chart.spec = line_spec(std::move(rows), values, path, policies,
                         metric_unit(sweep, metric) == "share" ? "~%" : "");
  return chart;
}

std::vector<Chart> sweep_effect_charts(const harness::SweepResult& sweep, std::string_view metric) {
  const std::vector<std::string> policies = harness::policies_of(sweep);
  const harness::MainEffects found = harness::main_effects(sweep, metric, policies);
  const Json scale = scale_of(found);
  std::vector<Chart> charts;
  for (const harness::MainEffect& effect : found.effects) {
    charts.push_back(effect_chart(sweep, metric, effect, policies));
    for (Json& layer : charts.back().spec["layer"]) layer["encoding"]["y"]["scale"] = scale;
  }
  return charts;
}

}  // namespace coalmine::report
