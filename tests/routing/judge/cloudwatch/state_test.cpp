#include "routing/judge/cloudwatch/state.hpp"

#include <gmock/gmock.h>

namespace coalmine::routing::cloudwatch {
namespace {

using testing::Contains;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr Instant noon{12h};

// A machine that has come to be in `state`.
StateMachine machine_in(State state) {
  StateMachine machine;
  if (state == State::ok) machine.handle_outcome(Outcome::ok, Instant{});
  if (state == State::alarm) machine.handle_outcome(Outcome::alarm, Instant{});
  return machine;
}

TEST(CloudwatchState, IsInsufficientDataAtFirst) {
  EXPECT_EQ(StateMachine{}.state(), State::insufficient_data);
}

TEST(CloudwatchState, IsWhatTheOutcomeSaysWhateverItWas) {
  for (const State from : all_states) {
    for (const auto& [outcome, to] :
         {std::pair{Outcome::ok, State::ok}, std::pair{Outcome::alarm, State::alarm},
          std::pair{Outcome::insufficient_data, State::insufficient_data},
          std::pair{Outcome::keep, from}}) {
      StateMachine machine = machine_in(from);
      machine.handle_outcome(outcome, noon);
      EXPECT_EQ(machine.state(), to) << name_of(from) << " " << name_of(outcome);
    }
  }
}

TEST(CloudwatchState, ReportsChangesAndNothingElse) {
  StateMachine machine;
  EXPECT_EQ(machine.handle_outcome(Outcome::keep, noon), std::nullopt);
  EXPECT_EQ(machine.handle_outcome(Outcome::alarm, noon),
            (Change{State::insufficient_data, State::alarm, noon}));
  EXPECT_EQ(machine.handle_outcome(Outcome::alarm, noon + 1min), std::nullopt);
  EXPECT_EQ(machine.handle_outcome(Outcome::ok, noon + 2min),
            (Change{State::alarm, State::ok, noon + 2min}));
}

TEST(CloudwatchState, IsPrintedAsATableOfAllPairs) {
  const std::vector<NamedRow> rows = transitions_by_name();
  EXPECT_THAT(rows, SizeIs(all_states.size() * all_outcomes.size()));
  EXPECT_THAT(rows, Contains(NamedRow{"INSUFFICIENT_DATA", "alarm", "ALARM"}));
  EXPECT_THAT(rows, Contains(NamedRow{"OK", "insufficient_data", "INSUFFICIENT_DATA"}));
  EXPECT_THAT(rows, Contains(NamedRow{"ALARM", "keep", "ALARM"}));
}

}  // namespace
}  // namespace coalmine::routing::cloudwatch
