#include "harness/meters.hpp"

#include <algorithm>

namespace coalmine::harness {
Meters::Meters(const Setup& setup, const spec::Policy& policy)
    : setup_(setup), policy_(policy), watched_(setup.watched()) {}

void Meters::begin() {
  meters_.assign(setup_.scenario.system.functions.size(), {});
  watches_.clear();
  for (const routing::AlarmSpec& alarm : policy_.alarms) {
    Meter& meter = meters_[setup_.function_named(alarm.function)];
    meter.observed = true;
    meter.watches.push_back(watches_.size());
    watches_.emplace_back(alarm, setup_.first_shift);
    meter.wants_latency = meter.wants_latency || watches_.back().wants_latency();
  }
  meters_[watched_].observed = true;
  timeline_.assign(1, {});
  for (sim::Histogram& latency : latency_) latency.clear();
  watched_counts_ = {};
  segment_began_ = Instant{};
  step_ends_ = Instant{timeline_step};
  find_next();
}

void Meters::record_late(models::FunctionIndex function, routing::Version version, Instant began,
                         bool failed) {
  const routing::Counts one{1, failed};
  const auto v = static_cast<std::size_t>(version);
  if (function == watched_) {
    row_at(began).counts[v] += one;
    if (began >= setup_.window_begins) watched_counts_[v] += one;
  }
  for (const std::size_t watch : meters_[function].watches)
    watches_[watch].add_late(version, began, failed);
}

void Meters::record_latency(models::FunctionIndex function, routing::Version version, Instant began,
                            Duration latency) {
  for (const std::size_t watch : meters_[function].watches) {
    if (watches_[watch].wants_latency()) watches_[watch].add_latency(version, began, latency);
  }
}

TimelineRow& Meters::row_at(Instant at) {
  const auto step = static_cast<std::size_t>(at.time_since_epoch() / timeline_step);
  return timeline_[std::min(step, timeline_.size() - 1)];
}

void Meters::end_segment(Instant now) {
  for (std::size_t function = 0; function < meters_.size(); ++function) {
    Meter& meter = meters_[function];
    if (!meter.observed) continue;
    for (const std::size_t watch : meter.watches) watches_[watch].add(meter.segment);
    if (function == watched_) {
      for (std::size_t v = 0; v < 2; ++v) {
        timeline_.back().counts[v] += meter.segment[v];
        if (segment_began_ >= setup_.window_begins) watched_counts_[v] += meter.segment[v];
      }
    }
    meter.segment = {};
  }
  segment_began_ = now;
}

std::span<const std::size_t> Meters::evaluate(Instant now) {
  firing_.clear();
  for (std::size_t i = 0; i < watches_.size(); ++i) {
    if (watches_[i].evaluate(now)) firing_.push_back(i);
  }
  return firing_;
}

void Meters::roll_over(Instant now, double weight, std::uint64_t exposed_users) {
  for (Watch& watch : watches_) watch.roll_over(now);
  if (now >= step_ends_) {
    close(weight, exposed_users);
    timeline_.emplace_back();
    step_ends_ += timeline_step;
  }
  find_next();
}

void Meters::close(double weight, std::uint64_t exposed_users) {
  timeline_.back().weight = weight;
  timeline_.back().exposed_users = exposed_users;
}

void Meters::settle(std::uint64_t exposed_users, std::span<const Instant> first_harms) {
  // A step that begins when the observation ends is none of it.
  timeline_.resize(timeline_steps(setup_.scenario.duration));
  timeline_.back().exposed_users = exposed_users;
  for (const Instant harmed_at : first_harms) {
    if (harmed_at != never) ++row_at(harmed_at).harmed_users;
  }
  for (std::size_t step = 1; step < timeline_.size(); ++step) {
    timeline_[step].harmed_users += timeline_[step - 1].harmed_users;
  }
}

void Meters::find_next() {
  next_ = step_ends_;
  for (const Watch& watch : watches_) next_ = std::min(next_, watch.next());
}

}  // namespace coalmine::harness
