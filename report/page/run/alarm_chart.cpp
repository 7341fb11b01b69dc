#include "report/page/run/alarm_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "harness/find.hpp"
#include "report/page/run/timeline.hpp"
#include "report/page/run/watchers.hpp"
#include "report/page/vega.hpp"
#include "report/quantity.hpp"
#include "report/run_tables.hpp"

namespace coalmine::report {
namespace {

constexpr std::size_t moments_max = 60;  // marks of rollbacks in a chart

// A line of the error rates; those drawn first are wider, so that lines upon one another are seen.
struct RateLine {
  std::string_view of;
  std::string_view series;
  const char* colour;
  double width;
};
constexpr std::array lines{RateLine{"both", "error_rate.alias", both_colour, 5},
                           RateLine{"stable", "error_rate.stable", stable_colour, 3},
                           RateLine{"canary", "error_rate.canary", canary_colour, 2}};

// A moment of rollbacks [s], and the share of all replications that had theirs then.
using Moments = std::map<double, double>;

// To the second; where that are too many for a chart, to the point of the timeline.
Moments moments_of(const harness::RunResult& result, const harness::PolicyResult& policy) {
  const auto* at = find_figure(policy, "rollout.rolled_back_at");
  if (at == nullptr || at->values.empty()) return {};
  const auto grouped_by = [&](double length_s) {
    Moments moments;
    for (const auto& value : at->values) {
      if (value) moments[std::floor(*value / length_s) * length_s] += 1;
    }
    return moments;
  };
  Moments moments = grouped_by(1);
  if (moments.size() > moments_max) moments = grouped_by(in_seconds(point_length(result)));
  for (auto& [when, share] : moments) share /= static_cast<double>(at->values.size());
  return moments;
}

// A file may hold any number, a Duration cannot.
Duration seconds(double count) {
  constexpr double count_max = 9e9;
  return Duration{static_cast<std::int64_t>(std::clamp(count, -count_max, count_max) * 1e9)};
}

Json rate_rows(const harness::RunResult& result, const harness::PolicyResult& policy,
               const TimeScale& time) {
  const std::size_t steps = steps_in_a_point(result);
  const Duration point = point_length(result);
  Json rows = Json::array();
  for (const RateLine& line : lines) {
    const auto* series = find_series(policy, line.series);
    if (series == nullptr) continue;
    const auto rates = joined(series->values, steps, Joined::mean);
    const auto add = [&](std::size_t i, const std::optional<double>& rate) {
      rows.push_back({{"t", time.at(point * static_cast<std::int64_t>(i))},
                      {"of", line.of},
                      {"rate", rounded(rate)}});
    };
    for (std::size_t i = 0; i < rates.size(); ++i) {
      add(i, rates[i]);
      // A rate holds until its point ends, also where none follows it.
      const bool last = i + 1 == rates.size();
      if (last || (rates[i] && !rates[i + 1])) add(i + 1, rates[i]);
    }
  }
  return rows;
}

// The distinct thresholds of alarms on the error rate that is drawn: others have another axis.
Json threshold_rows(const harness::PolicyResult& policy, const std::string& watched) {
  Json rows = Json::array();
  for (const auto& alarm : policy.alarms) {
    if (alarm.metric != "error_rate" || alarm.function != watched) continue;
    Json row{{"above", rounded(alarm.above)}, {"label", limit_text(alarm)}};
    if (std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(std::move(row));
  }
  return rows;
}

Json moment_rows(const Moments& moments, const TimeScale& time) {
  Json rows = Json::array();
  for (const auto& [when, share] : moments) {
    rows.push_back({{"t", time.at(seconds(when))}, {"share", rounded(share)}});
  }
  return rows;
}

std::optional<double> most(const harness::PolicyResult& policy, std::string_view name) {
  const auto* series = find_series(policy, name);
  std::optional<double> highest;
  if (series == nullptr) return highest;
  for (const auto& value : series->values) {
    if (value && (!highest || *value > *highest)) highest = value;
  }
  return highest;
}

// The lines; where nothing fails, on an axis of their own making.
void add_rates(const harness::PolicyResult& policy, const TimeScale& time, Json& layers) {
  bool any = false;
  for (const RateLine& line : lines) any = any || most(policy, line.series).value_or(0) > 0;
  for (const RateLine& line : lines) {
    if (!most(policy, line.series)) continue;  // an axis of nothing has no ends
    Json layer = Json::parse(R"json({
      "transform": [{"filter": {"field": "of"}}],
      "mark": {"type": "line", "interpolate": "step-after", "opacity": 1},
      "encoding": {
        "y": {"field": "rate", "type": "quantitative", "title": null,
              "scale": {"domainMin": 0}, "axis": {"format": "~%", "tickCount": 4}},
        "color": {"field": "of", "type": "nominal",
          "legend": {"title": null, "orient": "bottom", "symbolType": "stroke",
                     "symbolStrokeWidth": 3, "columns": 3}}
      }
    })json");
    layer["transform"][0]["filter"]["equal"] = line.of;
    layer["mark"]["strokeWidth"] = line.width;
    layer["encoding"]["x"] = time.channel("t");
    if (!any) layer["encoding"]["y"]["scale"] = {{"domain", {0, 0.01}}};
    for (const RateLine& each : lines) {
      layer["encoding"]["color"]["scale"]["domain"].push_back(each.of);
      layer["encoding"]["color"]["scale"]["range"].push_back(each.colour);
    }
    layers.push_back(std::move(layer));
  }
}

void add_limits(const Json& limits, Json& layers) {
  if (limits.empty()) return;
  Json both = Json::parse(R"json([
    {"mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 2, "color": "var(--limit)"},
     "encoding": {"y": {"field": "above", "type": "quantitative"}}},
    {"mark": {"type": "text", "align": "right", "dy": -7, "color": "var(--limit)"},
     "encoding": {"y": {"field": "above", "type": "quantitative"}, "x": {"value": "width"},
                  "text": {"field": "label", "type": "nominal"}}}
  ])json");
  for (Json& layer : both) {
    layer["data"] = inline_data(limits);
    layers.push_back(std::move(layer));
  }
}

void add_rollbacks(const Moments& moments, const TimeScale& time, Json& layers) {
  if (moments.empty()) return;
  Json layer = Json::parse(R"json({
    "mark": {"type": "rule", "strokeWidth": 3, "color": "var(--harmed)"},
    "encoding": {
      "opacity": {"field": "share", "type": "quantitative", "legend": null,
                  "scale": {"domain": [0, 1], "range": [0.15, 0.9]}}
    }
  })json");
  layer["data"] = inline_data(moment_rows(moments, time));
  layer["encoding"]["x"] = time.channel("t");
  layers.push_back(std::move(layer));
}

std::string alt_of(const harness::PolicyResult& policy) {
  std::string alt =
      fmt::format("Error rate over time under {}, {}.", policy.name, outcome_text(policy));
  for (const RateLine& line : lines) {
    const auto highest = most(policy, line.series);
    alt += fmt::format(" {}: {}.", line.of,
                       highest ? "up to " + quantity(*highest, std::nullopt, "share") : no_data);
  }
  for (const auto& alarm : policy.alarms) alt += fmt::format(" Alarm: {}.", alarm_text(alarm));
  return alt;
}

DataTable rates_table(const harness::RunResult& result, const harness::PolicyResult& policy,
                      const Moments& moments, const TimeScale& time) {
  DataTable table{{"from", "both", "stable", "canary", "rolled back"}, {}};
  const std::size_t steps = steps_in_a_point(result);
  const Duration point = point_length(result);
  std::vector<std::vector<std::optional<double>>> rates;
  for (const RateLine& line : lines) {
    const auto* series = find_series(policy, line.series);
    rates.push_back(series == nullptr ? std::vector<std::optional<double>>{}
                                      : joined(series->values, steps, Joined::mean));
  }
  for (std::size_t i = 0; i < rates.front().size(); ++i) {
    const double begins = in_seconds(point) * static_cast<double>(i);
    const double ends = begins + in_seconds(point);
    std::vector<std::string> row{time.text(point * static_cast<std::int64_t>(i))};
    for (const auto& line : rates) {
      const bool has_data = i < line.size() && line[i];
      row.push_back(has_data ? quantity(*line[i], std::nullopt, "share") : no_data);
    }
    double share = 0;
    for (const auto& [when, of] : moments) share += when >= begins && when < ends ? of : 0;
    row.push_back(share > 0 ? quantity(share, std::nullopt, "share") : "");
    table.rows.push_back(std::move(row));
  }
  return table;
}

// Whether there is anything on the timeline: a failure, a threshold, a rollback.
bool is_eventful(const harness::PolicyResult& policy, const Json& limits, const Moments& moments) {
  if (!limits.empty() || !moments.empty()) return true;
  return std::any_of(lines.begin(), lines.end(), [&](const RateLine& line) {
    return most(policy, line.series).value_or(0) > 0;
  });
}

}  // namespace

std::optional<Chart> alarm_chart(const harness::RunResult& result,
                                 const harness::PolicyResult& policy, std::string id) {
  const TimeScale time{timeline_length(result)};
  const Json limits = threshold_rows(policy, result.system.watched);
  const Moments moments = moments_of(result, policy);
  if (!is_eventful(policy, limits, moments)) return std::nullopt;
  Chart chart;
  chart.id = std::move(id);
  chart.title = fmt::format("{}: {}", policy.name, outcome_text(policy));
  if (!moments.empty()) {
    chart.text =
        "A red line is a moment at which replications rolled back; the fainter, the fewer.";
  }
  chart.alt = alt_of(policy);
  chart.spec["height"] = 170;
  chart.spec["data"] = inline_data(rate_rows(result, policy, time));
  chart.spec["layer"] = Json::array();
  add_rates(policy, time, chart.spec["layer"]);
  add_limits(limits, chart.spec["layer"]);
  add_rollbacks(moments, time, chart.spec["layer"]);
  chart.table = rates_table(result, policy, moments, time);
  chart.small = true;
  return chart;
}

}  // namespace coalmine::report
