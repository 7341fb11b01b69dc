// Which figures the table shows, and what they are called there: plain words for people, beside
// the metric's name, which is what `expect:` lines and the JSON use.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/result.hpp"

namespace coalmine::report {

// When a row is in the table. With data in some policy, and
enum class Shown : std::uint8_t {
  always,
  unless_zero,         // not where every policy has zero: nothing of the kind happened
  if_versions_differ,  // where the canary is slower or faster at the row's percentile: their
                       // intervals do not touch. Else there is nothing to see, and a ratio of noise
                       // to mislead.
};

struct Row {
  std::string_view metric;  // "blast_radius.exposed"; ending in "*", each metric that begins so
  std::string_view label;   // "users who met the canary"; at most 34 columns
  Shown shown = Shown::always;
  bool key = false;  // its paired difference is shown too
};

struct Section {
  std::string_view title;
  std::span<const Row> rows;
};

std::span<const Section> sections();

// The metrics of `row` in the order of the first policy that has them: one, or those that "*"
// stands for.
std::vector<std::string> metrics_of(const Row& row, const harness::RunResult& result);

// Its label, with what the "*" stands for.
std::string label_of(const Row& row, std::string_view metric);

// Whether the row is in the table.
bool is_shown(const Row& row, std::string_view metric, const harness::RunResult& result);

}  // namespace coalmine::report
