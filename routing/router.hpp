// The router: which version serves this invocation.
//
// A pure function of the policy, the weights of the moment and the invocation: any number of threads
// may read one RoutingTable, and a new one replaces it whole. Nothing here allocates or locks.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "routing/bucketing.hpp"
#include "routing/route.hpp"
#include "routing/version.hpp"
#include "routing/weight.hpp"

namespace coalmine::routing {

// One invocation, as the router sees it. Keys are 64-bit; for text use key_of(text) once.
struct Invocation {
  FunctionId function = 0;
  std::uint64_t key = 0;               // of the kind the policy is sticky on; unused otherwise
  std::uint64_t draw = 0;              // random bits, for a policy that draws
  std::optional<Version> carried;      // the decision that arrived with it, if any
};

// The state of one function's rollout that a decision needs.
struct FunctionWeight {
  Weight weight;
  std::uint32_t step = 0;  // steps begun, for a salt per step
};

class Router {
 public:
  // `functions`: how many functions there are. `salt` is used where the route names none.
  Router(const Route& route, std::size_t functions, std::uint64_t salt);

  // Sets what `decide` sees for one function from now on. Not thread-safe: a gateway copies the
  // router, changes the copy and publishes it.
  void set_weight(FunctionId function, FunctionWeight weight);

  // A carried decision wins while the canary is served at all (weight above 0); carried to a function
  // whose canary is gone it is the stable version (AWS fact P16). O(1), no allocation.
  Version decide(const Invocation& invocation) const noexcept;

  // Where the invocation falls on [0, 1), before any carried decision.
  Ticket ticket_for(const Invocation& invocation) const noexcept;
};

}  // namespace coalmine::routing
