#include "report/grid.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <string_view>

namespace coalmine::report {
namespace {

constexpr int gap = 2;
constexpr int indent = 2;  // of a row below its title

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  lines.emplace_back(text);
  return lines;
}

// A line of cells, without the blanks at its end.
class Line {
 public:
  void left(std::string_view text, int width) {
    text_ += text;
    blanks(width - width_of(text));
  }
  void right(std::string_view text, int width) {
    blanks(width - width_of(text));
    text_ += text;
  }
  std::string text() const {
    std::string trimmed = text_;
    trimmed.erase(trimmed.find_last_not_of(' ') + 1);
    return trimmed;
  }

 private:
  void blanks(int count) { text_.append(static_cast<std::size_t>(std::max(0, count)), ' '); }
  std::string text_;
};

class Renderer {
 public:
  Renderer(const Grid& grid, const Style& style) : grid_(grid), style_(style) {
    for (const std::string& heading : grid.headings) {
      int width = 0;
      for (const std::string& line : lines_of(heading)) width = std::max(width, width_of(line));
      cells_.push_back(width);
    }
    for (const GridPart& part : grid.parts) {
      for (const GridRow& row : part.rows) measure(row);
    }
  }

  std::string render() const {
    std::string out = headings();
    for (const GridPart& part : grid_.parts) {
      if (part.rows.empty()) continue;
      if (!part.title.empty()) out += strong(part.title, style_) + '\n';
      for (const GridRow& row : part.rows) out += text_of(row);
    }
    return out;
  }

 private:
  void measure(const GridRow& row) {
    assert(row.cells.size() == grid_.headings.size());
    name_ = std::max(name_, indent + width_of(row.name));
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      cells_[i] = std::max({cells_[i], width_of(row.cells[i].text), width_of(row.cells[i].note)});
    }
  }

  // Short ones stand on the last line, next to their cells.
  std::string headings() const {
    std::size_t height = 0;
    for (const std::string& heading : grid_.headings) {
      height = std::max(height, lines_of(heading).size());
    }
    std::string out;
    for (std::size_t i = 0; i < height; ++i) {
      Line line;
      line.left("", name_);
      for (std::size_t column = 0; column < cells_.size(); ++column) {
        const auto lines = lines_of(grid_.headings[column]);
        const std::size_t missing = height - lines.size();
        line.right(i < missing ? "" : lines[i - missing], gap + cells_[column]);
      }
      out += strong(line.text(), style_) + '\n';
    }
    return out;
  }

  std::string text_of(const GridRow& row) const {
    Line line;
    Line notes;
    line.left(std::string(indent, ' ') + row.name, name_);
    notes.left("", name_);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      line.right(row.cells[i].text, gap + cells_[i]);
      notes.right(row.cells[i].note, gap + cells_[i]);
    }
    const std::string below = notes.text();
    return line.text() + '\n' + (below.empty() ? "" : faint(below, style_) + '\n');
  }

  const Grid& grid_;
  const Style& style_;
  int name_ = 0;  // width of the names, with their indent
  std::vector<int> cells_;
};

}  // namespace

std::string render(const Grid& grid, const Style& style) { return Renderer(grid, style).render(); }

}  // namespace coalmine::report
