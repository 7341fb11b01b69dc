// The pending-event set: events leave in the order of their times, equal times in order of arrival.
//
// A radix heap that stops early. Time is read as hexadecimal digits. A pending event waits in the
// bucket (level, digit) of the highest digit in which its time differs from `origin_`, so all of a
// lower level come before all of a higher one, and within a level the digits are in order. Opening
// the earliest bucket moves `origin_` to where the bucket begins. If it holds few events they are
// sorted and become the *run* that pops are served from; if many, they are filed again, now at
// lower levels. Level 0 needs no sorting: its buckets hold one point in time each.
//
//   origin_ = 0x4a30     pending 0x4a37 0x4a52 0x4b00 0x9000
//                        in     (0,7)  (1,5)  (2,b)  (3,9)
//
// Why not a heap: its comparisons are unpredictable when it is small and miss the cache when it is
// large. Here an event is appended about three times, whatever the number pending, and there is no
// bucket width to tune: bursts, and tails from microseconds to weeks, end on different levels.
// docs/PERFORMANCE.md has it beside std::priority_queue.
#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"

namespace coalmine::sim {

struct Event {
  Instant at;
  std::uint32_t slot;  // what it is about: the owner's business, usually a place in a Slab
  friend bool operator==(const Event&, const Event&) = default;
};

class EventQueue {
 public:
  // Precondition: `at` is not before the start of the observation nor before the last popped event.
  // O(levels) amortised; linear in the run if, again and again, pushes go behind a limit that
  // pop_before() has already searched up to.
  void push(Instant at, std::uint32_t slot);

  // Takes out the first event, if it is strictly earlier than `limit`.
  std::optional<Event> pop_before(Instant limit);

  // The time of the first event. Linear in one bucket: a loop asks pop_before() instead.
  std::optional<Instant> next_at() const;

  // The slot of the event that comes `ahead` events after the first, where the queue knows it
  // without work: a hint for fetching from memory what is needed soon.
  std::optional<std::uint32_t> upcoming(std::size_t ahead) const {
    if (run_next_ + ahead >= run_.size()) return std::nullopt;
    return run_[run_next_ + ahead].slot;
  }

  bool empty() const { return size() == 0; }
  std::size_t size() const { return filed_ + (run_.size() - run_next_); }
  void clear();  // also forgets the last popped time; keeps the memory

 private:
  static constexpr int digit_bits = 4;
  static constexpr std::size_t digits = std::size_t{1} << digit_bits;
  static constexpr std::size_t levels = 64 / digit_bits;
  static constexpr std::size_t run_max = 24;  // the largest bucket that is sorted, not filed again
  static constexpr std::size_t shift_max = 64;  // the furthest insertion into the run

  using Ticks = std::uint64_t;  // an Instant's nanoseconds, as digits
  using Bucket = std::vector<Event>;

  struct Place {
    std::size_t level;
    std::size_t digit;
  };

  static Ticks ticks(Instant at) { return static_cast<Ticks>(at.time_since_epoch().count()); }

  void file(Event event);
  Place earliest_bucket() const;  // precondition: some bucket is occupied
  Ticks start_of(Place place) const;
  Bucket& vacate(Place place);
  bool open_run(Ticks limit);
  void sort_into_run(const Bucket& bucket);
  void insert_into_run(Event event);
  void file_tail_of_run();

  // In the run: every event earlier than run_end_, sorted, from run_next_ on. In the buckets: the
  // others.
  std::vector<Event> run_;
  std::size_t run_next_ = 0;
  Ticks run_end_ = 0;
  Ticks origin_ = 0;                              // not later than any event in a bucket
  std::uint32_t occupied_levels_ = 0;             // bit l: occupied_[l] != 0
  std::array<std::uint32_t, levels> occupied_{};  // bit d: buckets_[l][d] is not empty
  std::array<std::array<Bucket, digits>, levels> buckets_;
  std::size_t filed_ = 0;  // events in buckets
  Ticks last_popped_ = 0;
};

inline void EventQueue::push(Instant at, std::uint32_t slot) {
  assert(at >= Instant{} && ticks(at) >= last_popped_);
  if (ticks(at) < run_end_) {
    insert_into_run({at, slot});
  } else {
    file({at, slot});
  }
}

inline std::optional<Event> EventQueue::pop_before(Instant limit) {
  if (limit <= Instant{}) return std::nullopt;
  if (run_next_ == run_.size() && !open_run(ticks(limit))) return std::nullopt;
  const Event event = run_[run_next_];
  if (event.at >= limit) return std::nullopt;
  ++run_next_;
  last_popped_ = ticks(event.at);
  return event;
}

inline void EventQueue::file(Event event) {
  const Ticks difference = ticks(event.at) ^ origin_;
  const std::size_t level = (std::bit_width(difference | 1) - 1) / digit_bits;
  const std::size_t digit = (ticks(event.at) >> (level * digit_bits)) & (digits - 1);
  buckets_[level][digit].push_back(event);
  ++filed_;
  occupied_[level] |= 1u << digit;
  occupied_levels_ |= 1u << level;
}

}  // namespace coalmine::sim
