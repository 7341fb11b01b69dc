#include "models/platform/poller_fleet.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>

namespace coalmine::models {

namespace {

Duration step_of(double per_minute) {
  if (per_minute <= 0) return Duration{};
  const double step_ns =
      static_cast<double>(Duration{std::chrono::minutes{1}}.count()) / per_minute;
  // More than a century for one is never; and the time between two must be some time.
  constexpr double longest_ns = 3e18;
  return step_ns > longest_ns ? Duration{} : Duration{std::max(1LL, std::llround(step_ns))};
}

}  // namespace

PollerFleet::PollerFleet(const SqsDelivery& delivery)
    : first_(std::min(delivery.pollers_first, delivery.pollers_max)),
      max_(delivery.pollers_max),
      step_(step_of(delivery.pollers_per_minute)),
      base_(first_) {
  assert(first_ > 0);
}

std::uint32_t PollerFleet::allowed(Instant now) const {
  return static_cast<std::uint32_t>(std::min(max_, base_ + added(now)));
}

Instant PollerFleet::next_growth(Instant now) const {
  if (growing_since_ == never || step_ == Duration{} || allowed(now) == max_) return never;
  return growing_since_ + (added(now) + 1) * step_;
}

void PollerFleet::see_backlog(Instant now) {
  if (growing_since_ == never) growing_since_ = now;
}

void PollerFleet::see_empty() {
  base_ = first_;
  growing_since_ = never;
}

void PollerFleet::slow_down(Instant now) {
  base_ = std::max<std::int64_t>(first_, allowed(now) / 2);
  if (growing_since_ != never) growing_since_ = now;
}

std::int64_t PollerFleet::added(Instant now) const {
  if (growing_since_ == never || step_ == Duration{}) return 0;
  return (now - growing_since_) / step_;
}

}  // namespace coalmine::models
