// The result of a run for people: what each policy did, how they differ, what was expected, and in
// a few sentences what that means.
#pragma once

#include <string>

#include "harness/result.hpp"
#include "report/table.hpp"

namespace coalmine::report {

// The whole report.
std::string to_terminal(const harness::RunResult& result, const Style& style);

// Only the expectations that were not met or had no data; empty if there are none.
std::string failures(const harness::RunResult& result, const Style& style);

}  // namespace coalmine::report
