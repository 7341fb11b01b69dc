// Counts what invocations did: for the alarms, for the timeline, and for the latency figures.
//
// Between two controls counts go to one segment, so the hot path adds to two integers; a segment is
// handed to datapoints and timeline when it ends.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "harness/setup.hpp"
#include "harness/users.hpp"
#include "harness/watch.hpp"
#include "sim/histogram.hpp"

namespace coalmine::harness {

inline constexpr Duration timeline_step = std::chrono::minutes{1};

// In how many of them an observation is cut; the last one may be shorter.
constexpr std::size_t timeline_steps(Duration observed) {
  return static_cast<std::size_t>((observed + timeline_step - Duration{1}) / timeline_step);
}

// One step of the timeline, of the watched function.
struct TimelineRow {
  VersionCounts counts;
  double weight = 0;                // when the step ends
  std::uint64_t exposed_users = 0;  // so far, when the step ends
  std::uint64_t harmed_users = 0;
};

class Meters {
 public:
  Meters(const Setup& setup, const spec::Policy& policy);

  void begin();  // a new replication

  // An invocation that began at `began`, once its outcome is known.
  void record(models::FunctionIndex function, routing::Version version, Instant began,
              Duration latency, bool failed) {
    Meter& meter = meters_[function];
    if (!meter.observed) return;
    const auto v = static_cast<std::size_t>(version);
    if (began >= segment_began_) {
      meter.segment[v].invocations += 1;
      meter.segment[v].errors += failed;
    } else {
      record_late(function, version, began, failed);
    }
    if (function == watched_ && began >= setup_.window_begins) latency_[v].add(latency);
    if (meter.wants_latency) record_latency(function, version, began, latency);
  }

  Instant next() const { return next_; }

  // Ends the segment at `now` and hands its counts on.
  void end_segment(Instant now);
  // Publishes and judges datapoints. The alarms that fire, by their place in the policy.
  std::span<const std::size_t> evaluate(Instant now);
  // Opens the periods and the timeline step that begin at `now`.
  void roll_over(Instant now, double weight, std::uint64_t exposed_users);
  // Closes the timeline's last step, at the end of the observation.
  void close(double weight, std::uint64_t exposed_users);
  // Once every chain has ended, which may be long after the observation. That a request was late or
  // lost is known then alone, so harm goes to the step in which it happened. What happened after
  // the end goes to the last step: so its numbers are those of the figures.
  void settle(std::uint64_t exposed_users, std::span<const Instant> first_harms);

  const std::vector<TimelineRow>& timeline() const { return timeline_; }
  const std::array<sim::Histogram, 2>& latency() const { return latency_; }  // in the window
  const VersionCounts& watched_counts() const { return watched_counts_; }    // in the window

 private:
  struct Meter {
    bool observed = false;
    bool wants_latency = false;
    VersionCounts segment;
    std::vector<std::size_t> watches;  // places in watches_
  };

  void record_late(models::FunctionIndex function, routing::Version version, Instant began,
                   bool failed);
  void record_latency(models::FunctionIndex function, routing::Version version, Instant began,
                      Duration latency);
  TimelineRow& row_at(Instant at);
  void find_next();

  const Setup& setup_;
  const spec::Policy& policy_;
  models::FunctionIndex watched_;
  std::vector<Meter> meters_;  // by function
  std::vector<Watch> watches_;
  std::vector<std::size_t> firing_;
  std::vector<TimelineRow> timeline_;
  std::array<sim::Histogram, 2> latency_;
  VersionCounts watched_counts_;
  Instant segment_began_;
  Instant step_ends_;
  Instant next_;
};

}  // namespace coalmine::harness
