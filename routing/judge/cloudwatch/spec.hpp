// A CloudWatch alarm, as configured: what it watches, and the rule by which a period breaches.
//
// The words are the product's. What no document says is a field with the default that the facts
// give it (docs/JUDGES.md), so that a result can be asked whether it depends on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace coalmine::routing::cloudwatch {

// What Lambda reports (L13). Of each invocation: 1 to `invocations`, 0 or 1 to `errors`, its
// milliseconds to `duration`. Of each rejected attempt: 1 to `throttles`, and nothing else.
enum class Measure : std::uint8_t { invocations, errors, throttles, duration };

enum class Aggregate : std::uint8_t {
  sample_count,
  sum,
  average,
  minimum,
  maximum,
  percentile,
};

struct Statistic {
  Aggregate aggregate = Aggregate::sum;
  double percentile = 0;  // in (0, 1): 0.99 is p99; of Aggregate::percentile alone
  friend bool operator==(const Statistic&, const Statistic&) = default;
};

// Which invocations are in the series (L12). CloudWatch keeps one series for each exact set of
// dimensions and never adds series up.
enum class Dimension : std::uint8_t {
  function,  // FunctionName: both versions, also what does not come through the alias
  alias,     // Resource = function:alias: both versions
  version,   // ExecutedVersion = the canary
  stable,    // ExecutedVersion = the version before: what an expression compares with
  nowhere,   // a set under which nothing is ever reported, such as a misspelt alias
};

struct Metric {
  Measure measure = Measure::errors;
  Statistic statistic{};
  Dimension dimension = Dimension::alias;
  friend bool operator==(const Metric&, const Metric&) = default;
};

struct NamedMetric {
  std::string id;  // a lower-case letter, then letters, digits and _
  Metric metric;
  friend bool operator==(const NamedMetric&, const NamedMetric&) = default;
};

// What a metric without a point is in an expression: nothing, and so is the result (W18); or 0 as
// soon as another metric of the expression has a point, which is what the user guide's tables of
// operators say.
enum class MissingInMath : std::uint8_t { missing, zero };

// Metric math (W18): an expression over metrics of one period. Its language: metric_math.hpp.
struct Expression {
  std::string text;
  std::vector<NamedMetric> metrics;  // 1 to 10
  MissingInMath missing = MissingInMath::missing;
  friend bool operator==(const Expression&, const Expression&) = default;
};

// When a value breaches (W8). Those of anomaly bands are named so that `check` can refuse them:
// the formula of a band is not public (W19).
enum class Comparison : std::uint8_t {
  greater_than,
  greater_than_or_equal,
  less_than,
  less_than_or_equal,
  outside_band,
  below_band,
  above_band,
};

// What a period without a point counts as, where it counts at all (W10, W12).
enum class MissingData : std::uint8_t { missing, ignore, breaching, not_breaching };

// Of a percentile over too few samples (W15): take it, or keep the state.
enum class LowSamples : std::uint8_t { evaluate, ignore };

// How a percentile that falls between two samples is read; not documented (W2).
enum class PercentileMethod : std::uint8_t { nearest_rank, linear };

// Where windows end (W7): at the evaluation, or at full periods of the clock.
enum class WindowEnd : std::uint8_t { sliding, wall_clock };

// How fine time is in the store: Lambda's metrics have one-minute time stamps (W1), so an alarm
// with a period of 10 s finds a point in one slot of six (W17). `high`: a metric of one's own.
enum class Resolution : std::uint8_t { standard, high };

// After its creation an alarm stays in INSUFFICIENT_DATA (W16): for the whole length, or until data
// have come for as long as an evaluation looks at, if that is earlier.
struct WarmUp {
  Duration length{};  // 1 to 2,880 minutes
  bool whole = false;
  friend bool operator==(const WarmUp&, const WarmUp&) = default;
};

struct MetricAlarmSpec {
  std::variant<Metric, Expression> watched = Metric{};
  Duration period = std::chrono::minutes{1};
  std::uint32_t evaluation_periods = 1;              // N
  std::optional<std::uint32_t> datapoints_to_alarm;  // M, in [1, N]; none: N (W5)
  Comparison comparison = Comparison::greater_than;
  double threshold = 0;  // of `duration`: milliseconds
  MissingData missing = MissingData::missing;
  LowSamples low_samples = LowSamples::evaluate;
  std::optional<std::uint32_t> evaluation_range;  // slots that are fetched; none: N + 2 (W11)
  PercentileMethod percentile_method = PercentileMethod::nearest_rank;
  WindowEnd window_end = WindowEnd::sliding;
  Resolution resolution = Resolution::standard;
  std::optional<WarmUp> warm_up;
  friend bool operator==(const MetricAlarmSpec&, const MetricAlarmSpec&) = default;
};

// M, and the number of slots that an evaluation fetches, with their defaults.
std::uint32_t datapoints_to_alarm(const MetricAlarmSpec& spec);
std::uint32_t evaluation_range(const MetricAlarmSpec& spec);

// The metrics whose points an evaluation needs, in the order in which it wants them.
std::vector<Metric> metrics_of(const MetricAlarmSpec& spec);

// An alarm over the states of other alarms (W20). The language of rules: composite_rule.hpp.
struct CompositeAlarmSpec {
  std::string rule;
  friend bool operator==(const CompositeAlarmSpec&, const CompositeAlarmSpec&) = default;
};

struct AlarmSpec {
  std::string name;
  std::variant<MetricAlarmSpec, CompositeAlarmSpec> alarm = MetricAlarmSpec{};
  friend bool operator==(const AlarmSpec&, const AlarmSpec&) = default;
};

// Error: a period that is not 10 s, 20 s, 30 s or a multiple of 60 s, or too many of them (W5);
// M outside [1, N]; a range below N; a threshold that is no number; a percentile outside (0, 1);
// `low_samples` `ignore` without a percentile; wall-clock windows of another period than the
// product has (W7); a warm-up out of range (W16); a band (W19); an expression that is not valid.
Checked<MetricAlarmSpec> check(MetricAlarmSpec spec);

}  // namespace coalmine::routing::cloudwatch
