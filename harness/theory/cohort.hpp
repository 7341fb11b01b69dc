// Users whom the scenario itself picks, the same in every replication: by the bucket that a product
// gives their ids, by a salt that the scenario names, by partitions that stay where they are.
#pragma once

#include <optional>
#include <vector>

#include "harness/setup.hpp"
#include "harness/theory/buckets.hpp"
#include "harness/theory/weights.hpp"

namespace coalmine::harness {

// Does the entry's route pick users so, and not by chance?
bool picks_users(const spec::Policy& policy);

// All users, asked one by one, as shares of users by the stretches that they are on the canary in.
// Nothing if users are not alike, so that it matters who is picked, or too many to ask.
// Precondition: picks_users(policy); `path` is the entry's, in the window.
std::optional<std::vector<BucketClass>> picked_users(const Setup& setup, const spec::Policy& policy,
                                                     const WeightPath& path);

}  // namespace coalmine::harness
