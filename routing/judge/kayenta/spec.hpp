// A canary analysis of Kayenta, as configured: metrics and how each is judged, scores, and when.
//
// The words and defaults are those of its NetflixACAJudge. The tolerance (0.25) and the confidence
// (98 %) are constants in its code, so they are none of the configuration here either.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace coalmine::routing::kayenta {

// What a point of a metric is worth, over one step. The units are part of the verdict, because the
// root finder stops at 1e-4 of whatever unit it is given (judge/kayenta/mann_whitney.hpp).
enum class Statistic : std::uint8_t {
  error_rate,    // per cent of the invocations
  success_rate,  // the same
  requests,      // number of invocations
  latency,       // milliseconds
};

struct Measure {
  Statistic statistic = Statistic::error_rate;
  std::optional<double> percentile{};  // of latency, in (0, 1); the mean without it
  friend bool operator==(const Measure&, const Measure&) = default;
};

enum class Direction : std::uint8_t { increase, decrease, either };  // which change is a failure
enum class NanStrategy : std::uint8_t { remove, replace };           // by 0
enum class Outliers : std::uint8_t { keep, remove };
enum class EffectSize : std::uint8_t { mean_ratio, cles };  // cles: share of pairs won by canary

struct Metric {
  Measure measure{};
  std::vector<std::string> groups{"all"};
  Direction direction = Direction::either;
  NanStrategy nan_strategy = NanStrategy::remove;
  Outliers outliers = Outliers::keep;
  double outlier_factor = 3;    // fences are so many interquartile ranges off
  bool critical = false;        // failing beyond the critical effect makes the score 0
  bool must_have_data = false;  // no data fails the metric
  bool muted = false;           // judged and not counted
  EffectSize effect_size = EffectSize::mean_ratio;
  // A change of less effect passes, or is not critical. Without a value that of no effect at all:
  // 1 for the mean ratio, 0.5 for cles.
  std::optional<double> allowed_increase{};
  std::optional<double> allowed_decrease{};
  std::optional<double> critical_increase{};
  std::optional<double> critical_decrease{};
  friend bool operator==(const Metric&, const Metric&) = default;
};

struct GroupWeight {
  std::string group;
  double weight = 0;  // per cent
  friend bool operator==(const GroupWeight&, const GroupWeight&) = default;
};

struct Spec {
  std::vector<Metric> metrics{};
  std::vector<GroupWeight> group_weights{};  // groups without one share what is left of 100
  double pass = 95;                          // the last run has to reach it
  double marginal = 75;                      // every run has to exceed it
  std::optional<Duration> lifetime{};        // of all runs; without it they go on with the rollout
  Duration interval = std::chrono::minutes{5};  // from run to run, at most the lifetime
  Duration begin_after{};                       // warm-up, before the first interval
  std::optional<Duration> lookback{};       // what a run looks at; without it all since the warm-up
  Duration step = std::chrono::minutes{1};  // of a point
  Duration publication_delay{};  // a point cannot be seen before this long after its step
  friend bool operator==(const Spec&, const Spec&) = default;
};

// Error, beginning with the key that is wrong and a colon: no metrics, a percentile out of range, a
// factor that is not above 0, a metric without groups, weights below 0 or above 100 in sum, a
// weight of a group that no metric is in, thresholds outside [0, 100] or marginal above pass, a
// step or warm-up that is not whole seconds, an interval, lookback or lifetime that is not whole
// steps, a delay below 0.
Checked<Spec> check(Spec spec);

// How often the analysis is judged: lifetime / interval, rounded down; nothing without a lifetime.
std::optional<std::int64_t> runs_of(const Spec& spec);
// From run to run: an interval above the lifetime is the lifetime.
Duration interval_of(const Spec& spec);

}  // namespace coalmine::routing::kayenta
