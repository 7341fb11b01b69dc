#include "report/page/markdown_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace coalmine::report {
namespace {

constexpr std::size_t columns_max = 8;  // beside the first: what a pull request shows in its width

constexpr std::string_view more = "\n_More is left out for its length._\n\n";

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// "time_to_detect" needs no backslashes, "_this_" does.
bool is_inside_word(std::string_view text, std::size_t at) {
  return at > 0 && at + 1 < text.size() && is_word(text[at - 1]) && is_word(text[at + 1]);
}

std::string escaped(std::string_view text, std::size_t at) {
  const char c = text[at];
  switch (c) {
    case '\n':
    case '\r':
    case '\t':
      return " ";
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '@':  // would call whoever has that name
      return "@<!-- -->";
    case '_':
      return is_inside_word(text, at) ? "_" : "\\_";
    case '\\':
    case '`':
    case '*':
    case '[':
    case ']':
    case '|':
    case '~':
    case '$':  // a formula
      return {'\\', c};
    default:
      return {c};
  }
}

// "12.3 % ± 0.1", "-5", "no data" or nothing.
bool looks_like_number(const std::string& cell) {
  if (cell.empty() || cell == "no data") return true;
  const bool has_sign = cell[0] == '-' || cell[0] == '+';
  return std::isdigit(static_cast<unsigned char>(cell[has_sign && cell.size() > 1 ? 1 : 0])) != 0;
}

bool is_of_numbers(const DataTable& table, std::size_t column) {
  return column > 0 && std::all_of(table.rows.begin(), table.rows.end(),
                                   [&](const auto& row) { return looks_like_number(row[column]); });
}

// The first column, and those from `from` to before `to`.
void append_columns(const DataTable& table, std::size_t from, std::size_t to, std::string& out) {
  const auto line = [&](const auto& cells) {
    out += fmt::format("| {} ", markdown_inline(cells[0]));
    for (std::size_t i = from; i < to; ++i) {
      out += fmt::format("| {} ", markdown_inline(cells[i]));
    }
    out += "|\n";
  };
  line(table.headings);
  out += "| --- ";
  for (std::size_t i = from; i < to; ++i) out += is_of_numbers(table, i) ? "| ---: " : "| --- ";
  out += "|\n";
  for (const auto& row : table.rows) line(row);
  out += '\n';
}

}  // namespace

std::string markdown_inline(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) out += escaped(text, i);
  return out;
}

std::string markdown_text(std::string_view text) {
  std::string out = markdown_inline(text);
  const std::size_t digits = std::min(out.find_first_not_of("0123456789"), out.size());
  const bool starts_list =
      digits > 0 && digits < out.size() && (out[digits] == '.' || out[digits] == ')');
  if (starts_list) {
    out.insert(digits, 1, '\\');
  } else if (!out.empty() && (out[0] == '-' || out[0] == '+' || out[0] == '#' || out[0] == '=')) {
    out.insert(0, 1, '\\');
  }
  return out;
}

std::string markdown_table(const DataTable& table) {
  std::string out;
  const std::size_t columns = table.headings.size();
  for (std::size_t from = 1; from == 1 || from < columns; from += columns_max) {
    append_columns(table, from, std::min(from + columns_max, columns), out);
  }
  return out;
}

std::string markdown_listing(std::string_view text) {
  // A fence longer than any run of backticks inside.
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
  const bool ends_line = text.empty() || text.ends_with('\n');
  return fmt::format("{}\n{}{}{}\n\n", fence, text, ends_line ? "" : "\n", fence);
}

std::string markdown_cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t end = text.rfind('\n', bytes_max - more.size());
  if (end == std::string_view::npos) {
    // One endless line: between two characters of UTF-8.
    end = bytes_max - more.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  }
  return std::string(text.substr(0, end)).append(more);
}

}  // namespace coalmine::report
