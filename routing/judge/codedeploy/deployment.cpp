// The deployment: the table says where a signal leads, enter() what begins there.
#include "routing/judge/codedeploy/deployment.hpp"

#include <cassert>

namespace coalmine::routing::codedeploy {

std::string_view name_of(State state) {
  switch (state) {
    case State::created:
      return "created";
    case State::before_allow_traffic:
      return "before_allow_traffic";
    case State::allow_traffic:
      return "allow_traffic";
    case State::after_allow_traffic:
      return "after_allow_traffic";
    case State::succeeded:
      return "succeeded";
    case State::failed:
      return "failed";
    case State::stopped:
      return "stopped";
    case State::rolling_back:
      return "rolling_back";
    case State::rolled_back:
      return "rolled_back";
  }
  return "";
}

std::string_view name_of(Signal signal) {
  switch (signal) {
    case Signal::start:
      return "start";
    case Signal::hook_succeeded:
      return "hook_succeeded";
    case Signal::hook_failed:
      return "hook_failed";
    case Signal::hook_timed_out:
      return "hook_timed_out";
    case Signal::traffic_shifted:
      return "traffic_shifted";
    case Signal::alarm:
      return "alarm";
    case Signal::poll_failed:
      return "poll_failed";
    case Signal::stop:
      return "stop";
    case Signal::roll_back:
      return "roll_back";
    case Signal::traffic_back:
      return "traffic_back";
  }
  return "";
}

std::vector<NamedRow> transitions_by_name() { return named(transitions); }

Deployment::Deployment(const Spec& spec, Instant starts_at)
    : has_before_hook_(spec.before_hook.has_value()),
      has_after_hook_(spec.after_hook.has_value()),
      poll_(spec.poll),
      rollback_delay_(spec.rollback_delay),
      rollback_on_(spec.rollback_on),
      ignores_poll_failure_(spec.ignore_poll_failure),
      watches_in_hooks_(spec.watches_in_hooks),
      entered_at_(starts_at),
      deadline_(starts_at) {
  assert(poll_ > Duration{0});
}

void Deployment::handle_deadline(Instant now) {
  if (!deadline_ || *deadline_ > now) return;
  if (state_ == State::created) return handle(Signal::start, now);
  if (state_ == State::rolling_back) return handle(Signal::traffic_back, now);
  handle(Signal::hook_timed_out, now);
}

void Deployment::handle_hook(bool succeeded, Instant now) {
  handle(succeeded ? Signal::hook_succeeded : Signal::hook_failed, now);
}

void Deployment::handle_traffic_shifted(Instant now) { handle(Signal::traffic_shifted, now); }

void Deployment::handle_poll(Poll poll, Instant now) {
  if (!next_poll_ || *next_poll_ > now) return;
  next_poll_ = now + poll_;
  if (poll == Poll::in_alarm) handle(Signal::alarm, now);
  if (poll == Poll::unreadable && !ignores_poll_failure_) handle(Signal::poll_failed, now);
}

void Deployment::handle_stop(Instant now) { handle(Signal::stop, now); }

std::optional<Instant> Deployment::hook_began() const {
  if (!in_hook_event()) return std::nullopt;
  return entered_at_;
}

bool Deployment::ended() const {
  return state_ == State::succeeded || state_ == State::failed || state_ == State::stopped ||
         state_ == State::rolled_back;
}

bool Deployment::in_hook_event() const {
  return state_ == State::before_allow_traffic || state_ == State::after_allow_traffic;
}

bool Deployment::has_hook() const {
  return state_ == State::before_allow_traffic ? has_before_hook_ : has_after_hook_;
}

bool Deployment::watches() const {
  return state_ == State::allow_traffic || (in_hook_event() && watches_in_hooks_);
}

void Deployment::handle(Signal signal, Instant now) {
  const std::optional<State> next = next_state(transitions, state_, signal);
  if (!next) return;
  enter(*next, now);
  follow_up(signal, now);
}

void Deployment::enter(State state, Instant now) {
  state_ = state;
  entered_at_ = now;
  deadline_.reset();
  if (state_ == State::rolling_back) deadline_ = now + rollback_delay_;
  if (in_hook_event()) deadline_ = now + hook_timeout;
  // Polls go on at their pace; the first comes at once, so that what is red already stops the
  // deployment before anything shifts (C15).
  if (!watches()) {
    next_poll_.reset();
  } else if (!next_poll_) {
    next_poll_ = now;
  }
}

// What follows at the same instant without any news.
void Deployment::follow_up(Signal signal, Instant now) {
  if (in_hook_event() && !has_hook()) return handle(Signal::hook_succeeded, now);
  const bool over = state_ == State::failed || state_ == State::stopped;
  if (over && rolls_back_on(signal)) return handle(Signal::roll_back, now);
  if (state_ == State::rolling_back && deadline_ <= now) handle_deadline(now);
}

bool Deployment::rolls_back_on(Signal signal) const {
  switch (signal) {
    case Signal::hook_failed:
    case Signal::hook_timed_out:
      return rollback_on_.failure;
    case Signal::alarm:
    case Signal::poll_failed:  // (I) the documents only say that it stops the deployment, too
      return rollback_on_.alarm;
    case Signal::stop:
      return rollback_on_.stop;
    default:
      return false;
  }
}

}  // namespace coalmine::routing::codedeploy
