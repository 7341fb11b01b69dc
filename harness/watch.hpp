// The metric pipeline of one alarm: invocations in, datapoints by period, published late, judged.
//
// A datapoint counts the invocations that began in its period (AWS fact L14). What becomes known
// of an invocation after its datapoint was published is lost to the alarm.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "routing/alarm.hpp"
#include "routing/version.hpp"
#include "sim/histogram.hpp"

namespace coalmine::harness {

// By routing::Version.
using VersionCounts = std::array<routing::Counts, 2>;

class Watch {
 public:
  // Datapoints go back to the start of the observation; those that end before `first_shift` less
  // the phase are not judged.
  Watch(const routing::AlarmSpec& spec, Instant first_shift);

  const routing::AlarmSpec& spec() const { return spec_; }
  bool wants_latency() const { return spec_.statistic == routing::Statistic::latency; }

  // Invocations that began in (after the previous call of advance, now]: those of one segment,
  // between two instants of next().
  void add(const VersionCounts& segment);
  // One invocation that began at `began`, which may lie in an earlier segment.
  void add_late(routing::Version version, Instant began, bool failed);
  void add_latency(routing::Version version, Instant began, Duration latency);

  // The next instant at which a period ends or a datapoint becomes visible.
  Instant next() const;
  // Publishes what is visible at `now` and judges it. True if a datapoint was published and the
  // alarm fires.
  bool evaluate(Instant now);
  // Ends the period whose last instant lies before `now`, after evaluate(now).
  void roll_over(Instant now);

 private:
  struct Datapoint {
    VersionCounts counts;
    std::array<sim::Histogram, 2> latency;  // filled only where the alarm wants it
  };

  Datapoint* at(Instant began);
  std::optional<double> value_of(const Datapoint& datapoint) const;
  std::optional<double> latency_value(const Datapoint& datapoint) const;

  routing::AlarmSpec spec_;
  routing::Alarm alarm_;
  Instant judged_after_;               // the last instant before datapoint 1
  Instant period_ends_;                // last instant of the newest datapoint's period
  Instant oldest_ends_;                // the same of the oldest unpublished one
  std::deque<Datapoint> unpublished_;  // oldest first; the newest is still being filled
};

}  // namespace coalmine::harness
