#include "harness/theory/trace.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/theory/activity.hpp"

namespace coalmine::harness {
namespace {

double probability_of_hit(std::span<const std::uint32_t> requests_by_stretch, const Hits& hits) {
  double hit = 0;
  for (const HitClass& of : hits.classes) {
    double miss = 1;
    for (std::size_t i = 0; i < of.hit.size(); ++i)
      miss *= 1 - hit_in(requests_by_stretch[i], of.hit[i]);
    hit += of.share * (1 - miss);
  }
  return hit;
}

// Rows come in the order of time, so each user has one window open at most.
class OpenWindows {
 public:
  OpenWindows(const Hits& hits, std::size_t users)
      : hits_(hits),
        stretches_(hits.stretches.size()),
        number_(users, closed),
        requests_(users * stretches_, 0) {}

  void add(std::uint32_t user, std::int64_t window, std::size_t stretch) {
    if (number_[user] != window) {
      close(user);
      number_[user] = window;
    }
    ++requests_[user * stretches_ + stretch];
  }

  UserWindowCounts take() {
    for (std::size_t user = 0; user < number_.size(); ++user) close(user);
    return counts_;
  }

 private:
  static constexpr std::int64_t closed = -1;

  void close(std::size_t user) {
    if (number_[user] == closed) return;
    const std::span requests = std::span(requests_).subspan(user * stretches_, stretches_);
    counts_.active += 1;
    counts_.hit += probability_of_hit(requests, hits_);
    std::fill(requests.begin(), requests.end(), 0U);
    number_[user] = closed;
  }

  const Hits& hits_;
  std::size_t stretches_;
  std::vector<std::int64_t> number_;     // of each user's window
  std::vector<std::uint32_t> requests_;  // in it, by user and stretch
  UserWindowCounts counts_;
};

}  // namespace

UserWindowCounts count_user_windows(const Setup& setup, const Hits& hits, Duration length) {
  const models::Trace& trace = *setup.scenario.trace;
  OpenWindows windows(hits, trace.users);
  std::size_t stretch = 0;
  for (std::size_t row = 0; row < trace.at.size() && trace.at[row] < setup.ends; ++row) {
    if (trace.at[row] < setup.window_begins) continue;
    while (trace.at[row] >= hits.stretches[stretch].to) ++stretch;
    windows.add(trace.user[row], (trace.at[row] - setup.window_begins) / length, stretch);
  }
  return windows.take();
}

double weighted_rows(const Setup& setup, const WeightPath& stretches) {
  const std::vector<Instant>& rows = setup.scenario.trace->at;
  const auto row_at = [&](Instant at) { return std::lower_bound(rows.begin(), rows.end(), at); };
  double sum = 0;
  for (const Stretch& stretch : stretches) {
    sum += stretch.weight * static_cast<double>(row_at(stretch.to) - row_at(stretch.from));
  }
  return sum;
}

}  // namespace coalmine::harness
