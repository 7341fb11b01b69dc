#include "sim/event_queue.hpp"

#include <algorithm>

namespace coalmine::sim {

EventQueue::Place EventQueue::earliest_bucket() const {
  assert(occupied_levels_ != 0);
  const auto level = static_cast<std::size_t>(std::countr_zero(occupied_levels_));
  return {level, static_cast<std::size_t>(std::countr_zero(occupied_[level]))};
}

// The earliest time of a bucket: the digits of origin_ above its level, its own digit, then zeros.
EventQueue::Ticks EventQueue::start_of(Place place) const {
  const std::size_t shift = place.level * digit_bits;
  const Ticks upper = (origin_ >> shift) & ~Ticks{digits - 1};
  return (upper | place.digit) << shift;
}

// Counts a bucket as empty. Its events are still in it: the caller takes them.
EventQueue::Bucket& EventQueue::vacate(Place place) {
  occupied_[place.level] &= ~(1u << place.digit);
  if (occupied_[place.level] == 0) occupied_levels_ &= ~(1u << place.level);
  Bucket& bucket = buckets_[place.level][place.digit];
  filed_ -= bucket.size();
  return bucket;
}

// Fills the run from the earliest bucket. False, and nothing has moved past `limit`, if that begins
// at or after it.
bool EventQueue::open_run(Ticks limit) {
  while (occupied_levels_ != 0) {
    const Place place = earliest_bucket();
    const Ticks start = start_of(place);
    if (start >= limit) return false;
    Bucket& bucket = vacate(place);
    origin_ = start;
    run_next_ = 0;
    if (place.level == 0 || bucket.size() <= run_max) {
      run_end_ = start + (Ticks{1} << (place.level * digit_bits));
      if (place.level == 0) {
        run_.swap(bucket);
      } else {
        sort_into_run(bucket);
      }
      bucket.clear();
      return true;
    }
    run_.clear();
    run_end_ = start;
    for (const Event& event : bucket) file(event);  // all at lower levels: `bucket` stays as it is
    bucket.clear();
  }
  // Nothing is pending: pushes that follow are filed, and not inserted into an empty run.
  origin_ = run_end_ = last_popped_;
  return false;
}

// Counts for each event how many go before it, which is its place. For so few events the square of
// their number is cheaper than a sort, because nothing branches on the outcome of a comparison.
void EventQueue::sort_into_run(const Bucket& bucket) {
  const std::size_t n = bucket.size();
  assert(n <= run_max);
  std::array<Ticks, run_max> at;
  std::array<std::uint32_t, run_max> rank;
  for (std::size_t i = 0; i < n; ++i) {
    at[i] = ticks(bucket[i].at);
    rank[i] = static_cast<std::uint32_t>(i);
    for (std::size_t j = 0; j < i; ++j) {
      const std::uint32_t later = at[j] > at[i];
      rank[j] += later;
      rank[i] -= later;
    }
  }
  run_.resize(n);
  for (std::size_t i = 0; i < n; ++i) run_[rank[i]] = bucket[i];
}

// Behind every event of the same time or earlier.
void EventQueue::insert_into_run(Event event) {
  if (run_.size() == run_.capacity() && run_next_ >= run_.size() / 2) {  // rather than grow
    run_.erase(run_.begin(), run_.begin() + static_cast<std::ptrdiff_t>(run_next_));
    run_next_ = 0;
  }
  const auto place =
      std::upper_bound(run_.begin() + static_cast<std::ptrdiff_t>(run_next_), run_.end(), event.at,
                       [](Instant at, const Event& other) { return at < other.at; });
  const auto shift = static_cast<std::size_t>(run_.end() - place);
  run_.insert(place, event);
  if (shift > shift_max) file_tail_of_run();
}

// A run grows when a wide bucket was opened and many events then fall into its time. The later half
// goes back to buckets, below the level that the run came from, so this ends.
void EventQueue::file_tail_of_run() {
  const std::size_t middle = run_next_ + (run_.size() - run_next_) / 2;
  const Instant cut =
      std::max(run_[middle].at, Instant{Duration{static_cast<Duration::rep>(origin_)}});
  const auto tail =
      std::lower_bound(run_.begin() + static_cast<std::ptrdiff_t>(run_next_), run_.end(), cut,
                       [](const Event& other, Instant at) { return other.at < at; });
  run_end_ = ticks(cut);
  std::for_each(tail, run_.end(), [this](const Event& event) { file(event); });
  run_.erase(tail, run_.end());
}

std::optional<Instant> EventQueue::next_at() const {
  if (empty()) return std::nullopt;
  if (run_next_ < run_.size()) return run_[run_next_].at;
  const Place place = earliest_bucket();
  const Bucket& bucket = buckets_[place.level][place.digit];
  return std::ranges::min_element(bucket, {}, &Event::at)->at;
}

void EventQueue::clear() {
  while (occupied_levels_ != 0) vacate(earliest_bucket()).clear();
  run_.clear();
  run_next_ = 0;
  origin_ = run_end_ = last_popped_ = 0;
}

}  // namespace coalmine::sim
