// The chart over two numbers.
#include <fmt/format.h>

#include "report/page/vega.hpp"
#include "report/sweep/charts.hpp"
#include "report/sweep/heat_map.hpp"
#include "report/sweep/words.hpp"

namespace coalmine::report {
namespace {

constexpr int row_height = 24;                   // [pixels]
constexpr std::size_t labelled_columns_max = 8;  // more would not fit their cells
constexpr double bright = 0.6;  // from here on the ramp's colours want black letters

struct PolicyMap {
  std::string policy;
  HeatMap map;
};

DataTable table_of(const std::vector<PolicyMap>& maps) {
  const HeatMap& first = maps.front().map;
  DataTable table{{fmt::format("policy, {}", first.down)}, {}};
  for (const std::string& column : first.columns) {
    table.headings.push_back(fmt::format("{} {}", first.across, column));
  }
  for (const auto& [policy, map] : maps) {
    for (std::size_t r = 0; r < map.rows.size(); ++r) {
      auto& row = table.rows.emplace_back(std::vector{fmt::format("{}, {}", policy, map.rows[r])});
      for (const HeatCell& cell : map.cells[r]) row.push_back(cell.text);
    }
  }
  return table;
}

Json rows_of(const std::vector<PolicyMap>& maps) {
  Json rows = Json::array();
  for (const auto& [policy, map] : maps) {
    for (std::size_t r = 0; r < map.rows.size(); ++r) {
      for (std::size_t c = 0; c < map.columns.size(); ++c) {
        const HeatCell& cell = map.cells[r][c];
        rows.push_back({{"policy", policy},
                        {"down", map.rows[r]},
                        {"across", map.columns[c]},
                        {"mean", rounded(cell.mean)},
                        {"place", rounded(cell.place)},
                        {"label", cell.text}});
      }
    }
  }
  return rows;
}

// The number in a cell, in letters that can be read on its colour.
Json label_layer() {
  Json layer = Json::parse(R"json({
    "mark": {"type": "text", "fontSize": 11},
    "encoding": {"text": {"field": "label", "type": "nominal"}, "color": {"value": "white"}}
  })json");
  layer["encoding"]["color"]["condition"] = {
      {"test", fmt::format("!isValid(datum.place) || datum.place > {}", bright)},
      {"value", "black"}};
  return layer;
}

// What all maps have in common; `format` is that of the legend, empty: its default.
Json view_of(const HeatMap& map, std::string_view format) {
  Json view = Json::parse(R"json({
    "encoding": {
      "x": {"field": "across", "type": "ordinal", "sort": null,
            "axis": {"labelOverlap": true, "labelAngle": 0, "ticks": false, "domain": false}},
      "y": {"field": "down", "type": "ordinal", "sort": null,
            "axis": {"ticks": false, "domain": false}}
    },
    "layer": [
      {"mark": {"type": "rect"},
       "encoding": {
         "color": {"field": "mean", "type": "quantitative", "title": null,
                   "legend": {"orient": "top"}},
         "tooltip": [{"field": "policy", "type": "nominal"}]}}
    ]
  })json");
  view["height"]["step"] = row_height;
  view["encoding"]["x"]["title"] = map.across;
  view["encoding"]["y"]["title"] = map.down;
  Json& cell = view["layer"][0]["encoding"];
  if (!format.empty()) cell["color"]["legend"]["format"] = format;
  for (const auto& [field, title] :
       {std::pair{"down", map.down}, {"across", map.across}, {"label", "mean"}}) {
    cell["tooltip"].push_back({{"field", field}, {"type", "nominal"}, {"title", title}});
  }
  if (map.columns.size() <= labelled_columns_max) view["layer"].push_back(label_layer());
  return view;
}

}  // namespace

Chart sweep_map_chart(const harness::SweepResult& sweep, std::string_view metric) {
  const std::vector<std::string> policies = harness::policies_of(sweep);
  std::vector<PolicyMap> maps;
  for (const std::string& policy : policies) {
    maps.push_back({policy, heat_map(sweep, policy, metric)});
  }
  Chart chart{.id = sweep_id(metric), .title = metric_label(metric) + ", under each policy"};
  chart.text = "Means over the replications, all maps on one scale.";
  chart.alt = all_extremes(sweep, metric);
  chart.table = table_of(maps);
  chart.spec["facet"] = {{"field", "policy"}, {"type", "nominal"}, {"title", nullptr}};
  chart.spec["facet"]["sort"] = policies;
  chart.spec["columns"] = 2;
  chart.spec["data"] = inline_data(rows_of(maps));
  chart.spec["spec"] = view_of(maps.front().map, metric_unit(sweep, metric) == "share" ? "~%" : "");
  return chart;
}

}  // namespace coalmine::report
