#include "report/sweep/words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/quantity.hpp"
#include "report/rows.hpp"
#include "report/run_tables.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

// Calls `take` with each point and the figure it has.
template <class Take>
void each_mean(const harness::SweepResult& sweep, std::string_view policy, std::string_view metric,
               Take take) {
  for (const harness::SweepPoint& point : sweep.points) {
    const harness::Figure* figure = harness::find_figure(point, policy, metric);
    if (figure != nullptr && figure->mean) take(point, *figure->mean);
  }
}

// "traffic.users 500, share 10%"
std::string place_text(const harness::SweepResult& sweep, const harness::SweepPoint& point) {
  std::string text;
  for (std::size_t d = 0; d < sweep.plan.dimensions.size(); ++d) {
    text +=
        fmt::format("{}{} {}", d > 0 ? ", " : "", sweep.plan.dimensions[d].path(), point.values[d]);
  }
  return text;
}

}  // namespace

SweepShape shape_of(const harness::SweepPlan& plan) {
  if (plan.sampling || plan.dimensions.size() > 2) return SweepShape::effects;
  return plan.dimensions.size() == 1 ? SweepShape::line : SweepShape::map;
}

std::string_view how_to_read(SweepShape shape) {
  switch (shape) {
    case SweepShape::line:
      return "Mean over the replications ± half of its 95 % interval.";
    case SweepShape::map:
      return "Mean over the replications, all policies on one scale.";
    case SweepShape::effects:
      return "Mean over all points that have the value, whatever their others; what matters most "
             "comes first.";
  }
  return "";
}

std::string sweep_extent(const harness::SweepResult& sweep) {
  std::vector<std::string> paths;
  for (const auto& dimension : sweep.plan.dimensions) paths.push_back(dimension.path());
  const std::string points = sweep.plan.sampling ? counted(sweep.points.size(), "sample", "samples")
                                                 : counted(sweep.points.size(), "point", "points");
  return fmt::format("{} of {}, {}, {}, seed {}", points, listed(paths),
                     counted(harness::policies_of(sweep).size(), "policy", "policies"),
                     counted(sweep.info.replications, "replication", "replications"),
                     sweep.info.seed);
}

std::string sweep_pairing(const harness::SweepResult& sweep) {
  return fmt::format(
      "All points have seed {}, and so the same draws for what they share: differences between "
      "them are paired, and surer than their intervals suggest.",
      sweep.info.seed);
}

std::string metric_title(std::string_view metric) {
  for (const Section& section : sections()) {
    for (const Row& row : section.rows) {
      if (row.metric == metric) return fmt::format("{}, {}", row.label, metric);
    }
  }
  return std::string(metric);
}

std::string metric_unit(const harness::SweepResult& sweep, std::string_view metric) {
  for (const harness::SweepPoint& point : sweep.points) {
    for (const harness::PolicyResult& policy : point.policies) {
      if (const auto* figure = find_figure(policy, metric)) return figure->unit;
    }
  }
  return "";
}

std::string figure_text(const harness::Figure* figure) {
  if (figure == nullptr || !figure->mean) return no_data;
  return quantity(*figure->mean, half_width(figure->ci95_low, figure->ci95_high), figure->unit);
}

std::string mean_text(const std::optional<double>& mean, std::string_view unit) {
  return mean ? quantity(*mean, std::nullopt, unit) : no_data;
}

std::optional<Extent> extent_of(const harness::SweepResult& sweep, std::string_view metric) {
  std::optional<Extent> extent;
  for (const std::string& policy : harness::policies_of(sweep)) {
    each_mean(sweep, policy, metric, [&](const harness::SweepPoint&, double mean) {
      extent = extent ? Extent{std::min(extent->low, mean), std::max(extent->high, mean)}
                      : Extent{mean, mean};
    });
  }
  return extent;
}

double place_in(const Extent& extent, double value) {
  return extent.high > extent.low ? (value - extent.low) / (extent.high - extent.low) : 0;
}

std::string extremes(const harness::SweepResult& sweep, std::string_view policy,
                     std::string_view metric) {
  const harness::SweepPoint* least = nullptr;
  const harness::SweepPoint* most = nullptr;
  double low = 0;
  double high = 0;
  each_mean(sweep, policy, metric, [&](const harness::SweepPoint& point, double mean) {
    if (least == nullptr || mean < low) least = &point, low = mean;
    if (most == nullptr || mean > high) most = &point, high = mean;
  });
  if (least == nullptr) return fmt::format("{}: no data.", policy);
  const std::string unit = metric_unit(sweep, metric);
  if (low == high) return fmt::format("{}: {} everywhere.", policy, mean_text(low, unit));
  return fmt::format("{}: from {} ({}) to {} ({}).", policy, mean_text(low, unit),
                     place_text(sweep, *least), mean_text(high, unit), place_text(sweep, *most));
}

}  // namespace coalmine::report
