// What version vectors mean for a chain: mixtures and mismatches.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/setup.hpp"

namespace coalmine::harness {

// Expected share of chains on both versions, or on the canary alone.
std::optional<double> mixed_chains(const Setup& setup, const spec::Policy& policy);
std::optional<double> all_canary_chains(const Setup& setup, const spec::Policy& policy);

// Expected share of chains with a mismatch of this kind, and number of them for each chain.
std::optional<double> mismatched_chains(const Setup& setup, const spec::Policy& policy,
                                        models::Mismatch kind);
std::optional<double> mismatches(const Setup& setup, const spec::Policy& policy,
                                 models::Mismatch kind);

// Expected share of the function's invocations that run on the canary.
std::optional<double> invocation_share(const Setup& setup, const spec::Policy& policy,
                                       models::FunctionIndex function);

// Does this field, read at `node`, mismatch?
bool mismatches_at(const models::FieldRead& read, std::size_t node, std::uint64_t canary_nodes);

// Can a failure keep an invocation of the chain from running? Then version vectors say what would
// have been, and not what was.
bool may_be_cut_short(const Setup& setup);

}  // namespace coalmine::harness
