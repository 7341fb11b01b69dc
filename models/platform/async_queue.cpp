#include "models/platform/async_queue.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace coalmine::models {

AsyncQueue::AsyncQueue(const AsyncDelivery& delivery) : delivery_(delivery) {}

void AsyncQueue::add(const EventRecord& record, Instant now, SourceActions& actions) {
  const std::uint32_t slot = events_.create({.record = record});
  events_.at(slot).record.readable_at = now;
  run(slot, now, actions);
}

void AsyncQueue::wake(std::uint32_t lane, Instant now, SourceActions& actions) {
  Event& event = events_.at(lane);
  if (event.wake_at != now) return;
  event.wake_at = never;
  if (now - event.record.written_at >= delivery_.max_age) {
    return drop(lane, Drop::expired, actions);
  }
  run(lane, now, actions);
}

void AsyncQueue::finish(std::uint32_t batch, const BatchOutcome& outcome, Instant now,
                        SourceActions& actions) {
  Event& event = events_.at(batch);
  assert(event.wake_at == never);
  if (outcome.kind == BatchOutcome::Kind::refused) {
    if (event.record.attempts == 0) event.record.tried_at = never;  // it did not run after all
    return back_off(batch, wait_before(delivery_.throttle_wait, ++event.refusals), now, actions);
  }
  if (!outcome.has_failed(0)) {
    actions.processed.push_back(event.record);
    return events_.destroy(batch);
  }
  event.refusals = 0;
  ++event.record.attempts;
  if (++event.failures > delivery_.retries) return drop(batch, Drop::exhausted, actions);
  back_off(batch, wait_before(delivery_.retry_wait, event.failures), now, actions);
}

void AsyncQueue::read(std::uint32_t batch, std::vector<EventRecord>& records) const {
  records.assign(1, events_.at(batch).record);
}

void AsyncQueue::run(std::uint32_t slot, Instant now, SourceActions& actions) {
  EventRecord& record = events_.at(slot).record;
  if (record.tried_at == never) record.tried_at = now;
  actions.batches.push_back(slot);
}

// Waits for the next try, but not beyond the greatest age.
void AsyncQueue::back_off(std::uint32_t slot, Duration wait, Instant now, SourceActions& actions) {
  Event& event = events_.at(slot);
  const Instant too_old_at = event.record.written_at + delivery_.max_age;
  event.wake_at = std::max(now, std::min(now + wait, too_old_at));
  if (event.wake_at == now) return wake(slot, now, actions);
  actions.wakes.push_back({event.wake_at, slot});
}

void AsyncQueue::drop(std::uint32_t slot, Drop why, SourceActions& actions) {
  actions.dropped.push_back({events_.at(slot).record, why});
  events_.destroy(slot);
}

}  // namespace coalmine::models
