// The people of World: requests that are sent again, answers that come too late, and who was harmed
// beside a world in which nothing is released.

#include "harness/attempts.hpp"
#include "harness/world.hpp"

namespace coalmine::harness {

void World::receive(const Request& request, Instant now) {
  if (people_.has_left(request.session)) {
    people_.counts().not_sent += counting_;
    return;
  }
  enter(create_flight(request), now);
}

std::uint32_t World::create_flight(const Request& request) {
  beside_twin_.hold(request.number);
  return flights_.create(Flight{.request = request});
}

void World::enter(std::uint32_t slot, Instant now) {
  Flight& flight = flights_.at(slot);
  flight.counted = counting_;
  const std::uint64_t number = flight.request.number;
  if (const auto& limit = people_.answer_limit()) {
    schedule(now + *limit, {Pending::Kind::overdue, {.flight = slot}, number});
  }
  if (const auto& after = people_.resubmits_after()) {
    schedule(now + *after, {Pending::Kind::resubmit, {.flight = slot}, number});
  }
  start({.flight = slot}, now);
}

void World::note_entry(Flight& flight, routing::Version version) {
  flight.entry_on_canary = version == routing::Version::canary;
  if (!flight.counted) return;
  users_.serve(flight.request.user, version);
  for (UserWindows& windows : windows_) {
    windows.serve(flight.request.user, flight.request.at - setup_.window_begins);
  }
}

// The entry's end is known; `ends` may be still to come. Where somebody waits for it, or may be
// tired of waiting until then, it is an event.
void World::answer_request(std::uint32_t slot, bool failed, Instant ends) {
  Flight& flight = flights_.at(slot);
  if (!people_.react()) {
    flight.late = flight.late || is_late(ends - flight.request.at);
    if (setup_.interacts) note_response(flight, ends);
    return;
  }
  ++flight.open;
  schedule(ends, {Pending::Kind::answer, {.flight = slot}, failed});
}

void World::answered(std::uint32_t slot, bool failed, Instant now) {
  Flight& flight = flights_.at(slot);
  if (!flight.answered) {
    flight.answered = true;
    flight.late = flight.late || is_late(now - flight.request.at);
    note_response(flight, now);
    if (failed) {
      const bool entry_ran = (flight.facts.ran_nodes & 1) != 0;
      if (flight.counted) ++gateway_errors_[entry_ran ? 1 : 0];  // 502, 500 (E21)
      send_again(Flight(flight), now);
    }
  }
  close(slot);
}

// Nobody waits any longer: the gateway's limit is over (504, E20), or the user's patience. The
// invocations go on.
void World::overdue(std::uint32_t slot, Instant now) {
  Flight& flight = flights_.at(slot);
  if (flight.answered) return;
  flight.answered = true;
  note_response(flight, now);
  fail(flight, {Cause::timeout, flight.request.at});
  if (flight.counted && people_.answer_limit() == setup_.scenario.system.gateway_timeout) {
    ++gateway_errors_[2];
  }
  send_again(Flight(flight), now);
}

void World::note_response(const Flight& flight, Instant now) {
  if (flight.counted) responses_[flight.entry_on_canary].add(now - flight.request.at);
}

void World::send_again(const Flight& failed, Instant now) {
  const auto again = people_.after_failure(failed.request, failed.counted);
  if (!again) return;
  const Instant at = now + again->after;
  const std::uint32_t slot =
      create_flight({again->number, at, failed.request.session, failed.request.user});
  schedule(at, {Pending::Kind::arrive, {.flight = slot}});
}

void World::resubmit(std::uint32_t slot, Instant now) {
  const Flight waiting = flights_.at(slot);
  if (waiting.answered || !people_.sends_twice(waiting.request)) return;
  people_.counts().double_submits += waiting.counted;
  const Request& request = waiting.request;
  enter(create_flight({doubled(request.number), now, request.session, request.user}), now);
}

void World::settle_beside_twin(const Flight& flight) {
  if (is_nobodys(flight.request.number)) return;
  const auto& failure = flight.facts.failure;
  if (flight.counted) {
    tally_.add(flight.facts);
    if (flight.late && !failure) tally_.add_late();
  }
  const bool by_its_data = failure == Cause::bug || failure == Cause::mismatch;
  const bool by_its_time =
      flight.facts.canary_nodes != 0 && !flight.delayed && (!failure || failure == Cause::timeout);
  beside_twin_.settle({.number = flight.request.number,
                       .user = flight.request.user,
                       .counted = flight.counted,
                       // Stable would have failed with the same draws, whoever made them.
                       .failed = failure && (beside_twin_.is_twin() || failure != Cause::baseline),
                       .late = flight.late,
                       .direct = by_its_data || by_its_time,
                       .harmed_at = failure ? flight.failed_at : flight.request.at},
                      users_, rollback_at_);
}

}  // namespace coalmine::harness
