// All judges of a scenario on the same replications, with the bug and without it: what each would
// have done, when, and whom the release had harmed by then.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "harness/parallel.hpp"
#include "harness/statistics.hpp"
#include "spec/scenario.hpp"

namespace coalmine::harness {

// Of one judge under one policy. Shares have Wilson's interval; means Student's. Without a bug in
// the scenario there is nothing to detect, miss or hold: no data.
struct JudgeRecord {
  std::string judge;
  std::string engine;
  // What became of the faulty release; these three add up to 1.
  Summary detected;  // it wanted the canary gone
  Summary missed;    // it never said anything
  Summary held;      // it asked for a person and no more
  // The same users and luck without the bug.
  Summary false_rollback;
  Summary false_hold;
  Summary time_to_detect;  // seconds from the first shift, where it detected
  Summary harmed_users;    // before it stopped; where it did not, by the end
};

// A figure of the watched function where nobody stops the release: "errors.alias",
// "latency.p99.canary", "masking.p99", "masking.least_weight" ...
struct MaskingFigure {
  std::string name;
  std::string unit;
  Summary value;
};

struct PolicyRecord {
  std::string policy;
  Summary harmed_users;  // by the end, where nobody judges
  std::vector<JudgeRecord> judges;
  std::vector<MaskingFigure> masking;
};

// With so many times the traffic.
struct TrafficRecord {
  double factor = 1;
  std::uint64_t users = 0;
  std::vector<PolicyRecord> policies;
};

struct JudgeComparison {
  std::string scenario;
  std::string digest;
  std::uint64_t seed = 0;
  std::uint32_t replications = 0;
  std::string watched;  // the function that masking is about
  bool faulty = false;  // is there a bug to detect?
  std::vector<TrafficRecord> traffic;
};

struct ComparisonOptions {
  std::vector<std::string> judges;     // only these, in the order of the scenario; empty: all
  std::vector<std::string> functions;  // judges watch only these; empty: as the scenario says
  std::vector<double> traffic{1};      // factors, in this order
  RunOptions run;                      // progress counts replications of all factors
};

// Every policy of the scenario with every judge; alarms of the policies do nothing. A pure function
// of the scenario and the options but `run`.
//
// Error: no judges; a name that is not there; a function without a canary; no judge that watches
// any of the functions; traffic that cannot be scaled.
Checked<JudgeComparison> compare_judges(const spec::Scenario& scenario,
                                        const ComparisonOptions& options = {});

}  // namespace coalmine::harness
