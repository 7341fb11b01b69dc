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
std::string line_report(const harness::SweepResult& sweep, const std::string& metric,
                        const Style& style) {
  const std::string& path = sweep.plan.dimensions.front().path();
  Table table{.columns = harness::policies_of(sweep)};
  Part& part = table.parts.emplace_back(Part{metric_title(metric) + ", by " + path, {}});
  for (const harness::SweepPoint& point : sweep.points) {
    Line& line = part.lines.emplace_back(Line{point.values.front(), "", {}});
    for (const std::string& policy : table.columns) {
      line.cells.push_back({figure_text(harness::find_figure(point, policy, metric)), ""});
    }
  }
  if (sweep.points.size() <= sparks_max) {
    Line& sparks = part.lines.emplace_back(Line{"", "", {}});
    for (const std::string& policy : table.columns) {
      sparks.cells.push_back({spark_line(sweep, policy, metric, *extent_of(sweep, metric)), ""});
    }
  }
  return render(table, style);
}

// Two were varied: the first down, the second across, a map for each policy.
std::string map_report(const harness::SweepResult& sweep, const std::string& metric,
                       const Style& style) {
  std::string out;
  for (const std::string& policy : harness::policies_of(sweep)) {
    if (!out.empty()) out += '\n';
    out += render(heat_map(sweep, policy, metric), style);
  }
  return out;
}

std::string size_text(const harness::MainEffect& effect, const std::string& policy,
                      std::string_view unit) {
  if (effect.size == 0) return "no difference";
  return fmt::format("{} apart under {}", difference_text(effect.size, unit), policy);
}

// Three or more, or samples: each number by itself.
std::string effects_report(const harness::SweepResult& sweep, const std::string& metric,
                           const Style& style) {
  const std::vector<std::string> policies = harness::policies_of(sweep);
  const std::string unit = metric_unit(sweep, metric);
  const harness::MainEffects found = harness::main_effects(sweep, metric, policies);
  Table table{.columns = policies};
  Line all{"mean of all points", "", {}};
  for (const auto& mean : found.mean) all.cells.push_back({mean_text(mean, unit), ""});
  table.parts.push_back({metric_title(metric), {std::move(all)}});
  for (const harness::MainEffect& effect : found.effects) {
    Part& part = table.parts.emplace_back(
        Part{fmt::format("{}: {}", sweep.plan.dimensions[effect.dimension].path(),
                         size_text(effect, policies[effect.policy], unit)),
             {}});
    for (const harness::Level& level : effect.levels) {
      Line& line = part.lines.emplace_back(Line{level.label, "", {}});
      for (const auto& each : level.effect) line.cells.push_back({effect_text(each, unit), ""});
    }
  }
  std::string out = render(table, style);
  for (std::size_t p = 0; p < policies.size(); ++p) {
    out += wrapped(fmt::format("{} {}", extremes(sweep, policies[p], metric),
                               explained_text(found.explained[p])),
                   style.columns);
  }
  return out;
}

std::string metric_report(const harness::SweepResult& sweep, const std::string& metric,
                          const Style& style) {
  if (!extent_of(sweep, metric)) {
    return strong(metric_title(metric), style) + ": no point has data\n";
  }
  switch (shape_of(sweep.plan)) {
    case SweepShape::line:
      return line_report(sweep, metric, style);
    case SweepShape::map:
      return map_report(sweep, metric, style);
    case SweepShape::effects:
      return effects_report(sweep, metric, style);
  }
  return "";
}

}  // namespace

std::string to_terminal(const harness::SweepResult& sweep, const std::vector<std::string>& metrics,
                        const Style& style) {
  const std::string& scenario = sweep.info.scenario;
  const std::string title =
      wrapped(fmt::format("{}: {}", scenario, sweep_extent(sweep)), style.columns);
  std::string out = strong(scenario, style) + title.substr(scenario.size());
  out +=
      faint(wrapped(fmt::format("{} {}", how_to_read(shape_of(sweep.plan)), sweep_pairing(sweep)),
                    style.columns),
            style);
  for (const std::string& metric : metrics) out += '\n' + metric_report(sweep, metric, style);
  return out;
}

}  // namespace coalmine::report
