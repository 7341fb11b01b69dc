// Arrivals and ends for tests of capacity against queueing theory, and estimates with their errors.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"

namespace coalmine::models {

// Instants of seconds, for numbers that can be checked by hand.
inline Duration seconds(double value) {
  return Duration{static_cast<Duration::rep>(std::llround(value * 1e9))};
}
inline Instant at(double value) { return Instant{seconds(value)}; }

// Random bits for one purpose of a test: the n-th call has the n-th draw.
class Bits {
 public:
  explicit Bits(Purpose purpose) : stream_(/*seed=*/11, /*replication=*/0, purpose) {}
  std::uint64_t next() { return stream_.at(index_++).first; }
  Duration exponential(double mean) { return seconds(-mean * std::log1p(-unit(next()))); }

 private:
  RandomStream stream_;
  std::uint64_t index_ = 0;
};

// Mean of numbers that depend on their neighbours, with its standard error from batch means.
class Estimate {
 public:
  explicit Estimate(std::size_t batch) : batch_(batch) {}

  void add(double value) {
    sum_ += value;
    if (++count_ < batch_) return;
    means_.push_back(sum_ / static_cast<double>(batch_));
    sum_ = 0;
    count_ = 0;
  }

  double mean() const {
    double sum = 0;
    for (const double mean : means_) sum += mean;
    return sum / static_cast<double>(means_.size());
  }

  double standard_error() const {
    const auto n = static_cast<double>(means_.size());
    double squares = 0;
    for (const double batch_mean : means_) squares += (batch_mean - mean()) * (batch_mean - mean());
    return std::sqrt(squares / (n * (n - 1)));
  }

  // Within 4.5 standard errors, and these small enough to say something.
  void expect(double exact) const {
    EXPECT_NEAR(mean(), exact, 4.5 * standard_error());
    EXPECT_LT(standard_error(), 0.025 * exact);
  }

 private:
  std::size_t batch_;
  std::size_t count_ = 0;
  double sum_ = 0;
  std::vector<double> means_;
};

// Work under way, by the instant of its end.
class Ends {
 public:
  void add(Instant end, std::uint32_t item) { ends_.emplace(end, item); }

  // Each end up to `now`, in order; `ended` may add further ones.
  void run_until(Instant now, const std::function<void(std::uint32_t, Instant)>& ended) {
    while (!ends_.empty() && ends_.top().first <= now) {
      const auto [end, item] = ends_.top();
      ends_.pop();
      ended(item, end);
    }
  }

 private:
  using End = std::pair<Instant, std::uint32_t>;
  std::priority_queue<End, std::vector<End>, std::greater<>> ends_;
};

}  // namespace coalmine::models
