// The chain: which functions a request reaches, how many requests met both versions on their way,
// and which versions met over data that they share.
#include <fmt/format.h>

#include <algorithm>

#include "report/page/bars.hpp"
#include "report/page/run/chain_layout.hpp"
#include "report/page/run/chapters.hpp"
#include "report/page/vega.hpp"
#include "report/pairs.hpp"
#include "report/quantity.hpp"
#include "report/run_tables.hpp"
#include "report/standings.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

constexpr int row_height = 30;            // pixels
constexpr int policy_height = 34;         // of a row of the version pairs
constexpr std::size_t pictures_max = 12;  // of pairs of functions; all are in the table

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
      {"mark": {"type": "text", "align": "left", "dx": 14},
       "encoding": {"text": {"field": "label", "type": "nominal"}}}
    ]
  })json");
  std::size_t deepest = 0;
  for (const PlacedFunction& function : layout.functions) {
    deepest = std::max(deepest, function.depth);
  }
  const auto rows = static_cast<double>(layout.functions.size());
  spec["height"] = layout.functions.size() * row_height;
  // The right part is for the names: the deepest one's too, on a phone.
  const double width = std::max(6.0, 1.9 * static_cast<double>(deepest));
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

Chart graph_chart(const harness::SystemInfo& system) {
  const Layout layout = layout_of(system);
  Chart chart;
  chart.id = "chain";
  chart.title = graph_title(system);
  chart.text = "Calls are solid, events dashed; they go downwards.";
  chart.spec = graph_spec(system, layout);
  chart.table = graph_table(system, layout);
  chart.alt = "The functions of the chain.";
  for (const auto& row : chart.table.rows) {
    chart.alt += fmt::format(" {}: {}, {}.", row[0], row[1], row[2]);
  }
  return chart;
}

std::string mixed_title(const harness::RunResult& result) {
  const auto all = standings(result, "chains.mixed");
  const Standing& least = lowest(all);
  const Standing& most = highest(all);
  const std::string share = quantity(most.mean, std::nullopt, "share");
  if (most.mean == 0) return "No chain ran on more than one version";
  if (all.size() == 1 || least.mean == most.mean) {
    return fmt::format("{} of the chains ran on both versions", share);
  }
  return fmt::format(
      "{} of the chains ran on both versions under {}, {} under {}", share, most.policy,
      least.mean == 0 ? "none" : quantity(least.mean, std::nullopt, "share"), least.policy);
}

std::optional<Chart> mixed_chart(const harness::RunResult& result) {
  const std::vector<BarKind> kinds{{"chains.mixed", "chains on mixed versions", ""}};
  Bars bars = bars_of(result, kinds);
  if (bars.table.rows.empty()) return std::nullopt;
  Chart chart;
  chart.id = "mixed-chains";
  chart.title = mixed_title(result);
  chart.text = how_to_read_bars(result, kinds);
  chart.alt = "Share of the chains on mixed versions. " + bars.alt;
  chart.spec = std::move(bars.spec);
  chart.table = std::move(bars.table);
  return chart;
}

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
                 "labelExpr": "split(datum.label, ' ')"}}
    },
    "layer": [
      {"mark": {"type": "rect", "cornerRadius": 3},
       "encoding": {
         "color": {"field": "state", "type": "nominal", "scale": {"domain": ["fit", "do not fit"]},
           "legend": {"title": null, "orient": "bottom", "symbolType": "square"}},
         "opacity": {"field": "met", "type": "quantitative", "legend": null,
           "scale": {"domainMin": 0, "range": [0.08, 0.65]}}}},
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
      where = fmt::format("{} for each chain under {}", count_text(value), policy.name);
    }
  }
  if (!can_break) return fmt::format("{}: any two versions fit", names);
  if (!most) return fmt::format("{}: no data", names);
  if (*most == 0) return fmt::format("{}: no versions met that do not fit", names);
  return fmt::format("{}: versions that do not fit met {}", names, where);
}

Chart pair_chart(const harness::RunResult& result, const FunctionPair& pair, std::size_t number) {
  Chart chart;
  chart.id = fmt::format("versions-{}", number);
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

bool can_break(const FunctionPair& pair) {
  return std::find(pair.breaks.begin(), pair.breaks.end(), true) != pair.breaks.end();
}

// Pictures of those that can break first; what has no picture is in a table, and that is said.
void add_pairs(const harness::RunResult& result, Chapter& chapter) {
  std::vector<FunctionPair> pairs = function_pairs(result);
  std::stable_partition(pairs.begin(), pairs.end(), can_break);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i < pictures_max) {
      chapter.charts.push_back(pair_chart(result, pairs[i], i + 1));
    } else {
      chapter.tables.push_back(pair_table(result, pairs[i]));
    }
  }
  if (pairs.size() > pictures_max) {
    chapter.paragraphs.push_back(fmt::format(
        "{} share data that changes with the release. {} have a picture, those that can "
        "break first; the others are in tables.",
        counted(pairs.size(), "pair of functions", "pairs of functions"), pictures_max));
  }
}

}  // namespace

std::optional<Chapter> chain_chapter(const harness::RunResult& result) {
  const auto mixed = standings(result, "chains.mixed");
  const bool one_function = result.system.functions.size() == 1;
  if (one_function || mixed.empty()) return std::nullopt;
  Chapter chapter;
  chapter.id = "chain";
  chapter.title = "The chain";
  chapter.detail = true;
  chapter.paragraphs.emplace_back(
      "A chain is all that one request causes, through calls and events. It is mixed if it ran on "
      "more than one version.");
  // Results of earlier versions do not know the functions.
  if (!result.system.functions.empty()) chapter.charts.push_back(graph_chart(result.system));
  if (auto chart = mixed_chart(result)) chapter.charts.push_back(std::move(*chart));
  add_pairs(result, chapter);
  return chapter;
}

}  // namespace coalmine::report
