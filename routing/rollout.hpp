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

// A predefined CodeDeploy configuration by its name, with or without "CodeDeployDefault." and
// "Lambda": "Canary10Percent5Minutes", "LambdaLinear10PercentEvery1Minute" (AWS fact C1).
// A linear one completes n intervals after its start (fact C6), a canary at its second shift (C7).
std::optional<Plan> predefined_plan(std::string_view name);
std::vector<std::string> predefined_plan_names();  // short form, in the order of the AWS table

// `share` at once, all after `interval` (C2, C4).
Checked<Plan> canary_plan(double share, Duration interval);
// `share` more at the start of every interval, up to all (C4, C5); completes after the last interval.
Checked<Plan> linear_plan(double share, Duration interval);

enum class Phase : std::uint8_t { pending, shifting, stopping, rolled_back, stopped, completed };
enum class Signal : std::uint8_t { start, step_elapsed, last_step_elapsed, alarm, stop, reaction_elapsed };

struct Transition {
  Phase from;
  Signal signal;
  Phase to;
};

// Every change of phase is a row here; docs/ROUTING.md prints this table and a test compares.
inline constexpr std::array transitions{
    Transition{Phase::pending, Signal::start, Phase::shifting},
    Transition{Phase::shifting, Signal::step_elapsed, Phase::shifting},
    Transition{Phase::shifting, Signal::last_step_elapsed, Phase::completed},
    Transition{Phase::shifting, Signal::alarm, Phase::stopping},
    Transition{Phase::shifting, Signal::stop, Phase::stopped},
    Transition{Phase::stopping, Signal::reaction_elapsed, Phase::rolled_back},
};

class Rollout {
 public:
  // Does nothing before `starts_at`. `reaction`: from the alarm, which freezes the weight, until the
  // canary is gone.
  Rollout(Plan plan, Instant starts_at, Duration reaction);

  // In. `now` never decreases from one call to the next.
  void handle_deadline(Instant now);  // nothing happens before next_deadline()
  void handle_alarm(Instant now);     // ignored unless shifting: nobody watches after completion (C7)
  void handle_stop(Instant now);      // an operator stops it: the weight stays as it is (C18)

  // Out.
  std::optional<Instant> next_deadline() const;
  Phase phase() const { return phase_; }
  Weight weight() const { return weight_; }
  // Steps begun so far: 0 before the first shift, then 1, 2, ...
  std::uint32_t steps_begun() const { return steps_begun_; }
  std::optional<Instant> alarm_at() const { return alarm_at_; }

 private:
  void enter(Signal signal);

  Plan plan_;
  Duration reaction_;
  Instant deadline_;
  Weight weight_;
  std::uint32_t steps_begun_ = 0;
  Phase phase_ = Phase::pending;
  std::optional<Instant> alarm_at_;
};

}  // namespace coalmine::routing
