// The report of a run, or of several: for someone who has to decide whether to ship.
#pragma once

#include <span>
#include <string_view>

#include "harness/result.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {

// The answer first, then the charts, every figure, and how to repeat it. Parts that the run has no
// data for are left out. `version` is of this coalmine. Precondition: the run has policies.
Page run_page(const harness::RunResult& result, std::string_view version);

// Of several runs: an overview of all, then a part for each. Of one, the same as above.
// Precondition: there are runs.
Page runs_page(std::span<const harness::RunResult> results, std::string_view version);

}  // namespace coalmine::report
