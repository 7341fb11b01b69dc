#include "harness/precision.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "harness/statistics.hpp"

namespace coalmine::harness {
namespace {

// Steps between looks: not so small that a run looks at every other replication, which would stop
// it at the first narrow interval that luck offers; not so large that it does far too much.
constexpr double growth_min = 1.1;
constexpr double growth_max = 2;

// By how much the number of replications has to grow for the interval to be narrow enough: its
// width falls with the root of their number.
double growth(const Reached& item) {
  if (!item.half_width) return growth_max;  // no data: nothing to tell from
  const double ratio = *item.half_width / item.half_width_asked;
  return std::clamp(ratio * ratio, growth_min, growth_max);
}

}  // namespace

std::uint32_t first_look(const spec::Scenario& scenario) {
  std::uint32_t at_most = 0;
  for (const spec::Precision& item : scenario.precision) at_most = std::max(at_most, item.at_most);
  return std::max(scenario.replications, std::min(at_most, precision_replications_min));
}

Reached reached(const spec::Precision& item, std::span<const std::optional<double>> values) {
  const Summary summary = summarise(values);
  Reached reached{.policy = item.policy,
                  .metric = item.metric,
                  .half_width_asked = item.half_width,
                  .at_most = item.at_most};
  if (summary.ci95_low) reached.half_width = (*summary.ci95_high - *summary.ci95_low) / 2;
  return reached;
}

std::uint32_t next_look(std::span<const Reached> items, std::uint32_t replications) {
  assert(replications > 0);
  std::uint32_t next = 0;
  for (const Reached& item : items) {
    if (item.is_met() || replications >= item.at_most) continue;
    const double wanted = std::ceil(replications * growth(item));
    next = std::max(next, std::min(item.at_most, static_cast<std::uint32_t>(wanted)));
  }
  return next;
}

}  // namespace coalmine::harness
