#include "harness/release.hpp"

#include <algorithm>
#include <utility>

namespace coalmine::harness {

Release::Release(const Setup& setup, const spec::Policy& policy) : setup_(setup), policy_(policy) {}

void Release::begin(std::uint32_t replication, routing::Router& router) {
  const RandomStream skews(setup_.scenario.seed, replication, Purpose::start_skew);
  rollouts_.clear();
  for (std::size_t i = 0; i < policy_.plans.size(); ++i) {
    Instant starts{policy_.starts[i]};
    if (setup_.start_skew) {
      const double skew_s = setup_.start_skew->at(skews.at(i).first);
      starts += Duration{static_cast<std::int64_t>(skew_s * 1e9 + 0.5)};
    }
    rollouts_.emplace_back(policy_.plans[i], starts);
  }
  last_step_began_.assign(rollouts_.size(), std::nullopt);
  published_.clear();
  operator_due_ = setup_.scenario.release.rollback_at.has_value();
  operator_acted_ = false;
  publish(router);
}

Instant Release::next() const {
  Instant next = operator_due_ ? Instant{*setup_.scenario.release.rollback_at} : never;
  for (const routing::Rollout& rollout : rollouts_) {
    next = std::min(next, rollout.next_deadline().value_or(never));
  }
  return next;
}

void Release::handle_alarm(std::size_t alarm, Instant now) {
  const routing::AlarmSpec& spec = policy_.alarms[alarm];
  const auto own = rollout_of(setup_.function_named(spec.function));
  const bool own_shifts = own && rollouts_[*own].phase() == routing::Phase::shifting;
  const bool any_shifts = std::any_of(rollouts_.begin(), rollouts_.end(), [](const auto& rollout) {
    return rollout.phase() == routing::Phase::shifting;
  });
  // An alarm is watched while the rollout it belongs to shifts; one on a function outside the
  // release, while any does.
  if (own ? !own_shifts : !any_shifts) return;
  if (own) rollouts_[*own].handle_alarm(now, spec.reaction);
  if (own && !setup_.scenario.release.rollback_together) return;
  for (routing::Rollout& rollout : rollouts_) rollout.handle_release_rollback(now, spec.reaction);
}

bool Release::handle_deadlines(Instant now, routing::Router& router) {
  if (operator_due_ && now >= Instant{*setup_.scenario.release.rollback_at}) {
    operator_due_ = false;
    operator_acted_ = !rollback_at();
    for (routing::Rollout& rollout : rollouts_) rollout.handle_release_rollback(now, Duration{0});
  }
  for (std::size_t i = 0; i < rollouts_.size(); ++i) {
    routing::Rollout& rollout = rollouts_[i];
    while (rollout.next_deadline() && *rollout.next_deadline() <= now) {
      const std::uint32_t steps_before = rollout.steps_begun();
      rollout.handle_deadline(now);
      if (rollout.steps_begun() != steps_before &&
          rollout.steps_begun() == policy_.plans[i].steps.size()) {
        last_step_began_[i] = now;
      }
    }
  }
  return publish(router);
}

std::optional<Instant> Release::alarm_at() const {
  return operator_acted_ ? std::nullopt : rollback_at();
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

std::optional<Instant> Release::last_step_began(models::FunctionIndex function) const {
  const auto rollout = rollout_of(function);
  return rollout ? last_step_began_[*rollout] : std::nullopt;
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

std::optional<std::size_t> Release::rollout_of(models::FunctionIndex function) const {
  const auto& functions = setup_.scenario.release.functions;
  const auto found = std::find(functions.begin(), functions.end(), function);
  if (found == functions.end()) return std::nullopt;
  return static_cast<std::size_t>(found - functions.begin());
}

}  // namespace coalmine::harness
