// One policy's world in one replication: requests in, and what became of them and of their users.
//
// Time moves from instant to instant: requests and the invocations they cause in between, controls
// (weights, alarms, incidents) at the instants. Nothing is scheduled for a request without a chain.
#pragma once

#include <boost/container/vector.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "harness/beside_twin.hpp"
#include "harness/decider.hpp"
#include "harness/deck.hpp"
#include "harness/event_sources.hpp"
#include "harness/flight.hpp"
#include "harness/hosts.hpp"
#include "harness/judges/panel.hpp"
#include "harness/lanes.hpp"
#include "harness/late_exposure.hpp"
#include "harness/meters.hpp"
#include "harness/people.hpp"
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
  // `outcomes`: what became of the same requests where nothing is released, if requests interact
  // (Setup::interacts). A `twin` is that world, and writes them; it serves each batch first.
  World(const Setup& setup, const spec::Policy& policy, Outcomes* outcomes = nullptr,
        bool twin = false);

  void begin(std::uint32_t replication);
  void serve(const RequestBatch& batch);  // batches in the order of Requests
  void finish();                          // after the last batch: the chains under way end

  const Tally& tally() const { return tally_; }
  const UserCounts& users() const { return users_.counts(); }
  Fate fate(std::uint64_t user) const { return users_.fate(user); }
  const std::vector<UserWindows>& windows() const { return windows_; }
  const Meters& meters() const { return meters_; }
  const Panel& panel() const { return panel_; }
  const Release& release() const { return release_; }
  const LateExposure& exposed_after_rollback() const { return late_exposure_; }
  Instant last_canary_at() const { return last_canary_at_; }  // Instant{} - 1 ns if there was none
  // Users on the canary at the end of each step, from step 1; nothing for one that did not take
  // place.
  const std::vector<std::optional<std::uint64_t>>& step_users() const { return step_users_; }

  std::uint64_t events() const { return events_happened_; }  // of the replication, for benchmarks
  const Hosts& hosts() const { return hosts_; }
  const EventSources& sources() const { return sources_; }
  const People& people() const { return people_; }
  // At the end of the observation.
  struct AtEnd {
    std::uint64_t events_waiting = 0;  // of requests in the window
    Duration lanes_blocked{};
  };
  const AtEnd& at_end() const { return at_end_; }
  // Users harmed before `at`.
  std::uint64_t harmed_before(Instant at) const { return users_.harmed_before(at); }
  // Users harmed by a bug or a mismatch of their own, not only behind others.
  std::uint64_t harmed_directly() const { return beside_twin_.users_harmed_directly(); }
  // From request to answer, by the version of the entry; in the window.
  const std::array<sim::Histogram, 2>& responses() const { return responses_; }
  // Answers of the gateway in the window: 500, 502, 504.
  const std::array<std::uint64_t, 3>& gateway_errors() const { return gateway_errors_; }

 private:
  // Controls (world.cpp).
  void advance_to(Instant now);  // everything before `now`, and the controls at it
  void control(Instant now);
  void ask_judges(Instant now);
  void sample_step(Instant now);
  void find_next_control();
  void end_observation();

  // Requests (world.cpp, world_people.cpp).
  void begin_request(const RequestBatch& batch, std::size_t i);
  void receive(const Request& request, Instant now);
  std::uint32_t create_flight(const Request& request);
  void enter(std::uint32_t flight, Instant now);
  void note_entry(Flight& flight, routing::Version version);
  void answer_request(std::uint32_t flight, bool failed, Instant ends);
  void answered(std::uint32_t flight, bool failed, Instant now);
  void note_response(const Flight& flight, Instant now);
  void overdue(std::uint32_t flight, Instant now);
  void resubmit(std::uint32_t flight, Instant now);
  void send_again(const Flight& failed, Instant now);
  bool is_open(std::uint32_t flight, std::uint64_t number) const {
    const Flight& still = flights_.at(flight);
    return still.open > 0 && still.request.number == number;
  }

  // Invocations (world_chain.cpp).
  struct Choice {
    routing::Version version;
    std::optional<routing::Version> onward;
  };
  void start(const Visit& visit, Instant now);
  Choice choose(const Visit& visit, const Luck& luck, std::optional<routing::Version> carried,
                Instant now);
  void begin_invocation(const Visit& visit, const Choice& choice, const Luck& luck, Instant began,
                        Seat seat);
  void start_batch(const std::vector<Visit>& batch, Instant now);
  Invoked invoke(std::uint8_t node, Flight& flight, const Luck& luck, const Choice& choice,
                 Instant now);
  void note_run(std::uint8_t node, Flight& flight, routing::Version version, Instant now) {
    const std::uint64_t bit = std::uint64_t{1} << node;
    flight.facts.ran_nodes |= bit;
    flight.facts.canary_nodes &= ~bit;  // of a record that is tried again, the latest counts
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
  void proceed(const Visit& visit, const Invoked& run, Instant began, Seat seat);
  void call_next(std::uint32_t frame, Instant now);
  void place_call(std::uint32_t frame, Instant now);
  void answer(std::uint32_t frame, Instant now, const std::optional<Failure>& failure);
  void time_out(std::uint32_t frame, Instant now);
  Frame take_frame(std::uint32_t frame);
  void end(const Visit& visit, Invoked run, Instant began, Instant done, Seat seat,
           const std::optional<Failure>& of_callee);
  void conclude(const Visit& visit, const Invoked& run, Instant ends,
                const std::optional<Failure>& failure);
  void publish(const Visit& visit, std::optional<routing::Version> onward, Instant ends);
  void free_lane(std::uint8_t node, std::uint32_t user, Instant ends);
  void fail(Flight& flight, const Failure& failure) {
    if (flight.facts.failure) return;
    flight.facts.failure = failure.cause;
    flight.failed_at = failure.began;
  }
  void close(std::uint32_t flight) {
    if (--flights_.at(flight).open > 0) return;
    settle(flights_.at(flight));
    flights_.destroy(flight);
  }
  static std::optional<Failure> failure_of(const Invoked& run, Instant began) {
    return run.failure ? std::optional(Failure{*run.failure, began}) : std::nullopt;
  }
  bool is_record(const Visit& visit) const { return places_[visit.node].is_record; }
  bool is_call(const Visit& visit) const { return places_[visit.node].is_call; }

  // Capacity (world_capacity.cpp).
  void admit(const Visit& visit, const Choice& choice, std::uint32_t delivery, Instant now);
  void begin_waiting(std::uint32_t waiting, Instant began, Seat seat);
  void resume_waiting(std::uint32_t waiting, Instant now);
  void give_up_waiting(std::uint32_t waiting, std::uint32_t serial, Instant now);
  void refuse(const Visit& visit, routing::Version version, Cause cause, Instant now);
  void vacate(const Visit& visit, routing::Version version, Seat seat, bool lost, Instant ends);
  void resume(const Visit& place, std::uint32_t environment, bool lost, Instant now);
  void scale(models::FunctionIndex function, Instant now);
  models::Permits* connections_of(const Frame& frame);
  void connect(std::uint32_t frame, std::uint32_t serial, Instant now);
  void hang_up(const Frame& frame, Instant ends);
  void pass_connection_on(const Visit& place, std::size_t call, Instant now);
  void give_up_connecting(std::uint32_t frame, std::uint32_t serial, Instant now);

  // Event sources (world_events.cpp).
  std::uint32_t write_record(const Visit& event, Instant at);
  void add_record(std::uint32_t record, Instant now);
  void inject(std::size_t poison, Instant now);
  std::optional<Cause> poison_fault(const Flight& flight, routing::Version version) const;
  void wake_source(const BatchName& source, std::uint32_t lane, Instant now);
  void carry_out(std::uint8_t node, std::uint8_t group, Instant now);
  void begin_batch(const BatchName& name, Instant now);
  void choose_versions(const BatchName& name, Instant now);
  Choice choose_for_batch(const BatchName& name, const Record& lead, Instant now);
  void begin_parts(const BatchName& name, Instant now);
  void begin_part(const Visit& part, routing::Version version, Instant began, Seat seat);
  void begin_records(const Visit& part, routing::Version version, Instant began, Seat seat);
  void refuse_part(const Visit& part, routing::Version version, Cause cause, Instant now);
  void part_runs_until(const Visit& part, const Invoked& run, Instant ends);
  void end_part(const BatchName& name, Instant now);
  void note_attempt(Record& record, Instant now);
  void note_outcome(const models::EventRecord& event, const Record& record);
  void finish_record(const models::EventRecord& event, Instant now);
  void drop_record(const models::SourceActions::Dropped& dropped, Instant now);
  void note_event_done(Flight& flight, Instant at) {
    const auto& late_after = setup_.scenario.system.events_late_after;
    if (late_after && at - flight.request.at > *late_after) flight.late = true;
  }
  bool wrote_canary(const Flight& flight, std::uint8_t producer_node) const {
    return ((flight.facts.canary_nodes >> producer_node) & 1) != 0;
  }
  Luck luck_of(const Record& record) const;
  // A batch that an invocation reads, or a source, as what a visit comes from.
  static BatchName batch_of(const Visit& visit) {
    return {visit.node, static_cast<std::uint8_t>(visit.parent >> 31), visit.parent & 0x7fffffffu};
  }
  static std::uint32_t parent_of(const BatchName& name) {
    return name.batch | std::uint32_t{name.group} << 31;
  }

  // What comes (world_chain.cpp).
  void run_events_before(Instant limit);
  void happen(const Pending& pending, Instant now);
  void prefetch_upcoming() const;
  void schedule(Instant at, const Pending& pending) { queue_.push(at, pending_.create(pending)); }
  void deliver(const Pending& pending, Instant now);
  void note_stranded(std::uint8_t node, Flight& flight, Instant produced_at, Instant now) const;

  // An invocation that began at `began`, once its outcome is known, for whoever measures.
  void measure(models::FunctionIndex function, routing::Version version, Instant began,
               Duration latency, bool failed, std::uint32_t user) {
    meters_.record(function, version, began, latency, failed);
    if (!panel_.empty()) panel_.record(function, version, began, latency, failed, user);
  }

  // Faults and harm.
  std::optional<Cause> data_fault(std::uint8_t node, Flight& flight, routing::Version version);
  std::optional<Cause> fault(models::FunctionIndex function, routing::Version version,
                             const Luck& luck, std::optional<Cause> of_data) const {
    if (!setup_.draws_faults[function]) return of_data;
    return fault_of(behaviours_[function], static_cast<std::size_t>(version), luck.fault, of_data);
  }
  void settle(const Flight& flight) {
    if (setup_.interacts) return settle_beside_twin(flight);
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

  void settle_beside_twin(const Flight& flight);

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

  // What the path of every invocation asks about its node, together in one place.
  struct Place {
    bool is_call = false;     // somebody waits for it
    bool is_record = false;   // it reads from an event source
    bool is_limited = false;  // its function has a host
    bool connects = false;    // some of its calls need a connection
  };

  const Setup& setup_;
  const spec::Policy& policy_;
  BesideTwin beside_twin_;  // of use where requests interact
  std::optional<routing::StickyKey> sticky_key_;
  std::optional<Deck> deck_;        // where the route draws from one
  std::optional<Decider> decider_;  // where a ticket is not all

  LuckOf luck_;
  routing::Router router_;
  Panel panel_;
  Release release_;
  Meters meters_;
  Users users_;
  std::vector<UserWindows> windows_;
  Tally tally_;
  Hosts hosts_;
  EventSources sources_;
  People people_;
  std::vector<Place> places_;  // by node
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

  std::uint64_t events_happened_ = 0;
  Instant event_at_;  // of the event under way, or the last one
  sim::EventQueue queue_;
  sim::Slab<Pending> pending_;
  sim::Slab<Flight> flights_;
  sim::Slab<Frame> frames_;
  sim::Slab<Waiting> waiting_;
  sim::Slab<Record> records_;
  std::uint32_t serial_ = 0;                 // of the last frame or invocation that waits
  std::vector<std::optional<Lanes>> lanes_;  // by node; none where a node's records keep no order

  std::vector<bool> delayed_users_;
  std::array<sim::Histogram, 2> responses_;
  std::array<std::uint64_t, 3> gateway_errors_{};
  std::uint64_t counted_records_ = 0;     // of counted requests, not yet done with
  std::size_t records_on_their_way_ = 0;  // to their sources
  AtEnd at_end_;

  // Scratch.
  std::vector<Visit> batch_;
  models::SourceActions actions_;
  std::vector<models::EventRecord> events_;
  boost::container::vector<bool> failed_;  // one std::span can look at
  std::vector<std::uint32_t> resumed_;
};

}  // namespace coalmine::harness
