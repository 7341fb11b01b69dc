#include "app/sweep_file.hpp"

#include <fmt/format.h>

#include <cassert>
#include <filesystem>
#include <fstream>
#include <utility>

#include "report/file.hpp"
#include "report/journal.hpp"
#include "report/sweep/record.hpp"

namespace coalmine::app {
namespace {

tl::unexpected<Error> refusal(const std::string& output, const std::string& why) {
  return tl::unexpected(Error{fmt::format("{} {}", output, why)});
}

// The lines after the first, without the last if it has no end.
SweepLines point_lines(std::istream& stream) {
  SweepLines lines;
  std::string line;
  while (std::getline(stream, line) && !stream.eof()) {
    lines.emplace_hint(lines.end(), static_cast<std::uint32_t>(lines.size()), std::move(line));
  }
  return lines;
}

// Whether this sweep was begun before, and so had leave to replace what is there.
bool is_under_way(const std::string& output, const SweepStudy& study) {
  return report::Journal::header_of(journal_path(output)) == study.header;
}

}  // namespace

std::string journal_path(const std::string& output) { return output + ".partial"; }

Checked<std::optional<SweepLines>> find_sweep_file(const std::string& output,
                                                   const SweepStudy& study, bool restart) {
  std::error_code ignored;
  if (auto writable = report::check_writable(output); !writable) {
    return tl::unexpected(writable.error());
  }
  if (!std::filesystem::exists(output, ignored)) return std::nullopt;
  if (!std::filesystem::is_regular_file(output, ignored)) {
    return refusal(output, "is not a regular file: a sweep keeps finished points beside its file");
  }
  std::ifstream stream(output, std::ios::binary);
  std::string header;
  if (!std::getline(stream, header) || !report::is_sweep_header(header)) {
    return refusal(output, "is there and is no sweep: it stays as it is, name another file");
  }
  if (restart) return std::nullopt;
  if (header != study.header) {
    if (is_under_way(output, study)) return std::nullopt;
    return refusal(output, fmt::format("is of another sweep: {}; --restart replaces it",
                                       report::sweep_difference(header, study.header)));
  }
  SweepLines lines = point_lines(stream);
  if (lines.size() != study.info.points) {
    return refusal(output, fmt::format("has {} of {} points; --restart begins anew", lines.size(),
                                       study.info.points));
  }
  return lines;
}

Checked<void> write_sweep_file(const std::string& output, const SweepStudy& study,
                               const SweepLines& lines) {
  assert(lines.size() == study.info.points);
  std::size_t size = study.header.size() + 1;
  for (const auto& [point, line] : lines) size += line.size() + 1;
  std::string text;
  text.reserve(size);
  text.append(study.header).append("\n");
  for (const auto& [point, line] : lines) text.append(line).append("\n");
  return report::write_file(output, text);
}

Checked<harness::SweepResult> read_points(const SweepStudy& study, const SweepLines& lines) {
  harness::SweepResult result{.info = study.info, .plan = study.plan};
  for (const auto& [number, line] : lines) {
    auto point = report::read_sweep_line(study.plan, number, line, study.metrics);
    if (!point) return tl::unexpected(point.error());
    result.points.push_back(std::move(*point));
  }
  return result;
}

}  // namespace coalmine::app
