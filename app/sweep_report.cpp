#include "app/sweep_report.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "app/terminal.hpp"
#include "report/file.hpp"
#include "report/page/page.hpp"
#include "report/sweep/page.hpp"
#include "report/sweep/terminal.hpp"

namespace coalmine::app {
namespace {

bool is_html(const std::string& report) { return report.ends_with(".html"); }

std::string page_text(const harness::SweepResult& sweep, const SweepStudy& study, bool html) {
  const report::Page page = report::sweep_page(sweep, study.metrics);
  return html ? report::to_html(page, COALMINE_VERSION)
              : report::to_markdown(page, COALMINE_VERSION);
}

}  // namespace

Checked<void> check_sweep_report(const std::string& report) {
  if (report.empty()) return {};
  if (!is_html(report) && !report.ends_with(".md")) {
    return tl::unexpected(
        Error{fmt::format("--report {}: a report is a .html or a .md file", report)});
  }
  return report::check_writable(report);
}

Checked<void> report_sweep(const harness::SweepResult& sweep, const SweepStudy& study,
                           const SweepCommand& command) {
  if (!command.report.empty()) {
    const std::string text = page_text(sweep, study, is_html(command.report));
    if (auto written = report::write_file(command.report, text); !written) return written;
  }
  if (!command.run.quiet) {
    fmt::print("{}", report::to_terminal(sweep, study.metrics, style_of(stdout)));
  }
  return {};
}

}  // namespace coalmine::app
