#include "harness/judges/user_snapshots.hpp"

#include <cassert>

namespace coalmine::harness {

UserSnapshots::UserSnapshots(Instant began, Instant first, Duration interval, Duration delay)
    : next_look_(first), interval_(interval), delay_(delay) {
  while (next_look_ && *next_look_ - delay <= began) {
    taken_.emplace_back();
    advance();
  }
}

std::optional<Instant> UserSnapshots::next() const {
  if (!next_look_) return std::nullopt;
  return *next_look_ - delay_;
}

void UserSnapshots::take(const Telemetry& telemetry) {
  taken_.push_back({telemetry.clusters(routing::Version::stable).sums(),
                    telemetry.clusters(routing::Version::canary).sums()});
  advance();
}

void UserSnapshots::advance() {
  next_look_ = interval_ > Duration{0} ? std::optional(*next_look_ + interval_) : std::nullopt;
}

UserSnapshots::ByVersion UserSnapshots::pop() {
  assert(!taken_.empty());
  const ByVersion oldest = taken_.front();
  taken_.pop_front();
  return oldest;
}

}  // namespace coalmine::harness
