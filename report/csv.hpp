// Results as comma-separated values: a line for each figure, for spreadsheets and data frames.
//
// Quoted as RFC 4180 says; lines end in a line feed alone. Numbers have every digit. No data is an
// empty field.
#pragma once

#include <span>
#include <string>

#include "harness/result.hpp"

namespace coalmine::report {

// scenario, digest, seed, policy, metric, unit, n, mean, sd, ci95_low, ci95_high, closed_form.
std::string to_csv(std::span<const harness::RunResult> results);

// What every replication found instead: scenario, digest, seed, policy, metric, unit, replication
// (from 0), value.
std::string values_to_csv(std::span<const harness::RunResult> results);

}  // namespace coalmine::report
