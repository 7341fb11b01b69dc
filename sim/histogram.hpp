// How often each duration occurred, to 1 part in 256: a log-linear histogram.
//
// Buckets are those of base/log_linear.hpp, in nanoseconds. Histograms of parts merge into that of
// the whole by addition, which percentiles do not. Memory covers the octaves between the smallest
// and the largest duration seen: 2 KiB each, none while empty.
#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/log_linear.hpp"
#include "base/time.hpp"

namespace coalmine::sim {

class Histogram {
 public:
  // Precondition: not negative.
  void add(Duration duration) {
    assert(duration.count() >= 0);
    const auto value = static_cast<std::uint64_t>(duration.count());
    const std::size_t bucket = log_linear::bucket_of(value);
    if (bucket - first_bucket_ >= counts_.size()) cover(bucket, bucket + 1);
    ++counts_[bucket - first_bucket_];
    ++count_;
    min_ = std::min(min_, value);
    max_ = std::max(max_, value);
  }

  // All of them, which takes less time than one by one.
  void add(std::span<const Duration> durations) {
    if (durations.empty()) return;
    const auto [least, most] = std::minmax_element(durations.begin(), durations.end());
    cover(log_linear::bucket_of(static_cast<std::uint64_t>(least->count())),
          log_linear::bucket_of(static_cast<std::uint64_t>(most->count())) + 1);
    for (const Duration duration : durations) add(duration);
  }

  void merge(const Histogram& other) {
    if (other.count_ == 0) return;
    cover(other.first_bucket_, other.first_bucket_ + other.counts_.size());
    for (std::size_t i = 0; i < other.counts_.size(); ++i) {
      counts_[other.first_bucket_ - first_bucket_ + i] += other.counts_[i];
    }
    count_ += other.count_;
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
  }

  // Forgets the counts and keeps the memory.
  void clear() {
    std::fill(counts_.begin(), counts_.end(), 0);
    count_ = 0;
    min_ = UINT64_MAX;
    max_ = 0;
  }

  std::uint64_t count() const { return count_; }

  // The value of rank ceil(p * count), counted from 1. Values are taken to lie evenly in their
  // bucket, but never outside what was seen: the extremes are exact, and so is a constant.
  // Precondition: count() > 0, p in [0, 1].
  Duration quantile(double p) const {
    assert(count_ > 0);
    assert(p >= 0 && p <= 1);
    // Less a hair, because 0.07 * 100 is 7.000000000000001 and means rank 7.
    const double exact_rank = p * static_cast<double>(count_) * (1 - 0x1p-50);
    const auto rank =
        std::clamp(static_cast<std::uint64_t>(std::ceil(exact_rank)), std::uint64_t{1}, count_);
    if (rank == count_) return duration(max_);
    std::uint64_t below = 0;
    std::size_t i = 0;
    while (below + counts_[i] < rank) below += counts_[i++];
    const auto bucket = log_linear::range_of(first_bucket_ + i);
    const double share =
        (static_cast<double>(rank - below) - 0.5) / static_cast<double>(counts_[i]);
    const auto offset = static_cast<std::uint64_t>(share * static_cast<double>(bucket.width));
    return duration(std::clamp(bucket.low + offset, min_, max_));
  }

  // How many values were at most `limit`; within a bucket in proportion, rounded down.
  std::uint64_t count_at_or_below(Duration limit) const {
    if (count_ == 0 || limit < duration(min_)) return 0;
    if (limit >= duration(max_)) return count_;
    const auto value = static_cast<std::uint64_t>(limit.count());
    const std::size_t partial = log_linear::bucket_of(value) - first_bucket_;
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < partial; ++i) below += counts_[i];
    const auto bucket = log_linear::range_of(first_bucket_ + partial);
    return below + counts_[partial] * (value - bucket.low + 1) / bucket.width;
  }

  // Calls use(duration, count) for each bucket that holds any, shortest first; its middle stands
  // for what it holds, but never outside what was seen.
  template <class Use>
  void for_each(Use use) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] == 0) continue;
      const auto bucket = log_linear::range_of(first_bucket_ + i);
      use(duration(std::clamp(bucket.low + bucket.width / 2, min_, max_)), counts_[i]);
    }
  }

 private:
  static Duration duration(std::uint64_t value) {
    return Duration{static_cast<Duration::rep>(value)};
  }

  // Makes room for buckets [first, last), by whole octaves.
  void cover(std::size_t first, std::size_t last) {
    constexpr std::size_t octave = log_linear::sub_buckets;
    std::size_t new_first = first / octave * octave;
    std::size_t new_last = (last + octave - 1) / octave * octave;
    if (!counts_.empty()) {
      new_first = std::min(new_first, first_bucket_);
      new_last = std::max(new_last, first_bucket_ + counts_.size());
      counts_.insert(counts_.begin(), first_bucket_ - new_first, 0);
    }
    counts_.resize(new_last - new_first);
    first_bucket_ = new_first;
  }

  std::vector<std::uint64_t> counts_;  // of buckets first_bucket_, first_bucket_ + 1, ...
  std::size_t first_bucket_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t min_ = UINT64_MAX;
  std::uint64_t max_ = 0;
};

}  // namespace coalmine::sim
