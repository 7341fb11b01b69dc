// Several runs at a glance.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/result.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {

// What each run is called beside the others: its scenario's name, numbered where two have the same.
std::vector<std::string> run_names(std::span<const harness::RunResult> results);

// Whom each policy of each run reached and harmed, and whether the run met its expectations.
Chapter overview_chapter(std::span<const harness::RunResult> results);

}  // namespace coalmine::report
