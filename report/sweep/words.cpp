#include "report/sweep/words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/find.hpp"
#include "report/quantity.hpp"
#include "report/rows.hpp"
#include "report/run_tables.hpp"
#include "report/words.hpp"

namespace coalmine::report {
namespace {

// A mean and where it is.
struct Place {
  const harness::SweepPoint* point = nullptr;  // null: no data
  std::string policy;
  double mean = 0;
};
struct Range {
  Place least;
  Place most;
};

// The first of equals.
Range range_of(const harness::SweepResult& sweep, const std::vector<std::string>& policies,
               std::string_view metric) {
  Range range;
  for (const std::string& policy : policies) {
    for (const harness::SweepPoint& point : sweep.points) {
      const harness::Figure* figure = harness::find_figure(point, policy, metric);
      if (figure == nullptr || !figure->mean) continue;
      const Place place{&point, policy, *figure->mean};
      if (range.least.point == nullptr || place.mean < range.least.mean) range.least = place;
      if (range.most.point == nullptr || place.mean > range.most.mean) range.most = place;
    }
  }
  return range;
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

bool varies(const harness::SweepResult& sweep, std::string_view path) {
  const auto& all = sweep.plan.dimensions;
  return std::any_of(all.begin(), all.end(),
                     [&](const auto& dimension) { return dimension.path() == path; });
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
      return "How far each value is from the mean of all points, the other numbers held fixed; "
             "what "
             "matters most comes first.";
  }
  return "";
}

std::string sweep_extent(const harness::SweepResult& sweep) {
  std::vector<std::string> paths;
  for (const auto& dimension : sweep.plan.dimensions) paths.push_back(dimension.path());
  const std::string points = sweep.plan.sampling ? counted(sweep.points.size(), "sample", "samples")
                                                 : counted(sweep.points.size(), "point", "points");
  std::string text = fmt::format("{} of {}, {}", points, listed(paths),
                                 counted(harness::policies_of(sweep).size(), "policy", "policies"));
  if (!varies(sweep, "replications")) {
    text += ", " + counted(sweep.info.replications, "replication", "replications");
  }
  if (!varies(sweep, "seed")) text += fmt::format(", seed {}", sweep.info.seed);
  return text;
}

std::string sweep_pairing(const harness::SweepResult& sweep) {
  if (varies(sweep, "seed")) {
    return "Every seed has draws of its own: points that differ in it differ by chance, too.";
  }
  return fmt::format(
      "All points have seed {}, and so the same draws for what they share: differences between "
      "them are paired, and surer than their intervals suggest.",
      sweep.info.seed);
}

std::string metric_label(std::string_view metric) {
  for (const Section& section : sections()) {
    for (const Row& row : section.rows) {
      if (row.metric == metric) return std::string(row.label);
    }
  }
  return std::string(metric);
}

std::string metric_title(std::string_view metric) {
  const std::string label = metric_label(metric);
  return label == metric ? label : fmt::format("{}, {}", label, metric);
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

std::string effect_text(const std::optional<double>& effect, std::string_view unit) {
  return effect ? signed_quantity(*effect, std::nullopt, unit) : no_data;
}

std::string difference_text(double difference, std::string_view unit) {
  return unit == "share" ? quantity(100 * difference, std::nullopt, "") + " points"
                         : quantity(difference, std::nullopt, unit);
}

std::string explained_text(const std::optional<double>& explained) {
  if (!explained) return "";
  return fmt::format("One by one they explain {} of the variance.",
                     quantity(*explained, std::nullopt, "share"));
}

std::optional<Extent> extent_of(const harness::SweepResult& sweep, std::string_view metric) {
  const Range range = range_of(sweep, harness::policies_of(sweep), metric);
  if (range.least.point == nullptr) return std::nullopt;
  return Extent{range.least.mean, range.most.mean};
}

double place_in(const Extent& extent, double value) {
  return extent.high > extent.low ? (value - extent.low) / (extent.high - extent.low) : 0;
}

std::string overall_extremes(const harness::SweepResult& sweep, std::string_view metric) {
  const Range range = range_of(sweep, harness::policies_of(sweep), metric);
  const std::string label = metric_label(metric);
  const std::string unit = metric_unit(sweep, metric);
  if (range.least.point == nullptr) return fmt::format("{}: no data.", label);
  if (range.least.mean == range.most.mean) {
    return fmt::format("{}: {} everywhere.", label, mean_text(range.least.mean, unit));
  }
  const auto end = [&](const Place& place) {
    return fmt::format("{} (under {}, {})", mean_text(place.mean, unit), place.policy,
                       place_text(sweep, *place.point));
  };
  return fmt::format("{}: from {} to {}.", label, end(range.least), end(range.most));
}

std::string extremes(const harness::SweepResult& sweep, std::string_view policy,
                     std::string_view metric) {
  const Range range = range_of(sweep, {std::string(policy)}, metric);
  const std::string unit = metric_unit(sweep, metric);
  if (range.least.point == nullptr) return fmt::format("{}: no data.", policy);
  if (range.least.mean == range.most.mean) {
    return fmt::format("{}: {} everywhere.", policy, mean_text(range.least.mean, unit));
  }
  const auto end = [&](const Place& place) {
    return fmt::format("{} ({})", mean_text(place.mean, unit), place_text(sweep, *place.point));
  };
  return fmt::format("{}: from {} to {}.", policy, end(range.least), end(range.most));
}

std::string all_extremes(const harness::SweepResult& sweep, std::string_view metric) {
  std::string text = metric_title(metric) + ".";
  for (const std::string& policy : harness::policies_of(sweep)) {
    text += " " + extremes(sweep, policy, metric);
  }
  return text;
}

std::string sweep_id(std::string_view metric, std::string_view suffix) {
  std::string id = fmt::format("sweep-{}{}", metric, suffix);
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  std::replace_if(
      id.begin(), id.end(), [&](char c) { return !is_plain(c); }, '-');
  return id;
}

}  // namespace coalmine::report
