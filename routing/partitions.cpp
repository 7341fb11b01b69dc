#include "routing/partitions.hpp"

#include <algorithm>
#include <cassert>

#include "base/random.hpp"

namespace coalmine::routing {

std::vector<bool> canary_partitions(Weight weight, std::uint32_t partitions, std::uint32_t workers,
                                    std::uint32_t rotation) {
  assert(workers > 0 && workers <= partitions);
  std::vector<bool> canary(partitions, false);
  if (weight == Weight{}) return canary;
  const auto nearest =
      static_cast<std::uint32_t>((Uint128{weight.threshold()} * workers + whole / 2) / whole);
  const std::uint32_t canary_workers = std::max(nearest, 1U);
  const std::uint32_t each = partitions / workers;
  const std::uint32_t one_more = partitions % workers;  // so many workers read each + 1
  const std::uint32_t stable_workers = workers - canary_workers;
  const std::uint32_t first = stable_workers * each + std::min(stable_workers, one_more);
  for (std::uint32_t i = first; i < partitions; ++i) canary[(i + rotation) % partitions] = true;
  return canary;
}

}  // namespace coalmine::routing
