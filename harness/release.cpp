#include "harness/release.hpp"

#include <algorithm>
#include <utility>

namespace coalmine::harness {

namespace {

bool is_under_way(const routing::Rollout& rollout) {
  return rollout.phase() == routing::Phase::shifting || rollout.phase() == routing::Phase::held;
}

}  // namespace

Release::Release(const Setup& setup, const spec::Policy& policy,
                 std::vector<std::uint32_t> starters)
    : setup_(setup),
      policy_(policy),
      rollout_of_(setup.scenario.system.functions.size()),
      starters_(std::move(starters)) {
  const auto& functions = setup.scenario.release.functions;
  for (std::size_t i = 0; i < functions.size(); ++i) rollout_of_[functions[i]] = i;
}

void Release::begin(std::uint32_t replication, routing::Router& router) {
  const RandomStream skews(setup_.scenario.seed, replication, Purpose::start_skew);
  rollouts_.clear();
  planned_starts_.clear();
  for (std::size_t i = 0; i < policy_.plans.size(); ++i) {
    Instant starts{policy_.starts[i]};
    if (setup_.start_skew) {
      const double skew_s = setup_.start_skew->at(skews.at(i).first);
      starts += Duration{static_cast<std::int64_t>(skew_s * 1e9 + 0.5)};
    }
    planned_starts_.push_back(starts);
    const bool waits = starters_[setup_.scenario.release.functions[i]] > 0;
    rollouts_.emplace_back(policy_.plans[i], waits ? never : starts);
  }
  awaited_ = starters_;
  first_shift_.reset();
  completed_at_.reset();
  stopped_by_.reset();
  last_step_began_.assign(rollout_of_.size(), std::nullopt);
  published_.clear();
  operator_due_ = setup_.scenario.release.rollback_at.has_value();
  publish(router);
}

Instant Release::next() const {
  Instant next = operator_due_ ? Instant{*setup_.scenario.release.rollback_at} : never;
  for (const routing::Rollout& rollout : rollouts_) {
    next = std::min(next, rollout.next_deadline().value_or(never));
  }
  return next;
}

template <class Act>
void Release::note_stopper(const Stopper& actor, Act act) {
  act();
  if (!stopped_by_ && rollback_at()) stopped_by_ = actor;
}

void Release::handle_alarm(std::size_t alarm, Instant now) {
  note_stopper({Stopper::Kind::alarm, alarm}, [&] { sound_alarm(policy_.alarms[alarm], now); });
}

void Release::sound_alarm(const routing::AlarmSpec& spec, Instant now) {
  const auto own = rollout_of(setup_.function_named(spec.function));
  const bool own_shifts = own && is_under_way(rollouts_[*own]);
  const bool any_shifts = std::any_of(rollouts_.begin(), rollouts_.end(), is_under_way);
  // An alarm is watched while the rollout it belongs to shifts; one on a function outside the
  // release, while any does.
  if (own ? !own_shifts : !any_shifts) return;
  if (own) rollouts_[*own].handle_alarm(now, spec.reaction);
  if (own && !setup_.scenario.release.rollback_together) return;
  for (routing::Rollout& rollout : rollouts_) rollout.handle_release_rollback(now, spec.reaction);
}

void Release::handle_wish(const Wish& wish, Instant now) {
  note_stopper({Stopper::Kind::judge, wish.judge}, [&] { grant(wish, now); });
}

void Release::grant(const Wish& wish, Instant now) {
  const std::size_t own = *rollout_of(wish.function);
  switch (wish.command) {
    case Command::none:
      break;
    case Command::start:
      if (--awaited_[wish.function] > 0) break;
      move(own, now, [&](routing::Rollout& rollout) { rollout.handle_start(now); });
      break;
    case Command::advance:
      // What one judge holds for a person, another does not let go.
      if (rollouts_[own].phase() == routing::Phase::held) break;
      move(own, now, [&](routing::Rollout& rollout) { rollout.handle_advance(now); });
      break;
    case Command::hold:
      rollouts_[own].handle_hold(now);
      break;
    case Command::roll_back:
      roll_back(own, now);
      break;
  }
}

// Unlike an alarm, a judge may want a rollout back that is complete or has not begun.
void Release::roll_back(std::size_t own, Instant now) {
  rollouts_[own].handle_alarm(now, Duration{0});
  rollouts_[own].handle_release_rollback(now, Duration{0});
  if (!setup_.scenario.release.rollback_together) return;
  for (routing::Rollout& rollout : rollouts_) rollout.handle_release_rollback(now, Duration{0});
}

template <class Move>
void Release::move(std::size_t rollout, Instant now, Move move) {
  const std::uint32_t steps_before = rollouts_[rollout].steps_begun();
  move(rollouts_[rollout]);
  const std::uint32_t steps = rollouts_[rollout].steps_begun();
  if (steps > 0 && !first_shift_) first_shift_ = now;
  if (steps != steps_before && steps == policy_.plans[rollout].steps.size()) {
    last_step_began_[setup_.scenario.release.functions[rollout]] = now;
  }
  if (!completed_at_ && leader().phase() == routing::Phase::completed) completed_at_ = now;
}

bool Release::handle_deadlines(Instant now, routing::Router& router) {
  if (operator_due_ && now >= Instant{*setup_.scenario.release.rollback_at}) {
    operator_due_ = false;
    note_stopper(release_operator, [&] {
      for (routing::Rollout& rollout : rollouts_) rollout.handle_release_rollback(now, Duration{0});
    });
  }
  for (std::size_t i = 0; i < rollouts_.size(); ++i) {
    routing::Rollout& rollout = rollouts_[i];
    while (rollout.next_deadline() && *rollout.next_deadline() <= now) {
      move(i, now, [&](routing::Rollout& due) { due.handle_deadline(now); });
    }
  }
  return publish(router);
}

const routing::Rollout& Release::rollout_at(models::FunctionIndex function) const {
  return rollouts_[*rollout_of(function)];
}

Instant Release::planned_start(models::FunctionIndex function) const {
  return planned_starts_[*rollout_of(function)];
}

std::optional<Instant> Release::alarm_at() const {
  return stopped_by_ == release_operator ? std::nullopt : rollback_at();
}

std::optional<Instant> Release::rollback_at() const {
  std::optional<Instant> earliest;
  for (const routing::Rollout& rollout : rollouts_) {
    if (rollout.alarm_at() && (!earliest || *rollout.alarm_at() < *earliest))
      earliest = rollout.alarm_at();
  }
  return earliest;
}

Outcome Release::outcome() const {
  if (rollback_at()) return Outcome::rolled_back;
  const bool completed = std::all_of(rollouts_.begin(), rollouts_.end(), [](const auto& rollout) {
    return rollout.phase() == routing::Phase::completed;
  });
  return completed ? Outcome::completed : Outcome::running;
}

bool Release::publish(routing::Router& router) {
  const auto& functions = setup_.scenario.release.functions;
  std::vector<routing::FunctionWeight> weights;
  for (const routing::Rollout& rollout : rollouts_) {
    const bool taken_back = rollout.phase() == routing::Phase::rolled_back;
    weights.push_back({rollout.weight(), taken_back ? 0 : rollout.steps_begun()});
  }
  if (weights == published_) return false;
  published_ = std::move(weights);
  for (std::size_t i = 0; i < functions.size(); ++i) {
    router.set_weight(functions[i], published_[i]);
  }
  return true;
}

}  // namespace coalmine::harness
