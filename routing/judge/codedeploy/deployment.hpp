// One deployment of a CodeDeploy group on Lambda as a state machine: hooks, traffic, alarms,
// rollback.
//
// Sans-I/O: the caller says what a hook answered, what a poll of the alarms found and that all
// traffic has shifted, and reads out whether traffic may shift and whether the old version is back.
// The shifting itself is routing::Rollout's.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "routing/judge/codedeploy/spec.hpp"
#include "routing/judge/machine.hpp"

namespace coalmine::routing::codedeploy {

// A hook that has not answered within an hour has failed (AWS fact C10).
inline constexpr Duration hook_timeout = std::chrono::hours{1};

enum class State : std::uint8_t {
  created,
  before_allow_traffic,  // its hook runs; no request has seen the new version (C11)
  allow_traffic,         // the weight moves
  after_allow_traffic,   // its hook runs; every request sees the new version (C11)
  succeeded,
  failed,        // a hook failed; the weight stays
  stopped,       // by an alarm or by hand; the weight stays (C18)
  rolling_back,  // a deployment of its own brings the old version back (C16)
  rolled_back,
};

enum class Signal : std::uint8_t {
  start,
  hook_succeeded,  // also of a lifecycle event that has no hook
  hook_failed,
  hook_timed_out,
  traffic_shifted,
  alarm,         // a poll found one in ALARM: the state counts, not the change (C15)
  poll_failed,   // the alarms could not be read, and that is not ignored (C14)
  stop,          // asked for by hand
  roll_back,     // automatic, where the group is set to it (C16)
  traffic_back,  // the old version serves everything again, in one step (C17)
};

inline constexpr std::array states{State::created,       State::before_allow_traffic,
                                   State::allow_traffic, State::after_allow_traffic,
                                   State::succeeded,     State::failed,
                                   State::stopped,       State::rolling_back,
                                   State::rolled_back};
inline constexpr std::array signals{
    Signal::start,           Signal::hook_succeeded, Signal::hook_failed, Signal::hook_timed_out,
    Signal::traffic_shifted, Signal::alarm,          Signal::poll_failed, Signal::stop,
    Signal::roll_back,       Signal::traffic_back};

std::string_view name_of(State state);
std::string_view name_of(Signal signal);

// Every change of state is a row here.
inline constexpr std::array transitions{
    Row{State::created, Signal::start, State::before_allow_traffic},
    Row{State::created, Signal::stop, State::stopped},
    Row{State::before_allow_traffic, Signal::hook_succeeded, State::allow_traffic},
    Row{State::before_allow_traffic, Signal::hook_failed, State::failed},
    Row{State::before_allow_traffic, Signal::hook_timed_out, State::failed},
    Row{State::before_allow_traffic, Signal::alarm, State::stopped},
    Row{State::before_allow_traffic, Signal::poll_failed, State::stopped},
    Row{State::before_allow_traffic, Signal::stop, State::stopped},
    Row{State::allow_traffic, Signal::traffic_shifted, State::after_allow_traffic},
    Row{State::allow_traffic, Signal::alarm, State::stopped},
    Row{State::allow_traffic, Signal::poll_failed, State::stopped},
    Row{State::allow_traffic, Signal::stop, State::stopped},
    Row{State::after_allow_traffic, Signal::hook_succeeded, State::succeeded},
    Row{State::after_allow_traffic, Signal::hook_failed, State::failed},
    Row{State::after_allow_traffic, Signal::hook_timed_out, State::failed},
    Row{State::after_allow_traffic, Signal::alarm, State::stopped},
    Row{State::after_allow_traffic, Signal::poll_failed, State::stopped},
    Row{State::after_allow_traffic, Signal::stop, State::stopped},
    Row{State::failed, Signal::roll_back, State::rolling_back},
    Row{State::stopped, Signal::roll_back, State::rolling_back},
    Row{State::rolling_back, Signal::traffic_back, State::rolled_back},
};

std::vector<NamedRow> transitions_by_name();

// What reading the states of all watched alarms gave.
enum class Poll : std::uint8_t { none_in_alarm, in_alarm, unreadable };

class Deployment {
 public:
  // Begins at `starts_at`. Precondition: check(spec) holds.
  Deployment(const Spec& spec, Instant starts_at);

  // In. `now` never decreases. News that the table has no row for is ignored. At one instant the
  // caller's order counts: a poll handled before that instant's hook or shift stops the deployment.

  // What is due: the start, a hook that has not answered, the end of a rollback. Nothing happens
  // before next_deadline().
  void handle_deadline(Instant now);
  void handle_hook(bool succeeded, Instant now);  // the hook under way has answered
  void handle_traffic_shifted(Instant now);
  // The poll of next_poll(). Ignored while nobody watches.
  void handle_poll(Poll poll, Instant now);
  void handle_stop(Instant now);  // by hand, or by CloudFormation

  // Out.
  std::optional<Instant> next_deadline() const { return deadline_; }
  // When the alarms are read next; nothing while nobody watches them: before the start, after the
  // end (C7) and, if the group is so configured, while a hook runs. The first poll is at once.
  std::optional<Instant> next_poll() const { return next_poll_; }
  // Since when a hook has been running, if one is.
  std::optional<Instant> hook_began() const;
  State state() const { return state_; }
  // Whether nothing will happen any more.
  bool ended() const;

 private:
  bool in_hook_event() const;  // is the lifecycle event one that takes a hook?
  bool has_hook() const;       // does it have one?
  bool watches() const;
  void handle(Signal signal, Instant now);  // ignored without a row
  void enter(State state, Instant now);
  void follow_up(Signal signal, Instant now);
  bool rolls_back_on(Signal signal) const;

  bool has_before_hook_;
  bool has_after_hook_;
  Duration poll_;
  Duration rollback_delay_;
  RollbackOn rollback_on_;
  bool ignores_poll_failure_;
  bool watches_in_hooks_;

  State state_ = State::created;
  Instant entered_at_;  // the state
  std::optional<Instant> deadline_;
  std::optional<Instant> next_poll_;
};

}  // namespace coalmine::routing::codedeploy
