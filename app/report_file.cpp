#include "app/report_file.hpp"

#include <fmt/format.h>

#include <cassert>

#include "report/csv.hpp"
#include "report/file.hpp"
#include "report/page/run_page.hpp"

namespace coalmine::app {

Checked<ReportFormat> report_format_of(const std::string& path) {
  if (path.ends_with(".html")) return ReportFormat::html;
  if (path.ends_with(".md")) return ReportFormat::markdown;
  if (path.ends_with(".csv")) return ReportFormat::csv;
  return tl::unexpected(Error{fmt::format(
      "cannot write a report to \"{}\": its name has to end in .html, .md or .csv", path)});
}

Checked<void> check_report(const std::string& path) {
  if (const auto format = report_format_of(path); !format) return tl::unexpected(format.error());
  return report::check_writable(path);
}

std::string report_text(std::span<const harness::RunResult> results, ReportFormat format) {
  switch (format) {
    case ReportFormat::html:
      return report::to_html(report::runs_page(results, COALMINE_VERSION), COALMINE_VERSION);
    case ReportFormat::markdown:
      return report::to_markdown(report::runs_page(results, COALMINE_VERSION), COALMINE_VERSION);
    case ReportFormat::csv:
      return report::to_csv(results);
  }
  assert(false);
  return {};
}

Checked<void> write_report(std::span<const harness::RunResult> results, const std::string& path) {
  const auto format = report_format_of(path);
  if (!format) return tl::unexpected(format.error());
  return report::write_file(path, report_text(results, *format));
}

}  // namespace coalmine::app
