// When an alarm is evaluated, and which time each datapoint of an evaluation covers.
//
// Time 0 is taken for a full minute, hour, day and week of the clock.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "routing/judge/cloudwatch/spec.hpp"

namespace coalmine::routing::cloudwatch {

// [from, to).
struct Window {
  Instant from;
  Instant to;
  friend bool operator==(const Window&, const Window&) = default;
};

// N periods.
Duration evaluation_interval(const MetricAlarmSpec& spec);

// From one evaluation to the next (W6): 10 s for periods below a minute; an hour where the
// evaluation interval is longer than a day; a minute otherwise.
Duration evaluation_cadence(const MetricAlarmSpec& spec);

// The first evaluation at or after `from`. Evaluations fall `phase` after full cadences.
// Precondition: phase >= 0; only its rest by the cadence counts.
Instant next_evaluation(const MetricAlarmSpec& spec, Instant from, Duration phase);

// The window of slot `k` of an evaluation at `at`, 0 the newest (W7). Its point's time stamp is
// `from`. Sliding windows end at the last full minute (10 s for short periods; the hour of a
// multi-day alarm, W6), those by the wall clock at the last full period.
Window slot_window(const MetricAlarmSpec& spec, Instant at, std::uint32_t k);

// The invocations, by the instant they began, whose points bear a time stamp in `slot`: in a store
// of standard resolution those of whole minutes which begin in it. May be empty (from == to).
Window invocations_of(const MetricAlarmSpec& spec, Window slot);

// Every window above begins and ends at multiples of it.
Duration grain(const MetricAlarmSpec& spec);

// How far before an evaluation the oldest window begins, at most.
Duration look_back(const MetricAlarmSpec& spec);

}  // namespace coalmine::routing::cloudwatch
