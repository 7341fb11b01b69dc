#include "report/sweep/terminal.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <string_view>

#include "harness/sweep/effects.hpp"
#include "report/quantity.hpp"
#include "report/sweep/heat_map.hpp"
#include "report/sweep/words.hpp"

namespace coalmine::report {
namespace {

constexpr std::size_t sparks_max = 40;  // as many values as a small picture can tell apart

// A picture of one policy's figure: eight heights, the lowest for the least of all policies.
std::string spark_line(const harness::SweepResult& sweep, const std::string& policy,
                       std::string_view metric, const Extent& extent) {
  constexpr std::array heights{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string line;
  for (const harness::SweepPoint& point : sweep.points) {
    const harness::Figure* figure = harness::find_figure(point, policy, metric);
    if (figure == nullptr || !figure->mean) {
      line += ' ';
      continue;
    }
    const double place = place_in(extent, *figure->mean) * (heights.size() - 1);
    line += heights.at(static_cast<std::size_t>(place + 0.5));
  }
  return line;
}

// One number was varied: its values down, the policies across.
std::string line_report(const harness::SweepResult& sweep, const std::vector<std::string>& metrics,
                        const Style& style) {
  const std::string& path = sweep.plan.dimensions.front().path();
  Table table{.columns = harness::policies_of(sweep)};
  for (const std::string& metric : metrics) {
    Part& part = table.parts.emplace_back(Part{metric_title(metric) + ", by " + path, {}});
    for (const harness::SweepPoint& point : sweep.points) {
      Line& line = part.lines.emplace_back(Line{point.values.front(), "", {}});
      for (const std::string& policy : table.columns) {
        line.cells.push_back({figure_text(harness::find_figure(point, policy, metric)), ""});
      }
    }
    const auto extent = extent_of(sweep, metric);
    if (!extent || sweep.points.size() > sparks_max) continue;
    Line& sparks = part.lines.emplace_back(Line{"", "", {}});
    for (const std::string& policy : table.columns) {
      sparks.cells.push_back({spark_line(sweep, policy, metric, *extent), ""});
    }
  }
  return render(table, style);
}

// Two were varied: the first down, the second across, a map for each policy.
std::string map_report(const harness::SweepResult& sweep, const std::vector<std::string>& metrics,
                       const Style& style) {
  std::string out;
  for (const std::string& metric : metrics) {
    for (const std::string& policy : harness::policies_of(sweep)) {
      if (!out.empty()) out += '\n';
      out += render(heat_map(sweep, policy, metric), style);
    }
  }
  return out;
}

std::string size_text(const harness::MainEffect& effect, const std::string& policy,
                      std::string_view unit) {
  if (effect.size == 0) return "no difference";
  const std::string size = unit == "share"
                               ? quantity(100 * effect.size, std::nullopt, "") + " points"
                               : quantity(effect.size, std::nullopt, unit);
  return fmt::format("{} apart under {}", size, policy);
}

// Three or more, or samples: each number by itself, the others averaged out.
std::string effects_report(const harness::SweepResult& sweep,
                           const std::vector<std::string>& metrics, const Style& style) {
  const std::vector<std::string> policies = harness::policies_of(sweep);
  std::string out;
  for (const std::string& metric : metrics) {
    const std::string unit = metric_unit(sweep, metric);
    Table table{.columns = policies};
    for (const harness::MainEffect& effect : main_effects(sweep, metric, policies)) {
      Part& part = table.parts.emplace_back(
          Part{fmt::format("{}: {}", sweep.plan.dimensions[effect.dimension].path(),
                           size_text(effect, policies[effect.policy], unit)),
               {}});
      for (const harness::Level& level : effect.levels) {
        Line& line = part.lines.emplace_back(Line{level.label, "", {}});
        for (const auto& mean : level.mean) line.cells.push_back({mean_text(mean, unit), ""});
      }
    }
    if (!out.empty()) out += '\n';
    out += strong(metric_title(metric), style) + '\n' + render(table, style);
    for (const std::string& policy : policies) {
      out += wrapped(extremes(sweep, policy, metric), style.columns);
    }
  }
  return out;
}

}  // namespace

std::string to_terminal(const harness::SweepResult& sweep, const std::vector<std::string>& metrics,
                        const Style& style) {
  const SweepShape shape = shape_of(sweep.plan);
  std::string out = strong(sweep.info.scenario, style) + ": " + sweep_extent(sweep) + '\n';
  out +=
      faint(wrapped(fmt::format("{} {}", how_to_read(shape), sweep_pairing(sweep)), style.columns),
            style) +
      '\n';
  switch (shape) {
    case SweepShape::line:
      return out + line_report(sweep, metrics, style);
    case SweepShape::map:
      return out + map_report(sweep, metrics, style);
    case SweepShape::effects:
      return out + effects_report(sweep, metrics, style);
  }
  return out;
}

}  // namespace coalmine::report
