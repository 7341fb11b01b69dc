// Who watches a rollout, and who stopped it, in words.
#pragma once

#include <string>

#include "harness/result.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {

// "error rate of api above 1 % (both versions of the alias)".
std::string alarm_text(const harness::AlarmInfo& alarm);

// What the threshold is held against, short: "alarm: both above 1 %".
std::string limit_text(const harness::AlarmInfo& alarm);

// "rolled back in 98 % of the replications, on average at 3m20s".
std::string outcome_text(const harness::PolicyResult& policy);

// Whether any replication rolled back under any policy.
bool any_rollback(const harness::RunResult& result);

// Who watches each policy, and what came of it.
DataTable watchers_table(const harness::RunResult& result);

}  // namespace coalmine::report
