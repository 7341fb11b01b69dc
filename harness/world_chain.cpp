// The invocations of World: how a chain unfolds in time, and what its failures mean.

#include <algorithm>
#include <cassert>
#include <utility>

#include "harness/attempts.hpp"
#include "harness/counterfactual.hpp"
#include "harness/world.hpp"

namespace coalmine::harness {

void World::run_events_before(Instant limit) {
  while (const auto event = queue_.pop_before(limit)) {
    const Pending pending = pending_.at(event->slot);
    pending_.destroy(event->slot);
    event_at_ = event->at;
    ++events_happened_;
    prefetch_upcoming();
    happen(pending, event->at);
  }
}

void World::happen(const Pending& pending, Instant now) {
  const Visit& visit = pending.visit;
  const auto what = static_cast<std::uint32_t>(pending.what);
  switch (pending.kind) {
    case Pending::Kind::start:
      return start(visit, now);
    case Pending::Kind::deliver:
      return deliver(pending, now);
    case Pending::Kind::lane_free:
      lanes_[visit.node]->release(pending.what, policy_.routing.propagation.enabled, batch_);
      if (!batch_.empty()) start_batch(batch_, now);
      return;
    case Pending::Kind::connect:
      return connect(visit.parent, what, now);
    case Pending::Kind::timeout:
      if (frames_.at(visit.parent).serial == what) time_out(visit.parent, now);
      return;
    case Pending::Kind::vacate:
    case Pending::Kind::vacate_lost:
      return resume(visit, what, pending.kind == Pending::Kind::vacate_lost, now);
    case Pending::Kind::wait_over:
      return give_up_waiting(visit.parent, what, now);
    case Pending::Kind::hang_up:
      return pass_connection_on(visit, pending.what, now);
    case Pending::Kind::connect_over:
      return give_up_connecting(visit.parent, what, now);
    case Pending::Kind::scale:
      return scale(static_cast<models::FunctionIndex>(pending.what), now);
    case Pending::Kind::arrive:
      return enter(visit.flight, now);
    case Pending::Kind::answer:
      return answered(visit.flight, pending.what != 0, now);
    case Pending::Kind::overdue:
      if (is_open(visit.flight, pending.what)) overdue(visit.flight, now);
      return;
    case Pending::Kind::resubmit:
      if (is_open(visit.flight, pending.what)) resubmit(visit.flight, now);
      return;
    case Pending::Kind::poison:
      return inject(pending.what, now);
    case Pending::Kind::source_wakes:
      return wake_source(batch_of(visit), what, now);
    case Pending::Kind::batch_begins:
      return choose_versions(batch_of(visit), now);
    case Pending::Kind::batch_ends:
      return end_part(batch_of(visit), now);
  }
}

// With thousands in flight, what an event is about is rarely in the cache: ask for it two events
// ahead, and for what that leads to one event ahead.
void World::prefetch_upcoming() const {
  if (const auto slot = queue_.upcoming(1)) pending_.prefetch(*slot);
  const auto slot = queue_.upcoming(0);
  if (!slot) return;
  const Pending& pending = pending_.at(*slot);
  if (pending.visit.flight != no_slot) flights_.prefetch(pending.visit.flight);
  if (pending.kind == Pending::Kind::start) frames_.prefetch(pending.visit.parent);
}

void World::deliver(const Pending& pending, Instant now) {
  const std::uint8_t node = pending.visit.node;
  if (is_record(pending.visit)) return add_record(static_cast<std::uint32_t>(pending.what), now);
  Flight& flight = flights_.at(pending.visit.flight);
  note_stranded(node, flight, Instant{Duration{static_cast<std::int64_t>(pending.what)}}, now);
  if (!lanes_[node]) {
    start(pending.visit, now);
  } else if (lanes_[node]->admit(lanes_[node]->lane_of(flight.request.user), pending.visit)) {
    batch_.assign(1, pending.visit);
    start_batch(batch_, now);
  }
}

void World::note_stranded(std::uint8_t node, Flight& flight, Instant produced_at,
                          Instant now) const {
  const auto last_step = release_.last_step_began(setup_.chain[node].function);
  if (last_step && produced_at < *last_step && now >= *last_step) flight.facts.stranded = true;
}

void World::start(const Visit& visit, Instant now) {
  const Luck luck = luck_.invocation(flights_.at(visit.flight).request.number, visit.node);
  const Choice choice = choose(visit, luck, received(visit), now);
  if (visit.node == 0) note_entry(flights_.at(visit.flight), choice.version);
  if (places_[visit.node].is_limited) {
    admit(visit, choice, 0, now);
  } else {
    begin_invocation(visit, choice, luck, now, {});
  }
}

World::Choice World::choose(const Visit& visit, const Luck& luck,
                            std::optional<routing::Version> carried, Instant now) {
  const Flight& flight = flights_.at(visit.flight);
  const models::FunctionIndex function = setup_.chain[visit.node].function;
  const std::uint64_t draw =
      deck_ && visit.node == 0 ? deck_->draw(flight.request.number) : luck.route;
  const routing::Invocation invocation{function, key_of(flight.request), draw, carried};
  const routing::Version version =
      decider_ && setup_.moves[function]
          ? decide({flight.request, visit.node, function, draw, carried, now}, flight)
          : router_.decide(invocation);
  return {version, router_.onward(invocation, version)};
}

void World::begin_invocation(const Visit& visit, const Choice& choice, const Luck& luck,
                             Instant began, Seat seat) {
  Flight& flight = flights_.at(visit.flight);
  proceed(visit, invoke(visit.node, flight, luck, choice, began), began, seat);
}

Invoked World::invoke(std::uint8_t node, Flight& flight, const Luck& luck, const Choice& choice,
                      Instant now) {
  const models::FunctionIndex function = setup_.chain[node].function;
  const routing::Version version = choice.version;
  note_run(node, flight, version, now);
  flight.excused = flight.excused || stable_times_out(function, luck);
  return {.version = version,
          .onward = choice.onward,
          .work = work_time(behaviours_[function][static_cast<std::size_t>(version)], luck.service),
          .failure = fault(function, version, luck, data_fault(node, flight, version))};
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
  Invoked run = invoke(lead.node, first, luck, choose(lead, luck, received(lead), now), now);
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
  measure(place.function, run.version, now, ended.at - now, ended.failure.has_value(), user);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    run.failure = failures[i] ? failures[i] : ended.failure;
    conclude(batch[i], run, ended.at, failure_of(run, now));
  }
  free_lane(lead.node, user, ended.at);
}

routing::Version World::decide(const Asked& asked, const Flight& flight) {
  const Decided decided = decider_->decide(router_, asked);
  if (flight.counted) tally_.add_decision(decided.version, decided.drew, decided.stale);
  return decided.version;
}

void World::note_canary(std::uint64_t node_bit, Flight& flight, Instant now) {
  flight.facts.canary_nodes |= node_bit;
  last_canary_at_ = std::max(last_canary_at_, now);
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
                                       routing::Version version) {
  std::optional<Cause> failure;
  const bool on_canary = version == routing::Version::canary;
  if (is_nobodys(flight.request.number)) return poison_fault(flight, version);
  for (const Meeting& meeting : setup_.meetings[node]) {
    if (!flight.counted) break;
    tally_.add_meeting(meeting.pair, wrote_canary(flight, meeting.producer_node), on_canary);
  }
  for (const models::FieldRead& read : setup_.chain[node].reads) {
    const bool producer_on_canary = wrote_canary(flight, read.producer_node);
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

void World::proceed(const Visit& visit, const Invoked& run, Instant began, Seat seat) {
  const Instant done = began + run.work;
  const models::ChainNode& place = setup_.chain[visit.node];
  if (run.failure || place.calls.empty() || exceeds_timeout(place.function, run.work)) {
    return end(visit, run, began, done, seat, std::nullopt);
  }
  const std::uint32_t frame = frames_.create(
      {.visit = visit, .run = run, .began = began, .seat = seat, .serial = ++serial_});
  // Where nothing waits for the caller's end, it is worked out when the last callee has ended.
  if (setup_.interacts && timeout_of(place.function)) {
    schedule(began + *timeout_of(place.function), {.kind = Pending::Kind::timeout,
                                                   .visit = {.flight = no_slot, .parent = frame},
                                                   .what = serial_});
  }
  call_next(frame, done);
}

void World::call_next(std::uint32_t slot, Instant now) {
  Frame& frame = frames_.at(slot);
  if (!places_[frame.visit.node].connects || connections_of(frame) == nullptr) {
    return place_call(slot, now);
  }
  // Not yet: `now` may be still to come.
  frame.connecting = true;
  schedule(now, {.kind = Pending::Kind::connect,
                 .visit = {.flight = no_slot, .parent = slot},
                 .what = frame.serial});
}

void World::place_call(std::uint32_t slot, Instant now) {
  Frame& frame = frames_.at(slot);
  const std::uint8_t callee = setup_.chain[frame.visit.node].calls[frame.calls_made++];
  schedule(now + setup_.chain[callee].delay,
           {.kind = Pending::Kind::start,
            .visit = {frame.visit.flight, slot, callee, frame.run.onward}});
}

void World::answer(std::uint32_t slot, Instant now, const std::optional<Failure>& failure) {
  Frame& frame = frames_.at(slot);
  if (places_[frame.visit.node].connects) hang_up(frame, now);
  if (frame.over) return close(take_frame(slot).visit.flight);
  const models::ChainNode& place = setup_.chain[frame.visit.node];
  const bool goes_on = !failure && !exceeds_timeout(place.function, now - frame.began);
  if (goes_on && frame.calls_made < place.calls.size()) return call_next(slot, now);
  const Frame done = take_frame(slot);
  end(done.visit, done.run, done.began, now, done.seat, failure);
}

// The invocation ends here; a callee under way does not notice that nobody waits for it.
void World::time_out(std::uint32_t slot, Instant now) {
  const Frame frame = frames_.at(slot);
  if (frame.connecting) {
    connections_of(frame)->withdraw(slot);
    take_frame(slot);
  } else {
    frames_.at(slot).over = true;
    frames_.at(slot).serial = 0;
    ++flights_.at(frame.visit.flight).open;
  }
  end(frame.visit, frame.run, frame.began, now, frame.seat, Failure{Cause::timeout, frame.began});
}

Frame World::take_frame(std::uint32_t slot) {
  const Frame frame = frames_.at(slot);
  frames_.at(slot).serial = 0;  // no timer means it any more
  frames_.destroy(slot);
  return frame;
}

void World::end(const Visit& visit, Invoked run, Instant began, Instant done, Seat seat,
                const std::optional<Failure>& of_callee) {
  const models::FunctionIndex function = setup_.chain[visit.node].function;
  if (of_callee) run.failure = of_callee->cause;
  const Ended ended = ended_at(function, began, done, run.failure);
  run.failure = ended.failure;
  measure(function, run.version, began, ended.at - began, run.failure.has_value(),
          flights_.at(visit.flight).request.user);
  const bool lost = ended.failure == Cause::timeout;
  if (places_[visit.node].is_limited) vacate(visit, run.version, seat, lost, ended.at);
  if (is_record(visit)) return part_runs_until(visit, run, ended.at);
  if (lanes_[visit.node]) free_lane(visit.node, flights_.at(visit.flight).request.user, ended.at);
  conclude(visit, run, ended.at, of_callee ? of_callee : failure_of(run, began));
}

// The invocation's news to its chain: events on success, an answer to a caller, perhaps the end.
void World::conclude(const Visit& visit, const Invoked& run, Instant ends,
                     const std::optional<Failure>& failure) {
  if (!failure) publish(visit, run.onward, ends);
  if (is_call(visit)) return answer(visit.parent, ends, failure);
  Flight& flight = flights_.at(visit.flight);
  if (failure) fail(flight, *failure);
  if (visit.node == 0) {
    answer_request(visit.flight, failure.has_value(), ends);
  } else {
    note_event_done(flight, ends);
  }
  close(visit.flight);
}

void World::publish(const Visit& visit, std::optional<routing::Version> onward, Instant ends) {
  for (const std::uint8_t subscriber : setup_.chain[visit.node].events) {
    ++flights_.at(visit.flight).open;
    const Visit event{.flight = visit.flight, .node = subscriber, .sent = onward};
    const auto what = is_record(event)
                          ? std::uint64_t{write_record(event, ends)}
                          : static_cast<std::uint64_t>(ends.time_since_epoch().count());
    schedule(ends + setup_.chain[subscriber].delay,
             {.kind = Pending::Kind::deliver, .visit = event, .what = what});
  }
}

// A timeout that struck while callees had yet to call others becomes known only when they have,
// where nobody waits for the end.
void World::free_lane(std::uint8_t node, std::uint32_t user, Instant ends) {
  schedule(std::max(ends, event_at_), {.kind = Pending::Kind::lane_free,
                                       .visit = {.flight = no_slot, .node = node},
                                       .what = lanes_[node]->lane_of(user)});
}

// A failure counts as such, and not as late too.
void World::note_harm(const Flight& flight) {
  if (!flight.facts.failure) tally_.add_late();
  if (flight.facts.failure == Cause::baseline || !harmed(flight)) return;
  const Instant harmed_at = flight.facts.failure ? flight.failed_at : flight.request.at;
  users_.harm(flight.request.user, harmed_at, harmed_at >= rollback_at_);
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
