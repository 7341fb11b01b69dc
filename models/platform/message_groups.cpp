#include "models/platform/message_groups.hpp"

#include <cassert>
#include <utility>

namespace coalmine::models {

MessageGroups::Found MessageGroups::find_or_add(std::uint64_t key) {
  const auto [place, added] = group_of_key_.try_emplace(key, no_slot);
  if (added) place->second = groups_.create({.key = key});
  return {place->second, added};
}

void MessageGroups::remove(std::uint32_t group) {
  group_of_key_.erase(groups_.at(group).key);
  groups_.destroy(group);
}

void MessageGroups::push_ready(std::uint32_t group) {
  (any_ready() ? groups_.at(last_ready_).next_ready : first_ready_) = group;
  last_ready_ = group;
}

std::uint32_t MessageGroups::pop_ready() {
  assert(any_ready());
  const std::uint32_t group = first_ready_;
  first_ready_ = std::exchange(groups_.at(group).next_ready, no_slot);
  return group;
}

}  // namespace coalmine::models
