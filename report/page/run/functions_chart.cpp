#include "report/page/run/functions_chart.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/page/run/chain_layout.hpp"
#include "report/page/vega.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

constexpr int row_height = 30;  // pixels

bool is_in(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What leads to the function: "called by api", "reads orders".
std::string how_reached(const Layout& layout, std::size_t function) {
  std::vector<std::string> ways;
  for (const PlacedLink& link : layout.links) {
    if (link.to != function) continue;
    ways.push_back(link.stream.empty() ? "called by " + layout.functions[link.from].name
                                       : "reads " + link.stream);
  }
  return listed(ways);
}

const char* state_of(const harness::SystemInfo& system, const std::string& function) {
  return is_in(system.moving, function) ? "in the release" : "stays as it is";
}

Json function_rows(const harness::SystemInfo& system, const Layout& layout) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < layout.functions.size(); ++i) {
    const PlacedFunction& function = layout.functions[i];
    const std::string way = how_reached(layout, i);
    rows.push_back(
        {{"row", function.row},
         {"depth", function.depth},
         {"state", state_of(system, function.name)},
         {"label", way.empty() ? function.name : fmt::format("{} ({})", function.name, way)}});
  }
  return rows;
}

// A link of the list goes down from its function and then to the right; any other goes straight.
Json link_rows(const Layout& layout) {
  Json rows = Json::array();
  for (const PlacedLink& link : layout.links) {
    const PlacedFunction& from = layout.functions[link.from];
    const PlacedFunction& to = layout.functions[link.to];
    const char* kind = link.stream.empty() ? "call" : "event";
    const auto line = [&](std::size_t row, std::size_t depth) {
      rows.push_back(
          {{"row", row}, {"depth", depth}, {"row2", to.row}, {"depth2", to.depth}, {"kind", kind}});
    };
    if (!link.in_list) {
      line(from.row, from.depth);
      continue;
    }
    line(to.row, from.depth);
    rows.push_back({{"row", from.row},
                    {"depth", from.depth},
                    {"row2", to.row},
                    {"depth2", from.depth},
                    {"kind", kind}});
  }
  return rows;
}

Json graph_spec(const harness::SystemInfo& system, const Layout& layout) {
  Json spec = Json::parse(R"json({
    "encoding": {
      "x": {"field": "depth", "type": "quantitative", "axis": null},
      "y": {"field": "row", "type": "quantitative", "axis": null}
    },
    "layer": [
      {"mark": {"type": "rule", "strokeWidth": 1.5, "opacity": 0.55},
       "encoding": {"x2": {"field": "depth2"}, "y2": {"field": "row2"},
         "strokeDash": {"field": "kind", "type": "nominal", "legend": null,
           "scale": {"domain": ["call", "event"], "range": [[1, 0], [4, 3]]}}}},
      {"mark": {"type": "point", "filled": true, "size": 190, "opacity": 1},
       "encoding": {
         "color": {"field": "state", "type": "nominal",
           "legend": {"title": null, "orient": "top", "symbolType": "circle"},
           "scale": {"domain": ["in the release", "stays as it is"]}}}},
      {"mark": {"type": "text", "align": "left", "dx": 14,
         "limit": {"expr": "width - scale('x', datum.depth) - 14"}},
       "encoding": {"text": {"field": "label", "type": "nominal"}}}
    ]
  })json");
  std::size_t deepest = 0;
  for (const PlacedFunction& function : layout.functions) {
    deepest = std::max(deepest, function.depth);
  }
  const auto rows = static_cast<double>(layout.functions.size());
  spec["height"] = layout.functions.size() * row_height;
  // The right part is for the names: the deepest one's too, on a phone. What is longer still is cut
  // with a mark, and whole in the table.
  const double width = std::max(6.0, 2.8 * static_cast<double>(deepest));
  spec["encoding"]["x"]["scale"] = {{"domain", Json::array({-0.2, width})}, {"nice", false}};
  spec["encoding"]["y"]["scale"] = {{"domain", Json::array({rows - 0.5, -0.5})}, {"nice", false}};
  spec["layer"][0]["data"] = inline_data(link_rows(layout));
  spec["layer"][1]["data"] = inline_data(function_rows(system, layout));
  spec["layer"][2]["data"] = spec["layer"][1]["data"];
  spec["layer"][1]["encoding"]["color"]["scale"]["range"] = {canary_colour, untouched_colour};
  return spec;
}

DataTable graph_table(const harness::SystemInfo& system, const Layout& layout) {
  DataTable table{{"function", "version", "how it is reached"}, {}};
  for (std::size_t i = 0; i < layout.functions.size(); ++i) {
    const std::string& name = layout.functions[i].name;
    const std::string way = how_reached(layout, i);
    table.rows.push_back({name, state_of(system, name), name == system.entry ? "entry" : way});
  }
  return table;
}

std::string graph_title(const harness::SystemInfo& system) {
  const std::string moving = system.moving.size() == system.functions.size()
                                 ? "all of them in the release"
                                 : fmt::format("{} of them in the release", system.moving.size());
  return fmt::format("A request reaches {}, {}",
                     counted(system.functions.size(), "function", "functions"), moving);
}

}  // namespace

Chart functions_chart(const harness::SystemInfo& system) {
  const Layout layout = layout_of(system);
  Chart chart;
  chart.id = "functions";
  chart.title = graph_title(system);
  const bool events = std::any_of(system.links.begin(), system.links.end(),
                                  [](const auto& link) { return !link.stream.empty(); });
  chart.text = events ? "From the entry downwards; calls are solid, events dashed."
                      : "From the entry downwards.";
  chart.spec = graph_spec(system, layout);
  chart.table = graph_table(system, layout);
  chart.alt = "The functions of the chain.";
  for (const auto& row : chart.table.rows) {
    chart.alt += fmt::format(" {}: {}, {}.", row[0], row[1], row[2]);
  }
  return chart;
}

}  // namespace coalmine::report
