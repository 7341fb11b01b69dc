// How the records of a stream reach a function: the event sources of a serverless platform.
//
// Descriptions only; the state machines that behave so are stream_reader, message_queue and
// async_queue. Fact ids (E1, L9 ...) are those of docs/MODELS-PLATFORM.md, "Facts".
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "base/time.hpp"

namespace coalmine::models {

// Waits that grow: `first`, then each `factor` times the one before, `longest` at most.
struct Backoff {
  Duration first{};
  double factor = 2;
  Duration longest{};
  friend bool operator==(const Backoff&, const Backoff&) = default;
};

// The wait before retry `n`, from 1.
Duration wait_before(const Backoff& backoff, std::uint32_t n);

// What spreads records over shards or message groups, and what keeps an order.
enum class RecordKey : std::uint8_t { user, tenant, request };

// Which version reads a batch whose records carry different decisions (P14).
enum class MixedBatch : std::uint8_t {
  alias,   // one draw by weight for the batch, whatever its records carry (L8)
  router,  // a router function reads it, and hands each version its part
  filter,  // a mapping for each version, which reads everything and keeps its own; SQS deletes what
           // one of its mappings does not keep (P15)
  apart,   // a stream or queue for each version
};

// Kinesis and DynamoDB streams, read by an event source mapping (E1 to E11).
struct KinesisDelivery {
  std::uint32_t shards = 1;
  RecordKey key = RecordKey::user;
  std::uint32_t batch = 100;             // records at most
  Duration window{};                     // to wait for a full batch, from its first record
  std::uint32_t parallelization = 1;     // batches of a shard at once; order is kept for each key
  std::optional<std::uint32_t> retries;  // of a batch; none: until it succeeds or is too old
  std::optional<Duration> max_age;       // then a record is given up; none: until it expires
  Duration retention = std::chrono::hours{24};
  bool bisect = false;                      // a failed batch is retried in halves
  bool partial = false;                     // the function reports the first record that failed
  bool on_failure = false;                  // what is given up goes to a destination
  Duration poll = std::chrono::seconds{1};  // of an idle shard; 0s: records are read at once
  Backoff retry_wait{std::chrono::seconds{1}, 2, std::chrono::seconds{60}};
  Duration router_hop{};  // of a router function (MixedBatch), before the versions are called
  Duration per_record{};  // work of each further record in a batch
  friend bool operator==(const KinesisDelivery&, const KinesisDelivery&) = default;
};

// SQS, read by a fleet of pollers (E12 to E15).
struct SqsDelivery {
  bool fifo = false;                // one batch at a time for each group, in order
  RecordKey key = RecordKey::user;  // fifo: the message group
  std::uint32_t batch = 10;
  Duration window{};
  Duration visibility = std::chrono::seconds{30};
  std::optional<std::uint32_t> max_receives;  // then the dead-letter queue; none: until it expires
  Duration retention = std::chrono::hours{24 * 4};
  bool partial = false;
  std::uint32_t pollers_first = 5;   // batches at once, at the beginning of a backlog
  double pollers_per_minute = 300;   // added while there is one
  std::uint32_t pollers_max = 1250;  // or the mapping's maximum concurrency
  Duration per_record{};
  friend bool operator==(const SqsDelivery&, const SqsDelivery&) = default;
};

// An asynchronous invocation: SNS, EventBridge, S3 (E16 to E18).
struct AsyncDelivery {
  std::uint32_t retries = 2;  // after errors of the function
  Backoff retry_wait{std::chrono::minutes{1}, 2, std::chrono::minutes{2}};
  Backoff throttle_wait{std::chrono::seconds{1}, 2, std::chrono::minutes{5}};
  Duration max_age = std::chrono::hours{6};
  bool on_failure = false;
  bool redraw = true;  // each attempt decides again (L10)
  friend bool operator==(const AsyncDelivery&, const AsyncDelivery&) = default;
};

// Without a source records are handed over as Stream says, and never retried.
using Delivery = std::variant<std::monostate, KinesisDelivery, SqsDelivery, AsyncDelivery>;

}  // namespace coalmine::models
