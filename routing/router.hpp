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
#include <span>
#include <vector>

#include "base/random.hpp"
#include "routing/bucketing/cut.hpp"
#include "routing/bucketing/own.hpp"
#include "routing/memory.hpp"
#include "routing/policy.hpp"
#include "routing/version.hpp"
#include "routing/weight.hpp"

namespace coalmine::routing {

// One invocation, as the router sees it. Keys are 64-bit; for text use key_of(text) once.
struct Invocation {
  FunctionId function = 0;
  // Of the kind the policy is sticky on (for a product's bucket: the id's position); nothing where
  // the request has none; unused by routes without a key.
  std::optional<std::uint64_t> key = 0;
  std::uint64_t draw = 0;  // random bits, for a policy that draws
  std::optional<Version>
      carried{};  // the decision that arrived with it: see received() in route.hpp
};

// The state of one function's rollout that a decision needs.
struct FunctionWeight {
  Weight weight;
  std::uint32_t step = 0;  // steps begun; 0 when the canary has been taken back
  friend bool operator==(const FunctionWeight&, const FunctionWeight&) = default;
};

class Router {
 public:
  // `functions`: how many functions there are, all outside the release until set_weight names them.
  // `salt` is used where the route names none: random bits, or a hash.
  // Precondition: check(policy) holds (policy.hpp).
  Router(Policy policy, std::size_t functions, std::uint64_t salt);

  // Sets what `decide` sees for one function from now on, and makes it part of the release: name
  // each function that moves before the first decision, if only with weight 0. Not thread-safe: a
  // gateway copies the router, changes the copy and publishes it.
  void set_weight(FunctionId function, FunctionWeight weight);

  // By the ticket alone: for a policy with neither rules, memory nor turns (is_plain), or an
  // invocation that these do not concern. A carried decision wins while the canary is served at all
  // (AWS fact P16). O(1), but O(log arcs) on a hash ring.
  Version decide(const Invocation& invocation) const noexcept {
    const Function& function = at(invocation.function);
    if (invocation.carried) return carried_version(function, *invocation.carried);
    return covers(function, invocation) ? Version::canary : Version::stable;
  }

  // With what is held of an earlier decision, at `now`; afterwards `held` is what is to be kept. A
  // carried decision wins and leaves it as it is. Precondition: policy().memory.
  Recalled decide(const Invocation& invocation, std::optional<Held>& held,
                  Instant now) const noexcept {
    assert(policy_.memory);
    const Function& function = at(invocation.function);
    if (invocation.carried) {
      return {.version = carried_version(function, *invocation.carried)};
    }
    const Ticket ticket = ticket_source_ == TicketSource::draw ? Ticket::from_bits(invocation.draw)
                                                               : any_ticket_for(invocation);
    return recall(*policy_.memory, held, function.weight, function.step, ticket, now);
  }

  // What a rule gives the invocation; nothing where memory or the route decides. Ask it before
  // decide(), with what is held if the policy remembers.
  std::optional<Version> decide_by_rule(FunctionId function, const RequestFacts& facts,
                                        const std::optional<Held>& held = std::nullopt,
                                        Instant now = {}) const noexcept {
    if (policy_.rules.empty()) return std::nullopt;
    const std::uint32_t step = at(function).step;
    const auto& memory = policy_.memory;
    if (memory && memory->outranks_rules && is_valid(*memory, held, step, now)) return std::nullopt;
    return version_by_rule(policy_.rules, facts, step);
  }

  // Where the invocation falls on [0, 1), before any carried decision. Nothing for routes that cut
  // the line in another way than below the weight (a product's buckets, partitions).
  std::optional<Ticket> ticket_for(const Invocation& invocation) const noexcept;

  // The decision that travels on with the calls and events of an invocation that ran on `decided`:
  // the one that arrived, unchanged even where its version could not be served; else the one made
  // here. A function outside the release has one version and decides nothing: it sends nothing on
  // of its own, and the first function of the release after it decides.
  std::optional<Version> onward(const Invocation& invocation, Version decided) const noexcept {
    if (invocation.carried) return invocation.carried;
    if (at(invocation.function).in_release) return decided;
    return std::nullopt;
  }

  const Policy& policy() const { return policy_; }
  // Does the ticket alone decide?
  bool is_plain() const { return is_plain_; }
  // As the route sees it: Replicas rounds it.
  Weight weight_of(FunctionId function) const { return at(function).weight; }
  std::uint32_t step_of(FunctionId function) const { return at(function).step; }

 private:
  enum class TicketSource : std::uint8_t { first, draw, bucket, coarse_bucket, cut, rendezvous };

  struct Function {
    Weight weight;
    std::uint64_t salt = 0;
    std::uint32_t step = 0;
    bool in_release = false;
  };

  const Function& at(FunctionId function) const noexcept {
    assert(function < functions_.size());
    return functions_[function];
  }

  Version carried_version(const Function& function, Version carried) const noexcept {
    const bool served = function.weight > Weight{} || policy_.propagation.pinned ||
                        (!policy_.rules.empty() && function.step > 0);
    return served && function.in_release ? carried : Version::stable;
  }

  bool covers(const Function& function, const Invocation& invocation) const noexcept {
    switch (ticket_source_) {
      case TicketSource::draw:
        return function.weight.covers(Ticket::from_bits(invocation.draw));
      case TicketSource::bucket:
        if (!invocation.key) break;
        return function.weight.covers(bucket(*invocation.key, function.salt));
      default:
        break;
    }
    return covers_rarely(function, invocation);
  }
  bool covers_rarely(const Function& function, const Invocation& invocation) const noexcept;
  Ticket any_ticket_for(const Invocation& invocation) const noexcept;
  Ticket rendezvous_ticket(const Function& function, const Invocation& invocation) const noexcept;

  Policy policy_;
  std::vector<Function> functions_;
  std::vector<Cut> cuts_;  // by function, where the route cuts
  std::uint64_t salt_ = 0;
  SaltScope salt_per_ = SaltScope::release;
  TicketSource ticket_source_ = TicketSource::first;
  WithoutKey without_key_ = WithoutKey::draw;
  std::uint32_t divisor_ = 0;  // buckets of a coarse bucket, processes of a rendezvous
  bool is_plain_ = true;
};

}  // namespace coalmine::routing
