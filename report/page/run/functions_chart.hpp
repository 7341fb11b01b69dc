// The functions of a chain and the links between them, as a chart.
#pragma once

#include "harness/result.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {

// Precondition: the system has functions.
Chart functions_chart(const harness::SystemInfo& system);

}  // namespace coalmine::report
