// One subscriber of a Kinesis or DynamoDB stream: an event source mapping, lane by lane.
//
// A lane is what is read one batch after another: a shard, or with a parallelization factor one of
// its parts by key (E3). A batch that fails keeps its lane until it succeeds, has no attempts left
// or is too old (E6, E9); meanwhile all behind it waits.
//
// Where the facts are silent: a record is read at the next poll if the lane is idle, at once if it
// comes while the window is open; a split waits as long as the retry that it replaces; with partial
// and bisect the split is at the checkpoint, so a batch whose first record fails uses up an
// attempt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/platform/delivery.hpp"
#include "models/platform/event_source.hpp"
#include "models/platform/lane_time.hpp"
#include "models/platform/record_store.hpp"
#include "sim/slab.hpp"

namespace coalmine::models {

class StreamReader {
 public:
  explicit StreamReader(const KinesisDelivery& delivery);  // which must outlive this

  void clear();
  void add(const EventRecord& record, Instant now, SourceActions& actions);
  void wake(std::uint32_t lane, Instant now, SourceActions& actions);
  void finish(std::uint32_t batch, const BatchOutcome& outcome, Instant now,
              SourceActions& actions);
  void read(std::uint32_t batch, std::vector<EventRecord>& records) const;
  std::size_t waiting() const { return records_.size(); }

  // Lane-time from the begin of a first failing attempt until nothing waited behind it any more,
  // up to `now`: lane_time.hpp.
  Duration blocked(Instant now) const { return blocked_.until(now); }

 private:
  enum class State : std::uint8_t {
    idle,         // nothing waits
    polling,      // something waits, and the next poll will find it (E1)
    gathering,    // the window is open (E4)
    running,      // the function has a batch
    backing_off,  // a batch waits to be tried again (E6)
  };

  struct Batch {
    RecordList records;
    std::uint32_t lane;
    std::uint32_t failures = 0;    // that used up an attempt
    std::uint32_t refusals = 0;    // throttles since it last ran
    std::uint32_t next = no_slot;  // the other half, to be tried when this is done with
    Instant begun_at{};
  };

  struct Lane {
    RecordList waiting;
    std::uint32_t batch = no_slot;  // that runs, or is to be tried again
    State state = State::idle;
    bool disturbed = false;
    Instant wake_at = never;  // any other wake is stale
  };

  std::uint32_t lane_of(const EventRecord& record) const;
  Instant next_poll(std::uint32_t index, Instant now) const;

  // What the lane `index` does next: each leaves it in another state, and may begin a batch.
  void ask(std::uint32_t index, State state, Instant at, SourceActions& actions);
  void look(std::uint32_t index, Instant now, SourceActions& actions);
  void begin_new(std::uint32_t index, Instant now, SourceActions& actions);
  void go_on(std::uint32_t index, Instant now, SourceActions& actions);
  void run(std::uint32_t index, Instant now, SourceActions& actions);
  void rest(std::uint32_t index, Instant now);
  void back_off(std::uint32_t index, std::uint32_t n, Instant now, SourceActions& actions);
  void retry(std::uint32_t index, std::uint32_t size, Instant now, SourceActions& actions);

  bool split(std::uint32_t batch, std::uint32_t size);
  void remove_batch(Lane& lane);
  bool expire_first(Lane& lane, Instant now, SourceActions& actions);
  void expire(Batch& batch, Instant now, SourceActions& actions);

  const KinesisDelivery& delivery_;
  Duration age_max_;
  RecordStore records_;
  sim::Slab<Batch> batches_;
  std::vector<Lane> lanes_;  // by shard and part
  LaneTime blocked_;
};

}  // namespace coalmine::models
