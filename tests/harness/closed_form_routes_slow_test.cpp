// The simulator against its theory where a policy remembers, takes turns, picks users or is late.
#include <gtest/gtest.h>

#include <string>

#include "agreement.hpp"

namespace coalmine::harness {
namespace {

using std::string;

constexpr auto ramp =
    "{ steps: [{ weight: 10%, for: 3m }, { weight: 5%, for: 2m }, { weight: 60%, for: 5m }] }";
constexpr auto rising =
    "{ steps: [{ weight: 10%, for: 3m }, { weight: 30%, for: 2m }, { weight: 60%, for: 5m }] }";
constexpr auto falling =
    "{ steps: [{ weight: 60%, for: 3m }, { weight: 30%, for: 2m }, { weight: 10%, for: 5m }] }";
constexpr auto flat = "{ steps: [{ weight: 25%, for: 10m }] }";

constexpr auto equal_users = "users: 30, requests: { poisson: { per_user: 0.6/min } }";
constexpr auto all_traffic = {
    equal_users,
    "users: 30, requests: { poisson: { per_user: 0.6/min, rates: { zipf: { exponent: 1.2 } } } }",
    "users: 30, requests: { poisson: { per_user: 0.6/min, rates: { gamma: { shape: 0.5 } } } }",
    "users: 30, requests: { poisson: { per_user: 0.6/min } }, daily: { factors: [1, 0, 4], "
    "starts_at: 7h55m }",
    "requests: { list: [1, 1, 2, 3, 9, 30] }",
    "users: 7, requests: { total: 12 }"};

constexpr auto bugs = "bugs: [{ in: api, fails: 30% }, { in: api, fails_for: 20% }]";

Parts routed(const string& traffic, const string& route, const string& rollout = flat,
             const string& release = bugs) {
  return {.traffic = traffic,
          .release = release,
          .rollout = rollout,
          .policy = "route: " + route,
          .replications = 500};
}

TEST(ClosedFormsHold, ForMemoriesWhileTheWeightMoves) {
  for (const char* traffic : all_traffic) {
    for (const char* route : {"{ cookie: canary-only }", "{ cookie: first }",
                              "{ cookie: { keeps: first, each_step: true } }"}) {
      expect_agreement(routed(traffic, route, ramp), 8);
    }
    expect_agreement(routed(traffic, "redraw", rising), 8);
    expect_agreement(routed(traffic, "redraw", falling), 8);
  }
}

TEST(ClosedFormsHold, ForMemoriesThatBeginBeforeTheRelease) {
  const string later = string("start: 3m, ") + bugs;
  for (const char* traffic : {equal_users, "requests: { list: [1, 1, 2, 3, 9, 30] }"}) {
    for (const char* route : {"gateway-api", "traefik-sticky", "flagger", "redraw"}) {
      expect_agreement(routed(traffic, route, rising, later), 8);
    }
  }
}

TEST(ClosedFormsHold, ForCanariesThatFailAsOftenAsTheyAreMet) {
  for (const char* traffic : all_traffic) {
    expect_agreement(routed(traffic, "flagger", flat, "bugs: [{ in: api, fails: 25% }]"), 8);
  }
}

TEST(ClosedFormsHold, ForDecisionsThatExpire) {
  for (const char* route :
       {"{ cookie: { keeps: first, ttl: 90s } }",
        "{ cookie: { keeps: first, ttl: 100s, renewal: sliding } }",
        "{ cookie: { keeps: first, ttl_stable: 1m, ttl_canary: 1h } }",
        "{ cookie: { keeps: first, ttl: 40m, renewal: sliding } }", "{ connection: { life: 2m } }",
        "{ connection: { life: 2m, ages: fixed } }"}) {
    expect_agreement(routed(equal_users, route), 10);
  }
}

TEST(ClosedFormsHold, ForConnectionsOfAPool) {
  for (const char* release : {"start: 0s", "start: 2m"}) {
    for (const char* route : {"{ connection: { life: 3m, pool: 5 } }",
                              "{ connection: { life: 3m, pool: 5, ages: fixed } }",
                              "{ connection: { life: 90s, pool: 5, ages: fixed } }",
                              "{ process: { count: 5, refresh: 4m } }", "{ process: { count: 5 } }",
                              "{ connection: { life: 3m } }"}) {
      expect_agreement(routed(equal_users, route, flat, release), 3);
    }
  }
}

TEST(ClosedFormsHold, ForASecondStepThroughConnections) {
  for (const char* route :
       {"{ connection: { life: 3m, pool: 5 } }",
        "{ connection: { life: 3m, pool: 5, ages: fixed } }", "{ connection: { life: 3m } }"}) {
    Parts second = routed(equal_users, route,
                          "{ steps: [{ weight: 80%, for: 4m }, { weight: 20%, for: 6m }] }", "");
    second.more = "warm_up: 4m";
    expect_agreement(second, 3);
  }
}

TEST(ClosedFormsHold, AfterAnOperatorsRollback) {
  const string back = string("rollback_at: 4m, ") + bugs;
  for (const char* traffic : all_traffic) {
    for (const char* route :
         {"gateway-api", "alb", "traefik-sticky", "flagger", "redraw", "weighted",
          "{ sticky: user }", "{ cookie: { keeps: canary-only, at_zero: kept } }"}) {
      expect_agreement(routed(traffic, route, rising, back), 8);
    }
  }
  expect_agreement(
      routed(equal_users, "{ cookie: { keeps: first, ttl: 5m, at_zero: kept, at_rest: true } }",
             flat, back),
      6);
  expect_agreement(
      routed(equal_users, "{ cookie: { keeps: first, ttl: 8m, at_zero: kept, at_rest: true } }",
             rising, "start: 2m, " + back),
      6);
}

TEST(ClosedFormsHold, ForUsersWhomAProductPicks) {
  for (const char* traffic :
       {equal_users, "users: 30, requests: { fixed: 5 }", "users: 7, requests: { total: 12 }"}) {
    for (const char* route :
         {"{ bucket: { product: unleash, params: { group: g } } }", "nginx-split", "envoy-hash",
          "{ bucket: { product: nginx, missing: 20%, without_key: draw } }",
          "{ sticky: { key: user, salt: july, missing: 20%, without_key: stable } }",
          "{ partitions: { count: 6, workers: 4, moves: false } }"}) {
      expect_agreement(routed(traffic, route, ramp), 8);
    }
  }
}

TEST(ClosedFormsHold, ForOtherKeysAndWrongHashes) {
  for (const char* traffic : all_traffic) {
    for (const char* route : {"{ sticky: { key: user, missing: 30%, without_key: stable } }",
                              "{ sticky: { key: user, missing: 30% } }", "{ sticky: device }",
                              "{ sticky: { key: user, buckets: 7 } }", "{ replicas: { count: 3 } }",
                              "{ partitions: { count: 6, workers: 4 } }", "{ iter8: {} }"}) {
      expect_agreement(routed(traffic, route, ramp), 8);
    }
    expect_agreement(routed(traffic, "{ iter8: { processes: 3 } }"), 8);
  }
}

TEST(ClosedFormsHold, ForUsersWhoLogIn) {
  for (const char* logins : {"{ after: 4m }", "{ after: 4m, share: 60% }", "{ after: 30s }"}) {
    for (const char* route :
         {"{ sticky: user }", "{ sticky: { key: user, salt_per: step } }",
          "{ sticky: { key: user, keeps_first: true } }", "{ sticky: device }"}) {
      expect_agreement(routed(string(equal_users) + ", logins: " + logins, route, ramp,
                              string("start: 1m, ") + bugs),
                       8);
    }
  }
}

TEST(ClosedFormsHold, InTurn) {
  for (const char* traffic :
       {"users: 3, requests: { poisson: { per_user: 0.3/min } }",
        "users: 7, requests: { total: 13 }", "requests: { list: [1, 9, 3] }"}) {
    expect_agreement(routed(traffic, "traefik"), 3);
  }
  expect_agreement(
      routed("users: 9, requests: { sessions: { per_user: 0.05/min, length: 4, gap: 0s } }",
             "traefik"),
      3);
}

TEST(ClosedFormsHold, ForConfigurationsThatAreLate) {
  for (const char* staleness : {"stream: 40s", "stream: { exponential: { mean: 70s } }",
                                "stream: { lognormal: { median: 30s, sigma: 1 } }, instances: 4",
                                "stream: { gamma: { shape: 2, mean: 1m } }, instances: 0",
                                "stream: { weibull: { shape: 0.7, scale: 1m } }",
                                "stream: { percentiles: { p0: 1s, p40: 10s, p100: 200s } }",
                                "poll: 80s", "poll: 80s, latency: 20s, instances: 3"}) {
    for (const char* more : {"warm_up: 0s", "warm_up: 4m"}) {
      Parts late =
          routed(equal_users, "weighted, staleness: { " + string(staleness) + " }", ramp, "");
      late.more = more;
      expect_agreement(late, 3);
    }
  }
}

}  // namespace
}  // namespace coalmine::harness
