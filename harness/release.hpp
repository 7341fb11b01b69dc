// The rollouts of one policy's release: one for each function that moves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "harness/judges/wish.hpp"
#include "harness/setup.hpp"
#include "routing/rollout.hpp"
#include "routing/router.hpp"

namespace coalmine::harness {

enum class Outcome : std::uint8_t { completed, rolled_back, running };

// Who takes a release back.
struct Stopper {
  enum class Kind : std::uint8_t { alarm, judge, person } kind;
  std::size_t place;  // of the alarm in the policy, of the judge in the scenario
  friend bool operator==(const Stopper&, const Stopper&) = default;
};
inline constexpr Stopper release_operator{Stopper::Kind::person, 0};

class Release {
 public:
  // `starters`: by function, how many judges have to say that its rollout may start; 0: it starts
  // as planned.
  Release(const Setup& setup, const spec::Policy& policy, std::vector<std::uint32_t> starters);

  // A new replication: nothing has shifted.
  void begin(std::uint32_t replication, routing::Router& router);

  Instant next() const;  // `never` when nothing is planned any more
  // The alarm at this place of the policy fires.
  void handle_alarm(std::size_t alarm, Instant now);
  void handle_wish(const Wish& wish, Instant now);  // of a judge
  // Everything due at `now`, and the new weights to the router. True if any weight or step moved.
  bool handle_deadlines(Instant now, routing::Router& router);

  // Of a function that moves: its rollout, and when it was planned to start.
  const routing::Rollout& rollout_at(models::FunctionIndex function) const;
  Instant planned_start(models::FunctionIndex function) const;
  // Of the first function that moves, which figures and timeline follow.
  const routing::Rollout& leader() const { return rollouts_.front(); }
  // When the first of all rollouts began to shift; if none has, when it was planned.
  Instant first_shift() const { return first_shift_.value_or(setup_.first_shift); }
  const std::optional<Instant>& began_at() const { return first_shift_; }
  // When the leader's was complete, also where it was taken back later.
  const std::optional<Instant>& completed_at() const { return completed_at_; }
  std::optional<Instant> rollback_at() const;  // when the earliest was decided
  std::optional<Instant> alarm_at() const;  // the same, if it was an alarm or a judge that decided
  // Who did; of those at one instant, who acted first.
  const std::optional<Stopper>& stopped_by() const { return stopped_by_; }
  Outcome outcome() const;
  // When the last step of a function's rollout began, if it has begun.
  const std::optional<Instant>& last_step_began(models::FunctionIndex function) const {
    return last_step_began_[function];
  }

 private:
  // Lets `move` move the rollout, and notes when its first and last steps begin.
  template <class Move>
  void move(std::size_t rollout, Instant now, Move move);
  // Lets `act` act, and notes whose doing it was if that took the release back.
  template <class Act>
  void note_stopper(const Stopper& actor, Act act);
  void sound_alarm(const routing::AlarmSpec& spec, Instant now);
  void grant(const Wish& wish, Instant now);
  void roll_back(std::size_t own, Instant now);
  bool publish(routing::Router& router);
  std::optional<std::size_t> rollout_of(models::FunctionIndex function) const {
    return rollout_of_[function];
  }

  const Setup& setup_;
  const spec::Policy& policy_;
  std::vector<std::optional<std::size_t>> rollout_of_;  // by function, in rollouts_
  std::vector<std::uint32_t> starters_;                 // by function
  std::vector<std::uint32_t> awaited_;  // of them, those that have not said it; same order
  std::optional<Instant> first_shift_;
  std::optional<Instant> completed_at_;
  std::optional<Stopper> stopped_by_;
  std::vector<Instant> planned_starts_;                  // in the order of Release::functions
  std::vector<routing::Rollout> rollouts_;               // in the order of Release::functions
  std::vector<std::optional<Instant>> last_step_began_;  // by function
  std::vector<routing::FunctionWeight> published_;       // same order
  bool operator_due_ = false;                            // rollback_at is still to come
};

}  // namespace coalmine::harness
