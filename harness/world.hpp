// One policy's world in one replication: requests in, and what became of them and of their users.
//
// Time moves from instant to instant: requests and the invocations they cause in between, controls
// (weights, alarms, incidents) at the instants. Nothing is scheduled for a request without a chain.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "harness/decider.hpp"
#include "harness/deck.hpp"
#include "harness/flight.hpp"
#include "harness/lanes.hpp"
#include "harness/late_exposure.hpp"
#include "harness/meters.hpp"
#include "harness/release.hpp"
#include "harness/requests.hpp"
#include "harness/setup.hpp"
#include "harness/tally.hpp"
#include "harness/users.hpp"
#include "routing/router.hpp"
#include "sim/event_queue.hpp"
#include "sim/slab.hpp"

namespace coalmine::harness {

class World {
 public:
  World(const Setup& setup, const spec::Policy& policy);

  void begin(std::uint32_t replication);
  void serve(const RequestBatch& batch);  // batches in the order of Requests
  void finish();                          // after the last batch: the chains under way end

  const Tally& tally() const { return tally_; }
  const UserCounts& users() const { return users_.counts(); }
  const std::vector<UserWindows>& windows() const { return windows_; }
  const Meters& meters() const { return meters_; }
  const Release& release() const { return release_; }
  const LateExposure& exposed_after_rollback() const { return late_exposure_; }
  Instant last_canary_at() const { return last_canary_at_; }  // Instant{} - 1 ns if there was none
  // Users on the canary at the end of each step, from step 1; nothing for one that did not take
  // place.
  const std::vector<std::optional<std::uint64_t>>& step_users() const { return step_users_; }

 private:
  // Controls.
  void advance_to(Instant now);  // everything before `now`, and the controls at it
  void control(Instant now);
  void sample_step(Instant now);
  void find_next_control();

  // Invocations.
  void begin_request(const RequestBatch& batch, std::size_t i);
  void start(const Visit& visit, Instant now);
  void start_batch(const std::vector<Visit>& batch, Instant now);
  Invoked invoke(std::uint8_t node, Flight& flight, const Luck& luck,
                 std::optional<routing::Version> carried, Instant now);
  void note_run(std::uint8_t node, Flight& flight, routing::Version version, Instant now) {
    const std::uint64_t bit = std::uint64_t{1} << node;
    flight.facts.ran_nodes |= bit;
    if (flight.counted) tally_.add_invocation(setup_.chain[node].function, version);
    if (version == routing::Version::canary) note_canary(bit, flight, now);
  }
  void note_canary(std::uint64_t node_bit, Flight& flight, Instant now);

  // An invocation that takes longer than its function allows ends then, and has failed.
  struct Ended {
    Instant at;
    std::optional<Cause> failure;
  };
  Ended ended_at(models::FunctionIndex function, Instant began, Instant done,
                 std::optional<Cause> failure) const {
    if (!exceeds_timeout(function, done - began)) return {done, failure};
    return {began + *timeout_of(function), failure.value_or(Cause::timeout)};
  }
  bool exceeds_timeout(models::FunctionIndex function, Duration taken) const {
    return timeout_of(function) && taken > *timeout_of(function);
  }
  const std::optional<Duration>& timeout_of(models::FunctionIndex function) const {
    return setup_.scenario.system.functions[function].timeout;
  }
  // Would stable time out in its own work, with the same draw?
  bool stable_times_out(models::FunctionIndex function, const Luck& luck) const {
    return timeout_of(function) &&
           exceeds_timeout(function, work_time(behaviours_[function][0], luck.service));
  }
  void proceed(const Visit& visit, const Invoked& run, Instant began);
  void call_next(std::uint32_t frame, Instant now);
  void answer(std::uint32_t frame, Instant now, bool failed);
  void end(const Visit& visit, Invoked run, Instant began, Instant done);
  void conclude(const Visit& visit, const Invoked& run, Instant began, Instant ends);
  void free_lane(std::uint8_t node, std::uint32_t user, Instant ends);

  // Events.
  void run_events_before(Instant limit);
  void prefetch_upcoming() const;
  void schedule(Instant at, const Pending& pending) { queue_.push(at, pending_.create(pending)); }
  void deliver(const Pending& record, Instant now);

  // Faults and harm.
  std::optional<Cause> data_fault(std::uint8_t node, Flight& flight,
                                  routing::Version version) const;
  std::optional<Cause> fault(models::FunctionIndex function, routing::Version version,
                             const Luck& luck, std::optional<Cause> of_data) const {
    if (!setup_.draws_faults[function]) return of_data;
    return fault_of(behaviours_[function], static_cast<std::size_t>(version), luck.fault, of_data);
  }
  void settle(const Flight& flight) {
    if (!flight.counted) return;
    tally_.add(flight.facts);
    if (flight.late || flight.facts.failure) note_harm(flight);
  }
  bool is_late(Duration response) const {
    const auto& late_after = setup_.scenario.system.late_after;
    return late_after && response > *late_after;
  }
  void note_harm(const Flight& flight);
  bool harmed(const Flight& flight) const;

  std::uint64_t key_of(const Request& request) const {
    if (!sticky_key_) return 0;
    switch (*sticky_key_) {
      case routing::StickyKey::user:
        return request.user;
      case routing::StickyKey::session:
        return request.session;
      case routing::StickyKey::tenant:
        return request.user % setup_.scenario.traffic.tenants;
      case routing::StickyKey::request:
        return request.number;
      case routing::StickyKey::device:
      case routing::StickyKey::address:
        break;  // the decider's
    }
    return 0;
  }
  std::optional<routing::Version> received(const Visit& visit) const;
  // The general way to decide, for functions that move; where a ticket is enough, the router is
  // asked at once.
  routing::Version decide(const Asked& asked, const Flight& flight);

  const Setup& setup_;
  const spec::Policy& policy_;
  std::optional<routing::StickyKey> sticky_key_;
  std::optional<Deck> deck_;        // where the route draws from one
  std::optional<Decider> decider_;  // where a ticket is not all

  LuckOf luck_;
  routing::Router router_;
  Release release_;
  Meters meters_;
  Users users_;
  std::vector<UserWindows> windows_;
  Tally tally_;
  bool entry_calls_;
  bool entry_publishes_;

  std::vector<models::PerVersion<Behaviour>> behaviours_;  // of the moment
  std::size_t boundary_ = 0;                               // the next one in Setup::boundaries
  Instant next_control_;
  bool counting_ = false;  // is the window open?
  bool draining_ = false;  // is the observation over?
  Instant rollback_at_ = never;
  LateExposure late_exposure_;
  Instant last_canary_at_;
  Instant step_began_;
  std::vector<std::optional<std::uint64_t>> step_users_;

  Instant event_at_;  // of the event under way, or the last one
  sim::EventQueue queue_;
  sim::Slab<Pending> pending_;
  sim::Slab<Flight> flights_;
  sim::Slab<Frame> frames_;
  std::vector<std::optional<Lanes>> lanes_;  // by node; none where a node's records keep no order
  std::vector<Visit> batch_;                 // scratch
};

}  // namespace coalmine::harness
