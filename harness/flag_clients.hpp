// The instances that evaluate flags: which configuration each of them acts on at a moment.
//
// Nothing is scheduled: an instance is asked when a request reaches it, and what it knows by then
// is a function of when configurations were published and of its own draws. So a million clients
// with flags of their own cost nothing while they are idle.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "models/distribution.hpp"
#include "models/flags.hpp"
#include "models/system.hpp"

namespace coalmine::harness {

class FlagClients {
 public:
  // `instances`: of each function.
  FlagClients(const models::FlagDelivery& delivery, std::size_t functions, std::size_t instances);

  void begin(std::uint64_t seed, std::uint32_t replication);

  // A new configuration is current from `now` on; the first, published at 0, is number 0.
  void publish(Instant now) { published_.push_back(now); }

  // The number of the configuration that the instance acts on; nothing if it knows none yet. `now`
  // does not decrease.
  std::optional<std::size_t> known_to(models::FunctionIndex function, std::uint32_t instance,
                                      Instant now);

 private:
  struct Fetched {
    Instant at;
    std::size_t number = 0;
  };

  std::size_t current_at(Instant at) const;  // the newest published by then; 0 if none was
  Instant arrival(std::uint64_t instance, std::size_t number) const;
  Instant after_outage(Instant at) const;
  std::size_t delivered(std::uint64_t instance, Instant now) const;
  std::size_t fetched_by(std::uint64_t instance, Instant now);
  Instant born(std::uint64_t instance, Instant now) const;

  const models::FlagDelivery& delivery_;
  std::size_t instances_;
  std::optional<models::QuantileTable> delay_;  // of streaming
  RandomStream draws_;
  std::vector<Instant> published_;
  std::vector<Fetched> fetched_;  // by function and instance, where invocations fetch
};

}  // namespace coalmine::harness
