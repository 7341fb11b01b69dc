// The requests of one replication and how their entry invocations go on either version, a batch at
// a time.
//
// Made once and read by every policy: common random numbers, and what no policy has a say in is
// worked out once for all of them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/random.hpp"
#include "harness/faults.hpp"
#include "harness/setup.hpp"
#include "models/arrivals.hpp"

namespace coalmine::harness {

// 64 random bits each, for invocation `node` of request `request`; for a record that is delivered
// several times, of each delivery. No fault bits where none are
// drawn.
struct Luck {
  std::uint64_t route;
  std::uint64_t service;
  FaultLuck fault;
};

// Every random draw about single invocations, as a function of what it is about.
class LuckOf {
 public:
  LuckOf(const Setup& setup, std::uint32_t replication);

  Luck invocation(std::uint64_t request, std::uint8_t node, std::uint32_t delivery = 0) const {
    const std::uint32_t place = place_of(node, delivery);
    const Draw run = invocations_.at(request, place);
    if (!setup_->draws_faults[setup_->chain[node].function]) return {run.first, run.second, {}};
    const Draw fault = faults_.at(request, place);
    return {run.first, run.second, {fault.first, fault.second}};
  }
  // A number of its own for each delivery to a node, below 2^24; deliveries beyond 2^18 repeat.
  static std::uint32_t place_of(std::uint8_t node, std::uint32_t delivery) {
    static_assert(models::max_chain_nodes == 64);
    return node | (delivery & 0x3ffffu) << 6;
  }
  std::uint64_t hop(std::uint64_t request, std::uint8_t node) const {
    return hops_.at(request, node).first;
  }
  std::uint64_t policy_salt() const { return salts_.at(0).first; }

  // Does a bug that always strikes the same users strike this one?
  bool has_trait(models::FunctionIndex function, std::uint32_t user) const {
    for (const Trait& trait : setup_->traits[function]) {
      if (unit(traits_.at(user, trait.number).first) < trait.share) return true;
    }
    return false;
  }

 private:
  friend class Requests;
  const Setup* setup_;
  RandomStream invocations_;
  RandomStream faults_;
  RandomStream hops_;
  RandomStream traits_;
  RandomStream salts_;
};

struct RequestBatch {
  static constexpr std::size_t capacity = models::ArrivalBatch::capacity;

  // The entry invocation on one version: its own work, and why it fails.
  struct OnVersion {
    std::array<Duration, capacity> work;
    std::array<std::optional<Cause>, capacity> failure;
  };

  models::ArrivalBatch arrivals;
  models::PerVersion<OnVersion> entry;
  std::array<std::uint64_t, capacity> route;  // random bits for the entry's decision
};

class Requests {
 public:
  Requests(const Setup& setup, std::uint32_t replication);

  // An empty batch means that there are no more.
  void next(RequestBatch& batch);

 private:
  using Bits = std::array<std::uint64_t, RequestBatch::capacity>;

  void run_entries(RequestBatch& batch, std::size_t first, std::size_t last);

  const Setup& setup_;
  LuckOf luck_;
  std::unique_ptr<models::Arrivals> arrivals_;
  std::vector<models::PerVersion<Behaviour>> behaviours_;  // of the moment
  std::size_t boundary_ = 0;                               // the next one in Setup::boundaries
  Bits service_;
  Bits baseline_;
  Bits bug_;
};

}  // namespace coalmine::harness
