// The requests of one replication with the luck of their entry invocations, a batch at a time.
//
// Made once and read by every policy: common random numbers, and the cost of the draws is shared.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/random.hpp"
#include "harness/setup.hpp"
#include "models/arrivals.hpp"

namespace coalmine::harness {

// 64 random bits each, for invocation `node` of request `request`.
struct Luck {
  std::uint64_t route;
  std::uint64_t service;
  std::uint64_t baseline;
  std::uint64_t bug;
};

// Every random draw about single invocations, as a function of what it is about.
class LuckOf {
 public:
  LuckOf(const Setup& setup, std::uint32_t replication);

  Luck invocation(std::uint64_t request, std::uint8_t node) const;
  std::uint64_t hop(std::uint64_t request, std::uint8_t node) const { return hops_.at(request, node).first; }
  std::uint64_t trait(std::uint32_t user, std::uint32_t number) const { return traits_.at(user, number).first; }
  std::uint64_t policy_salt() const { return salts_.at(0).first; }

 private:
  friend class Requests;
  bool draws_faults_;
  RandomStream invocations_;
  RandomStream faults_;
  RandomStream hops_;
  RandomStream traits_;
  RandomStream salts_;
  RandomStream decks_;
};

struct RequestBatch {
  static constexpr std::size_t capacity = models::ArrivalBatch::capacity;
  models::ArrivalBatch arrivals;
  // Of the entry invocation: Luck, field by field. `baseline` and `bug` only if faults are drawn.
  std::array<std::uint64_t, capacity> route;
  std::array<std::uint64_t, capacity> service;
  std::array<std::uint64_t, capacity> baseline;
  std::array<std::uint64_t, capacity> bug;
  std::array<std::uint64_t, capacity> dealt;  // route draws from the deck, if there is one
};

class Requests {
 public:
  Requests(const Setup& setup, std::uint32_t replication);

  // An empty batch means that there are no more.
  void next(RequestBatch& batch);

 private:
  void deal(RequestBatch& batch);

  const Setup& setup_;
  LuckOf luck_;
  std::unique_ptr<models::Arrivals> arrivals_;
  std::vector<std::uint32_t> cards_;  // the deck in use, shuffled
};

}  // namespace coalmine::harness
