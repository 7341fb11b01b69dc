// What an analysis of Argo Rollouts measures, and when the rollout asks for one.
//
// The fields of a metric are those of the product's AnalysisTemplate, with its defaults.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "routing/judge/query.hpp"

namespace coalmine::routing::argo {

// After a measurement with an error the next one is so much later, whatever the interval (IN-11).
inline constexpr Duration error_retry_interval = std::chrono::seconds{10};

enum class Comparison : std::uint8_t { at_least, above, below, at_most, equal };

// On the result of a query: share, number or seconds. No comparison holds for "not a number".
struct Condition {
  Comparison comparison = Comparison::at_least;
  double value = 0;
  friend bool operator==(const Condition&, const Condition&) = default;
};

// What a query gives where nothing happened in its window.
enum class WithoutTraffic : std::uint8_t {
  error,         // an empty vector: a condition on its first element cannot be evaluated
  not_a_number,  // nothing divided by nothing, where the series exist
  value,         // the condition or the query is guarded, as by "or vector(1)"
};

struct Metric {
  Query query{.window = std::chrono::minutes{5}};
  std::optional<Condition> success;  // without it: whatever is no failure
  std::optional<Condition> failure;  // without it: whatever is no success
  WithoutTraffic without_traffic = WithoutTraffic::error;
  double value_without_traffic = 0;
  std::optional<Duration> interval;  // none: measured once
  Duration initial_delay{};
  std::uint32_t count = 0;         // measurements without error; 0: not given
  std::int32_t failure_limit = 0;  // of failures in all, more fail it; -1: any number
  std::uint32_t inconclusive_limit = 0;
  std::uint32_t consecutive_error_limit = 4;
  std::uint32_t consecutive_success_limit = 0;  // so many in a row succeed; 0: not asked for
  bool dry_run = false;                         // recorded only
  friend bool operator==(const Metric&, const Metric&) = default;
};

// Error: a duration that is not in whole seconds, a query that is refused, or what the product
// refuses: a count above 1 without an interval or below a limit, and neither a failure limit nor
// one of successes. Messages begin with the field that is wrong.
Checked<Metric> check(Metric metric);

// After how many measurements without error a metric is complete; nothing: never by itself.
std::optional<std::uint32_t> effective_count(const Metric& metric);

// An analysis that is a step of the rollout: the plan goes on when it is successful.
struct StepAnalysis {
  std::uint32_t step = 1;         // of the plan, counted from 1: the step ends with the analysis
  Duration after{};               // from the beginning of the step until that of the analysis
  std::vector<Metric> metrics{};  // none: those of the judge
  friend bool operator==(const StepAnalysis&, const StepAnalysis&) = default;
};

struct Spec {
  std::vector<Metric> metrics;
  bool background = true;           // beside the steps, from `starting_step` on
  std::uint32_t starting_step = 1;  // of the plan, counted from 1
  std::vector<StepAnalysis> analyses;
  // From the planned start, when the ReplicaSet is created, until its pods are ready and the first
  // weight is set.
  Duration pods_ready_after{};
  // Does the background analysis wait for that weight? The product's does not (PR#4864 proposes
  // it): a first measurement is of nothing.
  bool waits_for_traffic = false;
  friend bool operator==(const Spec&, const Spec&) = default;
};

// Error: no analysis, no metrics, two analyses at a step, a duration that is not in whole seconds,
// or a metric that is refused. Messages begin with the field that is wrong.
Checked<Spec> check(Spec spec);

// Metrics of the analysis, its own or the judge's.
const std::vector<Metric>& metrics_of(const StepAnalysis& analysis, const Spec& spec);

}  // namespace coalmine::routing::argo
