// One canary of Flagger as a state machine: a loop that looks once an interval and does one thing.
//
// Sans-I/O: the caller brings the values of the metrics at every tick and carries the action out.
// Two things decide most runs. Failed checks are counted and never forgiven (IN-10), and the count
// is compared with the threshold at the beginning of a tick, so the rollback comes one tick after
// the check that was one too many (IN-16).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "routing/judge/flagger/spec.hpp"
#include "routing/judge/machine.hpp"

namespace coalmine::routing::flagger {

enum class Phase : std::uint8_t {
  initialized,
  waiting,  // for confirm-rollout
  progressing,
  waiting_traffic_increase,  // not in released versions: Spec::traffic_gate_suspends_threshold
  waiting_promotion,
  promoting,   // the primary has the new version; traffic goes back to it
  finalising,  // the canary is to be scaled down
  succeeded,
  failed,
};

// What a tick comes to.
enum class Signal : std::uint8_t {
  rollout_gate_closed,
  revision_detected,
  analysis_skipped,
  threshold_reached,
  check_failed,
  traffic_gate_closed,
  threshold_suspended,  // a closed traffic gate, where that is a phase of its own
  weight_raised,
  iteration_passed,  // A/B testing
  promotion_gate_closed,
  promoted,
  traffic_shifted,
  traffic_routed_back,
  canary_scaled_down,
};

inline constexpr std::array phases{Phase::initialized,
                                   Phase::waiting,
                                   Phase::progressing,
                                   Phase::waiting_traffic_increase,
                                   Phase::waiting_promotion,
                                   Phase::promoting,
                                   Phase::finalising,
                                   Phase::succeeded,
                                   Phase::failed};
inline constexpr std::array signals{
    Signal::rollout_gate_closed,   Signal::revision_detected, Signal::analysis_skipped,
    Signal::threshold_reached,     Signal::check_failed,      Signal::traffic_gate_closed,
    Signal::threshold_suspended,   Signal::weight_raised,     Signal::iteration_passed,
    Signal::promotion_gate_closed, Signal::promoted,          Signal::traffic_shifted,
    Signal::traffic_routed_back,   Signal::canary_scaled_down};

std::string_view name_of(Phase phase);
std::string_view name_of(Signal signal);

// Every change of phase is a row here.
inline constexpr std::array transitions{
    Row{Phase::initialized, Signal::rollout_gate_closed, Phase::waiting},
    Row{Phase::initialized, Signal::revision_detected, Phase::progressing},
    Row{Phase::waiting, Signal::rollout_gate_closed, Phase::waiting},
    Row{Phase::waiting, Signal::revision_detected, Phase::progressing},
    Row{Phase::progressing, Signal::analysis_skipped, Phase::succeeded},
    Row{Phase::progressing, Signal::threshold_reached, Phase::failed},
    Row{Phase::progressing, Signal::check_failed, Phase::progressing},
    Row{Phase::progressing, Signal::traffic_gate_closed, Phase::progressing},
    Row{Phase::progressing, Signal::threshold_suspended, Phase::waiting_traffic_increase},
    Row{Phase::progressing, Signal::weight_raised, Phase::progressing},
    Row{Phase::progressing, Signal::iteration_passed, Phase::progressing},
    Row{Phase::progressing, Signal::promotion_gate_closed, Phase::waiting_promotion},
    Row{Phase::progressing, Signal::promoted, Phase::promoting},
    Row{Phase::waiting_traffic_increase, Signal::check_failed, Phase::waiting_traffic_increase},
    Row{Phase::waiting_traffic_increase, Signal::threshold_suspended,
        Phase::waiting_traffic_increase},
    Row{Phase::waiting_traffic_increase, Signal::weight_raised, Phase::progressing},
    Row{Phase::waiting_traffic_increase, Signal::promotion_gate_closed, Phase::waiting_promotion},
    Row{Phase::waiting_traffic_increase, Signal::promoted, Phase::promoting},
    Row{Phase::waiting_promotion, Signal::threshold_reached, Phase::failed},
    Row{Phase::waiting_promotion, Signal::check_failed, Phase::waiting_promotion},
    Row{Phase::waiting_promotion, Signal::iteration_passed, Phase::waiting_promotion},
    Row{Phase::waiting_promotion, Signal::promotion_gate_closed, Phase::waiting_promotion},
    Row{Phase::waiting_promotion, Signal::promoted, Phase::promoting},
    Row{Phase::promoting, Signal::traffic_shifted, Phase::promoting},
    Row{Phase::promoting, Signal::traffic_routed_back, Phase::finalising},
    Row{Phase::finalising, Signal::canary_scaled_down, Phase::succeeded},
};

std::vector<NamedRow> transitions_by_name();

// What is to be done with the steps of plan_of(spec).
enum class Action : std::uint8_t { none, start, advance, roll_back };

class Canary {
 public:
  // The first tick, at `created_at`, finds the new revision. Precondition: check(spec) holds.
  Canary(const Spec& spec, Instant created_at);

  // In: a tick, with the value of each metric of the spec, in its order; nothing where there was no
  // traffic. Precondition: *next_tick() <= now.
  Action handle_tick(const std::vector<std::optional<double>>& values, Instant now);

  // Out.
  std::optional<Instant> next_tick() const;  // nothing once it has succeeded or failed
  Phase phase() const { return phase_; }
  std::uint32_t weight_percent() const { return weight_percent_; }  // of traffic to the canary
  std::uint32_t failed_checks() const { return failed_checks_; }

 private:
  using Values = std::vector<std::optional<double>>;

  // What the tick comes to in one of the phases.
  Signal signal_of(const Values& values, Instant now) const;
  Signal analysis(const Values& values, Instant now) const;
  Signal advancement(Instant now) const;
  Signal promotion(Instant now) const;
  Signal routing_back() const;

  bool watches_threshold() const;
  bool has_started() const;
  bool passes_all(const Values& values) const;
  bool is_closed(const std::optional<Gate>& gate, Instant now) const;
  Action enter(Signal signal);
  Action raise_weight();
  Action pass_iteration();

  Spec spec_;
  std::vector<std::uint32_t> weights_percent_;  // of the analysis, in turn
  Instant created_at_;
  Instant next_tick_;
  Phase phase_ = Phase::initialized;
  std::uint32_t weight_percent_ = 0;
  std::uint32_t weights_set_ = 0;
  std::uint32_t iterations_ = 0;
  std::uint32_t failed_checks_ = 0;
};

}  // namespace coalmine::routing::flagger
