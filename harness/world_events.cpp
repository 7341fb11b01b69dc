// The event sources of World: records in, batches that are invoked, and what becomes of both.

#include <algorithm>
#include <cassert>
#include <utility>

#include "harness/attempts.hpp"
#include "harness/world.hpp"

namespace coalmine::harness {
namespace {

// Poisoned records are numbered by poison and by the node that reads them.
std::uint64_t number_of_poison(std::size_t poison, std::size_t node) {
  return nobodys | poison * models::max_chain_nodes | node;
}
std::size_t poison_of(std::uint64_t number) { return wish_of(number) / models::max_chain_nodes; }

}  // namespace

std::uint32_t World::write_record(const Visit& event, Instant at) {
  const bool counted = flights_.at(event.flight).counted && at < setup_.ends;
  sources_.counts().written += counted;
  counted_records_ += counted;
  ++records_on_their_way_;
  return records_.create(Record{.visit = event, .produced_at = at, .counted = counted});
}

void World::inject(std::size_t poison, Instant now) {
  const models::Poison& what = setup_.scenario.system.poison[poison];
  if (beside_twin_.is_twin() && what.written_by == 1) return;  // no canary, no record of it
  for (std::size_t i = 0; i < setup_.chain.size(); ++i) {
    const auto node = static_cast<std::uint8_t>(i);
    const models::ChainNode& place = setup_.chain[i];
    if (place.stream != &setup_.scenario.system.streams[what.stream] || !sources_.reads(node)) {
      continue;
    }
    const auto version = static_cast<routing::Version>(what.written_by);
    Flight flight{.request = {number_of_poison(poison, i), now, 0, what.user}};
    if (what.written_by == 1) flight.facts.canary_nodes = std::uint64_t{1} << place.parent;
    const Visit event{.flight = flights_.create(flight), .node = node, .sent = version};
    add_record(write_record(event, now), now);
  }
}

std::optional<Cause> World::poison_fault(const Flight& flight, routing::Version version) const {
  const std::size_t poison = poison_of(flight.request.number);
  const auto v = static_cast<std::size_t>(version);
  if (!setup_.scenario.system.poison[poison].unreadable_by[v]) return std::nullopt;
  return Cause::mismatch;
}

void World::add_record(std::uint32_t slot, Instant now) {
  --records_on_their_way_;
  const Record& record = records_.at(slot);
  const std::uint8_t node = record.visit.node;
  const bool is_canarys = received(record.visit) == routing::Version::canary;
  const std::uint8_t group = sources_.is_split(node) && is_canarys ? 1 : 0;
  const int readers = sources_.mixed() == models::MixedBatch::filter ? 2 : 1;
  if (record.counted && !draining_) sources_.counts().read += static_cast<unsigned>(readers);
  actions_.clear();
  sources_.add(node, group,
               {.item = slot,
                .key = sources_.key_of(node, flights_.at(record.visit.flight).request),
                .written_at = record.produced_at},
               now, actions_);
  carry_out(node, group, now);
}

void World::wake_source(const BatchName& source, std::uint32_t lane, Instant now) {
  actions_.clear();
  sources_.wake(source.node, source.group, lane, now, actions_);
  carry_out(source.node, source.group, now);
}

// What a source wants done. Nothing here asks a source again: ends of batches are events.
void World::carry_out(std::uint8_t node, std::uint8_t group, Instant now) {
  for (const auto& wake : actions_.wakes) {
    schedule(wake.at,
             {.kind = Pending::Kind::source_wakes,
              .visit = {.flight = no_slot, .parent = parent_of({node, group, 0}), .node = node},
              .what = wake.lane});
  }
  for (const models::EventRecord& event : actions_.processed) finish_record(event, now);
  for (const auto& dropped : actions_.dropped) drop_record(dropped, now);
  for (const std::uint32_t batch : actions_.batches) begin_batch({node, group, batch}, now);
}

void World::begin_batch(const BatchName& name, Instant now) {
  if (sources_.mixed() != models::MixedBatch::router) return choose_versions(name, now);
  schedule(now + sources_.router_hop(name.node),
           {.kind = Pending::Kind::batch_begins,
            .visit = {.flight = no_slot, .parent = parent_of(name), .node = name.node}});
}

Luck World::luck_of(const Record& record) const {
  const std::uint64_t number = flights_.at(record.visit.flight).request.number;
  Luck luck = luck_.invocation(number, record.visit.node, record.tries);
  // Only the decision is repeated (L10).
  if (!sources_.redraws(record.visit.node)) {
    luck.route = luck_.invocation(number, record.visit.node).route;
  }
  return luck;
}

// An alias draws one version for all records (L8), anew in each attempt (L9); with a router
// function, each record's own. What a record carried travels on with what is made of it, whoever
// reads it.
void World::choose_versions(const BatchName& name, Instant now) {
  sources_.read(name, events_);
  Duration& iterator_age = sources_.counts().iterator_age_max;
  if (!draining_) iterator_age = std::max(iterator_age, now - events_.back().written_at);
  const bool each_its_own = sources_.mixed() == models::MixedBatch::router;
  Choice choice{};
  for (std::size_t i = 0; i < events_.size(); ++i) {
    Record& record = records_.at(events_[i].item);
    const auto carried = received(record.visit);
    if (each_its_own) {
      choice = choose(record.visit, luck_of(record), carried, now);
    } else if (i == 0) {
      choice = choose_for_batch(name, record, now);
    }
    record.version = choice.version;
    record.onward = carried ? carried : choice.onward;
    record.failure = std::nullopt;
    ++record.tries;
  }
  begin_parts(name, now);
}

World::Choice World::choose_for_batch(const BatchName& name, const Record& lead, Instant now) {
  const Luck luck = luck_of(lead);
  if (sources_.is_split(name.node)) {
    return choose(lead.visit, luck, static_cast<routing::Version>(name.group), now);
  }
  const models::FunctionIndex function = setup_.chain[name.node].function;
  // All at once is no split: it says itself which version serves.
  if (std::holds_alternative<routing::AllAtOnce>(policy_.routing.route) || !setup_.moves[function])
    return choose(lead.visit, luck, std::nullopt, now);
  const bool canary = router_.weight_of(function).covers(routing::Ticket::from_bits(luck.route));
  const auto version = canary ? routing::Version::canary : routing::Version::stable;
  return {version, version};
}

// A record is in an invocation, which was not refused.
void World::note_attempt(Record& record, Instant now) {
  const models::ChainNode& place = setup_.chain[record.visit.node];
  Flight& flight = flights_.at(record.visit.flight);
  note_stranded(record.visit.node, flight, record.produced_at, now);
  const Instant before = std::exchange(record.read_at, now);
  if (!record.counted || draining_) return;
  const auto is_first_since = [&](Instant since) { return now >= since && before < since; };
  EventCounts& counts = sources_.counts();
  ++counts.attempts;
  const bool from_canary = wrote_canary(flight, place.parent);
  counts.read_after_rollback += from_canary && is_first_since(rollback_at_);
  const bool promoted = router_.weight_of(place.function).share() == 1;
  const auto last_step = release_.last_step_began(place.function);
  counts.read_after_promotion +=
      !from_canary && promoted && last_step && is_first_since(*last_step);
}

// An invocation for each version that reads a part of the batch.
void World::begin_parts(const BatchName& name, Instant now) {
  std::array<std::uint32_t, 2> leads{no_slot, no_slot};  // records
  for (const models::EventRecord& event : events_) {
    std::uint32_t& lead = leads[static_cast<std::size_t>(records_.at(event.item).version)];
    if (lead == no_slot) lead = event.item;
  }
  sources_.parts(name) = static_cast<std::uint8_t>((leads[0] != no_slot) + (leads[1] != no_slot));
  for (const std::uint32_t lead : leads) {
    if (lead == no_slot) continue;
    const Record record = records_.at(lead);
    const Visit part{record.visit.flight, parent_of(name), name.node};
    if (places_[name.node].is_limited) {
      admit(part, {record.version, record.onward}, record.tries - 1, now);
    } else {
      begin_part(part, record.version, now, {});
    }
  }
}

void World::begin_part(const Visit& part, routing::Version version, Instant began, Seat seat) {
  if (setup_.chain[part.node].calls.empty()) return begin_records(part, version, began, seat);
  // spec/ refuses batches for a function that calls others: this record is alone.
  sources_.read(batch_of(part), events_);
  Record& record = records_.at(events_.front().item);
  note_attempt(record, began);
  const Luck luck =
      luck_.invocation(flights_.at(part.flight).request.number, part.node, record.tries - 1);
  begin_invocation(part, {version, record.onward}, luck, began, seat);
}

// One invocation for all records of the part, with the luck of the first.
void World::begin_records(const Visit& part, routing::Version version, Instant began, Seat seat) {
  const models::FunctionIndex function = setup_.chain[part.node].function;
  sources_.read(batch_of(part), events_);
  std::optional<Luck> luck;
  std::optional<Cause> of_invocation;
  std::uint32_t user = 0;  // of the first record: an invocation counts once
  std::size_t size = 0;
  bool any_failed = false;
  for (const models::EventRecord& event : events_) {
    Record& record = records_.at(event.item);
    if (record.version != version) continue;
    note_attempt(record, began);
    Flight& flight = flights_.at(record.visit.flight);
    if (!luck) {
      user = flight.request.user;
      luck = luck_.invocation(flight.request.number, part.node, record.tries - 1);
      of_invocation = fault(function, version, *luck, std::nullopt);
    }
    ++size;
    note_run(part.node, flight, version, began);
    record.failure = fault(function, version, *luck, data_fault(part.node, flight, version));
    any_failed = any_failed || record.failure;
  }
  const Duration work =
      work_time(behaviours_[function][static_cast<std::size_t>(version)], luck->service) +
      sources_.per_record(part.node) * static_cast<std::int64_t>(size - 1);
  const Ended ended = ended_at(function, began, began + work, of_invocation);
  if (ended.failure) {
    for (const models::EventRecord& event : events_) {
      Record& record = records_.at(event.item);
      if (record.version == version && !record.failure) record.failure = ended.failure;
    }
  }
  // A function that reports what failed has not failed itself (E8).
  const bool failed = ended.failure || (any_failed && !sources_.reports_failures(part.node));
  measure(function, version, began, ended.at - began, failed, user);
  if (places_[part.node].is_limited) {
    vacate(part, version, seat, ended.failure == Cause::timeout, ended.at);
  }
  schedule(ended.at, {.kind = Pending::Kind::batch_ends, .visit = part});
}

// The same of a record that is alone, whose function makes calls.
void World::part_runs_until(const Visit& part, const Invoked& run, Instant ends) {
  sources_.read(batch_of(part), events_);
  assert(events_.size() == 1);
  records_.at(events_.front().item).failure = run.failure;
  schedule(ends, {.kind = Pending::Kind::batch_ends, .visit = part});
}

void World::refuse_part(const Visit& part, routing::Version version, Cause cause, Instant now) {
  sources_.read(batch_of(part), events_);
  for (const models::EventRecord& event : events_) {
    Record& record = records_.at(event.item);
    if (record.version == version) record.failure = cause;
  }
  schedule(now, {.kind = Pending::Kind::batch_ends, .visit = part});
}

void World::end_part(const BatchName& name, Instant now) {
  if (--sources_.parts(name) > 0) return;
  sources_.read(name, events_);
  failed_.clear();
  bool ran = false;
  for (const models::EventRecord& event : events_) {
    const auto& failure = records_.at(event.item).failure;
    failed_.push_back(failure.has_value());
    ran = ran || failure != Cause::throttled;
  }
  using Kind = models::BatchOutcome::Kind;
  actions_.clear();
  sources_.finish(name, {ran ? Kind::ran : Kind::refused, {failed_.data(), failed_.size()}}, now,
                  actions_);
  carry_out(name.node, name.group, now);
}

// How long it waited, and for whom: also of what is done with after the end of the observation.
void World::note_outcome(const models::EventRecord& event, const Record& record) {
  EventCounts& counts = sources_.counts();
  const bool tried = event.tried_at != never;
  counts.tried += tried;
  if (tried) counts.wait += event.tried_at - event.readable_at;
  if (!event.delayed) return;
  const std::uint32_t user = flights_.at(record.visit.flight).request.user;
  ++counts.delayed;
  if (tried) counts.delayed_wait += event.tried_at - event.readable_at;
  counts.delayed_tried += tried;
  counts.delayed_users += !delayed_users_[user];
  delayed_users_[user] = true;
}

void World::finish_record(const models::EventRecord& event, Instant now) {
  const Record record = records_.at(event.item);
  if (event.delayed) flights_.at(record.visit.flight).delayed = true;
  if (record.counted) note_outcome(event, record);
  if (record.counted && !draining_) {
    ++sources_.counts().processed;
    --counted_records_;
  }
  records_.destroy(event.item);
  publish(record.visit, record.onward, now);
  note_event_done(flights_.at(record.visit.flight), now);
  close(record.visit.flight);
}

void World::drop_record(const models::SourceActions::Dropped& dropped, Instant now) {
  const Record record = records_.at(dropped.record.item);
  if (record.counted) note_outcome(dropped.record, record);
  if (record.counted && !draining_) {
    EventCounts& counts = sources_.counts();
    counts.expired += dropped.why == models::Drop::expired;
    counts.exhausted += dropped.why == models::Drop::exhausted;
    counts.lost += !sources_.keeps(record.visit.node, dropped.why);
    --counted_records_;
  }
  records_.destroy(dropped.record.item);
  // Without a fault of its own it was lost behind others.
  fail(flights_.at(record.visit.flight), {record.failure.value_or(Cause::collateral), now});
  close(record.visit.flight);
}

}  // namespace coalmine::harness
