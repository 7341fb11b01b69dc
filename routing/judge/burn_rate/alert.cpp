#include "routing/judge/burn_rate/alert.hpp"

#include <cassert>

namespace coalmine::routing::burn_rate {

std::string_view name_of(State state) {
  switch (state) {
    case State::inactive:
      return "inactive";
    case State::pending:
      return "pending";
    case State::firing:
      return "firing";
  }
  return "";
}

std::string_view name_of(Signal signal) {
  switch (signal) {
    case Signal::burns:
      return "burns";
    case Signal::burns_no_more:
      return "burns_no_more";
    case Signal::held:
      return "held";
  }
  return "";
}

std::vector<NamedRow> transitions_by_name() { return named(transitions); }

void BurnAlert::handle_evaluation(const Windows& windows, Instant now) {
  if (!burns(windows.long_window) || !burns(windows.short_window)) {
    enter(Signal::burns_no_more);
    return;
  }
  if (state_ == State::inactive) burns_since_ = now;
  enter(Signal::burns);
  if (state_ == State::pending && now - burns_since_ >= hold_) enter(Signal::held);
}

bool BurnAlert::burns(const Counts& counts) const {
  if (counts.invocations == 0) return false;
  return static_cast<double>(counts.errors) / static_cast<double>(counts.invocations) > threshold_;
}

void BurnAlert::enter(Signal signal) {
  const auto next = next_state(transitions, state_, signal);
  assert(next);
  state_ = *next;
}

}  // namespace coalmine::routing::burn_rate
