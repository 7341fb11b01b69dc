// The rollout: the table of transitions says where a signal leads, enter() what happens there.
#include "routing/rollout.hpp"

#include <cassert>
#include <utility>

namespace coalmine::routing {
namespace {

// `at` + `wait`, or never where that lies beyond the clock's range. Precondition: wait >= 0.
Instant after(Instant at, Duration wait) {
  if (at > Instant{} && wait > never - at) return never;
  return at + wait;
}

}  // namespace

std::string_view name_of(Phase phase) {
  switch (phase) {
    case Phase::pending:
      return "pending";
    case Phase::shifting:
      return "shifting";
    case Phase::held:
      return "held";
    case Phase::stopping:
      return "stopping";
    case Phase::rolled_back:
      return "rolled_back";
    case Phase::stopped:
      return "stopped";
    case Phase::completed:
      return "completed";
  }
  return "";
}

std::string_view name_of(Signal signal) {
  switch (signal) {
    case Signal::start:
      return "start";
    case Signal::step_elapsed:
      return "step_elapsed";
    case Signal::last_step_elapsed:
      return "last_step_elapsed";
    case Signal::hold:
      return "hold";
    case Signal::alarm:
      return "alarm";
    case Signal::release_rollback:
      return "release_rollback";
    case Signal::stop:
      return "stop";
    case Signal::reaction_elapsed:
      return "reaction_elapsed";
  }
  return "";
}

Rollout::Rollout(Plan plan, Instant starts_at) : plan_(std::move(plan)), deadline_(starts_at) {
  assert(check(plan_).has_value());
}

void Rollout::handle_deadline(Instant now) {
  if (deadline_ && *deadline_ <= now) enter(elapsed(), now);
}

void Rollout::handle_alarm(Instant now, Duration reaction) {
  roll_back(Signal::alarm, now, reaction);
}

void Rollout::handle_release_rollback(Instant now, Duration reaction) {
  roll_back(Signal::release_rollback, now, reaction);
}

void Rollout::handle_start(Instant now) {
  if (phase_ == Phase::pending) enter(Signal::start, now);
}

void Rollout::handle_advance(Instant now) {
  if (phase_ == Phase::shifting || phase_ == Phase::held) enter(elapsed(), now);
}

void Rollout::handle_hold(Instant now) {
  if (accepts(Signal::hold)) enter(Signal::hold, now);
}

void Rollout::handle_stop(Instant now) {
  if (accepts(Signal::stop)) enter(Signal::stop, now);
}

void Rollout::roll_back(Signal why, Instant now, Duration reaction) {
  assert(reaction >= Duration::zero());
  if (!accepts(why)) return;
  alarm_at_ = now;
  reaction_ = reaction;
  enter(why, now);
}

Signal Rollout::elapsed() const {
  if (phase_ == Phase::pending) return Signal::start;
  if (phase_ == Phase::stopping) return Signal::reaction_elapsed;
  return steps_begun_ < plan_.steps.size() ? Signal::step_elapsed : Signal::last_step_elapsed;
}

void Rollout::enter(Signal signal, Instant now) {
  const std::optional<Phase> next = next_phase(phase_, signal);
  assert(next.has_value());
  phase_ = *next;

  switch (phase_) {
    case Phase::pending:
      break;  // no row leads here
    case Phase::shifting:
      begin_step(now);
      break;
    case Phase::stopping:
      deadline_ = after(now, reaction_);
      break;
    case Phase::rolled_back:
      weight_ = Weight{};
      deadline_.reset();
      break;
    case Phase::held:
    case Phase::stopped:
    case Phase::completed:
      deadline_.reset();
      break;
  }
}

void Rollout::begin_step(Instant now) {
  const Step& step = plan_.steps[steps_begun_];
  ++steps_begun_;
  weight_ = step.weight;
  deadline_ = after(now, step.hold);
}

}  // namespace coalmine::routing
