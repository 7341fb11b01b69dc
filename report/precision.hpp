// What `precision:` asked for and what was reached, in lines for people.
#pragma once

#include <string>

#include "harness/result.hpp"
#include "report/table.hpp"

namespace coalmine::report {

// "reached after 312 replications", or how many of the items were not; empty where none was asked.
std::string precision_counts(const harness::RunResult& result);

// An item a line, in columns.
std::string precision_lines(const harness::RunResult& result, const Style& style);

}  // namespace coalmine::report
