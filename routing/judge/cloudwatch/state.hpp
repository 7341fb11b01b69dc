// The states of an alarm and how evaluations change them (W9): a table.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "routing/judge/cloudwatch/evaluation.hpp"
#include "routing/judge/machine.hpp"

namespace coalmine::routing::cloudwatch {

enum class State : std::uint8_t { insufficient_data, ok, alarm };

inline constexpr std::array all_states{State::insufficient_data, State::ok, State::alarm};
inline constexpr std::array all_outcomes{Outcome::ok, Outcome::alarm, Outcome::insufficient_data,
                                         Outcome::keep};

std::string_view name_of(State state);  // as the product writes it: INSUFFICIENT_DATA, OK, ALARM

// Every state with every outcome of an evaluation; docs/JUDGES.md prints this table.
inline constexpr std::array transitions{
    Row<State, Outcome>{State::insufficient_data, Outcome::ok, State::ok},
    Row<State, Outcome>{State::insufficient_data, Outcome::alarm, State::alarm},
    Row<State, Outcome>{State::insufficient_data, Outcome::insufficient_data,
                        State::insufficient_data},
    Row<State, Outcome>{State::insufficient_data, Outcome::keep, State::insufficient_data},
    Row<State, Outcome>{State::ok, Outcome::ok, State::ok},
    Row<State, Outcome>{State::ok, Outcome::alarm, State::alarm},
    Row<State, Outcome>{State::ok, Outcome::insufficient_data, State::insufficient_data},
    Row<State, Outcome>{State::ok, Outcome::keep, State::ok},
    Row<State, Outcome>{State::alarm, Outcome::ok, State::ok},
    Row<State, Outcome>{State::alarm, Outcome::alarm, State::alarm},
    Row<State, Outcome>{State::alarm, Outcome::insufficient_data, State::insufficient_data},
    Row<State, Outcome>{State::alarm, Outcome::keep, State::alarm},
};
std::vector<NamedRow> transitions_by_name();

// A change of state, which is when actions run: staying in ALARM notifies nobody (W9).
struct Change {
  State from;
  State to;
  Instant at;
  friend bool operator==(const Change&, const Change&) = default;
};

// The state of an alarm over anything.
class StateMachine {
 public:
  // Takes an outcome; the change it makes, or nothing where the state stays.
  std::optional<Change> handle_outcome(Outcome outcome, Instant now);
  State state() const { return state_; }

 private:
  State state_ = State::insufficient_data;  // as created
};

}  // namespace coalmine::routing::cloudwatch
