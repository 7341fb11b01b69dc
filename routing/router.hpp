// The router: which version serves this invocation.
//
// A pure function of the policy, the weights of the moment and the invocation: any number of
// threads may read one Router, and a new one replaces it whole. A decision neither allocates nor
// locks.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "routing/bucketing/own.hpp"
#include "routing/route.hpp"
#include "routing/version.hpp"
#include "routing/weight.hpp"

namespace coalmine::routing {

// One invocation, as the router sees it. Keys are 64-bit; for text use key_of(text) once.
struct Invocation {
  FunctionId function = 0;
  std::uint64_t key = 0;   // of the kind the policy is sticky on; unused otherwise
  std::uint64_t draw = 0;  // random bits, for a policy that draws
  std::optional<Version>
      carried{};  // the decision that arrived with it: see received() in route.hpp
};

// The state of one function's rollout that a decision needs.
struct FunctionWeight {
  Weight weight;
  std::uint32_t step = 0;  // steps begun, for a salt per step
};

class Router {
 public:
  // `functions`: how many functions there are, all outside the release until set_weight names them.
  // `salt` is used where the route names none: random bits, or a hash.
  Router(const Route& route, std::size_t functions, std::uint64_t salt);

  // Sets what `decide` sees for one function from now on, and makes it part of the release: name
  // each function that moves before the first decision, if only with weight 0. Not thread-safe: a
  // gateway copies the router, changes the copy and publishes it.
  void set_weight(FunctionId function, FunctionWeight weight);

  // A carried decision wins while the canary is served at all (weight above 0); carried to a
  // function whose canary is gone it is the stable version (AWS fact P16). O(1).
  Version decide(const Invocation& invocation) const noexcept {
    const Function& function = at(invocation.function);
    if (invocation.carried) {
      return function.weight > Weight{} ? *invocation.carried : Version::stable;
    }
    return function.weight.covers(ticket_for(invocation)) ? Version::canary : Version::stable;
  }

  // Where the invocation falls on [0, 1), before any carried decision.
  Ticket ticket_for(const Invocation& invocation) const noexcept {
    switch (ticket_source_) {
      case TicketSource::first:
        return Ticket{0};  // every weight above 0 covers it
      case TicketSource::draw:
        return Ticket::from_bits(invocation.draw);
      case TicketSource::bucket:
        return bucket(invocation.key, at(invocation.function).salt);
    }
    return Ticket{0};
  }

  // The decision that travels on with the calls and events of an invocation that ran on `decided`:
  // the one that arrived, unchanged even where its version could not be served; else the one made
  // here. A function outside the release has one version and decides nothing: it sends nothing on
  // of its own, and the first function of the release after it decides.
  std::optional<Version> onward(const Invocation& invocation, Version decided) const noexcept {
    if (invocation.carried) return invocation.carried;
    if (at(invocation.function).in_release) return decided;
    return std::nullopt;
  }

 private:
  enum class TicketSource : std::uint8_t { first, draw, bucket };

  struct Function {
    Weight weight;
    std::uint64_t salt = 0;
    bool in_release = false;
  };

  const Function& at(FunctionId function) const noexcept {
    assert(function < functions_.size());
    return functions_[function];
  }

  std::vector<Function> functions_;
  std::uint64_t salt_ = 0;
  SaltScope salt_per_ = SaltScope::release;
  TicketSource ticket_source_ = TicketSource::first;
};

}  // namespace coalmine::routing
