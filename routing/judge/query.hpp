// A query to a metrics store, as Argo Rollouts and Flagger send them: what is measured, of which
// version, over which window.
//
// No invocations in the window is no value, whatever is measured: a store has no series of what
// never happened, and no rate of nothing.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "base/time.hpp"
#include "routing/alarm.hpp"

namespace coalmine::routing {

enum class Measure : std::uint8_t {
  success_rate,  // share
  error_rate,    // share
  error_count,
  requests,
  latency_percentile,  // seconds
  latency_mean,        // seconds
};

enum class Side : std::uint8_t { canary, stable, both, difference };  // difference: canary - stable

struct Query {
  Measure measure = Measure::success_rate;
  double percentile = 0;  // of latency_percentile, in (0, 1); unused otherwise
  Side side = Side::canary;
  Duration window = std::chrono::minutes{1};  // the last so long
  friend bool operator==(const Query&, const Query&) = default;
};

// The smallest unit that windows and intervals of queries are made of.
inline constexpr Duration query_grain = std::chrono::seconds{1};

// Error: a window below `query_grain` or no multiple of it, a percentile out of range.
// Messages begin with the field that is wrong.
Checked<Query> check(Query query);

bool needs_latency(const Query& query);

// What a side did in a window.
struct Sample {
  Counts counts;
  Duration latency{};  // the percentile or mean; nothing unless there were invocations
};

// The value of a sample: share, number or seconds. Precondition: the side is no difference.
std::optional<double> value_of(const Query& query, const Sample& sample);

// Canary minus stable; nothing where either has no value.
std::optional<double> value_of(const Query& query, const Sample& stable, const Sample& canary);

}  // namespace coalmine::routing
