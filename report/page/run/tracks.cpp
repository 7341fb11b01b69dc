#include "report/page/run/tracks.hpp"

#include <fmt/format.h>

#include "report/quantity.hpp"
#include "report/run_tables.hpp"

namespace coalmine::report {
namespace {

std::string share(double value) { return quantity(value, std::nullopt, "share"); }

// Two lines that are one on the screen, all the way.
bool any_same(const Tracks& tracks) {
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    for (std::size_t j = i + 1; j < tracks.size(); ++j) {
      if (tracks[i].values == tracks[j].values) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<std::string> names_of(const Tracks& tracks) {
  std::vector<std::string> names;
  for (const Track& track : tracks) names.push_back(track.policy);
  return names;
}

std::string share_text(const Track& track, std::size_t point) {
  const auto& value = track.values[point];
  if (!value) return no_data;
  if (track.low.empty() || !track.low[point] || !track.high[point]) return share(*value);
  return fmt::format("{} ({} to {})", share(*value), share(*track.low[point]),
                     share(*track.high[point]));
}

DataTable table_of(const Tracks& tracks, const TimeScale& time, Duration point) {
  DataTable table{{"until"}, {}};
  for (const Track& track : tracks) table.headings.push_back(track.policy);
  for (std::size_t i = 0; i < tracks.front().values.size(); ++i) {
    std::vector<std::string> row{time.text(point * static_cast<std::int64_t>(i + 1))};
    for (const Track& track : tracks) row.push_back(share_text(track, i));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Json line_layers(const Tracks& tracks, const Json& mark) {
  constexpr double usual = 2.5;
  constexpr double widest = 7;
  constexpr double narrowest = 2;
  const bool nested = any_same(tracks);
  const auto last = static_cast<double>(tracks.size() - 1);
  Json layers = Json::array();
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    Json layer;
    layer["transform"][0]["filter"] = {{"field", "policy"}, {"equal", tracks[i].policy}};
    layer["mark"] = mark;
    layer["mark"]["strokeWidth"] =
        nested ? rounded(widest - (widest - narrowest) * static_cast<double>(i) / last) : usual;
    layers.push_back(std::move(layer));
  }
  return layers;
}

std::string overlap_text(const Tracks& tracks) {
  return any_same(tracks) ? " Where lines lie upon one another, the first is the widest." : "";
}

}  // namespace coalmine::report
