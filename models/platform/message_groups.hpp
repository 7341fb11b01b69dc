// The message groups of a FIFO queue that hold messages, and the order in which they are served.
//
// A group exists while it has messages, so memory follows the backlog and not the number of keys.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>

#include "models/platform/record_store.hpp"
#include "sim/slab.hpp"

namespace coalmine::models {

struct MessageGroup {
  std::uint64_t key;
  RecordList returned;  // failed, and visible again: before those that wait
  RecordList waiting;
  bool disturbed = false;
  std::uint32_t next_ready = no_slot;
};

class MessageGroups {
 public:
  // The group of a key; `added` tells whether it is a new one.
  struct Found {
    std::uint32_t group;
    bool added;
  };
  Found find_or_add(std::uint64_t key);
  void remove(std::uint32_t group);
  // The reference holds until the next find_or_add().
  MessageGroup& at(std::uint32_t group) { return groups_.at(group); }

  // Groups that have something to be received, first come first served.
  bool any_ready() const { return first_ready_ != no_slot; }
  void push_ready(std::uint32_t group);
  std::uint32_t pop_ready();  // precondition: any_ready()

 private:
  sim::Slab<MessageGroup> groups_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> group_of_key_;
  std::uint32_t first_ready_ = no_slot;
  std::uint32_t last_ready_ = no_slot;
};

}  // namespace coalmine::models
