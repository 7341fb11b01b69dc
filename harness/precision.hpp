// How many replications a run takes until its intervals are as narrow as its scenario asks.
//
// A run stops to look at its intervals at a few numbers of replications, which depend on what was
// found so far and on nothing else: not on threads, processes or the time that passes. An interval
// that was waited for covers the mean a little less often than one of a fixed number of
// replications: docs/PRECISION.md says how much.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "harness/result.hpp"
#include "spec/scenario.hpp"

namespace coalmine::harness {

// Nothing is decided by fewer: a standard deviation of few values is itself a matter of luck.
inline constexpr std::uint32_t precision_replications_min = 30;

// After how many replications the run looks for the first time. Without `precision:` that is the
// only time. With it, below the minimum only where the limit is.
std::uint32_t first_look(const spec::Scenario& scenario);

// What an item asks, and what so many replications reach. `values` is one for each of them.
Reached reached(const spec::Precision& item, std::span<const std::optional<double>> values);

// After how many replications the run looks again; 0: this was the last look. `items` is what
// `replications` of them reach.
std::uint32_t next_look(std::span<const Reached> items, std::uint32_t replications);

}  // namespace coalmine::harness
