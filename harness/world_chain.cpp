// The invocations of World: how a chain unfolds in time, and what its failures mean.

#include <algorithm>
#include <cassert>
#include <utility>

#include "harness/counterfactual.hpp"
#include "harness/world.hpp"

namespace coalmine::harness {
void World::run_events_before(Instant limit) {
  while (const auto event = queue_.pop_before(limit)) {
    const Pending pending = pending_.at(event->slot);
    pending_.destroy(event->slot);
    event_at_ = event->at;
    prefetch_upcoming();
    switch (pending.kind) {
      case Pending::Kind::start:
        start(pending.visit, event->at);
        break;
      case Pending::Kind::deliver:
        deliver(pending, event->at);
        break;
      case Pending::Kind::lane_free:
        lanes_[pending.visit.node]->release(pending.lane, policy_.routing.propagation.enabled,
                                            batch_);
        if (!batch_.empty()) start_batch(batch_, event->at);
        break;
    }
  }
}

// With thousands in flight, what an event is about is rarely in the cache: ask for it two events
// ahead, and for what that leads to one event ahead.
void World::prefetch_upcoming() const {
  if (const auto slot = queue_.upcoming(1)) pending_.prefetch(*slot);
  const auto slot = queue_.upcoming(0);
  if (!slot) return;
  const Visit& visit = pending_.at(*slot).visit;
  if (visit.flight != no_slot) flights_.prefetch(visit.flight);
  if (visit.caller != no_slot) frames_.prefetch(visit.caller);
}

void World::deliver(const Pending& record, Instant now) {
  const std::uint8_t node = record.visit.node;
  Flight& flight = flights_.at(record.visit.flight);
  const auto last_step = release_.last_step_began(setup_.chain[node].function);
  if (last_step && record.produced_at < *last_step && now >= *last_step)
    flight.facts.stranded = true;
  if (!lanes_[node]) {
    start(record.visit, now);
  } else if (lanes_[node]->admit(lanes_[node]->lane_of(flight.request.user), record.visit)) {
    batch_.assign(1, record.visit);
    start_batch(batch_, now);
  }
}

void World::start(const Visit& visit, Instant now) {
  Flight& flight = flights_.at(visit.flight);
  const Luck luck = luck_.invocation(flight.request.number, visit.node);
  proceed(visit, invoke(visit.node, flight, luck, received(visit), now), now);
}

// One invocation for all records of the batch, with the luck and the decision of the first. A fault
// in the data of one record fails them all.
void World::start_batch(const std::vector<Visit>& batch, Instant now) {
  const Visit& lead = batch.front();
  if (batch.size() == 1) return start(lead, now);
  const models::ChainNode& place = setup_.chain[lead.node];
  assert(place.calls.empty());  // spec/ refuses batches for a function that calls others
  Flight& first = flights_.at(lead.flight);
  const std::uint32_t user = first.request.user;
  const Luck luck = luck_.invocation(first.request.number, lead.node);
  Invoked run = invoke(lead.node, first, luck, received(lead), now);
  const std::optional<Cause> invocation_fault =
      fault(place.function, run.version, luck, std::nullopt);
  std::vector<std::optional<Cause>> failures{run.failure};
  bool any_failed = run.failure.has_value();
  for (std::size_t i = 1; i < batch.size(); ++i) {
    Flight& flight = flights_.at(batch[i].flight);
    note_run(lead.node, flight, run.version, now);
    flight.excused = flight.excused || stable_times_out(place.function, luck);
    failures.push_back(
        fault(place.function, run.version, luck, data_fault(lead.node, flight, run.version)));
    any_failed = any_failed || failures.back();
  }
  std::optional<Cause> shared = invocation_fault;
  if (any_failed && !shared) shared = Cause::collateral;
  const Ended ended = ended_at(place.function, now, now + run.work, shared);
  meters_.record(place.function, run.version, now, ended.at - now, ended.failure.has_value());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    run.failure = failures[i] ? failures[i] : ended.failure;
    conclude(batch[i], run, now, ended.at);
  }
  free_lane(lead.node, user, ended.at);
}

Invoked World::invoke(std::uint8_t node, Flight& flight, const Luck& luck,
                      std::optional<routing::Version> carried, Instant now) {
  const models::FunctionIndex function = setup_.chain[node].function;
  const routing::Invocation invocation{function, key_of(flight.request), luck.route, carried};
  const routing::Version version =
      decider_ && setup_.moves[function]
          ? decide({flight.request, node, function, luck.route, carried, now}, flight)
          : router_.decide(invocation);
  note_run(node, flight, version, now);
  flight.excused = flight.excused || stable_times_out(function, luck);
  return {.version = version,
          .onward = router_.onward(invocation, version),
          .work = work_time(behaviours_[function][static_cast<std::size_t>(version)], luck.service),
          .failure = fault(function, version, luck, data_fault(node, flight, version))};
}

routing::Version World::decide(const Asked& asked, const Flight& flight) {
  const Decided decided = decider_->decide(router_, asked);
  if (flight.counted) tally_.add_decision(decided.version, decided.drew, decided.stale);
  return decided.version;
}

void World::note_canary(std::uint64_t node_bit, Flight& flight, Instant now) {
  flight.facts.canary_nodes |= node_bit;
  last_canary_at_ = now;
  if (!flight.counted) return;
  if (now >= rollback_at_) late_exposure_.add(flight.request.user, now - rollback_at_);
  users_.expose(flight.request.user);
  for (UserWindows& windows : windows_) {
    windows.expose(flight.request.user, flight.request.at - setup_.window_begins);
  }
}

std::optional<routing::Version> World::received(const Visit& visit) const {
  const routing::Propagation& propagation = policy_.routing.propagation;
  if (!propagation.enabled || !visit.sent) return std::nullopt;
  const double keeps = (1 - setup_.chain[visit.node].loses_decision) * (1 - propagation.loss);
  const bool lost =
      keeps < 1 && unit(luck_.hop(flights_.at(visit.flight).request.number, visit.node)) >= keeps;
  return routing::received(propagation, visit.sent, lost);
}

// A fault of this record's own: data of a version that the consumer cannot read, or a user whose
// requests the canary always fails.
std::optional<Cause> World::data_fault(std::uint8_t node, Flight& flight,
                                       routing::Version version) const {
  std::optional<Cause> failure;
  const bool on_canary = version == routing::Version::canary;
  for (const models::FieldRead& read : setup_.chain[node].reads) {
    const bool producer_on_canary = ((flight.facts.canary_nodes >> read.producer_node) & 1) != 0;
    const bool forward = read.kind == models::Mismatch::forward && !producer_on_canary && on_canary;
    const bool backward =
        read.kind == models::Mismatch::backward && producer_on_canary && !on_canary;
    flight.facts.forward += forward;
    flight.facts.backward += backward;
    if (read.fatal && (forward || backward)) failure = Cause::mismatch;
  }
  if (!on_canary || failure) return failure;
  if (luck_.has_trait(setup_.chain[node].function, flight.request.user)) return Cause::bug;
  return std::nullopt;
}

void World::proceed(const Visit& visit, const Invoked& run, Instant began) {
  const Instant done = began + run.work;
  const models::ChainNode& place = setup_.chain[visit.node];
  if (run.failure || place.calls.empty() || exceeds_timeout(place.function, run.work)) {
    end(visit, run, began, done);
  } else {
    call_next(frames_.create(Frame{visit, run, began}), done);
  }
}

void World::call_next(std::uint32_t slot, Instant now) {
  Frame& frame = frames_.at(slot);
  const std::uint8_t callee = setup_.chain[frame.visit.node].calls[frame.calls_made++];
  schedule(now + setup_.chain[callee].delay,
           {.kind = Pending::Kind::start,
            .visit = {frame.visit.flight, slot, callee, frame.run.onward}});
}

void World::answer(std::uint32_t slot, Instant now, bool failed) {
  Frame& frame = frames_.at(slot);
  const models::ChainNode& place = setup_.chain[frame.visit.node];
  const bool goes_on = !failed && !exceeds_timeout(place.function, now - frame.began);
  if (goes_on && frame.calls_made < place.calls.size()) {
    call_next(slot, now);
    return;
  }
  const Frame done = frame;
  frames_.destroy(slot);
  Invoked run = done.run;
  if (failed) run.failure = flights_.at(done.visit.flight).facts.failure;
  end(done.visit, run, done.began, now);
}

void World::end(const Visit& visit, Invoked run, Instant began, Instant done) {
  const models::FunctionIndex function = setup_.chain[visit.node].function;
  const Ended ended = ended_at(function, began, done, run.failure);
  run.failure = ended.failure;
  meters_.record(function, run.version, began, ended.at - began, run.failure.has_value());
  if (lanes_[visit.node]) free_lane(visit.node, flights_.at(visit.flight).request.user, ended.at);
  conclude(visit, run, began, ended.at);
}

// The invocation's news to its chain: events on success, an answer to a caller, perhaps the end.
void World::conclude(const Visit& visit, const Invoked& run, Instant began, Instant ends) {
  const models::ChainNode& place = setup_.chain[visit.node];
  Flight& flight = flights_.at(visit.flight);
  if (run.failure) {
    if (!flight.facts.failure) {
      flight.facts.failure = run.failure;
      flight.failed_at = began;
    }
  } else {
    for (const std::uint8_t subscriber : place.events) {
      ++flight.open;
      schedule(ends + setup_.chain[subscriber].delay,
               {.kind = Pending::Kind::deliver,
                .visit = {visit.flight, no_slot, subscriber, run.onward},
                .produced_at = ends});
    }
  }
  if (visit.node == 0) flight.late = is_late(ends - flight.request.at);
  if (visit.caller != no_slot) {
    answer(visit.caller, ends, run.failure.has_value());
  } else if (--flight.open == 0) {
    settle(flight);
    flights_.destroy(visit.flight);
  }
}

// A timeout that struck while callees had yet to call others becomes known only when they have.
void World::free_lane(std::uint8_t node, std::uint32_t user, Instant ends) {
  schedule(std::max(ends, event_at_), {.kind = Pending::Kind::lane_free,
                                       .visit = {.flight = no_slot, .node = node},
                                       .lane = lanes_[node]->lane_of(user)});
}

// A failure counts as such, and not as late too.
void World::note_harm(const Flight& flight) {
  if (!flight.facts.failure) tally_.add_late();
  if (flight.facts.failure == Cause::baseline || !harmed(flight)) return;
  const Instant harmed_at = flight.facts.failure ? flight.failed_at : flight.request.at;
  users_.harm(flight.request.user, harmed_at >= rollback_at_);
}

// A failure that is not the baseline's, or lateness, is harm unless stable would have been no
// better.
bool World::harmed(const Flight& flight) const {
  const auto& failure = flight.facts.failure;
  if (flight.facts.canary_nodes == 0 && failure != Cause::collateral) return false;
  if (flight.excused) return false;
  if (setup_.chain.size() == 1 && failure) return true;
  const StableRun stable = run_on_stable(setup_, luck_, flight.request);
  return !stable.failed && (failure || !is_late(stable.response));
}

}  // namespace coalmine::harness
