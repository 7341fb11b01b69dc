// The users that a release met and harmed so far, over time, with bands.
#include <fmt/format.h>

#include <algorithm>

#include "report/page/run/over_time_charts.hpp"
#include "report/page/run/timeline.hpp"
#include "report/page/run/titles.hpp"
#include "report/page/run/tracks.hpp"
#include "report/page/vega.hpp"
#include "report/standings.hpp"

namespace coalmine::report {
namespace {

// Never more than all of them: in some replications more users are active than in the mean.
std::vector<std::optional<double>> shares_of(std::vector<std::optional<double>> users,
                                             double active) {
  for (auto& value : users) {
    if (value) *value = std::min(*value / active, 1.0);
  }
  return users;
}

// Users as shares of the policy's active users, so that the ends are its blast radius.
Tracks user_tracks(const harness::RunResult& result, std::string_view name) {
  const std::size_t steps = steps_in_a_point(result);
  Tracks tracks;
  for (const auto& policy : result.policies) {
    const auto* series = find_series(policy, name);
    const auto active = mean_of(policy, "users.active");
    if (series == nullptr || !active || *active <= 0) continue;
    const auto shares = [&](const auto& users) {
      return shares_of(joined(users, steps, Joined::last), *active);
    };
    tracks.push_back(
        {policy.name, shares(series->values), shares(series->low), shares(series->high)});
  }
  return tracks;
}

// Points where they end: nobody before the beginning, and what was counted until then after it.
Json user_rows(const Tracks& tracks, const TimeScale& time, Duration point) {
  Json rows = Json::array();
  for (const Track& track : tracks) {
    const bool band = !track.low.empty();
    const auto row = [&](std::size_t i, const auto& value, const auto& low, const auto& high) {
      Json json{{"t", time.at(point * static_cast<std::int64_t>(i))},
                {"policy", track.policy},
                {"users", rounded(value)}};
      if (band) {
        json["low"] = rounded(low);
        json["high"] = rounded(high);
      }
      rows.push_back(std::move(json));
    };
    const std::optional<double> nobody = 0;
    row(0, nobody, nobody, nobody);
    for (std::size_t i = 0; i < track.values.size(); ++i) {
      row(i + 1, track.values[i], band ? track.low[i] : nobody, band ? track.high[i] : nobody);
    }
  }
  return rows;
}

std::string user_alt(std::string_view what, const Tracks& tracks, const TimeScale& time,
                     Duration point) {
  std::string text = fmt::format("Share of the active users {} so far, over time.", what);
  for (const Track& track : tracks) {
    const std::size_t half = (track.values.size() - 1) / 2;
    text += fmt::format(" {}: {} after {}, {} at the end.", track.policy, share_text(track, half),
                        time.text(point * static_cast<std::int64_t>(half + 1)),
                        share_text(track, track.values.size() - 1));
  }
  return text;
}

Json user_spec(const Tracks& tracks, const TimeScale& time, Duration point) {
  Json spec = Json::parse(R"json({"height": 240, "encoding": {}, "layer": []})json");
  // More bands than colours would be one blot.
  const bool bands = tracks.size() <= policy_colours &&
                     std::any_of(tracks.begin(), tracks.end(),
                                 [](const Track& track) { return !track.low.empty(); });
  if (bands) {
    spec["layer"].push_back(Json::parse(R"json({
      "mark": {"type": "area", "opacity": 0.2},
      "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}
    })json"));
  }
  for (Json& line : line_layers(tracks, {{"type", "line"}, {"opacity", 1}})) {
    line["encoding"]["y"] = {{"field", "users"}, {"type", "quantitative"}};
    spec["layer"].push_back(std::move(line));
  }
  for (Json& layer : spec["layer"]) {
    layer["encoding"]["y"].update(
        Json::parse(R"json({"title": null, "axis": {"format": "~%", "tickCount": 5}})json"));
  }
  spec["data"] = inline_data(user_rows(tracks, time, point));
  spec["encoding"]["x"] = time.channel("t");
  spec["encoding"]["color"] = policy_colour(names_of(tracks));
  return spec;
}

// Whether there is anything in the metric to draw, or only zeros.
bool any_in(const harness::RunResult& result, std::string_view metric) {
  const auto all = standings(result, metric);
  return !all.empty() && highest(all).mean > 0;
}

struct Subject {
  const char* id;
  const char* series;
  const char* metric;
  const char* verb;  // what a policy does to users
  const char* what;  // what users are then
};
constexpr Subject exposed{"exposed-over-time", "exposed_users", "blast_radius.exposed", "reaches",
                          "who met the canary"};
constexpr Subject harmed{"harmed-over-time", "harmed_users", "blast_radius.harmed", "harms",
                         "harmed"};

std::optional<Chart> chart_of(const harness::RunResult& result, const Subject& subject) {
  const Tracks tracks = user_tracks(result, subject.series);
  if (tracks.empty() || !any_in(result, subject.metric)) return std::nullopt;
  const TimeScale time{timeline_length(result)};
  const Duration point = point_length(result);
  Chart chart;
  chart.id = subject.id;
  chart.title = users_title(result, subject.metric, subject.verb);
  chart.text =
      fmt::format("Users {} so far, of all active users.", subject.what) + overlap_text(tracks);
  chart.alt = user_alt(subject.what, tracks, time, point);
  chart.spec = user_spec(tracks, time, point);
  chart.table = table_of(tracks, time, point);
  return chart;
}

}  // namespace

std::optional<Chart> exposed_chart(const harness::RunResult& result) {
  return chart_of(result, exposed);
}

std::optional<Chart> harmed_chart(const harness::RunResult& result) {
  return chart_of(result, harmed);
}

}  // namespace coalmine::report
