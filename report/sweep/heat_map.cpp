#include "report/sweep/heat_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>

#include "report/quantity.hpp"
#include "report/run_tables.hpp"
#include "report/sweep/words.hpp"

namespace coalmine::report {
namespace {

constexpr int gap = 2;
constexpr int indent = 2;

constexpr std::array shades{" ", "░", "▒", "▓", "█"};

// Grounds of the 256 colours that every terminal has, from light yellow to dark blue, which stay in
// order without a sense of colour; with the ink that can be read on each.
struct Paint {
  int ground;
  int ink;
};
constexpr std::array paints{Paint{230, 16}, Paint{193, 16}, Paint{114, 16},
                            Paint{37, 16},  Paint{25, 231}, Paint{17, 231}};

// Which of `count` equal parts of the scale.
std::size_t step_of(double place, std::size_t count) {
  const auto step = static_cast<std::size_t>(place * static_cast<double>(count));
  return std::min(step, count - 1);
}

std::string blanks(int count) {
  return std::string(static_cast<std::size_t>(std::max(0, count)), ' ');
}

std::string right(std::string_view text, int width) {
  return blanks(width - width_of(text)).append(text);
}

std::string painted(const HeatCell& cell, int width, const Style& style) {
  if (!style.colour) {
    const std::string_view shade =
        cell.place ? shades.at(step_of(*cell.place, shades.size())) : " ";
    return fmt::format("{} {}", shade, right(cell.text, width));
  }
  if (!cell.place) return blanks(2) + right(cell.text, width);
  const Paint paint = paints.at(step_of(*cell.place, paints.size()));
  return fmt::format("\x1b[38;5;{};48;5;{}m {} \x1b[0m", paint.ink, paint.ground,
                     right(cell.text, width));
}

class Renderer {
 public:
  Renderer(const HeatMap& map, const Style& style) : map_(map), style_(style) {
    for (const std::string& row : map.rows) name_ = std::max(name_, indent + width_of(row));
    name_ = std::max(name_, indent + width_of(map.down));
    for (const std::string& column : map.columns) cell_ = std::max(cell_, width_of(column) - 2);
    for (const auto& row : map.cells) {
      for (const HeatCell& cell : row) cell_ = std::max(cell_, width_of(cell.text));
    }
  }

  std::string render() const {
    std::string out = strong(map_.title, style_) + '\n';
    const int room = (style_.columns - name_) / (gap + cell_ + shade);
    const auto block = static_cast<std::size_t>(std::max(1, room));
    for (std::size_t first = 0; first < map_.columns.size(); first += block) {
      out += render(first, std::min(first + block, map_.columns.size()));
    }
    return out;
  }

 private:
  static constexpr int shade = 2;  // columns beside the text of a cell

  std::string render(std::size_t first, std::size_t last) const {
    std::string out = blanks(name_ + gap) + faint(map_.across, style_) + '\n';
    std::string headings =
        blanks(indent) + map_.down + blanks(name_ - indent - width_of(map_.down));
    for (std::size_t c = first; c < last; ++c) {
      headings += right(map_.columns[c], gap + shade + cell_);
    }
    out += faint(headings, style_) + '\n';
    for (std::size_t r = 0; r < map_.rows.size(); ++r) {
      const std::string& row = map_.rows[r];
      out += blanks(indent) + row + blanks(name_ - indent - width_of(row));
      for (std::size_t c = first; c < last; ++c) {
        out += blanks(gap) + painted(map_.cells[r][c], cell_, style_);
      }
      out += '\n';
    }
    return out;
  }

  const HeatMap& map_;
  const Style& style_;
  int name_ = 0;
  int cell_ = 0;
};

}  // namespace

HeatMap heat_map(const harness::SweepResult& sweep, std::string_view policy,
                 std::string_view metric) {
  assert(sweep.plan.dimensions.size() == 2 && !sweep.plan.sampling);
  const auto& down = sweep.plan.dimensions.front();
  const auto& across = sweep.plan.dimensions.back();
  HeatMap map{.title = fmt::format("{}, under {}", metric_title(metric), policy),
              .down = down.path(),
              .across = across.path(),
              .rows = down.grid(),
              .columns = across.grid()};
  const auto extent = extent_of(sweep, metric);
  for (std::size_t r = 0; r < map.rows.size(); ++r) {
    auto& row = map.cells.emplace_back();
    for (std::size_t c = 0; c < map.columns.size(); ++c) {
      const auto& point = sweep.points.at(r * map.columns.size() + c);
      const harness::Figure* figure = harness::find_figure(point, policy, metric);
      if (figure == nullptr || !figure->mean) {
        row.push_back({no_data, std::nullopt, std::nullopt});
        continue;
      }
      row.push_back({quantity_beside(*figure->mean, half_width(figure->ci95_low, figure->ci95_high),
                                     figure->unit),
                     figure->mean, place_in(*extent, *figure->mean)});
    }
  }
  return map;
}

std::string render(const HeatMap& map, const Style& style) { return Renderer(map, style).render(); }

}  // namespace coalmine::report
