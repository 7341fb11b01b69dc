// How Flagger analyses a canary and moves its weight: the fields of its Canary resource.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "routing/judge/query.hpp"

namespace coalmine::routing::flagger {

inline constexpr std::uint32_t total_weight_percent = 100;
inline constexpr Duration interval_min = std::chrono::seconds{10};

// A metric passes if its value is within its range; without traffic there is no value, and it fails
// (IN-10).
struct Metric {
  Query query;
  std::optional<double> min;  // share, number or seconds
  std::optional<double> max;
  // The built-in request-duration: value and limits lose what is below a millisecond.
  bool whole_ms = false;
  friend bool operator==(const Metric&, const Metric&) = default;
};

// Error: a query that is refused, a least value above the greatest. Messages begin with the field
// that is wrong.
Checked<Metric> check(Metric metric);

bool passes(const Metric& metric, std::optional<double> value);

// A webhook that refuses for a while, from the release's planned start.
struct Gate {
  Duration closed_from{};
  std::optional<Duration> closed_to;  // nothing: it never opens again
  friend bool operator==(const Gate&, const Gate&) = default;
};

struct Spec {
  Duration interval = std::chrono::minutes{1};
  std::uint32_t threshold = 1;  // failed checks, over the whole run, that roll back

  // Weights are whole percents of the traffic, as the product's are.
  std::uint32_t step_weight_percent = 0;  // 0: step_weights or iterations
  std::vector<std::uint32_t> step_weights_percent;
  std::uint32_t max_weight_percent = total_weight_percent;
  std::uint32_t step_weight_promotion_percent = 0;  // 0: back to the primary at once
  // A/B testing: so many checks while those who match are served by the canary. 0: weights.
  std::uint32_t iterations = 0;

  std::vector<Metric> metrics;
  bool skip_analysis = false;
  std::optional<Gate> confirm_rollout;
  std::optional<Gate> confirm_traffic_increase;
  std::optional<Gate> confirm_promotion;
  // A closed gate before a traffic increase is a phase of its own in which the threshold is not
  // looked at (IN-17). Not so in released versions; PR#1252 would have done it.
  bool traffic_gate_suspends_threshold = false;
  friend bool operator==(const Spec&, const Spec&) = default;
};

// Error: an interval below the least, a threshold of 0, not exactly one of step weight, step
// weights and iterations (none, if the analysis is skipped), weights that do not rise or are not
// within 1 to 100, a gate that opens before it closes, a duration that is not in whole seconds, or
// a metric that is refused. Messages begin with the field that is wrong, if it is one.
Checked<Spec> check(Spec spec);

// The weights of the analysis in turn, in percent. The last is the first that is not below the
// maximum: 20, 40, 60 for steps of 20 up to 50 (IN-16). None in A/B testing.
// Precondition: check(spec) holds.
std::vector<std::uint32_t> weights_percent(const Spec& spec);

}  // namespace coalmine::routing::flagger
