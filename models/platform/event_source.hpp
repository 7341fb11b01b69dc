// What the state machines of event sources have in common: records in, batches and drops out.
//
// Sans-I/O: the owner brings time and news in, and carries out the actions that come back. A source
// knows nothing of functions or of why they fail.
//
//   add(record, now, actions)        a record has become readable
//   wake(lane, now, actions)         an instant that it asked for has come; others are ignored
//   finish(batch, outcome, now, ..)  the invocation of a batch is over
//   read(batch, records)             what a batch holds, in order
//   waiting()                        records that are in none of processed and dropped
//
// The owner of `actions` clears it. Every record that was added comes back exactly once: in a batch
// that succeeded, or as dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/time.hpp"

namespace coalmine::models {

struct EventRecord {
  std::uint32_t item = 0;      // the owner's
  std::uint32_t attempts = 0;  // invocations so far that had it and failed; throttles do not count
  std::uint64_t key = 0;       // records of one key keep their order, where the source keeps any
  bool delayed = false;        // it waited behind one that failed
  Instant written_at{};
  Instant readable_at{};     // when it was added
  Instant tried_at = never;  // when its first invocation began
};

enum class Drop : std::uint8_t {
  expired,    // older than the retention, or than the source's limit of age
  exhausted,  // no attempts left
};

struct BatchOutcome {
  enum class Kind : std::uint8_t {
    ran,      // `failed` says of which records
    refused,  // throttled: the function did not run
  };
  Kind kind = Kind::ran;
  std::span<const bool> failed;  // by record of the batch; of any length where none failed

  bool has_failed(std::size_t i) const { return i < failed.size() && failed[i]; }
  // The index of the first record that failed; the batch's `size` if none did.
  std::size_t first_failed(std::size_t size) const {
    std::size_t i = 0;
    while (i < size && !has_failed(i)) ++i;
    return i;
  }
};

struct SourceActions {
  struct Wake {
    Instant at;
    std::uint32_t lane;
  };
  struct Dropped {
    EventRecord record;
    Drop why;
  };
  std::vector<Wake> wakes;
  std::vector<std::uint32_t> batches;  // to be invoked now
  std::vector<EventRecord> processed;  // done with
  std::vector<Dropped> dropped;

  void clear() {
    wakes.clear();
    batches.clear();
    processed.clear();
    dropped.clear();
  }
};

}  // namespace coalmine::models
