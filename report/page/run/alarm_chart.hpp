// What was measured under a policy minute by minute, its thresholds, and when replications rolled
// back, as a chart.
#pragma once

#include <optional>
#include <string>

#include "harness/result.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {

// Nothing where there is nothing to see: no failure, no threshold and no rollback.
std::optional<Chart> alarm_chart(const harness::RunResult& result,
                                 const harness::PolicyResult& policy, std::string id);

}  // namespace coalmine::report
