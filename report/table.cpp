#include "report/table.hpp"

#include <fmt/color.h>
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace coalmine::report {
namespace {

constexpr int gap = 2;              // between two columns
constexpr int indent = 2;           // of a line below its title
constexpr int cell_width_min = 14;  // a heading shorter than this is not broken

// How wide each part of a line is.
struct Layout {
  int label = 0;   // with its indent
  int metric = 0;  // beside the label; 0: it goes below
  int cell = 0;
  std::size_t columns_per_block = 1;
};

int widest(const Table& table, int (*width)(const Line&)) {
  int widest = 0;
  for (const Part& part : table.parts) {
    for (const Line& line : part.lines) widest = std::max(widest, width(line));
  }
  return widest;
}

int widest_cell(const Line& line) {
  int widest = 0;
  for (const Cell& cell : line.cells) {
    widest = std::max({widest, width_of(cell.text), width_of(cell.note)});
  }
  return widest;
}

Layout layout_of(const Table& table, const Style& style) {
  const int labels = widest(table, [](const Line& line) { return width_of(line.label); });
  const int metrics = widest(table, [](const Line& line) { return width_of(line.metric); });
  Layout layout;
  layout.cell = std::max(cell_width_min, widest(table, widest_cell));

  const int cells = static_cast<int>(table.columns.size()) * (gap + layout.cell);
  const int beside = indent + labels + gap + metrics;
  if (beside + cells <= style.columns) {
    layout.label = indent + labels;
    layout.metric = gap + metrics;
  } else {
    layout.label = std::max(indent + labels, 2 * indent + metrics);
  }
  const int room = style.columns - layout.label - layout.metric;
  layout.columns_per_block = static_cast<std::size_t>(std::max(1, room / (gap + layout.cell)));
  return layout;
}

std::string padded_left(std::string_view text, int width) {
  return std::string(static_cast<std::size_t>(std::max(0, width - width_of(text))), ' ')
      .append(text);
}

std::string padded_right(std::string_view text, int width) {
  return std::string(text).append(static_cast<std::size_t>(std::max(0, width - width_of(text))),
                                  ' ');
}

// A name in lines of at most `width`: broken after a dash or underscore, or anywhere if there is
// none.
std::vector<std::string> heading_lines(std::string_view name, int width) {
  std::vector<std::string> lines;
  const auto limit = static_cast<std::size_t>(width);
  while (name.size() > limit) {
    const std::size_t mark = name.substr(0, limit).find_last_of("-_");
    const std::size_t cut = mark == std::string_view::npos ? limit : mark + 1;
    lines.emplace_back(name.substr(0, cut));
    name.remove_prefix(cut);
  }
  lines.emplace_back(name);
  return lines;
}

// Where a line may be broken: at a space, but not between a number and its percent sign.
std::size_t end_of_word(std::string_view text) {
  std::size_t end = text.find(' ');
  while (end != std::string_view::npos && text.substr(end + 1).starts_with('%')) {
    end = text.find(' ', end + 1);
  }
  return end;
}

void end_line(std::string& out) {
  out.erase(out.find_last_not_of(' ') + 1);
  out += '\n';
}

// The columns [first, last) of a table, with its headings.
class Block {
 public:
  Block(const Table& table, const Layout& layout, const Style& style, std::size_t first,
        std::size_t last)
      : table_(table), layout_(layout), style_(style), first_(first), last_(last) {}

  std::string render() const {
    std::string out;
    headings(out);
    for (const Part& part : table_.parts) {
      if (part.lines.empty()) continue;
      out += strong(part.title, style_) + '\n';
      for (const Line& line : part.lines) write(line, out);
    }
    return out;
  }

 private:
  void headings(std::string& out) const {
    std::vector<std::vector<std::string>> names;
    std::size_t height = 0;
    for (std::size_t i = first_; i < last_; ++i) {
      names.push_back(heading_lines(table_.columns[i], layout_.cell));
      height = std::max(height, names.back().size());
    }
    for (std::size_t row = 0; row < height; ++row) {
      out.append(static_cast<std::size_t>(layout_.label + layout_.metric), ' ');
      for (const auto& name : names) {
        // Short names stand on the last row, next to their figures.
        const std::size_t missing = height - name.size();
        const std::string text = row < missing ? "" : name[row - missing];
        out += strong(padded_left(text, gap + layout_.cell), style_);
      }
      end_line(out);
    }
  }

  void write(const Line& line, std::string& out) const {
    assert(line.cells.size() == table_.columns.size());
    const bool metric_below = layout_.metric == 0;
    out += padded_right(std::string(indent, ' ') + line.label, layout_.label);
    if (!metric_below) out += faint(padded_right("  " + line.metric, layout_.metric), style_);
    for (std::size_t i = first_; i < last_; ++i) {
      out += padded_left(line.cells[i].text, gap + layout_.cell);
    }
    end_line(out);

    const bool has_notes = std::any_of(line.cells.begin(), line.cells.end(),
                                       [](const Cell& cell) { return !cell.note.empty(); });
    if (!metric_below && !has_notes) return;
    std::string below = padded_right(metric_below ? std::string(2 * indent, ' ') + line.metric : "",
                                     layout_.label + layout_.metric);
    for (std::size_t i = first_; i < last_; ++i) {
      below += padded_left(line.cells[i].note, gap + layout_.cell);
    }
    below.erase(below.find_last_not_of(' ') + 1);
    if (!below.empty()) out += faint(below, style_) + '\n';
  }

  const Table& table_;
  const Layout& layout_;
  const Style& style_;
  std::size_t first_;
  std::size_t last_;
};

std::string styled(std::string_view text, const Style& style, fmt::emphasis emphasis) {
  return style.colour && !text.empty() ? fmt::format(emphasis, "{}", text) : std::string(text);
}

}  // namespace

std::string render(const Table& table, const Style& style) {
  const Layout layout = layout_of(table, style);
  std::string out;
  for (std::size_t first = 0; first < table.columns.size(); first += layout.columns_per_block) {
    if (first > 0) out += '\n';
    const std::size_t last = std::min(first + layout.columns_per_block, table.columns.size());
    out += Block(table, layout, style, first, last).render();
  }
  return out;
}

std::string strong(std::string_view text, const Style& style) {
  return styled(text, style, fmt::emphasis::bold);
}

std::string faint(std::string_view text, const Style& style) {
  return styled(text, style, fmt::emphasis::faint);
}

std::string wrapped(std::string_view text, int columns) {
  std::string out;
  int used = 0;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, end_of_word(text));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (used > 0 && used + 1 + width_of(word) > columns) {
      out += '\n';
      used = 0;
    }
    if (used > 0) out += ' ', ++used;
    out += word;
    used += width_of(word);
  }
  return out + '\n';
}

int width_of(std::string_view text) {
  // Every byte but the continuation bytes 10xxxxxx starts a character.
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace coalmine::report
