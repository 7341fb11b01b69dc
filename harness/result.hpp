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

// A figure over time, mean over replications, one value for each step of the timeline; nothing
// where no replication had data. Nine of ten replications lie between `low` and `high`, the 5th and
// 95th percentile over the first `band_replications` of them.
struct Series {
  std::string name;
  std::vector<std::optional<double>> values;
  std::vector<std::optional<double>> low;
  std::vector<std::optional<double>> high;
};
inline constexpr std::uint32_t band_replications = 200;

// What became of a user in the first replication: a letter each.
enum class Fate : char {
  absent = '-',      // not active
  untouched = '.',   // never met the canary, no harm
  exposed = 'e',     // met the canary, no harm
  harmed = 'h',      // met the canary, and was harmed by the release
  collateral = 'c',  // was harmed by the release, and never met the canary
};
inline constexpr std::uint64_t users_shown_max = 1000;

// Every how many users one is shown, so that at most users_shown_max are.
constexpr std::uint64_t users_every(std::uint64_t users) {
  return users == 0 ? 1 : (users - 1) / users_shown_max + 1;
}

// An alarm that watches a policy's rollout.
struct AlarmInfo {
  std::string metric;  // "error_rate", "latency.p95" ...: as the scenario language calls it
  double above = 0;    // threshold: a share, a count, or s
  std::string function;
  std::string dimension;  // "function", "alias", "version" or "difference"
};

struct PolicyResult {
  std::string name;
  std::vector<Figure> figures;
  std::vector<AlarmInfo> alarms;
  std::vector<std::string> judges;  // that decide, by name
  Duration timeline_step{};
  std::vector<Series> timeline;
  std::string fates;  // of every `users_every`-th user, from the first; letters of Fate
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

// What an item of `precision:` asked of a policy, and what RunResult::replications of it reached.
struct Reached {
  std::string policy;
  std::string metric;
  double half_width_asked = 0;       // of the 95 % interval of the mean, in the metric's unit
  std::optional<double> half_width;  // nothing without data
  std::uint32_t at_most = 0;         // replications

  bool is_met() const { return half_width && *half_width <= half_width_asked; }
};

// How the functions of the scenario are linked.
struct Link {
  std::string from;
  std::string to;
  std::string stream;  // the stream's name; empty: a call
};
struct SystemInfo {
  std::string entry;
  std::vector<std::string> functions;
  std::vector<std::string> moving;  // those of the release
  std::string watched;              // whose latency, error rates and masking are reported
  std::vector<Link> links;
};

struct RunResult {
  std::string version;  // of the coalmine that found it, where that is known; empty: this one
  std::string scenario;
  std::string digest;
  // How to repeat it: the scenario's text, and what the command line replaced in it beside seed and
  // replications.
  std::string text;
  std::vector<std::string> set;
  std::vector<std::string> only_policies;  // --policy; empty: all
  SystemInfo system;
  std::uint64_t users = 0;
  std::uint64_t users_every = 1;  // PolicyResult::fates
  std::uint64_t seed = 0;
  std::uint32_t replications = 0;
  std::vector<Reached> precision;  // in the order of the scenario; of each item, by policy
  std::vector<PolicyResult> policies;
  std::vector<Difference> comparisons;
  std::vector<Judgement> judgements;
};

}  // namespace coalmine::harness
