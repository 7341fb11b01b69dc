#include "harness/memories.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace coalmine::harness {

UserMemories::UserMemories(std::uint64_t users, bool expire)
    : tags_(users), until_(expire ? users : 0) {}

void UserMemories::clear() {
  tags_.assign(tags_.size(), 0);
  weights_.clear();
}

void UserMemories::publish(routing::FunctionWeight weight) {
  if (weights_.empty() || weights_.back() != weight) weights_.push_back(weight);
}

std::optional<routing::Held> UserMemories::at(std::uint32_t user) const {
  if (tags_[user] == 0) return std::nullopt;
  const unsigned tag = tags_[user] - 1U;
  const routing::FunctionWeight& decided_under = weights_[tag / 2];
  return routing::Held{.version = static_cast<routing::Version>(tag % 2),
                       .until = until_.empty() ? never : until_[user],
                       .weight = decided_under.weight,
                       .step = decided_under.step};
}

// Mostly the newest, or what it was; an older one where configurations are late.
std::size_t UserMemories::number_of(std::uint32_t user, routing::FunctionWeight of) const {
  if (of == weights_.back()) return weights_.size() - 1;
  const std::size_t before = tags_[user] == 0 ? 0 : (tags_[user] - std::size_t{1}) / 2;
  if (of == weights_[before]) return before;
  const auto found = std::find(weights_.begin(), weights_.end(), of);
  assert(found != weights_.end());
  return static_cast<std::size_t>(found - weights_.begin());
}

void UserMemories::keep(std::uint32_t user, const std::optional<routing::Held>& held) {
  if (!held) {
    tags_[user] = 0;
    return;
  }
  const std::size_t number = number_of(user, {held->weight, held->step});
  const std::size_t tag = 1 + static_cast<std::size_t>(held->version) + 2 * number;
  assert(tag <= std::numeric_limits<std::uint16_t>::max());
  tags_[user] = static_cast<std::uint16_t>(tag);
  if (!until_.empty()) until_[user] = held->until;
}

}  // namespace coalmine::harness
