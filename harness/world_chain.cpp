// The invocations of World: how a chain unfolds in time, and what its failures mean.

#include <cassert>
#include <utility>

#include "harness/counterfactual.hpp"
#include "harness/world.hpp"

namespace coalmine::harness {
namespace {

constexpr auto stable = static_cast<std::size_t>(routing::Version::stable);

}  // namespace

void World::run_events_before(Instant limit) {
  while (const auto event = queue_.pop_before(limit)) {
    const Pending pending = pending_.at(event->slot);
    pending_.destroy(event->slot);
    switch (pending.kind) {
      case Pending::Kind::start:
        start(pending.visit, event->at);
        break;
      case Pending::Kind::deliver:
        deliver(pending, event->at);
        break;
      case Pending::Kind::lane_free:
        lanes_[pending.visit.node]->release(pending.lane, policy_.propagation.enabled, batch_);
        if (!batch_.empty()) start_batch(batch_, event->at);
        break;
    }
  }
}

void World::deliver(const Pending& record, Instant now) {
  const std::uint8_t node = record.visit.node;
  Flight& flight = flights_.at(record.visit.flight);
  const auto last_step = release_.last_step_began(setup_.chain[node].function);
  if (last_step && record.produced_at < *last_step && now >= *last_step) flight.facts.stranded = true;
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
  const std::optional<Cause> invocation_fault = fault(place.function, run.version, luck, std::nullopt);
  std::vector<std::optional<Cause>> failures{run.failure};
  bool any_failed = run.failure.has_value();
  for (std::size_t i = 1; i < batch.size(); ++i) {
    Flight& flight = flights_.at(batch[i].flight);
    note_run(lead.node, flight, run.version, now);
    failures.push_back(fault(place.function, run.version, luck, data_fault(lead.node, flight, run.version)));
    any_failed = any_failed || failures.back();
  }
  Instant ends = now + run.work;
  run.failure = any_failed ? std::optional(invocation_fault.value_or(Cause::collateral)) : std::nullopt;
  stop_at_timeout(place.function, run, now, ends);
  meters_.record(place.function, run.version, now, ends - now, run.failure.has_value());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    Invoked of_record = run;
    if (failures[i]) of_record.failure = failures[i];
    conclude(batch[i], of_record, now, ends);
  }
  free_lane(lead.node, user, ends);
}

Invoked World::invoke(std::uint8_t node, Flight& flight, const Luck& luck,
                      std::optional<routing::Version> carried, Instant now) {
  const models::FunctionIndex function = setup_.chain[node].function;
  const routing::Invocation invocation{function, key_of(flight.request), luck.route, carried};
  const routing::Version version = router_.decide(invocation);
  note_run(node, flight, version, now);
  return {.version = version,
          .onward = router_.onward(invocation, version),
          .work = work_time(behaviours_[function][static_cast<std::size_t>(version)], luck.service),
          .failure = fault(function, version, luck, data_fault(node, flight, version))};
}

void World::note_run(std::uint8_t node, Flight& flight, routing::Version version, Instant now) {
  const std::uint64_t bit = std::uint64_t{1} << node;
  flight.facts.ran_nodes |= bit;
  if (flight.request.counted) tally_.add_invocation(setup_.chain[node].function, version);
  if (version == routing::Version::stable) return;
  flight.facts.canary_nodes |= bit;
  last_canary_at_ = now;
  if (!flight.request.counted) return;
  users_.expose(flight.request.user);
  for (UserWindows& windows : windows_) {
    windows.expose(flight.request.user, flight.request.at - setup_.window_begins);
  }
}

std::optional<routing::Version> World::received(const Visit& visit) const {
  const routing::Propagation& propagation = policy_.propagation;
  if (!propagation.enabled || !visit.sent) return std::nullopt;
  const double keeps = (1 - setup_.chain[visit.node].loses_decision) * (1 - propagation.loss);
  const bool lost = keeps < 1 && unit(luck_.hop(flights_.at(visit.flight).request.number, visit.node)) >= keeps;
  return routing::received(propagation, visit.sent, lost);
}

// A fault of this record's own: data of a version that the consumer cannot read, or a user whose
// requests the canary always fails.
std::optional<Cause> World::data_fault(std::uint8_t node, Flight& flight, routing::Version version) const {
  std::optional<Cause> failure;
  const bool on_canary = version == routing::Version::canary;
  for (const models::FieldRead& read : setup_.chain[node].reads) {
    const bool producer_on_canary = ((flight.facts.canary_nodes >> read.producer_node) & 1) != 0;
    const bool forward = read.kind == models::Mismatch::forward && !producer_on_canary && on_canary;
    const bool backward = read.kind == models::Mismatch::backward && producer_on_canary && !on_canary;
    flight.facts.forward += forward;
    flight.facts.backward += backward;
    if (read.fatal && (forward || backward)) failure = Cause::mismatch;
  }
  if (!on_canary || failure) return failure;
  for (const Trait& trait : setup_.traits[setup_.chain[node].function]) {
    if (unit(luck_.trait(flight.request.user, trait.number)) < trait.share) return Cause::bug;
  }
  return failure;
}

// Why the invocation fails, if it does. A failure that stable would have had with the same draw is
// the baseline's, whatever else is wrong: it is not the release's doing.
std::optional<Cause> World::fault(models::FunctionIndex function, routing::Version version,
                                  const Luck& luck, std::optional<Cause> of_data) const {
  if (!setup_.draws_faults) return of_data;
  const double baseline = unit(luck.baseline);
  const Behaviour& own = behaviours_[function][static_cast<std::size_t>(version)];
  const bool fails = of_data || baseline < own.error_rate || unit(luck.bug) < own.bug_rate;
  if (!fails) return std::nullopt;
  if (baseline < behaviours_[function][stable].error_rate) return Cause::baseline;
  return of_data.value_or(Cause::bug);
}

void World::stop_at_timeout(models::FunctionIndex function, Invoked& run, Instant began, Instant& ends) const {
  const auto& timeout = setup_.scenario.system.functions[function].timeout;
  if (!timeout || ends - began <= *timeout) return;
  ends = began + *timeout;
  if (!run.failure) run.failure = Cause::timeout;
}

void World::proceed(const Visit& visit, const Invoked& run, Instant began) {
  const Instant done = began + run.work;
  if (run.failure || setup_.chain[visit.node].calls.empty()) {
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
  if (!failed && frame.calls_made < setup_.chain[frame.visit.node].calls.size()) {
    call_next(slot, now);
    return;
  }
  const Frame done = frame;
  frames_.destroy(slot);
  Invoked run = done.run;
  if (failed) run.failure = flights_.at(done.visit.flight).facts.failure;
  end(done.visit, run, done.began, now);
}

void World::end(const Visit& visit, Invoked run, Instant began, Instant ends) {
  const models::FunctionIndex function = setup_.chain[visit.node].function;
  stop_at_timeout(function, run, began, ends);
  meters_.record(function, run.version, began, ends - began, run.failure.has_value());
  if (lanes_[visit.node]) free_lane(visit.node, flights_.at(visit.flight).request.user, ends);
  conclude(visit, run, began, ends);
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
  if (visit.node == 0) flight.response = ends - flight.request.at;
  if (visit.caller != no_slot) {
    answer(visit.caller, ends, run.failure.has_value());
  } else if (--flight.open == 0) {
    settle(flight);
    flights_.destroy(visit.flight);
  }
}

void World::free_lane(std::uint8_t node, std::uint32_t user, Instant ends) {
  schedule(ends, {.kind = Pending::Kind::lane_free,
                  .visit = {.flight = no_slot, .node = node},
                  .lane = lanes_[node]->lane_of(user)});
}

void World::settle(const Flight& flight) {
  if (!flight.request.counted) return;
  tally_.add(flight.facts);
  const auto& late_after = setup_.scenario.system.late_after;
  const bool late = late_after && !flight.facts.failure && flight.response > *late_after;
  if (late) tally_.add_late();
  if (!late && !flight.facts.failure) return;
  if (flight.facts.failure == Cause::baseline || !harmed(flight, late)) return;
  const Instant harmed_at = late ? flight.request.at : flight.failed_at;
  users_.harm(flight.request.user, harmed_at >= alarm_at_);
}

// A failure that is not the baseline's, or lateness, is harm unless stable would have been no better.
bool World::harmed(const Flight& flight, bool late) const {
  const bool untouched = flight.facts.canary_nodes == 0 && flight.facts.failure != Cause::collateral;
  if (untouched) return false;
  if (setup_.chain.size() == 1 && !late && flight.facts.failure != Cause::timeout) return true;
  const StableRun stable_run = run_on_stable(setup_, behaviours_, luck_, flight.request);
  if (stable_run.failed) return false;
  return !late || stable_run.response <= *setup_.scenario.system.late_after;
}

}  // namespace coalmine::harness
