// What a run found: plain values, in the order in which they are shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace coalmine::harness {

// A figure over replications. `values` has one entry for each replication, nothing where that one
// had no data; n counts the entries that are there. No mean without data, no sd or interval below n
// = 2.
struct Figure {
  std::string name;  // spec/metrics.hpp
  std::string unit;
  std::uint32_t n = 0;
  std::optional<double> mean;
  std::optional<double> sd;
  std::optional<double> ci95_low;
  std::optional<double> ci95_high;
  std::vector<std::optional<double>> values;
  std::optional<double> closed_form;  // the exact expectation, where the scenario has one
};

// A figure over time, mean over replications; nothing where no replication had data.
struct Series {
  std::string name;
  std::vector<std::optional<double>> values;  // one for each step of the timeline
};

struct PolicyResult {
  std::string name;
  std::vector<Figure> figures;
  Duration timeline_step{};
  std::vector<Series> timeline;
};

// policy minus against, replication by replication on the same draws.
struct Difference {
  std::string metric;
  std::string policy;
  std::string against;
  std::uint32_t n = 0;
  std::optional<double> mean;
  std::optional<double> sd;
  std::optional<double> ci95_low;
  std::optional<double> ci95_high;
};

enum class Verdict : std::uint8_t { met, not_met, no_data };

struct Judgement {
  std::string policy;
  std::string metric;
  std::string rule;
  std::optional<double> value;
  Verdict verdict = Verdict::no_data;
};

struct RunResult {
  std::string scenario;
  std::string digest;
  std::uint64_t seed = 0;
  std::uint32_t replications = 0;
  std::vector<PolicyResult> policies;
  std::vector<Difference> comparisons;
  std::vector<Judgement> judgements;
};

}  // namespace coalmine::harness
