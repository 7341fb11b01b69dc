// What changed between stored results and new ones beyond chance, and what of it is a regression.
//
// Two families of tests share a level each, however many results are compared: that a judged figure
// is worse by more than its tolerance, which fails the comparison; and that any figure changed at
// all, which is only told.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "harness/baseline/tolerance.hpp"
#include "harness/result.hpp"
#include "spec/metrics.hpp"

namespace coalmine::harness {

// Below, a mean and its spread say too little.
inline constexpr std::uint32_t replications_compared_min = 5;

struct DiffOptions {
  double level = 0.01;               // of each family, in (0, 0.5]
  std::vector<std::string> metrics;  // that are judged; empty: default_gate()
  std::vector<ToleranceRule> tolerances;
};

enum class Finding : std::uint8_t {
  unchanged,  // as far as can be told
  changed,    // neither better nor worse
  better,
  worse,       // but by no more than the tolerance, or not judged
  regression,  // worse by more than the tolerance
  lost,        // judged, had data, has none, and nothing else that is judged says why
  gone,        // had data, has none
  came,        // had none, has data
  no_data,     // on both sides too little to compare
};

// A figure of a policy, before and after.
struct Change {
  std::string policy;
  std::string metric;
  std::string unit;
  spec::Better better = spec::Better::neither;
  Finding finding = Finding::no_data;
  std::uint32_t n = 0;  // pairs, or values of each side; all means are over these
  std::optional<double> before;
  std::optional<double> after;
  std::optional<double> difference;  // after - before
  std::optional<double> ci95_low;
  std::optional<double> ci95_high;
  std::optional<double> users;         // the difference, counted; of shares of the active users
  std::optional<double> p_changed;     // two-sided, adjusted for all figures that were compared
  std::optional<Tolerance> tolerance;  // of a judged figure
  std::optional<double> p_worse;       // by more than that; adjusted for all that is judged
};

struct Side {
  std::string digest;
  std::uint64_t seed = 0;
  std::uint32_t replications = 0;
  std::string version{};  // of the coalmine that found it
};

struct ScenarioDiff {
  std::string scenario;
  Side before;
  Side after;
  bool paired = false;                   // the seeds are equal: on the same draws
  std::vector<std::string> only_before;  // policies
  std::vector<std::string> only_after;
  std::vector<Change> changes;  // by policy and figure, in the order of the newer result
};

struct BaselineDiff {
  double level = 0;
  std::uint32_t judged = 0;    // tests of the first family, those of unchanged figures included
  std::uint32_t compared = 0;  // of the second
  std::vector<ScenarioDiff> scenarios;
};

struct ResultPair {
  RunResult before;
  RunResult after;
};

// Error: metrics that cannot be judged or that no result has; results of two scenarios, or without
// a policy in common; too few replications to judge by; nothing to judge.
Checked<BaselineDiff> compare(std::span<const ResultPair> results, const DiffOptions& options);

// Whether this finding fails the comparison.
bool fails(Finding finding);
bool passes(const BaselineDiff& diff);

}  // namespace coalmine::harness
