// What the users' clients hold of earlier decisions: two bytes a user, and eight more where they
// expire.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "routing/memory.hpp"
#include "routing/router.hpp"

namespace coalmine::harness {

class UserMemories {
 public:
  UserMemories(std::uint64_t users, bool expire);

  void clear();
  // The weight of the function that decides has changed: decisions held from now on are of this
  // one.
  void publish(routing::FunctionWeight weight);

  std::optional<routing::Held> at(std::uint32_t user) const;
  // Precondition: made or redrawn under a weight that was published.
  void keep(std::uint32_t user, const std::optional<routing::Held>& held);

 private:
  std::size_t number_of(std::uint32_t user, routing::FunctionWeight of) const;

  // 0: nothing is held; else 1 + version + 2 * the number of the weight it was decided under.
  std::vector<std::uint16_t> tags_;
  std::vector<Instant> until_;  // empty where nothing expires
  std::vector<routing::FunctionWeight> weights_;
};

}  // namespace coalmine::harness
