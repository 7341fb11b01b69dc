// The simulator against its theory: every closed form that a scenario has, beside what is
// simulated.
#include <gtest/gtest.h>

#include "agreement.hpp"

namespace coalmine::harness {
namespace {

constexpr auto ramp =
    "{ steps: [{ weight: 10%, for: 3m }, { weight: 5%, for: 2m }, { weight: 60%, for: 5m }] }";
constexpr auto routes = {"weighted",
                         "all-at-once",
                         "{ sticky: user }",
                         "{ sticky: request }",
                         "{ sticky: { key: user, salt_per: step } }",
                         "{ sticky: { key: user, salt_per: function } }"};

Parts ramped(const std::string& traffic, const std::string& route) {
  return {.traffic = traffic,
          .release = "start: 1m, bugs: [{ in: api, fails: 30% }, { in: api, fails_for: 20% }]",
          .rollout = ramp,
          .policy = "route: " + route,
          .replications = 500};
}

TEST(ClosedFormsHold, ForEveryTrafficAndRouteWhileTheWeightMoves) {
  for (const char* traffic :
       {"users: 40, requests: { poisson: { per_user: 0.3/min } }",
        "users: 40, requests: { poisson: { per_user: 0.3/min, rates: { zipf: { exponent: 1.2 } } } "
        "}",
        "users: 40, requests: { poisson: { per_user: 0.3/min } }, daily: { factors: [1, 0, 4], "
        "starts_at: 7h55m }",
        "requests: { list: [1, 1, 2, 3, 9, 30] }", "users: 7, requests: { total: 12 }"}) {
    for (const char* route : routes) expect_agreement(ramped(traffic, route), 8);
  }
}

TEST(ClosedFormsHold, ForRatesThatAreDrawn) {
  for (const char* rates : {"{ gamma: { shape: 0.5 } }", "{ lognormal: { sigma: 1.5 } }"}) {
    const std::string traffic = fmt::format(
        "users: 40, requests: {{ poisson: {{ per_user: 0.3/min, rates: {} }} }}", rates);
    for (const char* route : {"weighted", "{ sticky: user }"}) {
      expect_agreement(ramped(traffic, route), 8);
    }
  }
}

TEST(ClosedFormsHold, ForSessions) {
  for (const char* length : {"3", "{ geometric: 3 }"}) {
    for (const char* rates : {"equal", "{ zipf: { exponent: 1 } }"}) {
      for (const char* route : {"weighted", "{ sticky: user }", "{ sticky: session }"}) {
        const std::string traffic =
            "users: 40, requests: { sessions: { per_user: 0.1/min, length: " + std::string(length) +
            ", gap: 90s, rates: " + rates + " } }";
        expect_agreement({.traffic = traffic,
                          .release = "bugs: [{ in: api, fails: 30% }, { in: api, fails_for: 20% }]",
                          .rollout = "{ steps: [{ weight: 30%, for: 10m }] }",
                          .policy = std::string("route: ") + route,
                          .replications = 300},
                         8);
      }
    }
  }
}

// An entry that does not move, calls and streams, a diamond, weights of their own, and a consumer
// that fails on what it cannot read.
constexpr auto diamond =
    "{ front: { calls: [api, stock] }, api: { calls: [{ to: stock, loses_decision: 30% }] }, "
    "stock: { latency: { exponential: { mean: 10ms } } }, kitchen: {}, courier: {} }";
constexpr auto orders =
    "{ orders: { from: api, to: [kitchen, courier], delay: 200ms, loses_decision: 10% } }";

TEST(ClosedFormsHold, ForChains) {
  for (const char* propagate :
       {"false", "true", "{ loss: 20% }", "{ loss: 20%, on_loss: baseline }"}) {
    for (const char* route : routes) {
      expect_agreement(
          {.traffic = "users: 40, requests: { poisson: { per_user: 0.5/min } }",
           .functions = diamond,
           .streams = orders,
           .release = "functions: [api, stock, kitchen], rollouts: { kitchen: { steps: [{ weight: "
                      "50%, for: 10m }] } }, "
                      "bugs: [{ in: kitchen, fails: 10% }], "
                      "fields: [{ name: id, written_by: api, needed_by: stock, fatal: false }, "
                      "{ name: prices, written_by: api, unreadable_by: [kitchen, courier] }]",
           .rollout = "{ steps: [{ weight: 20%, for: 10m }] }",
           .policy = std::string("route: ") + route + ", propagate: " + propagate,
           .replications = 300},
          12);
    }
  }
}

TEST(ClosedFormsHold, ForLatencies) {
  for (const char* latency :
       {"{ lognormal: { p50: 80ms, p99: 400ms } }", "{ exponential: { mean: 50ms } }",
        "{ gamma: { shape: 2, mean: 80ms } }", "{ weibull: { shape: 0.7, scale: 60ms } }",
        "{ percentiles: { p0: 1ms, p40: 10ms, p98: 80ms, p100: 200ms } }"}) {
    for (const char* route : {"weighted", "{ sticky: user }"}) {
      expect_agreement(
          {.functions = std::string("{ api: { latency: ") + latency + " } }",
           .release = "bugs: [{ in: api, slower: 2, slower_by: 30ms }]",
           .rollout = "{ steps: [{ weight: 30%, for: 10m }] }",
           .policy = std::string("route: ") + route,
           .more =
               "alarms: [{ metric: latency.p95, above: 100s, period: 1m, dimension: function }]",
           .replications = 100},
          18);
    }
  }
}

}  // namespace
}  // namespace coalmine::harness
