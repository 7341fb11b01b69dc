// What every replication and policy of a run shares: the scenario, unfolded and tabulated once.
// Read-only after construction, so any number of threads use one Setup.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "models/arrivals.hpp"
#include "models/chain.hpp"
#include "models/distribution.hpp"
#include "routing/version.hpp"
#include "spec/scenario.hpp"

namespace coalmine::harness {

// A bug that strikes the same users always; `number` tells its draws from those of others.
struct Trait {
  std::uint32_t number;
  double share;
};

// How one version of a function behaves at some moment: its model, its bugs and any incident.
struct Behaviour {
  const models::QuantileTable* latency;  // seconds
  double slower = 1;                     // factor on the own work
  double extra_ns = 0;                   // on top of it
  double error_rate = 0;                 // baseline
  double bug_rate = 0;                   // of failures that the release causes
};

// Two functions that share data which changes with the release.
struct DataPair {
  models::FunctionIndex producer;
  models::FunctionIndex consumer;
};

// A node's function meets data that `producer_node` wrote.
struct Meeting {
  std::uint8_t producer_node;
  std::size_t pair;  // place in Setup::pairs
};

// The longest own work: two years, so that a chain of them stays within the clock's range.
inline constexpr Duration work_max{std::int64_t{1} << 56};

// The own work of one invocation, from its service draw.
inline Duration work_time(const Behaviour& behaviour, std::uint64_t service_bits) {
  const double work_ns =
      behaviour.latency->at(service_bits) * (1e9 * behaviour.slower) + behaviour.extra_ns;
  return Duration{
      static_cast<std::int64_t>(std::min(work_ns + 0.5, static_cast<double>(work_max.count())))};
}

// Of equal distributions there is one: a table that is in the cache is fast.
struct LatencyTable {
  models::Distribution of;
  std::shared_ptr<const models::QuantileTable> table;
};

struct Setup {
  // `alike`: of a scenario that has much in common with it, whose tables are shared.
  explicit Setup(const spec::Scenario& scenario, const Setup* alike = nullptr);

  const spec::Scenario& scenario;
  models::Traffic traffic;
  std::vector<models::ChainNode> chain;
  std::vector<models::PerVersion<LatencyTable>> latency;  // by function
  std::vector<std::vector<Trait>> traits;                 // by function, of its canary
  std::vector<bool> moves;                                // by function: in the release?
  std::uint64_t moving_nodes = 0;  // bit n: node n of the chain runs a function that moves
  std::vector<bool> draws_faults;  // by function: can it fail at random?
  std::optional<models::QuantileTable> login_after;  // seconds, where users log in
  std::vector<DataPair> pairs;                       // in the order of the chain
  std::vector<std::vector<Meeting>> meetings;        // by node
  // Does what one request meets depend on what became of others? Then what stable would have done
  // is a question for a whole world: `stable_only` is its policy.
  bool interacts = false;
  bool has_platform = false;  // more than an order of records makes them interact
  spec::Policy stable_only;
  std::optional<models::QuantileTable> start_skew;  // seconds
  bool counts_late = false;
  bool faulty = false;              // is there a bug that an alarm should find?
  std::vector<Instant> boundaries;  // where behaviours change, increasing
  Instant first_shift;
  Instant window_begins;  // then, or after the warm-up
  Instant ends;           // of the observation

  // Behaviours of all functions from `at` to the next boundary.
  const std::vector<models::PerVersion<Behaviour>>& behaviours(Instant at) const;

  // A function by its name; without a name, the entry.
  models::FunctionIndex function_named(std::string_view name) const;

  // By user, where the policy hashes ids as a product does: where each user's id falls.
  std::span<const std::uint64_t> positions(const spec::Policy& policy) const;

  // The function whose latency, error rates and masking are reported: the first along the chain
  // that moves, unless the scenario names one.
  models::FunctionIndex watched() const;

 private:
  LatencyTable table_of(const models::Distribution& distribution, const Setup* alike) const;
  std::vector<models::PerVersion<Behaviour>> behaviours_from(Instant at) const;
  void add_positions(std::size_t policy);
  std::vector<std::uint64_t> find_positions(const spec::Policy& policy) const;
  void find_meetings();

  std::vector<std::vector<std::uint64_t>> positions_;
  std::vector<std::size_t> positions_of_;  // by policy: place in positions_

  std::vector<std::vector<models::PerVersion<Behaviour>>>
      behaviours_;  // from 0 and from each boundary
};

}  // namespace coalmine::harness
