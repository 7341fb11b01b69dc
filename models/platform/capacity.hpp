// What limits how many invocations a function runs at once, and how long it takes to add more.
//
// Descriptions only; lambda_pool, permits and autoscaler behave so.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

#include "base/time.hpp"
#include "models/distribution.hpp"

namespace coalmine::models {

enum class Reuse : std::uint8_t { most_recent, least_recent };

// Execution environments of a Lambda function (X1 to X9). One serves one invocation at a time and
// belongs to one version.
struct LambdaHost {
  Distribution cold_start = Constant{0};      // seconds, before the handler begins
  Distribution idle_reclaim = Constant{600};  // seconds without work, then it is gone (X3)
  Duration max_lifetime = std::chrono::hours{2};
  Reuse reuse = Reuse::most_recent;
  std::optional<std::uint32_t> reserved;  // concurrency of both versions; guarantees and caps (X4)
  // Environments kept ready by version, outside idle_reclaim (X6).
  std::array<std::uint32_t, 2> provisioned{};
  // On the alias: refused while the alias has weights, and ready again `prepare` later (X7).
  bool provisioned_on_alias = false;
  Duration prepare = std::chrono::minutes{2};
  friend bool operator==(const LambdaHost&, const LambdaHost&) = default;
};

// Replicas are added and removed by how busy they are.
struct Autoscaling {
  std::uint32_t replicas_min = 1;
  std::uint32_t replicas_max = 1;
  double target = 0.7;  // busy workers / all
  Duration every = std::chrono::seconds{15};
  Duration start_up = std::chrono::seconds{30};  // from the decision until a replica serves
  Duration calm = std::chrono::minutes{5};  // fewer replicas only if less was enough for so long
  double tolerance = 0.1;                   // no change within it
  friend bool operator==(const Autoscaling&, const Autoscaling&) = default;
};

// Servers of one function: by version, `replicas` times `workers` requests at once; others wait in
// the order of arrival.
struct ServerHost {
  std::uint32_t workers = 1;  // of a replica
  std::array<std::uint32_t, 2> replicas{1, 1};
  std::optional<std::uint32_t> queue;  // waiting at most, by version; none: no end
  std::optional<Duration> patience;    // then a waiting request is given up
  std::optional<Autoscaling> autoscaling;
  friend bool operator==(const ServerHost&, const ServerHost&) = default;
};

using Host = std::variant<std::monostate, LambdaHost, ServerHost>;

// A caller's connections to a callee, by version of the caller.
struct Connections {
  std::uint32_t count = 1;
  std::optional<Duration> patience;  // a call that waited so long has failed
  friend bool operator==(const Connections&, const Connections&) = default;
};

// The account that Lambda functions share.
struct Account {
  std::uint32_t concurrency = 1000;                    // of all functions together (X4)
  std::uint32_t scale_up = 1000;                       // environments a function may add at once,
  Duration scale_up_every = std::chrono::seconds{10};  // refilled continuously in this time (X5)
  double requests_per_concurrency = 10;  // requests a second at most, times concurrency
  friend bool operator==(const Account&, const Account&) = default;
};

}  // namespace coalmine::models
