// An SQS queue and the pollers that read it for one function.
//
// A batch that fails comes back when its visibility time-out is over, one more time received; after
// `max_receives` its messages go to the dead-letter queue (E13), at the moment at which they would
// have been visible again. Unlike a shard, a standard queue is never blocked: only the failed
// messages wait. A FIFO queue waits by message group (E15).
//
// Simplified: a message is received once at a time, also when its function runs for longer than the
// visibility time-out. A batch of a FIFO queue holds messages of one group, has no window, and
// fails from its first failed message on, so that the order is kept. A throttled batch comes back
// as a failed one does, and has been received, but has not been tried.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/platform/delivery.hpp"
#include "models/platform/event_source.hpp"
#include "models/platform/lane_time.hpp"
#include "models/platform/message_groups.hpp"
#include "models/platform/poller_fleet.hpp"
#include "models/platform/record_store.hpp"
#include "sim/slab.hpp"

namespace coalmine::models {

class MessageQueue {
 public:
  explicit MessageQueue(const SqsDelivery& delivery);  // which must outlive this

  void clear();
  void add(const EventRecord& record, Instant now, SourceActions& actions);
  void wake(std::uint32_t lane, Instant now, SourceActions& actions);
  void finish(std::uint32_t batch, const BatchOutcome& outcome, Instant now,
              SourceActions& actions);
  void read(std::uint32_t batch, std::vector<EventRecord>& records) const;
  std::size_t waiting() const { return records_.size(); }
  // Of FIFO groups, as StreamReader::blocked; a standard queue blocks nobody.
  Duration blocked(Instant now) const { return blocked_.until(now); }

 private:
  // What it waits for. Each is one lane for wake().
  enum class Lane : std::uint32_t { visible, growth, window };

  struct Batch {
    RecordList records;
    std::uint32_t group = no_slot;  // of a FIFO queue
    Instant received_at{};
  };

  // Messages that nobody can receive before `visible_at`.
  struct Hidden {
    Instant visible_at;
    std::uint64_t sequence;  // of equal times, the first hidden is the first seen
    RecordList records;
    std::uint32_t group;
  };
  static bool seen_later(const Hidden& a, const Hidden& b);

  void ask(Lane lane, Instant at, SourceActions& actions);
  Instant& wake_at(Lane lane) { return wake_at_[static_cast<std::size_t>(lane)]; }

  void settle(Batch& batch, const BatchOutcome& outcome, Instant now, SourceActions& actions);
  void hide(const Batch& batch, Instant now, SourceActions& actions);
  void reveal_due(Instant now, SourceActions& actions);
  void reveal(Hidden& hidden, Instant now, SourceActions& actions);

  void receive(Instant now, SourceActions& actions);
  void receive_standard(Instant now, SourceActions& actions);
  void receive_fifo(Instant now, SourceActions& actions);
  bool gather(Instant now, SourceActions& actions);
  RecordList& oldest_visible();
  bool expire_first(RecordList& list, Instant now, SourceActions& actions);
  void begin(const RecordList& records, std::uint32_t group, Instant now, SourceActions& actions);
  void free_group(std::uint32_t group, Instant now);

  std::size_t visible() const { return std::size_t{new_.size} + returned_.size; }

  const SqsDelivery& delivery_;
  RecordStore records_;
  sim::Slab<Batch> batches_;    // that run
  std::vector<Hidden> hidden_;  // a heap: the first seen is in front
  std::uint64_t hidden_so_far_ = 0;
  std::array<Instant, 3> wake_at_{};  // by lane; any other wake is stale

  PollerFleet fleet_;            // a standard queue has these,
  RecordList new_;               // in the order in which they came
  RecordList returned_;          // visible again
  Instant window_ends_ = never;  // never: no poller waits for a full batch

  MessageGroups groups_;  // a FIFO queue these
  LaneTime blocked_;
};

}  // namespace coalmine::models
