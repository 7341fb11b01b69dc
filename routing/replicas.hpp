// A weight made of whole replicas, where no traffic router splits: each pod gets an equal share.
#pragma once

#include <cstdint>

#include "routing/weight.hpp"

namespace coalmine::routing {

struct ReplicaCounts {
  std::uint32_t stable;
  std::uint32_t canary;
  friend bool operator==(const ReplicaCounts&, const ReplicaCounts&) = default;
};

// The counts whose share of canary replicas is nearest to `weight`, as Argo Rollouts picks them:
// the canary's exact number rounded down or up; where `surge` allows one replica more than
// `replicas` in all, also rounded up beside the stable ones of rounding down. The larger canary
// wins a tie. Strictly between 0 and 1, either version keeps at least one replica (with
// `replicas` = 1 and no surge that is the canary). Precondition: replicas > 0.
ReplicaCounts replica_counts(Weight weight, std::uint32_t replicas, bool surge);

// The share of requests that they get.
Weight weight_of(ReplicaCounts counts);

}  // namespace coalmine::routing
