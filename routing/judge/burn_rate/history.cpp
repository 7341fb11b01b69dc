#include "routing/judge/burn_rate/history.hpp"

#include <cassert>
#include <cstdint>

#include "base/random.hpp"

namespace coalmine::routing::burn_rate {
namespace {

// number * part / whole, without overflow on the way.
std::uint64_t in_proportion(std::uint64_t number, std::uint64_t part, std::uint64_t whole) {
  return static_cast<std::uint64_t>(Uint128{number} * part / whole);
}

}  // namespace

Counts as_before(const Counts& all, const Counts& stable, Duration observed, Duration before) {
  assert(observed > Duration{0});
  const std::uint64_t invocations =
      in_proportion(all.invocations, static_cast<std::uint64_t>(before.count()),
                    static_cast<std::uint64_t>(observed.count()));
  if (stable.invocations == 0) return {invocations, 0};
  return {invocations, in_proportion(invocations, stable.errors, stable.invocations)};
}

}  // namespace coalmine::routing::burn_rate
