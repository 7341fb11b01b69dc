// The weight over time: a step function.
#include <fmt/format.h>

#include <algorithm>

#include "report/page/run/over_time_charts.hpp"
#include "report/page/run/timeline.hpp"
#include "report/page/run/tracks.hpp"
#include "report/page/vega.hpp"
#include "report/quantity.hpp"
#include "report/run_tables.hpp"
#include "report/standings.hpp"

namespace coalmine::report {
namespace {

std::string share(double value) { return quantity(value, std::nullopt, "share"); }

// Under one name where they are the same under every policy, as they are more often than not.
Tracks weight_tracks(const harness::RunResult& result) {
  const std::size_t steps = steps_in_a_point(result);
  Tracks tracks;
  for (const auto& policy : result.policies) {
    if (const auto* series = find_series(policy, "weight")) {
      tracks.push_back({policy.name, joined(series->values, steps, Joined::last), {}, {}});
    }
  }
  const bool alike = std::all_of(tracks.begin(), tracks.end(), [&](const Track& track) {
    return track.values == tracks.front().values;
  });
  if (alike && tracks.size() > 1) {
    tracks.resize(1);
    tracks.front().policy = "every policy";
  }
  return tracks;
}

// Lines from where a point begins, for a value that holds until the next one.
Json weight_rows(const Tracks& tracks, const TimeScale& time, Duration point) {
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

double highest_of(const Track& track) {
  double highest = 0;
  for (const auto& value : track.values) highest = std::max(highest, value.value_or(0));
  return highest;
}

std::string weight_title(const Tracks& tracks) {
  std::vector<Standing> all;
  for (const Track& track : tracks) all.push_back({track.policy, highest_of(track)});
  const Standing& least = lowest(all);
  const Standing& most = highest(all);
  if (tracks.size() == 1) {
    return fmt::format("The canary gets up to {} under {}", share(most.mean), most.policy);
  }
  if (least.mean == most.mean) {
    return fmt::format("The canary gets up to {} under every policy", share(most.mean));
  }
  return fmt::format("The canary gets up to {} under {}, up to {} under {}", share(most.mean),
                     most.policy, share(least.mean), least.policy);
}

// "weighted: up to 10 %, 0 % at the end."
std::string weight_alt(const Tracks& tracks) {
  std::string text = "Weight of the canary over time.";
  for (const Track& track : tracks) {
    const auto& last = track.values.back();
    text += fmt::format(" {}: up to {}, {} at the end.", track.policy, share(highest_of(track)),
                        last ? share(*last) : no_data);
  }
  return text;
}

}  // namespace

std::optional<Chart> weight_chart(const harness::RunResult& result) {
  const Tracks tracks = weight_tracks(result);
  const TimeScale time{timeline_length(result)};
  const Duration point = point_length(result);
  if (tracks.empty() || timeline_length(result) == Duration{}) return std::nullopt;
  Chart chart;
  chart.id = "weight";
  chart.title = weight_title(tracks);
  chart.text = "The share of the traffic that the rollout asks for";
  chart.text += result.replications < 2 ? "." : ", mean over the replications.";
  chart.text += overlap_text(tracks);
  chart.alt = weight_alt(tracks);
  chart.table = table_of(tracks, time, point);
  chart.spec = Json::parse(R"json({
    "height": 180,
    "encoding": {
      "y": {"field": "weight", "type": "quantitative", "title": null,
            "scale": {"domainMin": 0}, "axis": {"format": "~%", "tickCount": 4}}
    }
  })json");
  chart.spec["data"] = inline_data(weight_rows(tracks, time, point));
  chart.spec["encoding"]["x"] = time.channel("t");
  chart.spec["encoding"]["color"] = policy_colour(names_of(tracks));
  chart.spec["layer"] = line_layers(
      tracks,
      {{"type", "line"}, {"interpolate", "step-after"}, {"strokeCap", "butt"}, {"opacity", 1}});
  return chart;
}

}  // namespace coalmine::report
