// The analyses of one rollout as a state machine: which runs there are, and what they do to it.
//
// Sans-I/O: the caller says when a step of the plan begins, answers the queries that are due, and
// carries actions out.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "routing/judge/argo/analysis_run.hpp"
#include "routing/judge/argo/spec.hpp"
#include "routing/judge/machine.hpp"

namespace coalmine::routing::argo {

enum class State : std::uint8_t {
  progressing,
  paused,   // until a person looks; no analysis counts meanwhile
  aborted,  // the weight goes back to 0
};
enum class Signal : std::uint8_t {
  background_successful,
  step_successful,
  inconclusive,
  failed,
  error,
};

inline constexpr std::array states{State::progressing, State::paused, State::aborted};
inline constexpr std::array signals{Signal::background_successful, Signal::step_successful,
                                    Signal::inconclusive, Signal::failed, Signal::error};

std::string_view name_of(State state);
std::string_view name_of(Signal signal);

// Every change of state is a row here.
inline constexpr std::array transitions{
    Row{State::progressing, Signal::background_successful, State::progressing},
    Row{State::progressing, Signal::step_successful, State::progressing},  // the step ends
    Row{State::progressing, Signal::inconclusive, State::paused},
    Row{State::progressing, Signal::failed, State::aborted},
    Row{State::progressing, Signal::error, State::aborted},
};

std::vector<NamedRow> transitions_by_name();

enum class Action : std::uint8_t {
  start,    // pods are ready: the first weight is set
  advance,  // the step under way ends
  pause,
  abort,
};

// A query that is due.
struct Question {
  enum class Of : std::uint8_t { background, step } of;
  std::size_t metric;
  Query query;
};

class Analyses {
 public:
  // Of a rollout whose ReplicaSet is created at `created_at`. Precondition: check(spec) holds.
  Analyses(const Spec& spec, Instant created_at);

  // In. `now` never decreases.

  // Step `step` of the plan begins, counted from 1. One that is known already is ignored.
  void handle_step(std::uint32_t step, Instant now);
  // Pods are ready. Nothing happens before next_deadline().
  void handle_deadline(Instant now);
  // The answers to questions(now), in its order; nothing where there was no traffic.
  void handle_answers(const std::vector<std::optional<double>>& answers, Instant now);

  // Out. After every call above, drain poll_action().
  std::vector<Question> questions(Instant now) const;
  std::optional<Action> poll_action();
  std::optional<Instant> next_deadline() const;  // pods are ready, or a question is due
  bool awaits_step() const;                      // does an analysis begin with a later step?
  State state() const { return state_; }

 private:
  void begin_background(Instant now);
  void assess(Instant now);
  void enter(Signal signal, Instant now);

  Spec spec_;
  std::optional<Instant> pods_ready_at_;  // nothing once they are
  bool background_begun_ = false;
  std::optional<AnalysisRun> background_;  // while it runs, as is the next
  std::optional<AnalysisRun> of_step_;
  std::uint32_t step_ = 0;  // under way
  State state_ = State::progressing;
  std::optional<Action> action_;
};

}  // namespace coalmine::routing::argo
