// Lambda's queue of asynchronous invocations: each event on its own, retried after fixed waits.
//
// Errors of the function are retried after one minute and after two more (E16); throttles do not
// use up a retry and wait exponentially, until the event is too old (E17).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/platform/delivery.hpp"
#include "models/platform/event_source.hpp"
#include "sim/slab.hpp"

namespace coalmine::models {

class AsyncQueue {
 public:
  explicit AsyncQueue(const AsyncDelivery& delivery);  // which must outlive this

  void clear() { events_ = {}; }
  void add(const EventRecord& record, Instant now, SourceActions& actions);
  void wake(std::uint32_t lane, Instant now, SourceActions& actions);
  void finish(std::uint32_t batch, const BatchOutcome& outcome, Instant now,
              SourceActions& actions);
  void read(std::uint32_t batch, std::vector<EventRecord>& records) const;
  std::size_t waiting() const { return events_.size(); }
  Duration blocked(Instant) const { return Duration{}; }  // no event waits for another

 private:
  // Its slot is the number of its batch and of its lane.
  struct Event {
    EventRecord record;
    std::uint32_t failures = 0;
    std::uint32_t refusals = 0;  // throttles since it last ran
    Instant wake_at = never;     // any other wake is stale
  };

  void run(std::uint32_t slot, Instant now, SourceActions& actions);
  void back_off(std::uint32_t slot, Duration wait, Instant now, SourceActions& actions);
  void drop(std::uint32_t slot, Drop why, SourceActions& actions);

  const AsyncDelivery& delivery_;
  sim::Slab<Event> events_;
};

}  // namespace coalmine::models
