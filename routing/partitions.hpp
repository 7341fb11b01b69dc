// Queue workers: a canary share made of whole partitions, dealt out to the workers of a group.
#pragma once

#include <cstdint>
#include <vector>

#include "routing/weight.hpp"

namespace coalmine::routing {

// Which partitions the canary's workers read, by partition.
//
// Of `workers`, weight * workers rounded to the nearest are the canary's, at least one while the
// weight is above 0 and the last of the group. Partitions are dealt out as Kafka's range assignor
// does: in order, evenly, the first workers one more where they do not divide. `rotation` turns the
// table by so many partitions: another rebalance, other keys. Precondition: 0 < workers <=
// partitions.
std::vector<bool> canary_partitions(Weight weight, std::uint32_t partitions, std::uint32_t workers,
                                    std::uint32_t rotation);

}  // namespace coalmine::routing
