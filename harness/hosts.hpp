// Where the functions of one world run: environments, workers and connections, and how often there
// were none.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "harness/flight.hpp"
#include "harness/setup.hpp"
#include "models/platform/autoscaler.hpp"
#include "models/platform/lambda_pool.hpp"
#include "models/platform/permits.hpp"
#include "routing/router.hpp"

namespace coalmine::harness {

// Of one version of all Lambda functions, in the window.
struct LambdaCounts {
  std::uint64_t cold = 0;
  std::uint64_t warm = 0;
  std::uint64_t throttled = 0;
};

// Of one function on servers, in the window.
struct ServerCounts {
  std::uint64_t admitted = 0;  // at once or after a wait
  std::uint64_t waited = 0;
  std::uint64_t waited_long = 0;  // longer than Scenario::long_wait
  std::uint64_t turned_away = 0;  // no place to wait, or tired of it
  Duration wait{};                // of all that were admitted
};

class Hosts {
 public:
  explicit Hosts(const Setup& setup);

  void begin(std::uint32_t replication);
  // Weights have moved.
  void publish(const routing::Router& router, Instant now);

  struct Admission {
    enum class Kind : std::uint8_t { begins, waits, refused };
    Kind kind;
    Seat seat{};
    Duration init{};  // before it begins
  };

  bool is_limited(models::FunctionIndex function) const {
    return pools_[function].lambda || !pools_[function].workers.empty();
  }

  // How long an invocation waits at most.
  std::optional<Duration> patience(models::FunctionIndex function) const {
    const models::ServerHost* servers = pools_[function].servers;
    return servers == nullptr ? std::nullopt : servers->patience;
  }

  // `item`: of the invocation, if it has to wait. `draw`: what the random bits belong to.
  struct Draws {
    std::uint64_t number;
    std::uint32_t place;
  };
  Admission admit(models::FunctionIndex function, routing::Version version, std::uint32_t item,
                  Draws draws, Instant now, bool counted);
  // One that waited begins.
  void note_wait(models::FunctionIndex function, Duration wait, bool counted);
  // One that waited gives up. False if it waits no longer.
  bool withdraw(models::FunctionIndex function, routing::Version version, std::uint32_t item,
                bool counted);
  // An invocation is over. Who begins instead, if anybody waits.
  std::optional<std::uint32_t> vacate(models::FunctionIndex function, routing::Version version,
                                      Seat seat, bool lost, Instant now);

  // When the replicas of a function are counted next; nothing if it does not scale.
  std::optional<Instant> next_scaling(models::FunctionIndex function) const;
  // Counts them. Those that begin at last are appended.
  void scale(models::FunctionIndex function, Instant now, std::vector<std::uint32_t>& begin);

  // Connections of a caller's version for one of its calls; null where they are not limited.
  models::Permits* connections(models::FunctionIndex function, std::size_t call,
                               routing::Version version) {
    auto& pools = pools_[function].connections;
    if (pools.empty()) return nullptr;
    auto& pool = pools[2 * call + static_cast<std::size_t>(version)];
    return pool ? &*pool : nullptr;
  }

  bool any_lambda() const { return account_.has_value(); }
  const LambdaCounts& lambda_counts(std::size_t version) const { return lambda_counts_[version]; }
  const ServerCounts& server_counts(models::FunctionIndex function) const {
    return pools_[function].counts;
  }
  bool has_servers(models::FunctionIndex function) const {
    return !pools_[function].workers.empty();
  }

 private:
  // The workers of one version.
  struct Workers {
    models::Permits permits;
    std::optional<models::Autoscaler> scaler{};
    double busy_ns = 0;  // worker-time since the replicas were counted last
    Instant since{};

    void note_busy(Instant now) {
      busy_ns += static_cast<double>(permits.out()) * static_cast<double>((now - since).count());
      since = now;
    }
  };
  struct Pool {
    std::optional<models::LambdaPool> lambda;
    const models::ServerHost* servers = nullptr;
    std::vector<Workers> workers;                             // by version; empty: none
    std::vector<std::optional<models::Permits>> connections;  // by call and version
    Instant counted_at{};
    ServerCounts counts;
  };

  const Setup& setup_;
  RandomStream environments_;
  std::optional<models::LambdaAccount> account_;
  std::vector<Pool> pools_;  // by function
  std::array<LambdaCounts, 2> lambda_counts_;
};

}  // namespace coalmine::harness
