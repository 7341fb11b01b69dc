// What a sweep found, for people: how the figures change with the numbers that were varied.
#pragma once

#include <string>
#include <vector>

#include "harness/sweep/result.hpp"
#include "report/table.hpp"

namespace coalmine::report {

// Of a grid over one number, a line for each value; over two, a map for each policy; over more, and
// of samples, which numbers matter most, each by itself.
std::string to_terminal(const harness::SweepResult& sweep, const std::vector<std::string>& metrics,
                        const Style& style);

}  // namespace coalmine::report
