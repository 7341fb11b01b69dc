// A routing policy whole: where invocations fall, what is remembered, who is asked first, and how
// the decision travels.
#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "routing/memory.hpp"
#include "routing/route.hpp"
#include "routing/rules.hpp"

namespace coalmine::routing {

struct Policy {
  Route route;
  std::optional<Memory> memory{};
  std::vector<Rule> rules{};
  Propagation propagation{};
  friend bool operator==(const Policy&, const Policy&) = default;
};

// Error: counts of 0, more workers than partitions, a time to live that is not above 0, a group
// above 63, a memory that the route cannot have, a
// product or its parameters unknown.
Checked<Policy> check(Policy policy);

}  // namespace coalmine::routing
