// The event sources of one world: which nodes of the chain read through one, and what became of
// their records.
#pragma once

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "harness/flight.hpp"
#include "harness/setup.hpp"
#include "models/platform/async_queue.hpp"
#include "models/platform/message_queue.hpp"
#include "models/platform/stream_reader.hpp"

namespace coalmine::harness {

// Of records that requests of the window caused: what happened until the end of the observation,
// and who waited for how long, also after it.
struct EventCounts {
  std::uint64_t written = 0;
  std::uint64_t processed = 0;
  std::uint64_t expired = 0;
  std::uint64_t exhausted = 0;      // no attempts left
  std::uint64_t lost = 0;           // expired or exhausted, and no destination has them
  std::uint64_t attempts = 0;       // each time that a record was in an invocation
  std::uint64_t read = 0;           // records handed out; with a mapping for each version, twice
  std::uint64_t tried = 0;          // records that were in an invocation at all
  Duration wait{};                  // of those, from readable to their first invocation
  std::uint64_t delayed = 0;        // processed after they waited behind one that failed
  std::uint64_t delayed_tried = 0;  // of those, not dropped before their first invocation
  Duration delayed_wait{};
  std::uint64_t delayed_users = 0;
  Duration iterator_age_max{};
  std::uint64_t read_after_rollback = 0;   // written by the canary, in an invocation after it
  std::uint64_t read_after_promotion = 0;  // written by stable, in an invocation after it
};

// A batch of a source: which source, and its number there.
struct BatchName {
  std::uint8_t node;
  std::uint8_t group;
  std::uint32_t batch;
};

class EventSources {
 public:
  EventSources(const Setup& setup, models::MixedBatch mixed);

  void begin();

  bool reads(std::uint8_t node) const { return !nodes_[node].sources.empty(); }
  bool any() const { return any_; }
  models::MixedBatch mixed() const { return mixed_; }
  Duration router_hop(std::uint8_t node) const { return nodes_[node].router_hop; }
  Duration per_record(std::uint8_t node) const { return nodes_[node].per_record; }
  bool reports_failures(std::uint8_t node) const { return nodes_[node].reports_failures; }
  bool redraws(std::uint8_t node) const { return nodes_[node].redraws; }
  // Does what was given up go to a destination?
  bool keeps(std::uint8_t node, models::Drop why) const;
  // With a source for each version, the group is the version's number; else 0.
  bool is_split(std::uint8_t node) const { return nodes_[node].sources.size() > 1; }
  std::uint64_t key_of(std::uint8_t node, const Request& request) const;

  void add(std::uint8_t node, std::uint8_t group, const models::EventRecord& record, Instant now,
           models::SourceActions& actions);
  void wake(std::uint8_t node, std::uint8_t group, std::uint32_t lane, Instant now,
            models::SourceActions& actions);
  void finish(const BatchName& name, const models::BatchOutcome& outcome, Instant now,
              models::SourceActions& actions);
  void read(const BatchName& name, std::vector<models::EventRecord>& records) const;

  // A batch has so many invocations under way: one for each version that reads a part of it.
  std::uint8_t& parts(const BatchName& name);

  std::size_t waiting() const;
  Duration blocked(Instant now) const;

  EventCounts& counts() { return counts_; }
  const EventCounts& counts() const { return counts_; }

 private:
  using Source = std::variant<models::StreamReader, models::MessageQueue, models::AsyncQueue>;
  struct Group {
    Source source;
    std::vector<std::uint8_t> parts;  // by batch
  };
  struct Node {
    std::vector<Group> sources;  // none, one, or one for each version
    models::RecordKey key{};
    Duration router_hop{};
    Duration per_record{};
    bool reports_failures = false;
    bool redraws = true;
    bool keeps_expired = false;
    bool keeps_exhausted = false;
  };

  void add_node(const models::Delivery& delivery);

  const Setup& setup_;
  models::MixedBatch mixed_;
  std::vector<Node> nodes_;
  bool any_ = false;
  EventCounts counts_;
};

}  // namespace coalmine::harness
