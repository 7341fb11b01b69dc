#include <fmt/format.h>

#include <algorithm>

#include "report/judges.hpp"

namespace coalmine::report {
namespace {

// The names of the machines are those of enumerators, which read better with blanks.
std::string words(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string table(const harness::Machine& machine) {
  std::string text = fmt::format("| {} | on | becomes |\n| --- | --- | --- |\n", machine.title);
  for (const routing::NamedRow& row : machine.rows) {
    text += fmt::format("| {} | {} | {} |\n", words(row.from), words(row.signal), words(row.to));
  }
  return text;
}

}  // namespace

std::string engine_list(std::span<const harness::EngineInfo> engines) {
  std::size_t width = 0;
  for (const auto& engine : engines) width = std::max(width, engine.name.size());
  std::string text;
  for (const auto& engine : engines) {
    text += fmt::format("{:{}}  {}\n", engine.name, width, engine.line);
  }
  return text;
}

std::string machines_markdown(std::span<const harness::EngineInfo> engines) {
  std::string text;
  for (const auto& engine : engines) {
    if (!text.empty()) text += '\n';
    text += fmt::format("### {}\n", engine.name);
    for (const harness::Machine& machine : engine.machines) text += '\n' + table(machine);
  }
  return text;
}

}  // namespace coalmine::report
