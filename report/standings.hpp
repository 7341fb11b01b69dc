// How policies stand in one metric, for sentences that name the best and the worst.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "harness/result.hpp"

namespace coalmine::report {

// A policy's name and one of its means.
struct Standing {
  std::string_view policy;
  double mean;
};

std::optional<double> mean_of(const harness::PolicyResult& policy, std::string_view metric);

// Of the policies that have data, in their order.
std::vector<Standing> standings(const harness::RunResult& result, std::string_view metric);

// The first of those with the least or the greatest mean. Precondition: not empty.
const Standing& lowest(const std::vector<Standing>& all);
const Standing& highest(const std::vector<Standing>& all);

// Two values that differ by less than a tenth are "about the same" in a sentence.
bool about_equal(double a, double b);

}  // namespace coalmine::report
