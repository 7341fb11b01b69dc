#include "report/page/run/data_tables.hpp"

#include <fmt/format.h>

namespace coalmine::report {
namespace {

std::string text_of(const Cell& cell) {
  return cell.note.empty() ? cell.text : fmt::format("{} ({})", cell.text, cell.note);
}

}  // namespace

std::vector<DataTable> data_tables(const Table& table) {
  std::vector<DataTable> tables;
  for (const Part& part : table.parts) {
    if (part.lines.empty()) continue;
    DataTable& data = tables.emplace_back(DataTable{{part.title}, {}});
    data.headings.insert(data.headings.end(), table.columns.begin(), table.columns.end());
    data.headings.emplace_back("metric");
    for (const Line& line : part.lines) {
      std::vector<std::string> row{line.label};
      for (const Cell& cell : line.cells) row.push_back(text_of(cell));
      row.push_back(line.metric);
      data.rows.push_back(std::move(row));
    }
  }
  return tables;
}

}  // namespace coalmine::report
