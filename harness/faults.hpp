// Why an invocation fails, as far as no policy has a say in it: a function of version and draws.
#pragma once

#include <cstdint>
#include <optional>

#include "base/random.hpp"
#include "harness/setup.hpp"
#include "harness/tally.hpp"
#include "models/system.hpp"

namespace coalmine::harness {

// Draws of an invocation, for faults.
struct FaultLuck {
  std::uint64_t baseline;
  std::uint64_t bug;
};

// `of_data`: a fault in what the invocation was given, which the caller found. A failure that
// stable would have had with the same draw is the baseline's, whatever else is wrong: it is not the
// release's doing.
inline std::optional<Cause> fault_of(const models::PerVersion<Behaviour>& function,
                                     std::size_t version, const FaultLuck& luck,
                                     std::optional<Cause> of_data) {
  const double baseline = unit(luck.baseline);
  const Behaviour& own = function[version];
  const bool fails = of_data || baseline < own.error_rate || unit(luck.bug) < own.bug_rate;
  if (!fails) return std::nullopt;
  if (baseline < function[0].error_rate) return Cause::baseline;
  return of_data.value_or(Cause::bug);
}

}  // namespace coalmine::harness
