// Alarms: what was measured minute by minute, the thresholds, and when replications rolled back.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "report/page/run/chapters.hpp"
#include "report/page/run/timeline.hpp"
#include "report/page/vega.hpp"
#include "report/quantity.hpp"
#include "report/rows.hpp"
#include "report/run_tables.hpp"
#include "report/standings.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

constexpr std::string_view stopped_by = "alarm.stopped_by.";
constexpr std::size_t moments_max = 60;  // marks of rollbacks in a chart

struct Line3 {
  std::string_view of;
  std::string_view series;
};
constexpr std::array lines{Line3{"both", "error_rate.alias"}, Line3{"stable", "error_rate.stable"},
                           Line3{"canary", "error_rate.canary"}};

// "error_rate" and "latency.p99" as people say them.
std::string metric_text(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  std::replace(text.begin(), text.end(), '.', ' ');
  return text;
}

std::string threshold_text(const harness::AlarmInfo& alarm) {
  if (alarm.metric == "error_rate") return quantity(alarm.above, std::nullopt, "share");
  if (alarm.metric == "error_count") return quantity(alarm.above, std::nullopt, "count");
  return quantity(alarm.above, std::nullopt, "s");
}

std::string dimension_text(const std::string& dimension) {
  if (dimension == "alias") return "both versions of the alias";
  if (dimension == "function") return "all that the function does";
  if (dimension == "version") return "the canary alone";
  return "the canary minus stable";
}

// "error rate of api above 1 % (both versions of the alias)".
std::string alarm_text(const harness::AlarmInfo& alarm) {
  return fmt::format("{} of {} above {} ({})", metric_text(alarm.metric), alarm.function,
                     threshold_text(alarm), dimension_text(alarm.dimension));
}

// Who watches: "alarm 1", a judge's name.
std::vector<std::string> watchers_of(const harness::PolicyResult& policy) {
  std::vector<std::string> watchers;
  for (const auto& alarm : policy.alarms) watchers.push_back(alarm_text(alarm));
  for (const auto& judge : policy.judges) watchers.push_back("judge " + judge);
  return watchers;
}

// "alarm_2" as "alarm 2"; judges and the operator as they are.
std::string stopper_text(std::string_view name) {
  std::string text{name};
  if (text.starts_with("alarm_")) text[5] = ' ';
  return text;
}

// Who stopped it, in which share of the replications.
std::string stoppers_text(const harness::PolicyResult& policy) {
  std::vector<std::string> stoppers;
  for (const auto& figure : policy.figures) {
    if (!figure.name.starts_with(stopped_by) || !figure.mean || *figure.mean == 0) continue;
    stoppers.push_back(fmt::format(
        "{} in {}", stopper_text(std::string_view(figure.name).substr(stopped_by.size())),
        quantity(*figure.mean, std::nullopt, "share")));
  }
  return listed(stoppers);
}

std::string when_text(const harness::PolicyResult& policy) {
  const auto at = mean_of(policy, "rollout.rolled_back_at");
  return at ? time_text(*at) : "";
}

DataTable watchers_table(const harness::RunResult& result) {
  DataTable table{{"policy", "watched by", "rolled back", "by", "on average after"}, {}};
  for (const auto& policy : result.policies) {
    const auto rolled_back = mean_of(policy, "rollout.rolled_back");
    const auto watchers = watchers_of(policy);
    table.rows.push_back({policy.name, watchers.empty() ? "nobody" : listed(watchers),
                          rolled_back ? quantity(*rolled_back, std::nullopt, "share") : no_data,
                          stoppers_text(policy), when_text(policy)});
  }
  return table;
}

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

Duration seconds(double count) { return Duration{static_cast<std::int64_t>(count * 1e9)}; }

Json rate_rows(const harness::RunResult& result, const harness::PolicyResult& policy,
               const TimeScale& time) {
  const std::size_t steps = steps_in_a_point(result);
  const Duration point = point_length(result);
  Json rows = Json::array();
  for (const Line3& line : lines) {
    const auto* series = find_series(policy, line.series);
    if (series == nullptr) continue;
    const auto rates = joined(series->values, steps, Joined::mean);
    for (std::size_t i = 0; i <= rates.size() && !rates.empty(); ++i) {
      rows.push_back({{"t", time.at(point * static_cast<std::int64_t>(i))},
                      {"of", line.of},
                      {"rate", rounded(rates[std::min(i, rates.size() - 1)])}});
    }
  }
  return rows;
}

// The distinct thresholds of alarms on an error rate: the others have another axis.
Json threshold_rows(const harness::PolicyResult& policy) {
  Json rows = Json::array();
  for (const auto& alarm : policy.alarms) {
    if (alarm.metric != "error_rate") continue;
    Json row{{"above", rounded(alarm.above)}, {"label", "alarm above " + threshold_text(alarm)}};
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

Json spec_of(const harness::RunResult& result, const harness::PolicyResult& policy,
             const Moments& moments, const TimeScale& time) {
  Json spec = Json::parse(R"json({
    "height": 170,
    "layer": [
      {"mark": {"type": "line", "interpolate": "step-after"},
       "encoding": {
         "y": {"field": "rate", "type": "quantitative", "title": null,
               "scale": {"domainMin": 0}, "axis": {"format": "~%", "tickCount": 4}},
         "strokeWidth": {"field": "of", "type": "nominal", "legend": null,
           "scale": {"domain": ["stable", "canary", "both"], "range": [2, 2, 4]}},
         "color": {"field": "of", "type": "nominal",
           "legend": {"title": null, "orient": "bottom", "symbolType": "stroke"}}}}
    ]
  })json");
  Json& first = spec["layer"][0];
  first["data"] = inline_data(rate_rows(result, policy, time));
  first["encoding"]["x"] = time.channel("t");
  first["encoding"]["color"]["scale"]["domain"] = {"stable", "canary", "both"};
  first["encoding"]["color"]["scale"]["range"] = {stable_colour, canary_colour, both_colour};

  if (Json limits = threshold_rows(policy); !limits.empty()) {
    Json rule = Json::parse(
        R"json({"mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 2, "color": "var(--limit)"},
      "encoding": {"y": {"field": "above", "type": "quantitative"}}})json");
    Json label = Json::parse(
        R"json({"mark": {"type": "text", "align": "right", "dy": -7, "color": "var(--limit)"},
      "encoding": {"y": {"field": "above", "type": "quantitative"}, "x": {"value": "width"},
                   "text": {"field": "label", "type": "nominal"}}})json");
    rule["data"] = inline_data(limits);
    label["data"] = inline_data(std::move(limits));
    spec["layer"].push_back(std::move(rule));
    spec["layer"].push_back(std::move(label));
  }
  if (!moments.empty()) {
    Json rule = Json::parse(R"json({"mark": {"type": "rule", "strokeWidth": 3},
      "encoding": {
        "opacity": {"field": "share", "type": "quantitative", "legend": null,
                    "scale": {"domain": [0, 1], "range": [0.15, 0.9]}}}})json");
    rule["mark"]["color"] = harmed_colour;
    rule["data"] = inline_data(moment_rows(moments, time));
    rule["encoding"]["x"] = time.channel("t");
    spec["layer"].push_back(std::move(rule));
  }
  return spec;
}

std::string outcome_text(const harness::PolicyResult& policy) {
  const auto rolled_back = mean_of(policy, "rollout.rolled_back");
  if (!rolled_back) return "no data";
  if (*rolled_back == 0) return "never rolled back";
  const std::string share = quantity(*rolled_back, std::nullopt, "share");
  const std::string when = when_text(policy);
  return when.empty() ? fmt::format("rolled back in {} of the replications", share)
                      : fmt::format("rolled back in {} of the replications, on average after {}",
                                    share, when);
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

std::string alt_of(const harness::PolicyResult& policy) {
  std::string alt =
      fmt::format("Error rate over time under {}, {}.", policy.name, outcome_text(policy));
  for (const Line3& line : lines) {
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
  for (const Line3& line : lines) {
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

Chart chart_of(const harness::RunResult& result, const harness::PolicyResult& policy,
               std::size_t number) {
  const TimeScale time{timeline_length(result)};
  const Moments moments = moments_of(result, policy);
  Chart chart;
  chart.id = fmt::format("alarms-{}", number);
  chart.title = fmt::format("{}: {}", policy.name, outcome_text(policy));
  chart.alt = alt_of(policy);
  chart.spec = spec_of(result, policy, moments, time);
  chart.table = rates_table(result, policy, moments, time);
  chart.small = true;
  return chart;
}

bool has_rates(const harness::PolicyResult& policy) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const Line3& line) { return most(policy, line.series).has_value(); });
}

}  // namespace

std::optional<Chapter> alarms_chapter(const harness::RunResult& result) {
  Chapter chapter;
  chapter.id = "alarms";
  chapter.title = "Alarms on the timeline";
  chapter.detail = true;
  const bool watched = std::any_of(
      result.policies.begin(), result.policies.end(),
      [](const auto& policy) { return !policy.alarms.empty() || !policy.judges.empty(); });
  chapter.paragraphs.emplace_back(
      watched
          ? "Error rate of the function that is watched, mean over the replications. A red line "
            "is a moment at which replications rolled back, the fainter the fewer."
          : "No alarm and no judge decides about this release. Error rate of the function that "
            "is watched, mean over the replications:");
  chapter.tables.push_back(watchers_table(result));
  std::size_t number = 0;
  for (const auto& policy : result.policies) {
    ++number;
    if (has_rates(policy)) chapter.charts.push_back(chart_of(result, policy, number));
  }
  return chapter;
}

}  // namespace coalmine::report
