// The stream of requests that a TrafficSpec describes, in time order, a batch at a time.
//
// It is open loop: nothing a policy does changes it, so one stream serves every policy. Nothing is
// pending for an idle user: superposed Poisson streams are one stream and a pick of the user.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/time.hpp"
#include "models/distribution.hpp"
#include "models/trace.hpp"
#include "models/traffic.hpp"
#include "models/user_picker.hpp"

namespace coalmine::models {

// Up to `capacity` consecutive requests, times non-decreasing. Request i of the batch is number
// first_request + i of the replication.
struct ArrivalBatch {
  static constexpr std::size_t capacity = 1024;

  std::size_t size = 0;
  std::uint64_t first_request = 0;
  std::array<Instant, capacity> at;
  std::array<std::uint32_t, capacity> user;
  std::array<std::uint32_t, capacity>
      session;  // number of the session; the user where there are none
};

// One replication's requests in [0, duration).
class Arrivals {
 public:
  virtual ~Arrivals() = default;
  // Fills the batch with what comes next; an empty batch means that nothing does.
  virtual void next(ArrivalBatch& batch) = 0;
};

// Makes the streams of a TrafficSpec, one for each replication. Source of each pattern:
// docs/MODELS.md, "Traffic".
class Traffic {
 public:
  // `trace` is what the spec's TraceTraffic stands for, and null for other patterns; spec and trace
  // outlive this and its streams.
  Traffic(const TrafficSpec& spec, const Trace* trace, Duration duration);

  // The stream must not outlive this. Any number of threads may ask.
  std::unique_ptr<Arrivals> replicate(std::uint64_t seed, std::uint32_t replication) const;

 private:
  const TrafficSpec& spec_;
  const Trace* trace_;
  Duration duration_;
  RelativeRates rates_;
  std::optional<QuantileTable> gap_;  // between the requests of a session
};

}  // namespace coalmine::models
