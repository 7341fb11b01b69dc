// The chapters of a run's report, one function each: nothing where the run has no such thing.
//
// Precondition of all: the run has policies.
#pragma once

#include <optional>
#include <string_view>

#include "harness/result.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {

// What was expected, and what was found.
std::optional<Chapter> expectations_chapter(const harness::RunResult& result);
// Weight, users who met the canary, users harmed: minute by minute.
std::optional<Chapter> over_time_chapter(const harness::RunResult& result);
// How many users each policy exposed and harmed, beside what theory says.
std::optional<Chapter> blast_radius_chapter(const harness::RunResult& result);
// What became of the same users under each policy.
std::optional<Chapter> users_chapter(const harness::RunResult& result);
// The functions, and which of their versions met.
std::optional<Chapter> chain_chapter(const harness::RunResult& result);
// What an average over both versions shows of the canary.
std::optional<Chapter> masking_chapter(const harness::RunResult& result);
// What alarms watched, and when they fired.
std::optional<Chapter> alarms_chapter(const harness::RunResult& result);
// Whom the canary still met after it was taken back.
std::optional<Chapter> rollback_chapter(const harness::RunResult& result);
// Every other policy minus the first, on the same draws.
std::optional<Chapter> differences_chapter(const harness::RunResult& result);
// Every figure, as the terminal shows them.
std::optional<Chapter> figures_chapter(const harness::RunResult& result);
// The scenario and the command. `version` is of this coalmine, for results that have none.
std::optional<Chapter> repeat_chapter(const harness::RunResult& result, std::string_view version);

}  // namespace coalmine::report
