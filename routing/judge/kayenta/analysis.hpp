// A canary analysis over time, as a state machine: runs at intervals, and what their scores decide.
//
// Kayenta's standalone runner and Spinnaker's canary stage decide alike. Neither moves any traffic:
// what fails ends, and a pipeline that deploys rolls back then. Facts: field semantics 4.9.8,
// IN-16.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "routing/judge/kayenta/spec.hpp"
#include "routing/judge/machine.hpp"

namespace coalmine::routing::kayenta {

enum class State : std::uint8_t { judging, succeeded, failed, cancelled };
enum class Signal : std::uint8_t {
  run_above_marginal,
  run_not_above_marginal,  // the last run or not
  last_run_reached_pass,
  last_run_below_pass,
  rollout_ended,  // whoever ended it
};
std::string_view name_of(State state);
std::string_view name_of(Signal signal);

inline constexpr std::array transitions{
    Row{State::judging, Signal::run_above_marginal, State::judging},
    Row{State::judging, Signal::run_not_above_marginal, State::failed},
    Row{State::judging, Signal::last_run_reached_pass, State::succeeded},
    Row{State::judging, Signal::last_run_below_pass, State::failed},
    Row{State::judging, Signal::rollout_ended, State::cancelled},
};
std::vector<NamedRow> transitions_by_name();

// What a run looks at: steps in [from, to), of which those that end after `visible_until` have not
// been published yet.
struct Window {
  Instant from;
  Instant to;
  Instant visible_until;
  friend bool operator==(const Window&, const Window&) = default;
};

class Analysis {
 public:
  // Of a canary that begins at `at`. Precondition: check(spec) holds.
  Analysis(const Spec& spec, Instant at);

  // In. Ignored once it has ended.
  void handle_run(double score, Instant now);  // precondition: *next_run() <= now
  void handle_rollout_ended();

  // Out.
  State state() const { return state_; }
  std::optional<Instant> next_run() const;  // nothing once it has ended
  Window window() const;                    // of that run

 private:
  Signal meaning_of(double score) const;
  void enter(Signal signal);
  Instant end_of_run() const;  // the next

  double pass_;
  double marginal_;
  Duration interval_;
  std::optional<Duration> lookback_;
  Duration publication_delay_;
  std::optional<std::int64_t> runs_;
  Instant analysis_begins_;
  std::int64_t run_ = 1;  // the next, counted from 1
  State state_ = State::judging;
};

}  // namespace coalmine::routing::kayenta
