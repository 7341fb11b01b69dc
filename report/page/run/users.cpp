// Users as dots: what became of the same users under each policy, in the first replication.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "report/page/run/chapters.hpp"
#include "report/page/vega.hpp"
#include "report/quantity.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

using harness::Fate;

struct Kind {
  Fate fate;
  std::string_view label;
  std::string_view colour;
  double size;  // of a dot, beside 1 of the largest: what happened is seen without colours, too
};

// From harmless to harmful: those drawn last are seen best.
constexpr std::array kinds{
    Kind{Fate::absent, "not active", untouched_colour, 0.08},
    Kind{Fate::untouched, "untouched", untouched_colour, 0.4},
    Kind{Fate::exposed, "met the canary", exposed_colour, 0.8},
    Kind{Fate::collateral, "harmed, never met it", collateral_colour, 1},
    Kind{Fate::harmed, "harmed, met it", harmed_colour, 1},
};

std::size_t count(const harness::PolicyResult& policy, Fate fate) {
  return static_cast<std::size_t>(
      std::count(policy.fates.begin(), policy.fates.end(), static_cast<char>(fate)));
}

std::string number(std::size_t value) {
  return quantity(static_cast<double>(value), std::nullopt, "users");
}

// Height of the picture [pixels]; it is about as wide on a phone, and five by eight dots fit it
// well on either.
constexpr int picture_height = 200;

struct Grid {
  std::size_t columns;
  std::size_t rows;
};

Grid grid_for(std::size_t users) {
  Grid grid{1, 1};
  while (grid.columns * grid.rows < users) {
    // As near to 8 columns for 5 rows as can be.
    ++(grid.columns * 5 < grid.rows * 8 ? grid.columns : grid.rows);
  }
  return grid;
}

// The letters as one string, that the chart takes apart: a row of JSON for each user would be fifty
// times as long.
Json spec_of(const harness::PolicyResult& policy) {
  const Grid grid = grid_for(policy.fates.size());
  const double pitch = static_cast<double>(picture_height) / static_cast<double>(grid.rows);
  const double largest = std::min(0.85 * pitch, 16.0);

  Json spec = Json::parse(R"json({
    "mark": {"type": "point", "filled": true, "strokeWidth": 0, "opacity": 1},
    "encoding": {
      "x": {"field": "column", "type": "quantitative", "axis": null, "scale": {"nice": false}},
      "y": {"field": "row", "type": "quantitative", "axis": null, "scale": {"nice": false}},
      "color": {"field": "fate", "type": "ordinal", "scale": {"type": "ordinal"}},
      "size": {"field": "fate", "type": "ordinal", "scale": {"type": "ordinal"}}
    }
  })json");
  spec["height"] = picture_height;
  spec["data"] = inline_data(Json::array({Json{{"users", policy.fates}}}));
  spec["transform"] = Json::parse(R"json([
    {"calculate": "split(datum.users, '')", "as": "fate"
},
    {"flatten": ["fate"]},
    {"window": [{"op": "row_number", "as": "number"}]}
  ])json");
  spec["transform"].push_back(
      {{"calculate", fmt::format("(datum.number - 1) % {}", grid.columns)}, {"as", "column"}});
  spec["transform"].push_back(
      {{"calculate", fmt::format("floor((datum.number - 1) / {})", grid.columns)}, {"as", "row"}});

  Json& encoding = spec["encoding"];
  encoding["x"]["scale"]["domain"] = Json::array({-0.5, static_cast<double>(grid.columns) - 0.5});
  encoding["y"]["scale"]["domain"] = Json::array({static_cast<double>(grid.rows) - 0.5, -0.5});
  Json legend = Json::parse(R"json({"title": null, "orient": "bottom",
    "labelLimit": 200, "symbolType": "circle"})json");
  std::string labels;
  for (const Kind& kind : kinds) {
    const std::string letter(1, static_cast<char>(kind.fate));
    const double diameter = largest * std::sqrt(kind.size);
    encoding["color"]["scale"]["domain"].push_back(letter);
    encoding["color"]["scale"]["range"].push_back(kind.colour);
    encoding["size"]["scale"]["domain"].push_back(letter);
    encoding["size"]["scale"]["range"].push_back(rounded(diameter * diameter));
    const std::size_t users = count(policy, kind.fate);
    if (users == 0) continue;
    legend["values"].push_back(letter);
    labels += fmt::format("{}'{}': '{}: {}'", labels.empty() ? "" : ", ", letter, kind.label,
                          number(users));
  }
  legend["labelExpr"] = fmt::format("{{{}}}[datum.label]", labels);
  // The same for both, so that it is one.
  encoding["color"]["legend"] = legend;
  encoding["size"]["legend"] = legend;
  return spec;
}

DataTable table_of(const harness::PolicyResult& policy) {
  DataTable table{{"what became of them", "users"}, {}};
  for (const Kind& kind : kinds) {
    table.rows.push_back({std::string(kind.label), number(count(policy, kind.fate))});
  }
  return table;
}

// "weighted: 967 of 1,000 met the canary, 591 were harmed".
std::string title_of(const harness::PolicyResult& policy) {
  const std::size_t on_canary = count(policy, Fate::exposed) + count(policy, Fate::harmed);
  const std::size_t harmed = count(policy, Fate::harmed) + count(policy, Fate::collateral);
  const std::size_t active = policy.fates.size() - count(policy, Fate::absent);
  std::string title =
      fmt::format("{}: {} of {} met the canary", policy.name, number(on_canary), number(active));
  if (harmed > 0)
    title += fmt::format(", {} {} harmed", number(harmed), harmed == 1 ? "was" : "were");
  return title;
}

std::string alt_of(const harness::PolicyResult& policy) {
  std::vector<std::string> counts;
  for (const Kind& kind : kinds) {
    const std::size_t users = count(policy, kind.fate);
    if (users > 0) counts.push_back(fmt::format("{} {}", number(users), kind.label));
  }
  return fmt::format("A dot for each of {} under {}: {}.",
                     counted(policy.fates.size(), "user", "users"), policy.name, listed(counts));
}

}  // namespace

std::optional<Chapter> users_chapter(const harness::RunResult& result) {
  Chapter chapter;
  chapter.id = "users";
  chapter.title = "The same users under each policy";
  std::size_t number_of_chart = 0;
  for (const auto& policy : result.policies) {
    ++number_of_chart;
    if (policy.fates.empty()) continue;
    Chart chart;
    chart.id = fmt::format("users-{}", number_of_chart);
    chart.title = title_of(policy);
    chart.alt = alt_of(policy);
    chart.spec = spec_of(policy);
    chart.table = table_of(policy);
    chart.small = true;
    chapter.charts.push_back(std::move(chart));
  }
  if (chapter.charts.empty()) return std::nullopt;
  std::string who = "a dot for each user";
  if (result.users_every > 1) {
    who = fmt::format("a dot for one in {} of the {} users", number(result.users_every),
                      number(result.users));
  }
  chapter.paragraphs.push_back(fmt::format(
      "The first replication, {}: the same user has the same place in every picture.", who));
  chapter.detail = true;
  return chapter;
}

}  // namespace coalmine::report
