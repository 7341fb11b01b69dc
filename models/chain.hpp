// The invocations that one request causes when all goes well: the system's graph unfolded from its
// entry into a tree. A function reached by two ways runs twice.
#pragma once

#include <cstdint>
#include <vector>

#include "models/system.hpp"

namespace coalmine::models {

inline constexpr std::size_t max_chain_nodes = 64;

// A producer further up that a node's function reads a changed field of.
struct FieldRead {
  std::uint8_t producer_node;
  Mismatch kind;
  bool fatal;
};

// One invocation of the chain. Node 0 is the entry; a parent comes before its children.
struct ChainNode {
  FunctionIndex function;
  std::uint8_t parent = 0;         // itself for the entry
  const Stream* stream = nullptr;  // what brings it; null for the entry and for a call
  Duration delay{};                // from the parent's call, or its end for an event
  double loses_decision = 0;
  std::vector<std::uint8_t> calls;   // children called, in order
  std::vector<std::uint8_t> events;  // children fed through streams
  std::vector<FieldRead> reads;
};

// Precondition: the system is acyclic and unfolds to at most max_chain_nodes. Points into it.
std::vector<ChainNode> unfold(const System& system);

// How many invocations unfold() would make, counting no further than `limit` + 1.
std::size_t count_invocations(const System& system, std::size_t limit = max_chain_nodes);

}  // namespace coalmine::models
