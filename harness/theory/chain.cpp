#include "harness/theory/chain.hpp"

#include <algorithm>
#include <bit>

#include "harness/theory/entry.hpp"
#include "harness/theory/vectors.hpp"

namespace coalmine::harness {
namespace {

bool may_fail(const Setup& setup, const models::ChainNode& node) {
  const models::System& system = setup.scenario.system;
  const models::Function& function = system.functions[node.function];
  const bool moves = setup.moves[node.function];
  if (function.timeout || function.error_rate[0] > 0 || (moves && function.error_rate[1] > 0))
    return true;
  const bool fails_in_incident = std::any_of(
      system.incidents.begin(), system.incidents.end(), [&](const models::Incident& incident) {
        return incident.in == node.function && incident.error_rate;
      });
  const bool has_bug =
      std::any_of(system.bugs.begin(), system.bugs.end(), [&](const models::Bug& bug) {
        return bug.in == node.function && !std::holds_alternative<models::SlowerBug>(bug.what);
      });
  const bool reads_fatally = std::any_of(node.reads.begin(), node.reads.end(),
                                         [](const models::FieldRead& read) { return read.fatal; });
  return fails_in_incident || (moves && has_bug) || reads_fatally;
}

// Does anything of the chain depend on this invocation's success? What it calls and feeds; and,
// since a caller fails with its callee, what its caller would do next.
bool is_needed(const Setup& setup, std::size_t node) {
  const models::ChainNode& place = setup.chain[node];
  if (!place.calls.empty() || !place.events.empty()) return true;
  while (node != 0 && setup.chain[node].stream == nullptr) {
    const std::size_t caller = setup.chain[node].parent;
    const models::ChainNode& waits = setup.chain[caller];
    if (waits.calls.back() != node || !waits.events.empty()) return true;
    node = caller;
  }
  return false;
}

// The mean of a property of version vectors over requests, where every invocation runs.
template <class Property>
std::optional<double> mean_of(const Setup& setup, const spec::Policy& policy, Property property) {
  const auto vectors = version_vectors(setup, policy);
  if (!vectors) return std::nullopt;
  double mean = 0;
  for (const VersionVector& vector : *vectors) {
    mean += vector.probability * static_cast<double>(property(vector.canary_nodes));
  }
  return mean;
}

int count_mismatches(const Setup& setup, models::Mismatch kind, std::uint64_t canary_nodes) {
  int count = 0;
  for (std::size_t node = 0; node < setup.chain.size(); ++node) {
    for (const models::FieldRead& read : setup.chain[node].reads) {
      count += read.kind == kind && mismatches_at(read, node, canary_nodes);
    }
  }
  return count;
}

}  // namespace

bool mismatches_at(const models::FieldRead& read, std::size_t node, std::uint64_t canary_nodes) {
  const bool producer_on_canary = ((canary_nodes >> read.producer_node) & 1) != 0;
  const bool on_canary = ((canary_nodes >> node) & 1) != 0;
  return read.kind == models::Mismatch::forward ? !producer_on_canary && on_canary
                                                : producer_on_canary && !on_canary;
}

bool may_be_cut_short(const Setup& setup) {
  for (std::size_t node = 0; node < setup.chain.size(); ++node) {
    if (may_fail(setup, setup.chain[node]) && is_needed(setup, node)) return true;
  }
  return false;
}

// A chain that is never mixed is not so when it is cut short either.
std::optional<double> mixed_chains(const Setup& setup, const spec::Policy& policy) {
  if (is_never_mixed(setup, policy)) return 0;
  if (may_be_cut_short(setup)) return std::nullopt;
  return mean_of(setup, policy,
                 [&](std::uint64_t canary) { return canary != 0 && canary != setup.moving_nodes; });
}

std::optional<double> all_canary_chains(const Setup& setup, const spec::Policy& policy) {
  if (!is_never_mixed(setup, policy) && may_be_cut_short(setup)) return std::nullopt;
  return mean_of(setup, policy, [&](std::uint64_t canary) { return canary == setup.moving_nodes; });
}

std::optional<double> mismatched_chains(const Setup& setup, const spec::Policy& policy,
                                        models::Mismatch kind) {
  if (may_be_cut_short(setup)) return std::nullopt;
  return mean_of(setup, policy,
                 [&](std::uint64_t canary) { return count_mismatches(setup, kind, canary) > 0; });
}

std::optional<double> mismatches(const Setup& setup, const spec::Policy& policy,
                                 models::Mismatch kind) {
  if (may_be_cut_short(setup)) return std::nullopt;
  return mean_of(setup, policy,
                 [&](std::uint64_t canary) { return count_mismatches(setup, kind, canary); });
}

std::optional<double> invocation_share(const Setup& setup, const spec::Policy& policy,
                                       models::FunctionIndex function) {
  if (function == 0) return entry_share(setup, policy);
  if (may_be_cut_short(setup)) return std::nullopt;
  std::uint64_t nodes = 0;
  for (std::size_t node = 0; node < setup.chain.size(); ++node) {
    if (setup.chain[node].function == function) nodes |= std::uint64_t{1} << node;
  }
  return mean_of(setup, policy, [&](std::uint64_t canary) {
    return static_cast<double>(std::popcount(canary & nodes)) /
           static_cast<double>(std::popcount(nodes));
  });
}

}  // namespace coalmine::harness
