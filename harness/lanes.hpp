// Ordered delivery to one subscriber: records of one lane wait while an earlier one is worked on.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "harness/flight.hpp"
#include "models/system.hpp"
#include "routing/bucketing/own.hpp"

namespace coalmine::harness {

class Lanes {
 public:
  // Precondition: the stream keeps order.
  explicit Lanes(const models::Stream& stream) : stream_(&stream) {}

  void clear() { busy_.clear(); }

  // A user's lane: its own, or the shard its key hashes to.
  std::uint64_t lane_of(std::uint32_t user) const {
    return stream_->shards == 0 ? user : routing::bucket(user, stream_salt).value % stream_->shards;
  }

  // True if the record may be worked on now; otherwise it waits.
  bool admit(std::uint64_t lane, const Visit& record) {
    const auto [place, was_free] = busy_.try_emplace(lane);
    if (!was_free) place->second.push_back(record);
    return was_free;
  }

  // The lane's records are done with: the next batch, or an empty one and the lane is free. With
  // `same_decision` a batch ends where the decision that travels changes.
  void release(std::uint64_t lane, bool same_decision, std::vector<Visit>& batch) {
    batch.clear();
    const auto place = busy_.find(lane);
    std::deque<Visit>& waiting = place->second;
    while (!waiting.empty() && batch.size() < stream_->batch &&
           (batch.empty() || !same_decision || waiting.front().sent == batch.front().sent)) {
      batch.push_back(waiting.front());
      waiting.pop_front();
    }
    if (batch.empty()) busy_.erase(place);
  }

 private:
  static constexpr std::uint64_t stream_salt =
      0x5eed'0f5a'4d5;  // any fixed number: shards are no policy

  const models::Stream* stream_;
  boost::unordered_flat_map<std::uint64_t, std::deque<Visit>> busy_;  // waiting, by busy lane
};

}  // namespace coalmine::harness
