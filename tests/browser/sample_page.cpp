// Writes a page with every form that a report can have: charts of every kind, hostile text, a table
// that is wider than a telephone, a listing. What the browser tests look at.
//
// sample_page FILE              the page
// sample_page FILE --broken     with two charts that cannot be drawn
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <string_view>

#include "report/page/page.hpp"

namespace coalmine::report {
namespace {

constexpr int minutes = 10;
const std::vector<std::string> policies{"weighted-alias", "user-sticky", "sticky-carried",
                                        "</script><b>&\"quoted\" <!-- policy -->"};

// Users exposed [%] after `minute`: made up, smooth, different for each policy.
double exposed(std::size_t policy, int minute) {
  const double last = 96.0 / static_cast<double>(1 + 2 * policy);
  return last * minute / (minute + 2.0);
}

Chart over_time() {
  Chart chart{.id = "over-time",
              .title = "Where each request draws for itself, most users meet the canary at once",
              .text = "Lines: means over replications. Bands: nine of ten replications.",
              .alt = "Lines that rise from 0 to 80 % for weighted-alias, to 27 % for user-sticky.",
              .spec = Json::parse(R"json({
    "height": 240,
    "encoding": {
      "x": {"field": "minute", "type": "quantitative", "title": "minutes since the beginning"},
      "color": {"field": "policy", "title": null, "sort": null}
    },
    "layer": [
      {"mark": {"type": "area", "interpolate": "step-after"},
       "encoding": {"y": {"field": "low", "type": "quantitative", "title": "users exposed, %"},
                    "y2": {"field": "high"}}},
      {"mark": {"type": "line", "interpolate": "step-after"},
       "encoding": {"y": {"field": "value", "type": "quantitative"},
                    "strokeDash": {"field": "policy", "title": null, "sort": null},
                    "tooltip": [{"field": "policy"}, {"field": "value", "format": ".1f"}]}},
      {"data": {"values": [{"at": 6}]},
       "mark": {"type": "rule", "color": "var(--limit)"},
       "encoding": {"x": {"field": "at", "type": "quantitative"}, "color": {"value": "var(--limit)"}}}
    ]})json"),
              .table = {.headings = {"minute"}, .rows = {}}};
  for (const std::string& policy : policies) chart.table.headings.push_back(policy);
  for (int minute = 0; minute <= minutes; ++minute) {
    std::vector<std::string> cells{fmt::format("{}", minute)};
    for (std::size_t i = 0; i < policies.size(); ++i) {
      const double value = exposed(i, minute);
      chart.spec["data"]["values"].push_back({{"minute", minute},
                                              {"policy", policies[i]},
                                              {"value", value},
                                              {"low", value * 0.9},
                                              {"high", value * 1.1}});
      cells.push_back(fmt::format("{:.1f} %", value));
    }
    chart.table.rows.push_back(cells);
  }
  return chart;
}

Chart intervals() {
  Chart chart{.id = "intervals",
              .title = "Exposed users",
              .text = "Ticks: calculated, not simulated.",
              .alt = "A dot with an interval for each policy.",
              .spec = Json::parse(R"json({
    "height": {"step": 32},
    "encoding": {"y": {"field": "policy", "title": null, "sort": null}},
    "layer": [
      {"mark": "rule",
       "encoding": {"x": {"field": "low", "type": "quantitative", "title": "%"},
                    "x2": {"field": "high"}}},
      {"mark": "point",
       "encoding": {"x": {"field": "mean", "type": "quantitative"},
                    "color": {"field": "policy", "legend": null, "sort": null}}},
      {"mark": {"type": "tick", "color": "var(--exact)"},
       "encoding": {"x": {"field": "exact", "type": "quantitative"}}}
    ]})json"),
              .table = {.headings = {"policy", "mean", "95 % interval", "exact"}, .rows = {}},
              .small = true};
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const double mean = exposed(i, minutes);
    chart.spec["data"]["values"].push_back({{"policy", policies[i]},
                                            {"mean", mean},
                                            {"low", mean - 4},
                                            {"high", mean + 4},
                                            {"exact", mean - 1}});
    chart.table.rows.push_back({policies[i], fmt::format("{:.1f} %", mean),
                                fmt::format("{:.1f}–{:.1f} %", mean - 4, mean + 4), "no data"});
  }
  return chart;
}

Chart bars() {
  Chart chart{.id = "bars",
              .title = "Mixed chains",
              .text = "",
              .alt = "A bar for each policy.",
              .spec = Json::parse(R"json({
    "height": {"step": 32},
    "mark": "bar",
    "encoding": {"y": {"field": "policy", "title": null, "sort": null},
                 "x": {"field": "value", "type": "quantitative", "title": "%"},
                 "color": {"field": "policy", "legend": null, "sort": null}}})json"),
              .table = {.headings = {"policy", "mixed"}, .rows = {}},
              .small = true};
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const double value = exposed(i, 3);
    chart.spec["data"]["values"].push_back({{"policy", policies[i]}, {"value", value}});
    chart.table.rows.push_back({policies[i], fmt::format("{:.1f} %", value)});
  }
  return chart;
}

Chart users() {
  Chart chart{.id = "users",
              .title = "The same two hundred users under each policy",
              .text = "A dot is a user.",
              .alt = "Four grids of dots; most are coloured in the first.",
              .spec = Json::parse(R"json({
    "columns": 4,
    "facet": {"field": "policy", "title": null, "sort": null},
    "spec": {
      "height": 120,
      "mark": {"type": "point", "size": 40},
      "encoding": {
        "x": {"field": "x", "type": "quantitative", "axis": null},
        "y": {"field": "y", "type": "quantitative", "axis": null},
        "shape": {"field": "fate", "title": null,
                  "scale": {"domain": ["untouched", "exposed", "harmed", "collateral"]}},
        "color": {"field": "fate", "title": null,
                  "scale": {"domain": ["untouched", "exposed", "harmed", "collateral"],
                            "range": ["var(--untouched)", "var(--exposed)", "var(--harmed)",
                                      "var(--collateral)"]}}}}})json"),
              .table = {.headings = {"policy", "touched"}, .rows = {}}};
  const std::vector<std::string> fates{"harmed", "exposed", "collateral", "untouched"};
  for (std::size_t policy = 0; policy < policies.size(); ++policy) {
    for (std::size_t user = 0; user < 200; ++user) {
      const bool touched = user * 7 % 20 < 20 / (policy + 1);
      chart.spec["data"]["values"].push_back({{"policy", policies[policy]},
                                              {"x", user % 20},
                                              {"y", user / 20},
                                              {"fate", fates[touched ? user % 3 : 3]}});
    }
    chart.table.rows.push_back({policies[policy], fmt::format("{}", 200 / (policy + 1))});
  }
  return chart;
}

Chart heat_map() {
  Chart chart{.id = "heat-map",
              .title = "Harm grows with the weight and with the time it is held",
              .text = "",
              .alt = "A grid of rectangles, lighter to the upper right.",
              .spec = Json::parse(R"json({
    "height": 220,
    "mark": "rect",
    "encoding": {
      "x": {"field": "weight", "type": "ordinal", "title": "weight, %"},
      "y": {"field": "held", "type": "ordinal", "sort": "descending", "title": "held, minutes"},
      "color": {"field": "harmed", "type": "quantitative", "title": "harmed, %"}}})json"),
              .table = {.headings = {"weight", "held", "harmed"}, .rows = {}}};
  for (int weight = 5; weight <= 50; weight += 5) {
    for (int held = 5; held <= 30; held += 5) {
      const double harmed = weight * held / 30.0;
      chart.spec["data"]["values"].push_back(
          {{"weight", weight}, {"held", held}, {"harmed", harmed}});
      chart.table.rows.push_back({fmt::format("{} %", weight), fmt::format("{} min", held),
                                  fmt::format("{:.1f} %", harmed)});
    }
  }
  return chart;
}

DataTable wide_table() {
  DataTable table{.headings = {"figure"}, .rows = {}};
  for (int i = 1; i <= 12; ++i) table.headings.push_back(fmt::format("policy number {}", i));
  for (const char* figure : {"users who met the canary", "users harmed by the release", "mixed"}) {
    std::vector<std::string> row{figure};
    for (int i = 1; i <= 12; ++i) row.push_back(fmt::format("{}.{} % ± 0.{}", 7 * i, i, i % 9 + 1));
    table.rows.push_back(row);
  }
  table.rows.push_back(
      {"alarm", "fired", "silent", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"});
  return table;
}

Page sample() {
  return {.title = "A sample & its <hostile> names",
          .subtitle = "4 policies, 100 replications, seed 1",
          .summary =
              {"sticky-carried exposes 10 % of the active users and breaks nothing; weighted-alias "
               "exposes 96.8 % and breaks every second order.",
               "No alarm noticed the bug.", "Expectations: 7 met."},
          .chapters = {
              {.id = "rollout",
               .title = "The rollout over time",
               .paragraphs = {"Both functions go out together, for ten minutes."},
               .charts = {over_time()},
               .tables = {},
               .listings = {}},
              {.id = "blast-radius",
               .title = "Blast radius",
               .paragraphs = {},
               .charts = {intervals(), bars(), users(), heat_map()},
               .tables = {},
               .listings = {}},
              {.id = "everything",
               .title = "Every figure",
               .paragraphs = {},
               .charts = {},
               .tables = {wide_table()},
               .listings = {}},
              {.id = "repeat",
               .title = "How to repeat it",
               .paragraphs = {},
               .charts = {},
               .tables = {},
               .listings = {
                   {"Command", "coalmine run sample.yaml --seed 1 --replications 100\n"},
                   {"Scenario <b>", "name: \"</pre><script>alert(1)</script>\"\n# & more\n"}}}}};
}

// One specification that is no specification, and one whose data are not what it says.
Page broken() {
  Page page = sample();
  std::vector<Chart>& first = page.chapters[0].charts;
  first[0].spec["transform"] = {{{"calculate", "datum.low +"}, {"as", "low"}}};
  std::vector<Chart>& second = page.chapters[1].charts;
  second[3].spec["transform"] = {{{"calculate", "datum.held.for.long"}, {"as", "harmed"}}};
  return page;
}

}  // namespace
}  // namespace coalmine::report

int main(int argc, char** argv) {
  using namespace coalmine::report;
  if (argc < 2) {
    std::cerr << "usage: sample_page FILE [--broken]\n";
    return 2;
  }
  std::ofstream file(argv[1]);
  file << to_html(argc > 2 && std::string_view(argv[2]) == "--broken" ? broken() : sample(),
                  "test");
  return file.flush() ? 0 : 2;
}
