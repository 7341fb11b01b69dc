// Which invocations of a request run on the canary: the exact distribution of version vectors.
//
// By enumeration along the chain, as World walks it: what arrives at a node is what its parent
// sent, unless the hop lost it; a node to which nothing arrives decides for itself.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/setup.hpp"

namespace coalmine::harness {

// Bit n of `canary_nodes`: node n of the chain runs on the canary.
struct VersionVector {
  std::uint64_t canary_nodes;
  double probability;
};
using VersionVectors = std::vector<VersionVector>;

// Of those that share a bucket (or of all requests, if each draws), a share whose requests have
// these versions, independently of one another.
struct VectorClass {
  double share;
  VersionVectors vectors;
};

// Version vectors where every invocation runs. Nothing if a weight moves, if the salt is the
// scenario's own or requests are dealt from a deck, if records are batched, or if there are too
// many.
std::optional<std::vector<VectorClass>> vector_classes(const Setup& setup,
                                                       const spec::Policy& policy);

// The same for a request of any class. Weights may move if chains are never mixed.
std::optional<VersionVectors> version_vectors(const Setup& setup, const spec::Policy& policy);

// Does an invocation serve several records, and so one of them decide for all?
bool batches_records(const models::System& system);

}  // namespace coalmine::harness
