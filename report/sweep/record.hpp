// A sweep as lines of JSON: first which sweep it is, then a line for each point.
//
// A line follows from the scenario, the point and the version alone, so a file is the same bytes
// whatever did the work and however often it was interrupted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "harness/result.hpp"
#include "harness/sweep/result.hpp"

namespace coalmine::report {

// The first line, without its end. `version` is coalmine's own.
std::string sweep_header(const harness::SweepInfo& info, std::string_view version);

// The line of a point, without its end.
std::string sweep_line(const harness::SweepPlan& plan, std::uint32_t point,
                       const harness::RunResult& result);

// What sweep_line wrote, of these metrics: a sweep may have more figures than memory holds.
// Error: it is no such line, or another point's.
Checked<harness::SweepPoint> read_sweep_line(const harness::SweepPlan& plan, std::uint32_t point,
                                             std::string_view line,
                                             const std::vector<std::string>& metrics);

// Whether a line is the header of some sweep.
bool is_sweep_header(std::string_view line);

// How a sweep differs from ours, for people: "its seed is 1, not 2". Precondition: two headers that
// are not the same.
std::string sweep_difference(std::string_view other, std::string_view ours);

}  // namespace coalmine::report
