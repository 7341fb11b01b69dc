// One canary rollout as a state machine: when the weight moves, and how a rollout ends.
//
// Sans-I/O: the caller brings time and news in and reads the weight out. It holds no clock.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "routing/weight.hpp"

namespace coalmine::routing {

// The hold of a step that lasts until a judge says so.
inline constexpr Duration until_advanced = Duration::max();

struct Step {
  Weight weight;
  Duration hold{};  // how long it lasts before the next step, or before completion
  friend bool operator==(const Step&, const Step&) = default;
};

// What is planned: the steps in order. Weight 0 before the first, the last weight after the last.
struct Plan {
  std::vector<Step> steps;
  friend bool operator==(const Plan&, const Plan&) = default;
};

// Error: no steps, or a hold below 0.
Checked<Plan> check(Plan plan);

// A predefined CodeDeploy configuration by its name, with or without "CodeDeployDefault." and
// "Lambda": "Canary10Percent5Minutes", "LambdaLinear10PercentEvery1Minute" (AWS fact C1).
// A linear one completes n intervals after its start (fact C6), a canary at its second shift (C7).
std::optional<Plan> predefined_plan(std::string_view name);
std::vector<std::string> predefined_plan_names();  // short form, in the order of the AWS table

// `share` at once, all after `interval` (C2, C4).
// Error: a share that is not between 0 and 1, an interval that is not above 0.
Checked<Plan> canary_plan(double share, Duration interval);

// `share` more at the start of every interval, up to all (C4, C5). Completes one interval later.
// Error: as canary_plan, more than `linear_steps_max` steps, or an end beyond the clock's range.
Checked<Plan> linear_plan(double share, Duration interval);
inline constexpr std::uint32_t linear_steps_max = 10'000;

enum class Phase : std::uint8_t {
  pending,
  shifting,
  held,  // by a judge: the step does not end by itself
  stopping,
  rolled_back,
  stopped,
  completed,
};
enum class Signal : std::uint8_t {
  start,
  step_elapsed,
  last_step_elapsed,
  hold,
  alarm,             // this rollout's own
  release_rollback,  // the release is rolled back as a whole: another function's alarm
  stop,
  reaction_elapsed,
};

inline constexpr std::array phases{Phase::pending,  Phase::shifting,    Phase::held,
                                   Phase::stopping, Phase::rolled_back, Phase::stopped,
                                   Phase::completed};
inline constexpr std::array signals{
    Signal::start, Signal::step_elapsed,    Signal::last_step_elapsed,
    Signal::hold,  Signal::alarm,           Signal::release_rollback,
    Signal::stop,  Signal::reaction_elapsed};

std::string_view name_of(Phase phase);
std::string_view name_of(Signal signal);

struct Transition {
  Phase from;
  Signal signal;
  Phase to;
};

// Every change of phase is a row here; docs/ROLLOUTS.md prints this table and a test compares.
inline constexpr std::array transitions{
    Transition{Phase::pending, Signal::start, Phase::shifting},
    Transition{Phase::pending, Signal::release_rollback, Phase::rolled_back},
    Transition{Phase::pending, Signal::stop, Phase::stopped},
    Transition{Phase::shifting, Signal::step_elapsed, Phase::shifting},
    Transition{Phase::shifting, Signal::last_step_elapsed, Phase::completed},
    Transition{Phase::shifting, Signal::hold, Phase::held},
    Transition{Phase::shifting, Signal::alarm, Phase::stopping},
    Transition{Phase::shifting, Signal::release_rollback, Phase::stopping},
    Transition{Phase::shifting, Signal::stop, Phase::stopped},
    Transition{Phase::held, Signal::step_elapsed, Phase::shifting},
    Transition{Phase::held, Signal::last_step_elapsed, Phase::completed},
    Transition{Phase::held, Signal::alarm, Phase::stopping},
    Transition{Phase::held, Signal::release_rollback, Phase::stopping},
    Transition{Phase::held, Signal::stop, Phase::stopped},
    Transition{Phase::completed, Signal::release_rollback, Phase::stopping},
    Transition{Phase::stopping, Signal::reaction_elapsed, Phase::rolled_back},
};

// The phase that `signal` leads to; nothing if the pair is not in the table.
constexpr std::optional<Phase> next_phase(Phase from, Signal signal) {
  for (const Transition& row : transitions) {
    if (row.from == from && row.signal == signal) return row.to;
  }
  return std::nullopt;
}

class Rollout {
 public:
  // Does nothing before `starts_at`. Precondition: check(plan) holds.
  Rollout(Plan plan, Instant starts_at);

  // In. `now` never decreases from one call to the next. At one instant the caller's order counts:
  // an alarm handled before that instant's deadline prevents the step.

  // One transition: several steps of no length are several calls, so drain it with
  // `while (next_deadline() && *next_deadline() <= now) handle_deadline(now)`.
  // Nothing happens before next_deadline(). A step is held for its full time from `now`: a driver
  // that wakes late delays the rest of the plan and skips none of it.
  void handle_deadline(Instant now);

  // Call it at every evaluation that finds the alarm firing: the state counts, not the change
  // (C15). Ignored unless shifting or held: nobody watches before the start or after completion
  // (C7).
  // `reaction`, 0 or more: from the alarm, which freezes the weight, until the canary is gone; it
  // is an argument because several alarms may watch one rollout, and the first that fires decides.
  // With reaction 0 the deadline is `now`, and draining it takes the canary away at this instant.
  void handle_alarm(Instant now, Duration reaction);

  // Another function's alarm rolls the whole release back (C21): a pending rollout never starts, a
  // completed one is taken back like a shifting one. Ignored where there is nothing left to do.
  void handle_release_rollback(Instant now, Duration reaction);

  // What a judge that moves the weight itself says; each ignored where it does not apply.
  void handle_start(Instant now);    // the first step begins, whatever was planned
  void handle_advance(Instant now);  // the step under way ends, held or not
  void handle_hold(Instant now);     // the step does not end before it is advanced

  // An operator stops it: the weight stays as it is (C18), and nothing starts that has not started.
  // Ignored once it has ended or is being rolled back.
  void handle_stop(Instant now);

  // Out.
  std::optional<Instant> next_deadline() const { return deadline_; }
  Phase phase() const { return phase_; }
  Weight weight() const { return weight_; }
  // Steps begun so far: 0 before the first shift, then 1, 2, ...
  std::uint32_t steps_begun() const { return steps_begun_; }
  // When the roll back was decided: the instant of the alarm, its own or the release's.
  std::optional<Instant> alarm_at() const { return alarm_at_; }

 private:
  Signal elapsed() const;  // what it means that the deadline has come, or the step has ended
  bool accepts(Signal signal) const { return next_phase(phase_, signal).has_value(); }
  void enter(Signal signal, Instant now);  // precondition: accepts(signal)
  void roll_back(Signal why, Instant now, Duration reaction);
  void begin_step(Instant now);

  Plan plan_;
  std::optional<Instant> deadline_;
  Weight weight_;
  std::uint32_t steps_begun_ = 0;
  Phase phase_ = Phase::pending;
  std::optional<Instant> alarm_at_;
  Duration reaction_{};  // of that alarm
};

}  // namespace coalmine::routing
