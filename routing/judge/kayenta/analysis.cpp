// When runs are due, what they look at, and what their scores mean.
#include "routing/judge/kayenta/analysis.hpp"

#include <cassert>

namespace coalmine::routing::kayenta {

std::string_view name_of(State state) {
  switch (state) {
    case State::judging:
      return "judging";
    case State::succeeded:
      return "succeeded";
    case State::failed:
      return "failed";
    case State::cancelled:
      return "cancelled";
  }
  return "";
}

std::string_view name_of(Signal signal) {
  switch (signal) {
    case Signal::run_above_marginal:
      return "run_above_marginal";
    case Signal::run_not_above_marginal:
      return "run_not_above_marginal";
    case Signal::last_run_reached_pass:
      return "last_run_reached_pass";
    case Signal::last_run_below_pass:
      return "last_run_below_pass";
    case Signal::rollout_ended:
      return "rollout_ended";
  }
  return "";
}

std::vector<NamedRow> transitions_by_name() { return named(transitions); }

Analysis::Analysis(const Spec& spec, Instant at)
    : pass_(spec.pass),
      marginal_(spec.marginal),
      interval_(interval_of(spec)),
      lookback_(spec.lookback),
      publication_delay_(spec.publication_delay),
      runs_(runs_of(spec)),
      analysis_begins_(at + spec.begin_after) {
  assert(check(spec).has_value());
}

void Analysis::handle_run(double score, Instant now) {
  if (state_ != State::judging) return;
  assert(end_of_run() <= now);
  enter(meaning_of(score));
  ++run_;
}

void Analysis::handle_rollout_ended() {
  if (state_ == State::judging) enter(Signal::rollout_ended);
}

std::optional<Instant> Analysis::next_run() const {
  if (state_ != State::judging) return std::nullopt;
  return end_of_run();
}

Window Analysis::window() const {
  const Instant to = end_of_run();
  return {lookback_ ? to - *lookback_ : analysis_begins_, to, to - publication_delay_};
}

Instant Analysis::end_of_run() const { return analysis_begins_ + run_ * interval_; }

// Above and not "at least": the label of a score that is exactly marginal says Marginal, the runner
// ends there all the same (IN-16).
Signal Analysis::meaning_of(double score) const {
  if (score <= marginal_) return Signal::run_not_above_marginal;
  if (run_ != runs_) return Signal::run_above_marginal;
  return score >= pass_ ? Signal::last_run_reached_pass : Signal::last_run_below_pass;
}

void Analysis::enter(Signal signal) {
  const auto next = next_state(transitions, state_, signal);
  assert(next);
  state_ = *next;
}

}  // namespace coalmine::routing::kayenta
