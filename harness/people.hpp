// What the users of one world do about a bad answer, or about none.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <optional>

#include "base/random.hpp"
#include "base/time.hpp"
#include "harness/flight.hpp"
#include "harness/setup.hpp"
#include "models/platform/clients.hpp"

namespace coalmine::harness {

// In the window.
struct ClientCounts {
  std::uint64_t retries = 0;
  std::uint64_t gave_up = 0;  // wishes that were not fulfilled in the end
  std::uint64_t came_back = 0;
  std::uint64_t double_submits = 0;
  std::uint64_t not_sent = 0;  // requests of sessions that were left before
};

class People {
 public:
  explicit People(const Setup& setup);

  void begin(std::uint32_t replication);

  // Does anybody do anything about an answer?
  bool react() const { return reacts_; }
  // How long an answer may take until there is none: for the user's patience or the gateway's.
  const std::optional<Duration>& answer_limit() const { return answer_limit_; }
  const std::optional<Duration>& resubmits_after() const { return resubmits_after_; }

  bool has_left(std::uint32_t session) const { return left_.contains(session); }

  struct Again {
    std::uint64_t number;
    Duration after;
  };
  // The request has failed: what its user sends next.
  std::optional<Again> after_failure(const Request& request, bool counted);
  // Nobody has answered for so long: does its user send it a second time?
  bool sends_twice(const Request& request) const;

  ClientCounts& counts() { return counts_; }
  const ClientCounts& counts() const { return counts_; }

 private:
  std::optional<Again> next(const Request& request, bool counted);

  const models::Clients& clients_;
  std::uint64_t seed_;
  bool reacts_;
  std::optional<Duration> answer_limit_;
  std::optional<Duration> resubmits_after_;
  std::optional<models::QuantileTable> come_back_after_;
  RandomStream draws_;
  RandomStream doubles_;
  boost::unordered_flat_set<std::uint32_t> left_;  // sessions
  ClientCounts counts_;
};

}  // namespace coalmine::harness
