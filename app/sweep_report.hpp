// What a sweep tells: on standard output, and in a page.
#pragma once

#include <string>

#include "app/sweep_study.hpp"
#include "base/result.hpp"

namespace coalmine::app {

// Whether `report` is a page that can be written; empty, there is none to write. For before a long
// sweep.
Checked<void> check_sweep_report(const std::string& report);

// Writes the page, if there is to be one, then standard output, unless it is to be quiet.
// Error: the page cannot be written.
Checked<void> report_sweep(const harness::SweepResult& sweep, const SweepStudy& study,
                           const SweepCommand& command);

}  // namespace coalmine::app
