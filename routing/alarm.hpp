// An alarm: M of the last N datapoints breach.
//
// The metric pipeline (who counted what, and when it was published) is the driver's; the rule is
// here, sans-I/O, for the simulator and the gateway alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace coalmine::routing {

// What a datapoint counts: every version and qualifier of the function; both versions of the alias;
// the canary alone; or canary minus stable.
enum class Dimension : std::uint8_t { function, alias, version, difference };

enum class Statistic : std::uint8_t { error_rate, error_count, latency };

// What a period without a value counts as: not breaching, breaching, or nothing at all (the N
// datapoints are then the last N that have a value).
enum class Missing : std::uint8_t { not_breaching, breaching, ignore };

struct AlarmSpec {
  std::string function{};  // whose metric; empty: the entry function
  Statistic statistic = Statistic::error_rate;
  double percentile = 0;  // of latency, in (0, 1), nearest rank; unused otherwise
  double threshold = 0;   // breaches iff value > threshold: share, count, or seconds of latency
  Dimension dimension = Dimension::alias;
  std::uint32_t datapoints_to_alarm = 1;  // M, in [1, N]
  std::uint32_t evaluation_periods = 1;   // N
  Duration period = std::chrono::minutes{1};
  Duration phase{};              // datapoint k covers ((k-1)*period - phase, k*period - phase]
  Duration publication_delay{};  // visible this long after its period ended
  Duration reaction{};           // from the alarm until the canary is gone
  Missing missing = Missing::not_breaching;
  friend bool operator==(const AlarmSpec&, const AlarmSpec&) = default;
};

// Error: M above N or 0, N above a week of minutes, a period that is not above 0, a phase outside
// [0, period), a delay below 0, a threshold or percentile out of range.
Checked<AlarmSpec> check(AlarmSpec spec);

// What one version did in one period.
struct Counts {
  std::uint64_t invocations = 0;
  std::uint64_t errors = 0;
  Counts& operator+=(const Counts& other) {
    invocations += other.invocations;
    errors += other.errors;
    return *this;
  }
  friend bool operator==(const Counts&, const Counts&) = default;
};

// The value of an error datapoint, or nothing where there was no traffic to measure (for
// `difference`: where either version had none): no traffic is no data, also for a count of errors.
// `function` and `alias` add both versions up; which invocations are counted at all is the
// driver's.
//
// Precondition: the statistic is not latency.
std::optional<double> error_value(const AlarmSpec& spec, const Counts& stable,
                                  const Counts& canary);

// Remembers the last N datapoints. Before the first, everything is as if not breaching.
class Alarm {
 public:
  explicit Alarm(const AlarmSpec& spec);  // precondition: check(spec) holds

  // In: the next datapoint as it becomes visible, oldest first; nothing for a period without value.
  void handle_datapoint(std::optional<double> value);
  bool firing() const;  // out: at least M of the last N breach

 private:
  double threshold_;
  std::uint32_t datapoints_to_alarm_;
  Missing missing_;
  std::vector<bool> breached_;  // ring of the last N
  std::uint32_t next_ = 0;
  std::uint32_t breaching_ = 0;
};

}  // namespace coalmine::routing
