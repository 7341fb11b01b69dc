// What happened to the requests of one policy in the window.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "models/system.hpp"
#include "routing/version.hpp"

namespace coalmine::harness {

// Why a request failed: its first failure.
enum class Cause : std::uint8_t { bug, mismatch, collateral, baseline, timeout, throttled };
inline constexpr std::size_t causes = 6;

// A finished chain.
struct ChainFacts {
  std::uint64_t canary_nodes = 0;  // bit n: invocation n ran on the canary
  std::uint64_t ran_nodes = 0;     // bit n: invocation n ran
  std::uint16_t forward = 0;       // mismatches met
  std::uint16_t backward = 0;
  bool stranded = false;
  std::optional<Cause> failure;
};

class Tally {
 public:
  // `moving_nodes`: bit n if invocation n is of a function that moves.
  // `pairs`: how many pairs of functions share data that changes.
  Tally(std::uint64_t moving_nodes, std::size_t functions, std::size_t pairs = 0)
      : moving_nodes_(moving_nodes), invocations_(functions), met_(pairs) {}

  void clear() { *this = Tally(moving_nodes_, invocations_.size(), met_.size()); }

  void add(const ChainFacts& chain) {
    ++chains_;
    const std::uint64_t canary = chain.canary_nodes;
    const std::uint64_t ran = chain.ran_nodes & moving_nodes_;
    mixed_ += canary != 0 && canary != ran;
    all_canary_ += canary != 0 && canary == ran;
    entry_on_canary_ += canary & 1;
    if (chain.failure) ++failed_[static_cast<std::size_t>(*chain.failure)];
    if ((chain.forward | chain.backward) != 0) add_mismatches(chain);
    stranded_ += chain.stranded;
    add_combination(canary);
  }
  void add_late() { ++late_; }
  // `drew`: not as remembered. `stale`: under a weight that was no longer current.
  void add_decision(routing::Version version, bool drew, bool stale) {
    ++decisions_;
    drawn_ += drew;
    stale_ += stale;
    stale_canary_ += stale && version == routing::Version::canary;
  }
  void add_invocation(models::FunctionIndex function, routing::Version version) {
    ++invocations_[function][static_cast<std::size_t>(version)];
  }

  // A consumer's version met data of a producer's version.
  void add_meeting(std::size_t pair, bool producer_on_canary, bool consumer_on_canary) {
    ++met_[pair][2 * producer_on_canary + consumer_on_canary];
  }

  std::uint64_t chains() const { return chains_; }
  std::uint64_t mixed() const { return mixed_; }
  std::uint64_t all_canary() const { return all_canary_; }
  std::uint64_t entry_on_canary() const { return entry_on_canary_; }
  std::uint64_t failed(Cause cause) const { return failed_[static_cast<std::size_t>(cause)]; }
  std::uint64_t late() const { return late_; }
  std::uint64_t stranded() const { return stranded_; }
  std::uint64_t chains_forward() const { return chains_forward_; }
  std::uint64_t chains_backward() const { return chains_backward_; }
  std::uint64_t forward() const { return forward_; }
  std::uint64_t backward() const { return backward_; }
  std::uint64_t decisions() const { return decisions_; }
  std::uint64_t drawn() const { return drawn_; }
  std::uint64_t stale() const { return stale_; }
  std::uint64_t stale_canary() const { return stale_canary_; }
  const std::array<std::uint64_t, 2>& invocations(models::FunctionIndex function) const {
    return invocations_[function];
  }
  // Of a pair: stable met stable, stable met canary, canary met stable, canary met canary.
  const std::array<std::uint64_t, 4>& met(std::size_t pair) const { return met_[pair]; }
  std::uint64_t combinations() const {
    return static_cast<std::uint64_t>(__builtin_popcountll(small_combinations_)) +
           large_combinations_.size();
  }

 private:
  void add_mismatches(const ChainFacts& chain) {
    chains_forward_ += chain.forward != 0;
    chains_backward_ += chain.backward != 0;
    forward_ += chain.forward;
    backward_ += chain.backward;
  }
  // Vectors of the first six invocations alone are a bit each: most chains need no more.
  void add_combination(std::uint64_t canary_nodes) {
    if (canary_nodes < 64) {
      small_combinations_ |= std::uint64_t{1} << canary_nodes;
    } else {
      large_combinations_.insert(canary_nodes);
    }
  }

  std::uint64_t moving_nodes_;
  std::uint64_t chains_ = 0;
  std::uint64_t mixed_ = 0;
  std::uint64_t all_canary_ = 0;
  std::uint64_t entry_on_canary_ = 0;
  std::array<std::uint64_t, causes> failed_{};
  std::uint64_t late_ = 0;
  std::uint64_t stranded_ = 0;
  std::uint64_t chains_forward_ = 0;
  std::uint64_t chains_backward_ = 0;
  std::uint64_t forward_ = 0;
  std::uint64_t backward_ = 0;
  std::uint64_t decisions_ = 0;
  std::uint64_t drawn_ = 0;
  std::uint64_t stale_ = 0;
  std::uint64_t stale_canary_ = 0;
  std::vector<std::array<std::uint64_t, 2>> invocations_;  // by function, by version
  std::vector<std::array<std::uint64_t, 4>> met_;          // by pair
  std::uint64_t small_combinations_ = 0;
  boost::unordered_flat_set<std::uint64_t> large_combinations_;
};

}  // namespace coalmine::harness
