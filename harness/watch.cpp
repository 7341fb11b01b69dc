#include "harness/watch.hpp"

#include <algorithm>

namespace coalmine::harness {
namespace {

constexpr Duration instant_after{1};

// The end of the period that the start of the observation falls into, its last instant included.
Instant first_period_end(const routing::AlarmSpec& spec, Instant first_shift) {
  const Duration since_any_end = (first_shift - spec.phase).time_since_epoch() % spec.period;
  const Instant end{since_any_end};
  return end >= Instant{} ? end : end + spec.period;
}

}  // namespace

Watch::Watch(const routing::AlarmSpec& spec, Instant first_shift)
    : spec_(spec),
      alarm_(spec),
      judged_after_(first_shift - spec.phase),
      period_ends_(first_period_end(spec, first_shift)),
      oldest_ends_(period_ends_),
      unpublished_(1) {}

void Watch::add(const VersionCounts& segment) {
  for (std::size_t version = 0; version < 2; ++version) {
    unpublished_.back().counts[version] += segment[version];
  }
}

void Watch::add_late(routing::Version version, Instant began, bool failed) {
  if (Datapoint* datapoint = at(began)) {
    datapoint->counts[static_cast<std::size_t>(version)] += routing::Counts{1, failed};
  }
}

void Watch::add_latency(routing::Version version, Instant began, Duration latency) {
  if (Datapoint* datapoint = at(began)) {
    datapoint->latency[static_cast<std::size_t>(version)].add(latency);
  }
}

Watch::Datapoint* Watch::at(Instant began) {
  auto ends = period_ends_;
  for (auto datapoint = unpublished_.rbegin(); datapoint != unpublished_.rend(); ++datapoint) {
    if (began > ends - spec_.period) return &*datapoint;
    ends -= spec_.period;
  }
  return nullptr;
}

Instant Watch::next() const {
  return std::min(period_ends_ + instant_after, oldest_ends_ + spec_.publication_delay);
}

bool Watch::evaluate(Instant now) {
  bool published = false;
  while (oldest_ends_ + spec_.publication_delay <= now && oldest_ends_ <= period_ends_) {
    if (oldest_ends_ > judged_after_) alarm_.handle_datapoint(value_of(unpublished_.front()));
    // With no delay the period's last instant is still to come: what begins in it is too late.
    if (unpublished_.size() == 1) {
      unpublished_.emplace_back();
      period_ends_ += spec_.period;
    }
    unpublished_.pop_front();
    oldest_ends_ += spec_.period;
    published = true;
  }
  return published && alarm_.firing();
}

void Watch::roll_over(Instant now) {
  if (period_ends_ >= now) return;
  period_ends_ += spec_.period;
  unpublished_.emplace_back();
}

std::optional<double> Watch::value_of(const Datapoint& datapoint) const {
  if (wants_latency()) return latency_value(datapoint);
  return routing::error_value(spec_, datapoint.counts[0], datapoint.counts[1]);
}

std::optional<double> Watch::latency_value(const Datapoint& datapoint) const {
  const auto percentile = [&](const sim::Histogram& latency) -> std::optional<double> {
    if (latency.count() == 0) return std::nullopt;
    return in_seconds(latency.quantile(spec_.percentile));
  };
  const auto& [stable, canary] = datapoint.latency;
  switch (spec_.dimension) {
    case routing::Dimension::version:
      return percentile(canary);
    case routing::Dimension::difference: {
      const auto of_stable = percentile(stable);
      const auto of_canary = percentile(canary);
      if (!of_stable || !of_canary) return std::nullopt;
      return *of_canary - *of_stable;
    }
    case routing::Dimension::function:
    case routing::Dimension::alias:
      break;
  }
  sim::Histogram both = stable;
  both.merge(canary);
  return percentile(both);
}

}  // namespace coalmine::harness
