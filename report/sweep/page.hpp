// What a sweep found, as a page of charts: the same pictures as in the terminal, to be kept and
// shown.
#pragma once

#include <string>
#include <vector>

#include "harness/sweep/result.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {

// A chapter for each metric. Precondition: there are points.
Page sweep_page(const harness::SweepResult& sweep, const std::vector<std::string>& metrics);

}  // namespace coalmine::report
