// People and the programs they use: what they do when an answer is bad or does not come.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "models/distribution.hpp"
#include "models/platform/delivery.hpp"

namespace coalmine::models {

enum class Jitter : std::uint8_t {
  none,   // the wait itself
  full,   // uniform from 0 to it
  equal,  // half of it, and uniform over the other half
};

struct ClientRetries {
  std::uint32_t attempts = 3;  // in all, from 1 to 8
  Backoff wait{std::chrono::seconds{1}, 2, std::chrono::seconds{30}};
  Jitter jitter = Jitter::full;
  friend bool operator==(const ClientRetries&, const ClientRetries&) = default;
};

// Who gave up tries once more, later.
struct ComeBack {
  double share = 1;    // of those who gave up
  Distribution after;  // seconds
  friend bool operator==(const ComeBack&, const ComeBack&) = default;
};

// Who waits too long sends the same again, and goes on waiting for both.
struct DoubleSubmit {
  double share = 1;  // of the requests that take longer
  Duration after{};
  friend bool operator==(const DoubleSubmit&, const DoubleSubmit&) = default;
};

struct Clients {
  std::optional<Duration> patience;  // an answer later than this is none
  std::optional<ClientRetries> retries;
  std::optional<ComeBack> come_back;
  std::optional<DoubleSubmit> double_submit;
  double leaves_session = 0;  // share of failures that end the session
  friend bool operator==(const Clients&, const Clients&) = default;
};

// The wait before attempt `n` (from 2), with random bits for the jitter.
Duration wait_of(const ClientRetries& retries, std::uint32_t n, std::uint64_t bits);

}  // namespace coalmine::models
