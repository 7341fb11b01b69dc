#include "report/page/run/data_tables.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace coalmine::report {
namespace {

constexpr std::string_view exact = "exact ";

bool has_notes(const Line& line) {
  return std::any_of(line.cells.begin(), line.cells.end(),
                     [](const Cell& cell) { return !cell.note.empty(); });
}

bool is_exact(const Line& line) {
  return std::all_of(line.cells.begin(), line.cells.end(), [](const Cell& cell) {
    return cell.note.empty() || cell.note.starts_with(exact);
  });
}

// Below the line, as in the terminal. Beside the figures they would make a table too wide.
std::vector<std::string> notes_row(const Line& line) {
  const std::size_t shown_from = is_exact(line) ? exact.size() : 0;
  std::vector<std::string> row{is_exact(line) ? "– exact" : "– note"};
  for (const Cell& cell : line.cells) {
    row.push_back(cell.note.empty() ? "" : cell.note.substr(shown_from));
  }
  return row;
}

}  // namespace

std::vector<DataTable> data_tables(const Table& table) {
  std::vector<DataTable> tables;
  for (const Part& part : table.parts) {
    if (part.lines.empty()) continue;
    DataTable& data = tables.emplace_back(DataTable{{part.title}, {}});
    data.headings.insert(data.headings.end(), table.columns.begin(), table.columns.end());
    for (const Line& line : part.lines) {
      std::vector<std::string> row{line.label};
      for (const Cell& cell : line.cells) row.push_back(cell.text);
      data.rows.push_back(std::move(row));
      if (has_notes(line)) data.rows.push_back(notes_row(line));
    }
  }
  return tables;
}

}  // namespace coalmine::report
