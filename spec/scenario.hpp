// A checked scenario: what a YAML file says, with every name resolved and every value in range.
//
// Only spec/parse makes one from text, so a Scenario that came from a file is valid.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "models/flags.hpp"
#include "models/holders.hpp"
#include "models/system.hpp"
#include "models/trace.hpp"
#include "models/traffic.hpp"
#include "routing/alarm.hpp"
#include "routing/policy.hpp"
#include "routing/rollout.hpp"
#include "spec/judge.hpp"

namespace coalmine::spec {

// A policy: how a request is routed, how the weight moves and who judges; and what of the world
// around the router it is about.
struct Policy {
  std::string name;
  routing::Policy routing;
  models::Holders holders{};  // of what the policy remembers
  std::optional<models::FlagDelivery> flags{};
  double without_key = 0;           // share of users whose requests have no key
  bool keeps_first_key = false;     // who was bucketed before the login keeps that bucket
  std::vector<double> header_rate;  // by rule: share of requests with its header
  // One plan for each function of the release, in the order of Release::functions.
  std::vector<routing::Plan> plans;
  // The same as written, before judges hold steps up or move the weight. Without steps where a
  // judge moves it and no rollout is written.
  std::vector<routing::Plan> written_plans{};
  std::vector<Duration> starts;  // when each begins to shift, same order
  std::vector<routing::AlarmSpec> alarms;
  // Places in Scenario::judges: of those that decide beside the alarms, and of those that only
  // watch.
  std::vector<std::size_t> judges{};
  std::vector<std::size_t> watchers{};
  models::MixedBatch batches = models::MixedBatch::alias;  // at event sources
  friend bool operator==(const Policy&, const Policy&) = default;
};

struct Release {
  std::vector<models::FunctionIndex> functions;  // those that move; not empty, increasing
  // When each begins to shift, same order: the earliest that any policy does (Policy::starts).
  std::vector<Duration> starts;
  std::optional<models::Distribution> start_skew{};  // seconds by which each begins later (C20)
  bool rollback_together = true;          // an alarm of one function rolls back all of them
  std::optional<Duration> rollback_at{};  // an operator takes it back
  friend bool operator==(const Release&, const Release&) = default;
};

enum class Aggregate : std::uint8_t { mean, ci95_low, ci95_high, quantile };
enum class Comparison : std::uint8_t { less, at_most, greater, at_least, equal };

// One line of `expect:`.
struct Expectation {
  std::string policy;
  std::string metric;
  Aggregate aggregate = Aggregate::mean;
  double quantile = 0;  // in (0, 1), for Aggregate::quantile; nearest rank over replications
  Comparison comparison = Comparison::at_most;
  double value = 0;
  std::string rule;  // as written: "mean < 11%"
  Position at{};     // of the rule in the scenario's file; line 0: --set replaced it
  friend bool operator==(const Expectation&, const Expectation&) = default;
};

// Replicate until half of the 95 % interval of the figure's mean is at most this wide, or so often.
struct Precision {
  std::string policy;
  std::string metric;
  double half_width = 0;      // in the metric's unit, above 0
  std::uint32_t at_most = 1;  // replications
  friend bool operator==(const Precision&, const Precision&) = default;
};

struct Scenario {
  std::string name;
  std::string description;
  std::string
      digest;  // SHA-256 (hex) of the scenario as it runs: after --set, with the trace's bytes
  // What it was made from: the text as read, before what follows replaced values in it; what did,
  // "PATH=VALUE", without the seed and the number of replications, which are members; and the
  // policies that alone were kept. Nothing of them feeds a run.
  std::string text;
  std::vector<std::string> set;
  std::vector<std::string> only_policies;
  std::uint64_t seed = 1;
  std::uint32_t replications = 1;    // with `precision`, those to begin with
  std::vector<Precision> precision;  // by item of the scenario, by policy
  Duration duration{};               // the observation: requests arrive in [0, duration)
  Duration warm_up{};                // requests before are served, but not counted
  models::TrafficSpec traffic;
  std::shared_ptr<const models::Trace>
      trace;  // where traffic is a trace: the rows of its range, from 0
  models::System system;
  Release release;
  std::vector<Judge> judges;
  std::vector<Policy> policies;  // the first is what the others are compared with
  std::vector<Expectation> expectations;
  std::optional<models::FunctionIndex> watched;  // whose latency and error rates are reported
  std::optional<Duration> long_wait;             // waits above it are counted
  std::vector<Duration> windows;  // tumbling windows for blast_radius.exposed.per_<window>
};

}  // namespace coalmine::spec
