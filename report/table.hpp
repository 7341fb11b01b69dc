// A table with the policies side by side, laid out for the width of a terminal.
//
// Every line has a label in plain words, a metric name that stays in the background, and a cell for
// each column. Where columns do not fit beside each other they go into blocks, one below the other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace coalmine::report {

struct Style {
  int columns = 100;    // of the terminal
  bool colour = false;  // escape sequences may be used
};

struct Cell {
  std::string text;
  std::string note;  // below the text, in the background; often empty
};

struct Line {
  std::string label;
  std::string metric;
  std::vector<Cell> cells;  // one for each column
};

struct Part {
  std::string title;
  std::vector<Line> lines;
};

struct Table {
  std::vector<std::string> columns;
  std::vector<Part> parts;  // those without lines are left out
};

std::string render(const Table& table, const Style& style);

// Bold and faint text, where the style has colours.
std::string strong(std::string_view text, const Style& style);
std::string faint(std::string_view text, const Style& style);

// `text` in lines of at most `columns` [characters], broken at spaces; a longer word stays whole.
std::string wrapped(std::string_view text, int columns);

// How many columns a terminal needs for `text`: its UTF-8 characters, none of ours being wide.
int width_of(std::string_view text);

}  // namespace coalmine::report
