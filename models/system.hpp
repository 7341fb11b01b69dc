// The system under release: functions, how they call one another, and what is wrong with them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "models/distribution.hpp"
#include "models/platform/capacity.hpp"
#include "models/platform/clients.hpp"
#include "models/platform/delivery.hpp"

namespace coalmine::models {

// By version: [0] stable, [1] canary, the order of routing::Version. models/ knows no policy, only
// that two versions exist.
template <class T>
using PerVersion = std::array<T, 2>;

using FunctionIndex = std::uint16_t;

// A synchronous call: the caller waits for the answer.
struct Call {
  FunctionIndex to;
  Duration delay{};           // before the callee begins
  double loses_decision = 0;  // probability that a carried decision does not survive the hop
  std::optional<Connections> connections{};  // of a pool; none: as many as there are calls
  friend bool operator==(const Call&, const Call&) = default;
};

// What a function's versions write into the data that they send on, and what they need in what
// they are sent: by fields, or by the number of a schema.
struct Schema {
  PerVersion<std::vector<std::string>> writes;  // fields
  PerVersion<std::vector<std::string>> reads;   // fields it cannot do without
  PerVersion<std::optional<std::uint32_t>> writes_schema{};
  PerVersion<std::vector<std::uint32_t>> reads_schemas;  // that it understands; empty: any
  friend bool operator==(const Schema&, const Schema&) = default;
};

struct Function {
  std::string name;
  PerVersion<Distribution> latency;  // of its own work, seconds
  PerVersion<double> error_rate{};   // baseline errors: failures that are nobody's release
  std::optional<Duration> timeout;   // an invocation that takes longer fails then
  std::vector<Call> calls;           // made one after another, after its own work
  Host host{};                       // where it runs; none: any number of invocations at once
  Schema schema{};
  friend bool operator==(const Function&, const Function&) = default;
};

enum class StreamOrder : std::uint8_t { none, user };

// Events: a function that succeeds writes one record for each stream it feeds; every subscriber
// reads it `delay` later.
struct Stream {
  std::string name;
  FunctionIndex from;
  std::vector<FunctionIndex> to;
  Duration delay{};
  StreamOrder order = StreamOrder::none;  // user: a user's records one after another
  std::uint32_t shards = 0;  // with order: users share this many lanes; 0: a lane for each user
  std::uint32_t batch = 1;   // records in one invocation at most; above 1 only with order
  double loses_decision = 0;
  Delivery delivery{};
  friend bool operator==(const Stream&, const Stream&) = default;
};

// What is wrong with the canary of `in`.
struct FailsBug {
  double probability;
  friend bool operator==(const FailsBug&, const FailsBug&) = default;
};  // each invocation
struct TraitBug {
  double share;
  friend bool operator==(const TraitBug&, const TraitBug&) = default;
};  // always the same users
struct SlowerBug {
  double factor = 1;
  Duration extra{};
  friend bool operator==(const SlowerBug&, const SlowerBug&) = default;
};  // own work * factor + extra

struct Bug {
  FunctionIndex in;
  std::variant<FailsBug, TraitBug, SlowerBug> what;
  friend bool operator==(const Bug&, const Bug&) = default;
};

// A field that `producer` writes and `consumer` reads, the nearest producer upstream in the chain.
// forward: only the producer's canary writes it and the consumer's canary needs it: stable producer
// with canary consumer fails. backward: the consumer's stable version cannot read it: canary
// producer with stable consumer fails.
enum class Mismatch : std::uint8_t { forward, backward };

struct FieldChange {
  std::string field;
  Mismatch kind;
  FunctionIndex producer;
  FunctionIndex consumer;
  bool fatal = true;  // false: the consumer copes; the mismatch is counted and fails nothing
  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

// A record that comes from nowhere and cannot be read: it is nobody's request.
struct Poison {
  std::size_t stream;
  Duration at{};
  std::size_t written_by = 1;  // the version that it says it was written by
  PerVersion<bool> unreadable_by{true, true};
  std::uint32_t user = 0;  // whose key it has
  friend bool operator==(const Poison&, const Poison&) = default;
};

// Something misbehaves for some time, whatever the release does: from <= t < to.
struct Incident {
  FunctionIndex in;
  PerVersion<bool> versions{true, true};  // which versions it strikes
  Duration from{};
  Duration to{};
  std::optional<double> error_rate;  // instead of the baseline
  double slower = 1;                 // factor on the own work
  friend bool operator==(const Incident&, const Incident&) = default;
};

// The first function is the entry: requests arrive there. Calls and streams make a directed acyclic
// graph; a function without a path from the entry is refused by spec/.
struct System {
  std::vector<Function> functions;
  std::vector<Stream> streams;
  std::vector<Bug> bugs;
  std::vector<FieldChange> field_changes;
  std::vector<Incident> incidents;
  std::vector<Poison> poison;
  std::optional<Duration> late_after;         // a response later than this is harm (metrics: late)
  std::optional<Duration> events_late_after;  // the same of the last event of a request
  Account account;
  Clients clients;
  std::optional<Duration> gateway_timeout;  // the gateway answers 504 then (E20)
  friend bool operator==(const System&, const System&) = default;
};

}  // namespace coalmine::models
