// Which versions of a scenario's functions fit together, and in which order they can move: by name,
// as reports show it. Nothing is run for it.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "spec/scenario.hpp"

namespace coalmine::harness {

struct Compatibility {
  struct Pair {
    std::string producer;
    std::string consumer;
    bool producer_moves = true;  // otherwise it has no canary
    bool consumer_moves = true;
    // The fields that break it: by version of the producer, then of the consumer; stable first.
    std::array<std::array<std::vector<std::string>, 2>, 2> broken;
  };
  // Mismatches that come in spite of any order (models/compatibility.hpp).
  struct Leftover {
    std::vector<std::string> fields;
    std::string producer;
    std::string consumer;
    bool after_rollback = false;       // otherwise while the consumer begins
    std::vector<std::string> streams;  // in which they may be unread; empty: only in flight
  };
  struct Stuck {
    std::string field;
    std::string producer;
    std::string consumer;  // would have to move first, and is not part of the release
  };

  std::string scenario;
  std::vector<Pair> pairs;
  std::vector<std::vector<std::string>> order;  // groups; empty: no order avoids every mismatch
  std::vector<std::string> cycle;  // why: each before the next, the last before the first
  std::vector<Stuck> stuck;        // or why
  std::vector<Leftover> leftovers;
  bool rollback_together = true;

  bool has_order() const { return !order.empty(); }
};

Compatibility compatibility_of(const spec::Scenario& scenario);

}  // namespace coalmine::harness
