#include "routing/judge/cloudwatch/state.hpp"

#include <cassert>

namespace coalmine::routing::cloudwatch {

std::string_view name_of(State state) {
  switch (state) {
    case State::insufficient_data:
      return "INSUFFICIENT_DATA";
    case State::ok:
      return "OK";
    case State::alarm:
      return "ALARM";
  }
  return "";
}

std::vector<NamedRow> transitions_by_name() { return named(transitions); }

std::optional<Change> StateMachine::handle_outcome(Outcome outcome, Instant now) {
  const std::optional<State> next = next_state(transitions, state_, outcome);
  assert(next.has_value());
  const State from = state_;
  state_ = *next;
  if (state_ == from) return std::nullopt;
  return Change{from, state_, now};
}

}  // namespace coalmine::routing::cloudwatch
