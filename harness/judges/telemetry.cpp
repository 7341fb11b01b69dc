#include "harness/judges/telemetry.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace coalmine::harness {

Observed& Observed::operator+=(const Observed& other) {
  counts += other.counts;
  latency_sum += other.latency_sum;
  latency.merge(other.latency);
  return *this;
}

void TelemetryNeeds::merge(const TelemetryNeeds& other) {
  slice = Duration{std::gcd(slice.count(), other.slice.count())};
  memory = std::max(memory, other.memory);
  latency = latency || other.latency;
  clusters = clusters || other.clusters;
}

Telemetry::Telemetry(const TelemetryNeeds& needs, std::uint64_t users) : needs_(needs) {
  assert(needs.slice > Duration{0});
  if (needs.clusters) clusters_.assign(2, ClusterSums(users));
}

void Telemetry::clear() {
  slices_.clear();
  oldest_ = 0;
  newest_begins_ = never;
  canary_seen_ = false;
  for (ClusterSums& of_version : clusters_) of_version.clear();
}

void Telemetry::record(routing::Version version, Instant began, Duration latency, bool failed,
                       std::uint32_t user) {
  const auto v = static_cast<std::size_t>(version);
  if (needs_.clusters) {
    canary_seen_ = canary_seen_ || version == routing::Version::canary;
    if (canary_seen_) clusters_[v].add(user, failed);
  }
  Slice* slice = slice_at(began);
  if (slice == nullptr) return;
  OfVersion& of_version = (*slice)[v];
  ++of_version.counts.invocations;
  of_version.counts.errors += failed;
  if (!needs_.latency) return;
  of_version.latency_sum += latency;
  of_version.latencies.add(latency);
}

// Nearly all that is recorded belongs to the newest slice, and dividing takes longer than counting.
Telemetry::Slice* Telemetry::slice_at(Instant at) {
  if (at >= newest_begins_ && at - newest_begins_ < needs_.slice) return &slices_.back();
  const std::int64_t number = at.time_since_epoch() / needs_.slice;
  const auto first_needed = (at - needs_.memory).time_since_epoch() / needs_.slice;
  while (!slices_.empty() && oldest_ < first_needed) {
    slices_.pop_front();
    ++oldest_;
  }
  // What began before it and is known later belongs to the past, too.
  if (slices_.empty()) oldest_ = std::max(oldest_, first_needed);
  if (number < oldest_) return nullptr;
  const auto place = static_cast<std::size_t>(number - oldest_);
  if (place >= slices_.size()) {
    slices_.resize(place + 1);
    newest_begins_ = Instant{number * needs_.slice};
  }
  return &slices_[place];
}

routing::Counts Telemetry::counts(routing::Version version, Instant from, Instant to) const {
  routing::Counts sum;
  for_each_slice(from, to, [&](const Slice& slice) {
    sum += slice[static_cast<std::size_t>(version)].counts;
  });
  return sum;
}

Observed Telemetry::observed(routing::Version version, Instant from, Instant to) const {
  Observed sum;
  for_each_slice(from, to, [&](const Slice& slice) {
    const OfVersion& of_version = slice[static_cast<std::size_t>(version)];
    sum.counts += of_version.counts;
    sum.latency_sum += of_version.latency_sum;
    of_version.latencies.add_to(sum.latency);
  });
  return sum;
}

const ClusterSums& Telemetry::clusters(routing::Version version) const {
  return clusters_.at(static_cast<std::size_t>(version));
}

}  // namespace coalmine::harness
