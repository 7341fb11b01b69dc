// Figures of judges as a person reads them.
#pragma once

#include <string>

#include "harness/judges/comparison.hpp"

namespace coalmine::report {

// "x0.1", "x100".
std::string factor_text(double factor);

// A judge that a team can trust: it finds the bug nearly always, and leaves healthy releases alone
// nearly always.
inline constexpr double detects_min = 0.9;
inline constexpr double false_rollbacks_max = 0.1;
bool works(const harness::JudgeRecord& judge);

// What the judges of one policy come to, in sentences: who works, who misses, who rolls back what
// is healthy, and how many users a judge saves.
std::string summarise(const harness::JudgeComparison& comparison, std::size_t policy);

}  // namespace coalmine::report
