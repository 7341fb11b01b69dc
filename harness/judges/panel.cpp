#include "harness/judges/panel.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace coalmine::harness {
namespace {

constexpr Duration slice_min = std::chrono::seconds{1};

// The next multiple of `slice` from `at` on.
Instant on_grid(Instant at, Duration slice) {
  const Duration past = at.time_since_epoch() % slice;
  return past == Duration{0} ? at : at + (slice - past);
}

}  // namespace

Panel::Panel(const Setup& setup, const spec::Policy& policy)
    : setup_(setup),
      telemetry_(setup.scenario.system.functions.size()),
      opinions_(setup.scenario.judges.size()) {
  for (const std::size_t judge : policy.judges) seat(judge, true);
  for (const std::size_t judge : policy.watchers) seat(judge, false);
  if (empty()) return;
  slice_ = slice(policy);
  for (std::size_t i = 0; i < telemetry_.size(); ++i) {
    TelemetryNeeds needs = needs_at(static_cast<models::FunctionIndex>(i));
    if (needs.slice == Duration{0}) continue;  // nobody looks at it
    needs.slice = slice_;
    telemetry_[i].emplace(needs, setup.scenario.traffic.users);
  }
}

void Panel::seat(std::size_t judge, bool decides) {
  const spec::Judge& spec = setup_.scenario.judges[judge];
  for (const models::FunctionIndex function : spec.functions) {
    seats_.push_back({judge, function, decides, make_judge(spec, setup_)});
  }
}

TelemetryNeeds Panel::needs_at(models::FunctionIndex function) const {
  TelemetryNeeds needs;
  for (const Place& place : seats_) {
    if (place.function == function) needs.merge(place.at_work->needs());
  }
  return needs;
}

// Of all functions, so that judges begin with their rollout: a slice that divides the planned
// starts, if that is not too fine. A judge whose rollout begins between two slices begins with the
// next.
Duration Panel::slice(const spec::Policy& policy) const {
  TelemetryNeeds needs;
  for (const Place& place : seats_) needs.merge(place.at_work->needs());
  Duration::rep slice = needs.slice.count();
  for (const Duration start : policy.starts) {
    const auto finer = std::gcd(slice, start.count());
    slice = finer >= slice_min.count() ? finer : std::gcd(slice, slice_min.count());
  }
  if (setup_.start_skew) slice = std::gcd(slice, slice_min.count());
  return Duration{slice};
}

std::uint32_t Panel::starters(models::FunctionIndex function) const {
  const auto starters = std::count_if(seats_.begin(), seats_.end(), [&](const Place& place) {
    return place.decides && place.function == function && place.at_work->starts();
  });
  return static_cast<std::uint32_t>(starters);
}

void Panel::begin(std::uint32_t replication, const Release& release) {
  const RandomStream draws(setup_.scenario.seed, replication, Purpose::judge);
  std::fill(opinions_.begin(), opinions_.end(), Opinion{});
  for (auto& telemetry : telemetry_) {
    if (telemetry) telemetry->clear();
  }
  for (Place& place : seats_) {
    // What is not drawn by judge and function would be the same luck for all.
    const std::uint64_t index =
        place.judge * setup_.scenario.system.functions.size() + place.function;
    place.at_work->begin(on_grid(release.planned_start(place.function), slice_), draws, index);
  }
  find_next();
}

std::span<const Wish> Panel::look(Instant now, const Release& release) {
  wishes_.clear();
  for (Place& place : seats_) {
    for (auto next = place.at_work->next(); next && *next <= now; next = place.at_work->next()) {
      const Command command = place.at_work->look(
          {now, *telemetry_[place.function], release.rollout_at(place.function)});
      if (command == Command::none) continue;
      if (place.decides) wishes_.push_back({place.function, command, place.judge});
      Opinion& opinion = opinions_[place.judge];
      if (command == Command::roll_back && !opinion.rolls_back_at) opinion.rolls_back_at = now;
      if (command == Command::hold && !opinion.holds_at) opinion.holds_at = now;
    }
  }
  find_next();
  return wishes_;
}

void Panel::find_next() {
  next_ = never;
  for (const Place& place : seats_) {
    next_ = std::min(next_, place.at_work->next().value_or(never));
  }
}

}  // namespace coalmine::harness
