#include "app/report.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "app/exit_code.hpp"
#include "app/outputs.hpp"
#include "app/report_file.hpp"
#include "report/csv.hpp"
#include "report/result_file.hpp"

namespace coalmine::app {
namespace {

Checked<ReportFormat> format_of(const ReportCommand& command) {
  if (!command.format.empty()) return report_format_of("." + command.format);
  if (command.output == standard_output) {
    return tl::unexpected(Error{"a report to standard output needs --format: html, md or csv"});
  }
  return report_format_of(command.output);
}

Checked<std::string> text_of(const ReportCommand& command) {
  const auto format = format_of(command);
  if (!format) return tl::unexpected(format.error());
  if (command.values && *format != ReportFormat::csv) {
    return tl::unexpected(
        Error{"--values is for CSV: the others have no place for every replication"});
  }
  if (auto possible = check_outputs({{"--output", command.output}}, command.results); !possible) {
    return tl::unexpected(possible.error());
  }
  std::vector<harness::RunResult> results;
  for (const std::string& path : command.results) {
    auto result = report::read_result(path);
    if (!result) return tl::unexpected(result.error());
    results.push_back(std::move(*result));
  }
  return command.values ? report::values_to_csv(results) : report_text(results, *format);
}

int complain(const Error& error) {
  fmt::print(stderr, "coalmine: {}\n", error.message);
  return bad_input;
}

}  // namespace

int report_results(const ReportCommand& command) {
  const auto text = text_of(command);
  if (!text) return complain(text.error());
  const auto written = write_output(command.output, *text);
  return written ? fine : complain(written.error());
}

}  // namespace coalmine::app
