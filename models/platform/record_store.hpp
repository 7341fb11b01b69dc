// Records in one slab, linked into lists: a record goes from list to list without being copied, and
// nothing is allocated for it once the slab is as large as the worst backlog so far.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "models/platform/event_source.hpp"
#include "sim/slab.hpp"

namespace coalmine::models {

inline constexpr std::uint32_t no_slot = UINT32_MAX;

// Some records of a RecordStore, in order. A handle: copying it copies no record, and only one of
// the copies may be used from then on.
struct RecordList {
  std::uint32_t first = no_slot;
  std::uint32_t last = no_slot;
  std::uint32_t size = 0;
  bool empty() const { return size == 0; }
};

// Which records of a batch that failed have to be tried again.
enum class Stays : std::uint8_t {
  all,         // nobody knows which of them failed
  from_first,  // from the first that failed on, so that they keep their order
  failed,      // those that failed, and no others
};

class RecordStore {
 public:
  struct Entry {
    EventRecord record;
    std::uint32_t refusals = 0;  // throttled invocations that had it
    std::uint32_t next = no_slot;
  };

  // The record has become readable `now`.
  void push_back(RecordList& list, const EventRecord& record, Instant now) {
    const std::uint32_t slot = entries_.create({.record = record});
    entries_.at(slot).record.readable_at = now;
    append(list, slot);
  }

  // Precondition of what is about the front: the list is not empty.
  Entry& front(const RecordList& list) { return entries_.at(list.first); }

  // From the front of one list to the back of another.
  void move_front(RecordList& from, RecordList& to) { append(to, unlink_front(from)); }

  // Out of the store, as dropped: the first of a list, or all of it.
  void drop_front(RecordList& list, Drop why, SourceActions& actions) {
    actions.dropped.push_back({take_front(list), why});
  }
  void drop(RecordList& list, Drop why, SourceActions& actions) {
    while (!list.empty()) drop_front(list, why, actions);
  }

  // An invocation that has these records begins.
  void mark_tried(const RecordList& list, Instant now);
  // It was throttled, so it did not begin after all.
  void mark_refused(const RecordList& list);
  // It ran. What is done with goes out as processed; what has to be tried again stays in the list.
  // Who stays without having failed on its own account has been delayed by those who did.
  void settle(RecordList& list, const BatchOutcome& outcome, Stays stays, SourceActions& actions);

  void copy(const RecordList& list, std::vector<EventRecord>& records) const;

  std::size_t size() const { return entries_.size(); }  // records in all lists

 private:
  void append(RecordList& list, std::uint32_t slot) {
    (list.empty() ? list.first : entries_.at(list.last).next) = slot;
    list.last = slot;
    ++list.size;
  }

  std::uint32_t unlink_front(RecordList& list) {
    assert(!list.empty());
    const std::uint32_t slot = list.first;
    list.first = std::exchange(entries_.at(slot).next, no_slot);
    if (--list.size == 0) list.last = no_slot;
    return slot;
  }

  EventRecord take_front(RecordList& list) {
    const std::uint32_t slot = unlink_front(list);
    const EventRecord record = entries_.at(slot).record;
    entries_.destroy(slot);
    return record;
  }

  sim::Slab<Entry> entries_;
};

}  // namespace coalmine::models
