// The charts of a rollout over time.
#pragma once

#include <optional>

#include "harness/result.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {

// The share of the traffic that the rollout asked for. Nothing without a timeline.
std::optional<Chart> weight_chart(const harness::RunResult& result);

// The share of the active users who met the canary so far, or whom it harmed. Nothing where that is
// nobody's.
std::optional<Chart> exposed_chart(const harness::RunResult& result);
std::optional<Chart> harmed_chart(const harness::RunResult& result);

}  // namespace coalmine::report
