// What judges want done with rollouts.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/system.hpp"

namespace coalmine::harness {

enum class Command : std::uint8_t {
  none,
  start,    // traffic may shift: of judges that hold the start back (Judge::starts)
  advance,  // the step under way ends
  hold,     // the step under way does not end by itself; a person has to look
  roll_back,
};

struct Wish {
  models::FunctionIndex function;  // whose rollout
  Command command;
  std::size_t judge;  // place in Scenario::judges
};

}  // namespace coalmine::harness
