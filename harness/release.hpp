// The rollouts of one policy's release: one for each function that moves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "harness/setup.hpp"
#include "routing/rollout.hpp"
#include "routing/router.hpp"

namespace coalmine::harness {

enum class Outcome : std::uint8_t { completed, rolled_back, running };

class Release {
 public:
  Release(const Setup& setup, const spec::Policy& policy);

  // A new replication: nothing has shifted.
  void begin(std::uint32_t replication, routing::Router& router);

  Instant next() const;  // `never` when nothing is planned any more
  // The alarm at this place of the policy fires.
  void handle_alarm(std::size_t alarm, Instant now);
  // Everything due at `now`, and the new weights to the router. True if any weight or step moved.
  bool handle_deadlines(Instant now, routing::Router& router);

  // Of the first function that moves, which figures and timeline follow.
  const routing::Rollout& leader() const { return rollouts_.front(); }
  std::optional<Instant> rollback_at() const;  // when the earliest was decided
  std::optional<Instant> alarm_at() const;     // the same, if it was an alarm that decided
  Outcome outcome() const;
  // When the last step of a function's rollout began, if it has begun.
  std::optional<Instant> last_step_began(models::FunctionIndex function) const;

 private:
  bool publish(routing::Router& router);
  std::optional<std::size_t> rollout_of(models::FunctionIndex function) const;

  const Setup& setup_;
  const spec::Policy& policy_;
  std::vector<routing::Rollout> rollouts_;               // in the order of Release::functions
  std::vector<std::optional<Instant>> last_step_began_;  // same order
  std::vector<routing::FunctionWeight> published_;       // same order
  bool operator_due_ = false;                            // rollback_at is still to come
  bool operator_acted_ = false;                          // at rollback_at, and no alarm had before
};

}  // namespace coalmine::harness
