// What a tick comes to: the order of the questions is the product's, and matters.
#include "routing/judge/flagger/canary.hpp"

#include <algorithm>
#include <cassert>

namespace coalmine::routing::flagger {

std::string_view name_of(Phase phase) {
  switch (phase) {
    case Phase::initialized:
      return "initialized";
    case Phase::waiting:
      return "waiting";
    case Phase::progressing:
      return "progressing";
    case Phase::waiting_traffic_increase:
      return "waiting_traffic_increase";
    case Phase::waiting_promotion:
      return "waiting_promotion";
    case Phase::promoting:
      return "promoting";
    case Phase::finalising:
      return "finalising";
    case Phase::succeeded:
      return "succeeded";
    case Phase::failed:
      return "failed";
  }
  return "";
}

std::string_view name_of(Signal signal) {
  switch (signal) {
    case Signal::rollout_gate_closed:
      return "rollout_gate_closed";
    case Signal::revision_detected:
      return "revision_detected";
    case Signal::analysis_skipped:
      return "analysis_skipped";
    case Signal::threshold_reached:
      return "threshold_reached";
    case Signal::check_failed:
      return "check_failed";
    case Signal::traffic_gate_closed:
      return "traffic_gate_closed";
    case Signal::threshold_suspended:
      return "threshold_suspended";
    case Signal::weight_raised:
      return "weight_raised";
    case Signal::iteration_passed:
      return "iteration_passed";
    case Signal::promotion_gate_closed:
      return "promotion_gate_closed";
    case Signal::promoted:
      return "promoted";
    case Signal::traffic_shifted:
      return "traffic_shifted";
    case Signal::traffic_routed_back:
      return "traffic_routed_back";
    case Signal::canary_scaled_down:
      return "canary_scaled_down";
  }
  return "";
}

std::vector<NamedRow> transitions_by_name() { return named(transitions); }

Canary::Canary(const Spec& spec, Instant created_at)
    : spec_(spec),
      weights_percent_(flagger::weights_percent(spec)),
      created_at_(created_at),
      next_tick_(created_at) {}

Action Canary::handle_tick(const Values& values, Instant now) {
  assert(next_tick() && *next_tick() <= now);
  assert(values.size() == spec_.metrics.size());
  next_tick_ += spec_.interval;
  return enter(signal_of(values, now));
}

std::optional<Instant> Canary::next_tick() const {
  if (phase_ == Phase::succeeded || phase_ == Phase::failed) return std::nullopt;
  return next_tick_;
}

Signal Canary::signal_of(const Values& values, Instant now) const {
  switch (phase_) {
    case Phase::initialized:
    case Phase::waiting:
      return is_closed(spec_.confirm_rollout, now) ? Signal::rollout_gate_closed
                                                   : Signal::revision_detected;
    case Phase::promoting:
      return routing_back();
    case Phase::finalising:
      return Signal::canary_scaled_down;
    case Phase::progressing:
    case Phase::waiting_traffic_increase:
    case Phase::waiting_promotion:
    case Phase::succeeded:  // no tick is due in these two
    case Phase::failed:
      break;
  }
  return analysis(values, now);
}

Signal Canary::analysis(const Values& values, Instant now) const {
  if (spec_.skip_analysis) return Signal::analysis_skipped;
  if (watches_threshold() && failed_checks_ >= spec_.threshold) return Signal::threshold_reached;
  // Nobody measures a canary without traffic: the first weight is set unseen.
  if (has_started() && !passes_all(values)) return Signal::check_failed;
  return advancement(now);
}

Signal Canary::advancement(Instant now) const {
  if (spec_.iterations > 0) {
    return iterations_ < spec_.iterations ? Signal::iteration_passed : promotion(now);
  }
  if (phase_ != Phase::waiting_promotion && is_closed(spec_.confirm_traffic_increase, now)) {
    // Before the first weight there is no check that could fail.
    return spec_.traffic_gate_suspends_threshold && has_started() ? Signal::threshold_suspended
                                                                  : Signal::traffic_gate_closed;
  }
  return weights_set_ < weights_percent_.size() ? Signal::weight_raised : promotion(now);
}

Signal Canary::promotion(Instant now) const {
  return is_closed(spec_.confirm_promotion, now) ? Signal::promotion_gate_closed : Signal::promoted;
}

Signal Canary::routing_back() const {
  const std::uint32_t step = spec_.step_weight_promotion_percent;
  return step == 0 || step >= weight_percent_ ? Signal::traffic_routed_back
                                              : Signal::traffic_shifted;
}

bool Canary::watches_threshold() const {
  return phase_ == Phase::progressing || phase_ == Phase::waiting_promotion;
}

bool Canary::has_started() const { return weight_percent_ > 0 || iterations_ > 0; }

bool Canary::passes_all(const Values& values) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!passes(spec_.metrics[i], values[i])) return false;
  }
  return true;
}

bool Canary::is_closed(const std::optional<Gate>& gate, Instant now) const {
  if (!gate) return false;
  const Duration since = now - created_at_;
  return since >= gate->closed_from && (!gate->closed_to || since < *gate->closed_to);
}

Action Canary::enter(Signal signal) {
  const auto next = next_state(transitions, phase_, signal);
  assert(next.has_value());
  const bool waited = phase_ == Phase::waiting_promotion;
  phase_ = *next;

  switch (signal) {
    case Signal::threshold_reached:
      weight_percent_ = 0;
      return Action::roll_back;
    case Signal::check_failed:
      ++failed_checks_;
      return Action::none;
    case Signal::weight_raised:
      return raise_weight();
    case Signal::iteration_passed:
      return pass_iteration();
    case Signal::promotion_gate_closed:
      // In A/B testing the gate is asked every other tick: one iteration is run again first.
      if (waited && spec_.iterations > 0) --iterations_;
      return Action::none;
    case Signal::analysis_skipped:  // the plan is one step, over at once
      return Action::start;
    case Signal::promoted:
    case Signal::canary_scaled_down:
      return Action::advance;
    case Signal::traffic_shifted:
      weight_percent_ -= spec_.step_weight_promotion_percent;
      return Action::none;
    case Signal::traffic_routed_back:
      weight_percent_ = 0;
      return Action::none;
    case Signal::rollout_gate_closed:
    case Signal::revision_detected:
    case Signal::traffic_gate_closed:
    case Signal::threshold_suspended:
      break;
  }
  return Action::none;
}

Action Canary::raise_weight() {
  weight_percent_ = weights_percent_[weights_set_];
  ++weights_set_;
  return weights_set_ == 1 ? Action::start : Action::advance;
}

Action Canary::pass_iteration() {
  const bool first = weight_percent_ == 0;
  weight_percent_ = total_weight_percent;
  ++iterations_;
  return first ? Action::start : Action::none;
}

}  // namespace coalmine::routing::flagger
