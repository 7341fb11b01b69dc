// What of a scenario a result repeats, so that a report needs no other file: where it came from,
// its system, and who watches.
#pragma once

#include <string>
#include <vector>

#include "harness/result.hpp"
#include "harness/setup.hpp"

namespace coalmine::harness {

// A result without policies, comparisons and judgements.
RunResult describe(const spec::Scenario& scenario);

std::vector<AlarmInfo> alarms_of(const Setup& setup, const spec::Policy& policy);
// Names of those that decide.
std::vector<std::string> judges_of(const Setup& setup, const spec::Policy& policy);

}  // namespace coalmine::harness
