// Series of the policies as charts over time draw them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "report/page/page.hpp"
#include "report/page/vega.hpp"

namespace coalmine::report {

// A series of one policy as it is drawn: one value for each point.
struct Track {
  std::string policy;
  std::vector<std::optional<double>> values;
  std::vector<std::optional<double>> low;  // empty: no band
  std::vector<std::optional<double>> high;
};

using Tracks = std::vector<Track>;

std::vector<std::string> names_of(const Tracks& tracks);

// A share and its band at one of the points, or "no data".
std::string share_text(const Track& track, std::size_t point);

// A row for each point, at the time when it ends. `point` is how long one is.
DataTable table_of(const Tracks& tracks, const TimeScale& time, Duration point);

// A layer for each track, `mark` with a width. Where two tracks are the same all the way, the first
// has the widest line and the last the narrowest, so that all are seen.
Json line_layers(const Tracks& tracks, const Json& mark);

// The sentence that says so; empty where no two are the same.
std::string overlap_text(const Tracks& tracks);

}  // namespace coalmine::report
