// The tables of a run's result, before anybody lays them out: every figure, and how the policies
// differ.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/result.hpp"
#include "report/table.hpp"

namespace coalmine::report {

inline constexpr const char* no_data = "no data";

// A column for each policy. A cell is the mean ± half of its interval; its note the exact value, or
// in how many replications there were data.
Table figures_table(const harness::RunResult& result);

// The paired differences of the other policies from the first, of the key figures that differ in
// any; without parts where none does.
Table differences_table(const harness::RunResult& result);

// The unit of the metric in any policy; empty if none has it.
std::string unit_of(const harness::RunResult& result, std::string_view metric);

// policy minus the first policy; null if that was not compared.
const harness::Difference* find_difference(const harness::RunResult& result,
                                           std::string_view policy, std::string_view metric);

// Half of the interval from `low` to `high`, where there is one.
std::optional<double> half_width(const std::optional<double>& low,
                                 const std::optional<double>& high);

// "7 met", "5 met, 1 not met, 1 without data".
std::string verdict_counts(const harness::RunResult& result);

// What an expectation found, with its unit, or "no data".
std::string found_text(const harness::RunResult& result, const harness::Judgement& judgement);

}  // namespace coalmine::report
