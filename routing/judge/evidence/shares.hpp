// Two shares of invocations, each invocation evidence of its own.
//
// In Counts, `errors` are those that count as bad: failed, or slower than a limit.
#pragma once

#include <cstdint>
#include <optional>

#include "routing/alarm.hpp"
#include "routing/judge/evidence/difference.hpp"

namespace coalmine::routing::evidence {

// Pooled: as if both versions had one share, which is what a test of "no difference" assumes.
// With few errors and a small canary it is too small where the canary has had bad luck.
// Unpooled: each version with its own share. Nothing where both have only good or only bad.
// Larger: of the two. Both flaws are gone: a canary with bad luck is believed to vary more, and one
// that always fails beside a stable that never does still has a variance.
enum class Variance : std::uint8_t { pooled, unpooled, larger };

// Nothing without invocations of both, or if the variance is 0.
std::optional<Difference> difference_of_shares(const Counts& stable, const Counts& canary,
                                               Variance variance);

// Is there good and bad in it? GrowthBook compares nothing with a version that has only one of
// them.
bool varies(const Counts& counts);

}  // namespace coalmine::routing::evidence
