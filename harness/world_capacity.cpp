// The capacity of World: invocations that wait for a worker or a connection, and those refused.

#include "harness/world.hpp"

namespace coalmine::harness {

void World::admit(const Visit& visit, const Choice& choice, std::uint32_t delivery, Instant now) {
  const models::FunctionIndex function = setup_.chain[visit.node].function;
  const Flight& flight = flights_.at(visit.flight);
  const std::uint32_t waiting =
      waiting_.create(Waiting{visit, choice.version, choice.onward, now, ++serial_, delivery});
  const Hosts::Admission admission = hosts_.admit(
      function, choice.version, waiting,
      {flight.request.number, LuckOf::place_of(visit.node, delivery)}, now, flight.counted);
  switch (admission.kind) {
    case Hosts::Admission::Kind::waits:
      if (const auto patience = hosts_.patience(function)) {
        schedule(now + *patience, {.kind = Pending::Kind::wait_over,
                                   .visit = {.flight = no_slot, .parent = waiting},
                                   .what = serial_});
      }
      return;
    case Hosts::Admission::Kind::refused:
      waiting_.at(waiting).serial = 0;
      waiting_.destroy(waiting);
      return refuse(visit, choice.version, Cause::throttled, now);
    case Hosts::Admission::Kind::begins:
      return begin_waiting(waiting, now + admission.init, admission.seat);
  }
}

// It waits no longer, and begins.
void World::begin_waiting(std::uint32_t slot, Instant began, Seat seat) {
  const Waiting waiting = waiting_.at(slot);
  waiting_.at(slot).serial = 0;  // no timer means it any more
  waiting_.destroy(slot);
  const Visit& visit = waiting.visit;
  if (is_record(visit)) return begin_part(visit, waiting.version, began, seat);
  const Luck luck =
      luck_.invocation(flights_.at(visit.flight).request.number, visit.node, waiting.delivery);
  begin_invocation(visit, {waiting.version, waiting.onward}, luck, began, seat);
}

void World::resume_waiting(std::uint32_t slot, Instant now) {
  const Waiting& waiting = waiting_.at(slot);
  hosts_.note_wait(setup_.chain[waiting.visit.node].function, now - waiting.since,
                   flights_.at(waiting.visit.flight).counted);
  begin_waiting(slot, now, {});
}

void World::give_up_waiting(std::uint32_t slot, std::uint32_t serial, Instant now) {
  const Waiting waiting = waiting_.at(slot);
  if (waiting.serial != serial) return;
  const Visit& visit = waiting.visit;
  hosts_.withdraw(setup_.chain[visit.node].function, waiting.version, slot,
                  flights_.at(visit.flight).counted);
  waiting_.at(slot).serial = 0;
  waiting_.destroy(slot);
  refuse(visit, waiting.version, Cause::timeout, now);
}

// It never ran: nothing is recorded of it but that it failed.
void World::refuse(const Visit& visit, routing::Version version, Cause cause, Instant now) {
  if (is_record(visit)) return refuse_part(visit, version, cause, now);
  if (lanes_[visit.node]) free_lane(visit.node, flights_.at(visit.flight).request.user, now);
  conclude(visit, {.version = version, .failure = cause}, now, Failure{cause, now});
}

void World::vacate(const Visit& visit, routing::Version version, Seat seat, bool lost,
                   Instant ends) {
  // The visit's decision says where: the version that ran, whatever was sent.
  schedule(ends, {.kind = lost ? Pending::Kind::vacate_lost : Pending::Kind::vacate,
                  .visit = {.flight = no_slot, .node = visit.node, .sent = version},
                  .what = seat.environment});
}

void World::resume(const Visit& place, std::uint32_t environment, bool lost, Instant now) {
  const auto next =
      hosts_.vacate(setup_.chain[place.node].function, *place.sent, {environment}, lost, now);
  if (next) resume_waiting(*next, now);
}

void World::scale(models::FunctionIndex function, Instant now) {
  resumed_.clear();
  hosts_.scale(function, now, resumed_);
  for (const std::uint32_t waiting : resumed_) resume_waiting(waiting, now);
  const auto next = hosts_.next_scaling(function);
  if (next && *next <= setup_.ends)
    schedule(*next, {.kind = Pending::Kind::scale, .what = function});
}

models::Permits* World::connections_of(const Frame& frame) {
  return hosts_.connections(setup_.chain[frame.visit.node].function, frame.calls_made,
                            frame.run.version);
}

void World::connect(std::uint32_t slot, std::uint32_t serial, Instant now) {
  Frame& frame = frames_.at(slot);
  if (frame.serial != serial) return;  // it timed out before it could call
  if (connections_of(frame)->admit(slot) == models::Permits::Admission::granted) {
    frame.connecting = false;
    return place_call(slot, now);
  }
  const auto& function = setup_.scenario.system.functions[setup_.chain[frame.visit.node].function];
  if (const auto& patience = function.calls[frame.calls_made].connections->patience) {
    schedule(now + *patience, {.kind = Pending::Kind::connect_over,
                               .visit = {.flight = no_slot, .parent = slot},
                               .what = frame.serial});
  }
}

// The call is over at `ends`, which may be still to come: an event, where connections are limited.
void World::hang_up(const Frame& frame, Instant ends) {
  const std::size_t call = frame.calls_made - std::size_t{1};
  const std::uint8_t node = frame.visit.node;
  const routing::Version version = frame.run.version;
  if (hosts_.connections(setup_.chain[node].function, call, version) == nullptr) return;
  // As with what is vacated, the visit's decision says whose connection it is.
  schedule(ends, {.kind = Pending::Kind::hang_up,
                  .visit = {.flight = no_slot, .node = node, .sent = version},
                  .what = call});
}

void World::pass_connection_on(const Visit& place, std::size_t call, Instant now) {
  models::Permits* pool = hosts_.connections(setup_.chain[place.node].function, call, *place.sent);
  if (const auto next = pool->release()) {
    frames_.at(*next).connecting = false;
    place_call(*next, now);
  }
}

void World::give_up_connecting(std::uint32_t slot, std::uint32_t serial, Instant now) {
  const Frame& waiting = frames_.at(slot);
  if (waiting.serial != serial || !waiting.connecting) return;
  connections_of(waiting)->withdraw(slot);
  const Frame frame = take_frame(slot);
  end(frame.visit, frame.run, frame.began, now, frame.seat, Failure{Cause::timeout, frame.began});
}

}  // namespace coalmine::harness
