// The files that reports go to: what is in them follows from how their names end.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.hpp"
#include "harness/result.hpp"

namespace coalmine::app {

enum class ReportFormat : std::uint8_t { html, markdown, csv };

// By the ending of a file's name: .html, .md or .csv. Error: any other.
Checked<ReportFormat> report_format_of(const std::string& path);

// The same, for before a long run: also an error where the file could not be written.
Checked<void> check_report(const std::string& path);

// The report of these results. Precondition: there are some.
std::string report_text(std::span<const harness::RunResult> results, ReportFormat format);

// Writes it to `path`, the whole file or none. Error: as check_report, or a full disk.
Checked<void> write_report(std::span<const harness::RunResult> results, const std::string& path);

}  // namespace coalmine::app
