// The rollout over time: the weight, and the users it met and harmed so far, under each policy.
#include <fmt/format.h>

#include <algorithm>

#include "report/page/run/chapters.hpp"
#include "report/page/run/timeline.hpp"
#include "report/page/run/titles.hpp"
#include "report/page/vega.hpp"
#include "report/quantity.hpp"
#include "report/run_tables.hpp"
#include "report/standings.hpp"

namespace coalmine::report {
namespace {

std::string share(double value) { return quantity(value, std::nullopt, "share"); }

// A series of one policy as it is drawn: one value for each point.
struct Track {
  std::string policy;
  std::vector<std::optional<double>> values;
  std::vector<std::optional<double>> low;  // empty: no band
  std::vector<std::optional<double>> high;
};

std::vector<std::optional<double>> scaled(std::vector<std::optional<double>> values,
                                          double factor) {
  for (auto& value : values) {
    if (value) *value *= factor;
  }
  return values;
}

// The weights are the same under every policy more often than not.
std::vector<Track> weight_tracks(const harness::RunResult& result) {
  const std::size_t steps = steps_in_a_point(result);
  std::vector<Track> tracks;
  for (const auto& policy : result.policies) {
    if (const auto* series = find_series(policy, "weight")) {
      tracks.push_back({policy.name, joined(series->values, steps, Joined::last), {}, {}});
    }
  }
  return tracks;
}

// Users as shares of the policy's active users, so that the ends are its blast radius.
std::vector<Track> user_tracks(const harness::RunResult& result, std::string_view name) {
  const std::size_t steps = steps_in_a_point(result);
  std::vector<Track> tracks;
  for (const auto& policy : result.policies) {
    const auto* series = find_series(policy, name);
    const auto active = mean_of(policy, "users.active");
    if (series == nullptr || !active || *active <= 0) continue;
    const auto shares = [&](const auto& users) {
      return scaled(joined(users, steps, Joined::last), 1 / *active);
    };
    tracks.push_back(
        {policy.name, shares(series->values), shares(series->low), shares(series->high)});
  }
  return tracks;
}

std::vector<std::string> names_of(const std::vector<Track>& tracks) {
  std::vector<std::string> names;
  for (const Track& track : tracks) names.push_back(track.policy);
  return names;
}

std::string cell(const Track& track, std::size_t point) {
  const auto& value = track.values[point];
  if (!value) return no_data;
  if (track.low.empty() || !track.low[point] || !track.high[point]) return share(*value);
  return fmt::format("{} ({} to {})", share(*value), share(*track.low[point]),
                     share(*track.high[point]));
}

// A row for each point, at the time when it ends.
DataTable table_of(const std::vector<Track>& tracks, const TimeScale& time, Duration point) {
  DataTable table{{"until"}, {}};
  for (const Track& track : tracks) table.headings.push_back(track.policy);
  for (std::size_t i = 0; i < tracks.front().values.size(); ++i) {
    std::vector<std::string> row{time.text(point * static_cast<std::int64_t>(i + 1))};
    for (const Track& track : tracks) row.push_back(cell(track, i));
    table.rows.push_back(std::move(row));
  }
  return table;
}

// Lines from where a point begins, for a value that holds until the next one.
Json weight_rows(const std::vector<Track>& tracks, const TimeScale& time, Duration point) {
  Json rows = Json::array();
  for (const Track& track : tracks) {
    for (std::size_t i = 0; i <= track.values.size(); ++i) {
      const auto& value = track.values[std::min(i, track.values.size() - 1)];
      rows.push_back({{"t", time.at(point * static_cast<std::int64_t>(i))},
                      {"policy", track.policy},
                      {"weight", rounded(value)}});
    }
  }
  return rows;
}

// Nested: the first policy's line is the widest, so that lines upon one another are all seen.
Json widths(const std::vector<std::string>& policies) {
  constexpr double widest = 7;
  constexpr double narrowest = 2;
  Json channel = Json::parse(R"json({"field": "policy", "type": "nominal", "legend": null})json");
  channel["scale"]["domain"] = policies;
  const auto last = static_cast<double>(std::max<std::size_t>(policies.size(), 2) - 1);
  for (std::size_t i = 0; i < policies.size(); ++i) {
    channel["scale"]["range"].push_back(
        rounded(widest - (widest - narrowest) * static_cast<double>(i) / last));
  }
  return channel;
}

double highest_of(const Track& track) {
  double highest = 0;
  for (const auto& value : track.values) highest = std::max(highest, value.value_or(0));
  return highest;
}

std::string weight_title(const std::vector<Track>& tracks) {
  std::vector<Standing> all;
  for (const Track& track : tracks) all.push_back({track.policy, highest_of(track)});
  const Standing& least = lowest(all);
  const Standing& most = highest(all);
  if (tracks.size() == 1) return fmt::format("The canary gets up to {}", share(most.mean));
  if (least.mean == most.mean) {
    return fmt::format("The canary gets up to {} under every policy", share(most.mean));
  }
  return fmt::format("The canary gets up to {} under {}, up to {} under {}", share(most.mean),
                     most.policy, share(least.mean), least.policy);
}

// "weighted: up to 10 %, 0 % at the end."
std::string weight_alt(const std::vector<Track>& tracks) {
  std::string text = "Weight of the canary over time.";
  for (const Track& track : tracks) {
    const auto& last = track.values.back();
    text += fmt::format(" {}: up to {}, {} at the end.", track.policy, share(highest_of(track)),
                        last ? share(*last) : no_data);
  }
  return text;
}

Chart weight_chart(const std::vector<Track>& tracks, const TimeScale& time, Duration point) {
  Chart chart;
  chart.id = "weight";
  chart.title = weight_title(tracks);
  chart.text = "The share of the traffic that the rollout asks for, mean over the replications.";
  if (tracks.size() > 1)
    chart.text += " Where lines lie upon one another, the first is the widest.";
  chart.alt = weight_alt(tracks);
  chart.table = table_of(tracks, time, point);
  chart.spec = Json::parse(R"json({
    "height": 180,
    "mark": {"type": "line", "interpolate": "step-after", "strokeCap": "butt"},
    "encoding": {
      "y": {"field": "weight", "type": "quantitative", "title": null,
            "scale": {"domainMin": 0}, "axis": {"format": "~%", "tickCount": 4}}
    }
  })json");
  chart.spec["data"] = inline_data(weight_rows(tracks, time, point));
  chart.spec["encoding"]["x"] = time.channel("t");
  chart.spec["encoding"]["color"] = policy_colour(names_of(tracks));
  chart.spec["encoding"]["strokeWidth"] = widths(names_of(tracks));
  return chart;
}

// Points where they end: nobody before the beginning, and what was counted until then after it.
Json user_rows(const std::vector<Track>& tracks, const TimeScale& time, Duration point) {
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

std::string user_alt(std::string_view what, const std::vector<Track>& tracks, const TimeScale& time,
                     Duration point) {
  std::string text = fmt::format("Share of the active users {} so far, over time.", what);
  for (const Track& track : tracks) {
    const std::size_t half = (track.values.size() - 1) / 2;
    text += fmt::format(" {}: {} after {}, {} at the end.", track.policy, cell(track, half),
                        time.text(point * static_cast<std::int64_t>(half + 1)),
                        cell(track, track.values.size() - 1));
  }
  return text;
}

Json user_spec(const std::vector<Track>& tracks, const TimeScale& time, Duration point) {
  Json spec = Json::parse(R"json({
    "height": 240,
    "encoding": {},
    "layer": [
      {"mark": {"type": "area", "opacity": 0.2},
       "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}},
      {"mark": {"type": "line", "strokeWidth": 2.5},
       "encoding": {"y": {"field": "users", "type": "quantitative"}}}
    ]
  })json");
  const bool bands = std::any_of(tracks.begin(), tracks.end(),
                                 [](const Track& track) { return !track.low.empty(); });
  if (!bands) spec["layer"].erase(0);
  for (Json& layer : spec["layer"]) {
    layer["encoding"]["y"].update(
        Json::parse(R"json({"title": null, "axis": {"format": "~%", "tickCount": 5}})json"));
  }
  spec["data"] = inline_data(user_rows(tracks, time, point));
  spec["encoding"]["x"] = time.channel("t");
  spec["encoding"]["color"] = policy_colour(names_of(tracks));
  return spec;
}

Chart user_chart(const harness::RunResult& result, const std::vector<Track>& tracks,
                 const TimeScale& time, Duration point, bool harm) {
  Chart chart;
  chart.id = harm ? "harmed-over-time" : "exposed-over-time";
  chart.title = harm ? users_title(result, "blast_radius.harmed", "harms")
                     : users_title(result, "blast_radius.exposed", "reaches");
  const std::string_view what = harm ? "harmed" : "who met the canary";
  chart.text = fmt::format("Users {} so far, of all active users.", what);
  chart.alt = user_alt(what, tracks, time, point);
  chart.spec = user_spec(tracks, time, point);
  chart.table = table_of(tracks, time, point);
  return chart;
}

// Whether there is anything in the metric to draw, or only zeros.
bool any_in(const harness::RunResult& result, std::string_view metric) {
  const auto all = standings(result, metric);
  return !all.empty() && highest(all).mean > 0;
}

std::string bands_text(const harness::RunResult& result) {
  if (result.replications < 2) return "One replication, as it went.";
  const auto shown = std::min(result.replications, harness::band_replications);
  return fmt::format(
      "Lines are means over the replications; nine of ten of the {}{} replications stay within "
      "the shaded band.",
      shown < result.replications ? "first " : "", shown);
}

}  // namespace

std::optional<Chapter> over_time_chapter(const harness::RunResult& result) {
  if (timeline_length(result) == Duration{}) return std::nullopt;
  const TimeScale time{timeline_length(result)};
  const Duration point = point_length(result);
  Chapter chapter;
  chapter.id = "over-time";
  chapter.title = "The rollout over time";
  chapter.paragraphs.push_back(bands_text(result));
  if (const std::size_t steps = steps_in_a_point(result); steps > 1) {
    chapter.paragraphs.push_back(fmt::format(
        "The timeline has more steps than a chart can show: each point stands for {} steps, {}.",
        steps, time_text(in_seconds(point))));
  }

  if (const auto tracks = weight_tracks(result); !tracks.empty()) {
    chapter.charts.push_back(weight_chart(tracks, time, point));
  }
  for (const bool harm : {false, true}) {
    const auto tracks = user_tracks(result, harm ? "harmed_users" : "exposed_users");
    const char* metric = harm ? "blast_radius.harmed" : "blast_radius.exposed";
    if (!tracks.empty() && any_in(result, metric)) {
      chapter.charts.push_back(user_chart(result, tracks, time, point, harm));
    }
  }
  if (!any_in(result, "blast_radius.harmed") && !standings(result, "blast_radius.harmed").empty()) {
    chapter.paragraphs.emplace_back("The release harmed nobody, so there is no chart of that.");
  }
  return chapter;
}

}  // namespace coalmine::report
