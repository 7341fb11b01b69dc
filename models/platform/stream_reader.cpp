#include "models/platform/stream_reader.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cassert>

#include "base/random.hpp"

namespace coalmine::models {

StreamReader::StreamReader(const KinesisDelivery& delivery)
    : delivery_(delivery),
      age_max_(std::min(delivery.retention, delivery.max_age.value_or(Duration::max()))) {
  assert(delivery.shards > 0 && delivery.parallelization > 0 && delivery.batch > 0);
  clear();
}

void StreamReader::clear() {
  lanes_.assign(std::size_t{delivery_.shards} * delivery_.parallelization, Lane{});
  records_ = {};
  batches_ = {};
  blocked_ = {};
}

void StreamReader::add(const EventRecord& record, Instant now, SourceActions& actions) {
  const std::uint32_t index = lane_of(record);
  Lane& lane = lanes_[index];
  records_.push_back(lane.waiting, record, now);
  if (lane.state == State::idle) {
    const Instant poll = next_poll(index, now);
    if (poll == now) return look(index, now, actions);
    ask(index, State::polling, poll, actions);
  } else if (lane.state == State::gathering && lane.waiting.size >= delivery_.batch) {
    begin_new(index, now, actions);
  }
}

void StreamReader::wake(std::uint32_t lane, Instant now, SourceActions& actions) {
  assert(lane < lanes_.size());
  if (lanes_[lane].wake_at != now) return;
  switch (lanes_[lane].state) {
    case State::polling:
      return look(lane, now, actions);
    case State::gathering:
      return begin_new(lane, now, actions);
    case State::backing_off:
      return go_on(lane, now, actions);
    case State::idle:
    case State::running:
      assert(false && "such a lane has asked for nothing");
  }
}

void StreamReader::finish(std::uint32_t batch, const BatchOutcome& outcome, Instant now,
                          SourceActions& actions) {
  Batch& tried = batches_.at(batch);
  const std::uint32_t index = tried.lane;
  assert(lanes_[index].state == State::running && lanes_[index].batch == batch);
  if (outcome.kind == BatchOutcome::Kind::refused) {
    records_.mark_refused(tried.records);
    return back_off(index, ++tried.refusals, now, actions);
  }
  tried.refusals = 0;
  const std::uint32_t size = tried.records.size;
  records_.settle(tried.records, outcome, delivery_.partial ? Stays::from_first : Stays::all,
                  actions);  // E8
  if (!tried.records.empty()) return retry(index, size, now, actions);
  remove_batch(lanes_[index]);
  go_on(index, now, actions);
}

void StreamReader::read(std::uint32_t batch, std::vector<EventRecord>& records) const {
  records_.copy(batches_.at(batch).records, records);
}

std::uint32_t StreamReader::lane_of(const EventRecord& record) const {
  if (lanes_.size() == 1) return 0;
  // Two words: the part of a shard must not depend on which shard the key is in.
  const XXH128_hash_t hash = XXH3_128bits(&record.key, sizeof record.key);
  const std::uint64_t shard = below(delivery_.shards, hash.high64);
  const std::uint64_t lane =
      shard * delivery_.parallelization + below(delivery_.parallelization, hash.low64);
  assert(lane < lanes_.size());
  return static_cast<std::uint32_t>(lane);
}

// Shards are polled in turn (E1): shard i of n for the first time at i/n of the interval.
Instant StreamReader::next_poll(std::uint32_t index, Instant now) const {
  const Duration poll = delivery_.poll;
  if (poll == Duration{}) return now;
  const std::uint32_t shard = index / delivery_.parallelization;
  const Instant first{poll * shard / delivery_.shards};
  if (now <= first) return first;
  const Duration since = (now - first) % poll;
  return since == Duration{} ? now : now + (poll - since);
}

void StreamReader::ask(std::uint32_t index, State state, Instant at, SourceActions& actions) {
  lanes_[index].state = state;
  lanes_[index].wake_at = at;
  actions.wakes.push_back({at, index});
}

// The lane is free, and the reader sees what waits in it.
void StreamReader::look(std::uint32_t index, Instant now, SourceActions& actions) {
  Lane& lane = lanes_[index];
  if (delivery_.window == Duration{} || lane.waiting.size >= delivery_.batch) {
    return begin_new(index, now, actions);
  }
  while (!lane.waiting.empty() && expire_first(lane, now, actions)) continue;
  if (lane.waiting.empty()) return rest(index, now);
  ask(index, State::gathering, now + delivery_.window, actions);
}

void StreamReader::begin_new(std::uint32_t index, Instant now, SourceActions& actions) {
  Lane& lane = lanes_[index];
  RecordList taken;
  while (!lane.waiting.empty() && taken.size < delivery_.batch) {
    if (!expire_first(lane, now, actions)) records_.move_front(lane.waiting, taken);
  }
  if (taken.empty()) return rest(index, now);
  if (taken.size < delivery_.batch) blocked_.calm(lane.disturbed, now);
  lane.batch = batches_.create({.records = taken, .lane = index});
  run(index, now, actions);
}

// The lane is free, or its wait is over: what was split off comes before what is new (E7).
void StreamReader::go_on(std::uint32_t index, Instant now, SourceActions& actions) {
  Lane& lane = lanes_[index];
  while (lane.batch != no_slot) {
    Batch& batch = batches_.at(lane.batch);
    expire(batch, now, actions);
    if (!batch.records.empty()) return run(index, now, actions);
    remove_batch(lane);
  }
  look(index, now, actions);
}

void StreamReader::run(std::uint32_t index, Instant now, SourceActions& actions) {
  Lane& lane = lanes_[index];
  lane.state = State::running;
  lane.wake_at = never;
  Batch& batch = batches_.at(lane.batch);
  batch.begun_at = now;
  records_.mark_tried(batch.records, now);
  actions.batches.push_back(lane.batch);
}

void StreamReader::rest(std::uint32_t index, Instant now) {
  Lane& lane = lanes_[index];
  lane.state = State::idle;
  lane.wake_at = never;
  blocked_.calm(lane.disturbed, now);
}

// The wait before retry `n`, which ends when the first record gets too old.
void StreamReader::back_off(std::uint32_t index, std::uint32_t n, Instant now,
                            SourceActions& actions) {
  const RecordList& records = batches_.at(lanes_[index].batch).records;
  const Instant too_old_at = records_.front(records).record.written_at + age_max_;
  const Instant retry_at = std::min(now + wait_before(delivery_.retry_wait, n), too_old_at);
  if (retry_at <= now) return go_on(index, now, actions);
  ask(index, State::backing_off, retry_at, actions);
}

// The lane's batch failed, when it had `size` records; those that are left are tried again.
void StreamReader::retry(std::uint32_t index, std::uint32_t size, Instant now,
                         SourceActions& actions) {
  Lane& lane = lanes_[index];
  Batch& batch = batches_.at(lane.batch);
  blocked_.disturb(lane.disturbed, batch.begun_at, now);
  const std::uint32_t n = batch.failures + 1;
  if (!split(lane.batch, size)) {
    batch.failures = n;
    if (delivery_.retries && n > *delivery_.retries) {  // E9
      records_.drop(batch.records, Drop::exhausted, actions);
      remove_batch(lane);
      return go_on(index, now, actions);
    }
  }
  back_off(index, n, now, actions);
}

// True if the batch that had `size` records was split, which uses up no attempt (E7): at the
// checkpoint, where the first part is done with already (E8), or in halves.
bool StreamReader::split(std::uint32_t batch, std::uint32_t size) {
  if (!delivery_.bisect) return false;
  if (delivery_.partial) return batches_.at(batch).records.size < size;
  if (size == 1) return false;
  Batch second = batches_.at(batch);
  Batch first = second;
  first.records = {};
  while (first.records.size < second.records.size) {
    records_.move_front(second.records, first.records);
  }
  first.next = batches_.create(second);
  batches_.at(batch) = first;
  return true;
}

void StreamReader::remove_batch(Lane& lane) {
  const std::uint32_t next = batches_.at(lane.batch).next;
  batches_.destroy(lane.batch);
  lane.batch = next;
}

// At the head of a free lane: is its first record dropped? It has been waiting up to now.
bool StreamReader::expire_first(Lane& lane, Instant now, SourceActions& actions) {
  EventRecord& record = records_.front(lane.waiting).record;
  if (lane.disturbed) record.delayed = true;
  if (now - record.written_at <= age_max_) return false;
  records_.drop_front(lane.waiting, Drop::expired, actions);
  return true;
}

// Before a retry: here a record is given up at its greatest age, for that is when the wait ends.
void StreamReader::expire(Batch& batch, Instant now, SourceActions& actions) {
  RecordList kept;
  while (!batch.records.empty()) {
    if (now - records_.front(batch.records).record.written_at >= age_max_) {
      records_.drop_front(batch.records, Drop::expired, actions);
    } else {
      records_.move_front(batch.records, kept);
    }
  }
  batch.records = kept;
}

}  // namespace coalmine::models
