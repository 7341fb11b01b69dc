// Which versions of a system's functions fit together, and in which order they can move so that no
// two ever serve that do not.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/system.hpp"

namespace coalmine::models {

struct PairCompatibility {
  FunctionIndex producer;
  FunctionIndex consumer;
  // The fields that break it, by version of the producer, then of the consumer.
  PerVersion<PerVersion<std::vector<std::string>>> broken;
  friend bool operator==(const PairCompatibility&, const PairCompatibility&) = default;
};

// A mismatch that comes in spite of the order. forward: what stable has written is still unread
// when the consumer begins. backward: what the canary has written is still unread after a rollback
// (E11, P16).
struct Leftover {
  FieldChange change;
  std::vector<std::size_t> streams;  // in which it may be unread; empty: only requests in flight
  friend bool operator==(const Leftover&, const Leftover&) = default;
};

struct Compatibility {
  std::vector<PairCompatibility> pairs;  // all that share data, by producer and consumer
  // Groups of the functions that move: each complete before the next begins. Empty: no order avoids
  // every mismatch, and one of the two below says why.
  std::vector<std::vector<FunctionIndex>> order;
  std::vector<FunctionIndex> cycle;  // each before the next, the last before the first
  std::vector<FieldChange> stuck;    // the consumer would have to move first, and never does
  std::vector<Leftover> leftovers;
};

// `moving`: the functions of the release, sorted. Every change in System::field_changes counts,
// fatal or not. Precondition: as derive_schema.
Compatibility compatibility_of(const System& system, const std::vector<FunctionIndex>& moving);

}  // namespace coalmine::models
