// What the reports of a sweep have in common: its title, and what its figures are called.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/sweep/result.hpp"

namespace coalmine::report {

// How a sweep is shown.
enum class SweepShape {
  line,     // a grid over one number
  map,      // over two
  effects,  // over more, or samples
};
SweepShape shape_of(const harness::SweepPlan& plan);

// What its figures are, as a sentence.
std::string_view how_to_read(SweepShape shape);

// "5 points of traffic.users, 4 policies, 100 replications, seed 1"
std::string sweep_extent(const harness::SweepResult& sweep);

// What every point has in common, as a sentence.
std::string sweep_pairing(const harness::SweepResult& sweep);

// "users who met the canary" in plain words where the tables have them, or the metric's name; and
// with the name behind it.
std::string metric_label(std::string_view metric);
std::string metric_title(std::string_view metric);

// The metric's unit where any point has the metric; else empty.
std::string metric_unit(const harness::SweepResult& sweep, std::string_view metric);

// "63.2 % ± 0.3", or "no data".
std::string figure_text(const harness::Figure* figure);

// How a value is called: "12.3 %", or "no data"; three significant digits.
std::string mean_text(const std::optional<double>& mean, std::string_view unit);

// How far a value is from the mean: "+12.3", in points, s ..., or "no data".
std::string effect_text(const std::optional<double>& effect, std::string_view unit);

// The distance of two means: "12.3 points" of shares, "1.5 s".
std::string difference_text(double difference, std::string_view unit);

// How far effects go, as a sentence; empty where nothing varies.
std::string explained_text(const std::optional<double>& explained);

// The least and the greatest mean of a metric over all points and policies; nothing without data.
struct Extent {
  double low = 0;
  double high = 0;
};
std::optional<Extent> extent_of(const harness::SweepResult& sweep, std::string_view metric);

// Where `value` lies in the extent, in [0, 1]; 0 in one without width.
double place_in(const Extent& extent, double value);

// Where a metric is least and greatest, under any policy and under one, as a sentence.
std::string overall_extremes(const harness::SweepResult& sweep, std::string_view metric);
std::string extremes(const harness::SweepResult& sweep, std::string_view policy,
                     std::string_view metric);
// Under each policy, after the metric's title: for who does not see the chart.
std::string all_extremes(const harness::SweepResult& sweep, std::string_view metric);

// What a chart of the metric, or its chapter, is called in a link.
std::string sweep_id(std::string_view metric, std::string_view suffix = "");

}  // namespace coalmine::report
