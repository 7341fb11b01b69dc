// There is no closed form where a condition does not hold, and there is one as soon as it does.
#include <gtest/gtest.h>

#include <optional>

#include "parts.hpp"

namespace coalmine::harness {
namespace {

TEST(NoClosedForm, ForAFigureThatHasNone) {
  EXPECT_EQ(Parts{}["chains.combinations"], std::nullopt);
}

// Whom the scenario picks matters as soon as users are not alike.
TEST(NoClosedForm, WhereTheScenarioNamesTheSalt) {
  const Parts named{.traffic = "requests: { list: [1, 1, 9] }",
                    .policy = "route: { sticky: { key: user, salt: july } }"};
  EXPECT_EQ(named["blast_radius.exposed"], std::nullopt);
  EXPECT_EQ(named["canary.traffic_share"], std::nullopt);
  EXPECT_EQ(line(2, named.policy, ten_percent)["chains.mixed"], std::nullopt);
}

TEST(NoClosedForm, WhereRulesOrLateConfigurationsComeFirst) {
  for (const char* first :
       {", rules: [{ users: [0], gets: canary }]", ", staleness: { poll: 30s }"}) {
    const Parts asked{.policy = std::string("route: weighted") + first};
    EXPECT_EQ(asked["canary.traffic_share"], std::nullopt);
    EXPECT_EQ(asked["blast_radius.exposed"], std::nullopt);
    EXPECT_EQ(asked["canary.user_share"], std::nullopt);
    EXPECT_EQ(asked["users.flips"], std::nullopt);
  }
}

TEST(NoClosedForm, WhereDecisionsExpireWhileTheWeightMoves) {
  for (const char* renewal : {"fixed", "sliding"}) {
    const Parts expires{
        .rollout = "{ linear: { share: 10%, interval: 1m } }",
        .policy =
            fmt::format("route: {{ cookie: {{ keeps: first, ttl: 5m, renewal: {} }} }}", renewal)};
    EXPECT_EQ(expires["blast_radius.exposed"], std::nullopt);
    EXPECT_EQ(expires["canary.traffic_share"], std::nullopt);
    EXPECT_EQ(expires["decisions.drawn"], std::nullopt);
  }
}

TEST(NoClosedForm, WhereDecisionsExpireOfUsersWhoAreNotAlike) {
  const Parts zipf{
      .traffic =
          "users: 10, requests: { poisson: { total: 30/min, rates: { zipf: { exponent: "
          "1 } } } }",
      .policy = "route: { cookie: { keeps: first, ttl: 1m } }"};
  EXPECT_EQ(zipf["blast_radius.exposed"], std::nullopt);
}

// A canary that is taken back and tried again meets users who may have forgotten, or may not.
TEST(NoClosedForm, WhereTheWeightReturnsFromZero) {
  const auto again =
      "{ steps: [{ weight: 10%, for: 3m }, { weight: 0%, for: 3m }, { weight: 10%, for: 4m }] }";
  for (const char* route : {"redraw", "flagger", "{ cookie: first }"}) {
    const Parts parts{.rollout = again, .policy = std::string("route: ") + route};
    EXPECT_EQ(parts["users.mixed"], std::nullopt) << route;
    EXPECT_EQ(parts["users.flips"], std::nullopt) << route;
  }
}

TEST(NoClosedForm, WhereUsersRememberWhatWasBeforeTheWindow) {
  Parts warm{.policy = "route: flagger"};
  warm.more = "warm_up: 2m";
  EXPECT_EQ(warm["blast_radius.exposed"], std::nullopt);
  EXPECT_EQ(warm["canary.traffic_share"], std::nullopt);
}

TEST(NoClosedForm, ForChainsUnderWayWhenAnOperatorActs) {
  Parts chain = line(2, "route: weighted, propagate: true", ten_percent);
  chain.release = "rollback_at: 5m";
  EXPECT_EQ(chain["chains.mixed"], std::nullopt);
  EXPECT_EQ(chain["blast_radius.exposed_after_rollback"], std::nullopt);
  chain.policy = "route: weighted, propagate: { pinned: true }";
  EXPECT_EQ(chain["chains.mixed"], 0);
}

TEST(NoClosedForm, ForTurnsThatSeveralProxiesTake) {
  const Parts proxies{.policy = "route: { round-robin: { proxies: 3 } }"};
  EXPECT_EQ(proxies["canary.traffic_share"], std::nullopt);
}

TEST(NoClosedForm, ForConnectionsWhileTheWeightMoves) {
  const Parts ramp{.rollout = "{ linear: { share: 10%, interval: 1m } }",
                   .policy = "route: { connection: { life: 5m, pool: 9 } }"};
  EXPECT_EQ(ramp["canary.traffic_share"], std::nullopt);
}

TEST(NoClosedForm, ForLoginsAtMomentsThatAreDrawn) {
  const Parts drawn{.traffic =
                        "users: 9, requests: { fixed: 9 }, logins: { after: { exponential: { mean: "
                        "3m } } }",
                    .policy = "route: { sticky: user }"};
  EXPECT_EQ(drawn["blast_radius.exposed"], std::nullopt);
}

TEST(NoClosedForm, ForFlagsThatInvocationsFetch) {
  const Parts fetched{.policy = "route: weighted, staleness: { on_invocation: 30s }"};
  EXPECT_EQ(fetched["flags.stale_share"], std::nullopt);
}

TEST(NoClosedForm, ForUsersOfTenantsThatMoveTogether) {
  const Parts tenants{
      .traffic = "users: 10, tenants: 2, requests: { poisson: { per_user: 1/min } }",
      .policy = "route: { sticky: tenant }"};
  EXPECT_EQ(tenants["blast_radius.exposed"], std::nullopt);
}

TEST(NoClosedForm, ForUsersOfADeck) {
  const Parts deck{.policy = "route: { weighted: { deck: 10 } }"};
  EXPECT_EQ(deck["blast_radius.exposed"], std::nullopt);
  EXPECT_EQ(line(2, deck.policy, ten_percent)["chains.mixed"], std::nullopt);
}

TEST(NoClosedForm, ForMoreUsersThanCanBeSummedUp) {
  const Parts zipf{.traffic =
                       "users: 100001, requests: { poisson: { total: 300/min, rates: { zipf: { "
                       "exponent: 1 } } } }"};
  EXPECT_EQ(zipf["blast_radius.exposed"], std::nullopt);
  const Parts total{.traffic = "users: 5000, requests: { total: 5000 }"};
  EXPECT_EQ(total["blast_radius.exposed"], std::nullopt);
}

TEST(NoClosedForm, ForNewSaltsAtMoreStepsThanCanBeEnumerated) {
  const Parts salts{.rollout = "{ linear: { share: 5%, interval: 20s } }",
                    .policy = "route: { sticky: { key: user, salt_per: step } }"};
  EXPECT_EQ(salts["blast_radius.exposed"], std::nullopt);
}

TEST(NoClosedForm, ForSessionsWithVaryingGaps) {
  const Parts sessions{.traffic =
                           "users: 9, requests: { sessions: { per_user: 1/min, length: 2, gap: { "
                           "exponential: { mean: 5s } } } }"};
  EXPECT_EQ(sessions["blast_radius.exposed"], std::nullopt);
  EXPECT_EQ(sessions["requests.total"], std::nullopt);
}

TEST(NoClosedForm, ForSessionsWhileTheWeightMoves) {
  const Parts ramp{
      .traffic = "users: 9, requests: { sessions: { per_user: 1/min, length: 2, gap: 5s } }",
      .rollout = "{ linear: { share: 10%, interval: 1m } }"};
  EXPECT_EQ(ramp["blast_radius.exposed"], std::nullopt);
  EXPECT_EQ(ramp["canary.traffic_share"], std::nullopt);
}

TEST(NoClosedForm, ForSessionsUnderWayWhenTheWindowBegins) {
  const Parts later{
      .traffic = "users: 9, requests: { sessions: { per_user: 1/min, length: 2, gap: 5s } }",
      .release = "start: 1m"};
  EXPECT_EQ(later["blast_radius.exposed"], std::nullopt);
}

TEST(NoClosedForm, ForChainsWhoseWeightsMove) {
  const Parts ramp = line(2, "route: weighted", "{ linear: { share: 10%, interval: 1m } }");
  EXPECT_EQ(ramp["chains.mixed"], std::nullopt);
  EXPECT_EQ(ramp["blast_radius.exposed"], std::nullopt);
}

// Chains that began before the end run on under the new weight.
TEST(NoClosedForm, ForChainsWhoseWeightMovesAtTheEnd) {
  const Parts canary = line(2, "route: weighted", "{ canary: { share: 10%, interval: 10m } }");
  EXPECT_EQ(canary["chains.mixed"], std::nullopt);
}

TEST(NoClosedForm, ForPropagatedChainsOfSeveralPlans) {
  Parts plans = line(2, "route: weighted, propagate: true", ten_percent);
  plans.release += ", rollouts: { f1: { linear: { share: 10%, interval: 1m } } }";
  EXPECT_EQ(plans["chains.mixed"], std::nullopt);
}

TEST(NoClosedForm, ForPropagatedChainsThatMayOutliveTheCanary) {
  const Parts back = line(2, "route: weighted, propagate: true",
                          "{ steps: [{ weight: 10%, for: 5m }, { weight: 0%, for: 5m }] }");
  EXPECT_EQ(back["chains.mixed"], std::nullopt);
}

TEST(NoClosedForm, ForChainsThatAFailureCutsShort) {
  Parts failing = line(2, "route: weighted", ten_percent);
  failing.functions = "{ f0: { calls: [f1], errors: 1% }, f1: {} }";
  EXPECT_EQ(failing["chains.mixed"], std::nullopt);
  EXPECT_EQ(failing["blast_radius.exposed"], std::nullopt);
  failing.functions = "{ f0: { calls: [f1] }, f1: { errors: 1% } }";
  expect_exactly(failing["chains.mixed"], 0.18);
}

TEST(NoClosedForm, ForCalleesWhoseFailureStopsTheCallersNextCall) {
  Parts failing{.functions =
                    "{ api: { calls: [first, second] }, first: { timeout: 1s }, second: {} }"};
  EXPECT_EQ(failing["chains.mixed"], std::nullopt);
  failing.functions = "{ api: { calls: [first, second] }, first: {}, second: { timeout: 1s } }";
  expect_exactly(failing["chains.mixed"], 1 - 0.1 * 0.1 * 0.1 - 0.9 * 0.9 * 0.9);
  failing.streams = "{ events: { from: api, to: [third], delay: 0s } }";
  failing.functions = "{ api: { calls: [second] }, second: { timeout: 1s }, third: {} }";
  EXPECT_EQ(failing["chains.mixed"], std::nullopt);
}

TEST(NoClosedForm, ForBatches) {
  Parts batches{
      .functions = "{ api: {}, kitchen: {} }",
      .streams = "{ orders: { from: api, to: [kitchen], delay: 0s, order: user, batch: 10 } }"};
  EXPECT_EQ(batches["chains.mixed"], std::nullopt);
  EXPECT_EQ(batches["blast_radius.harmed"], std::nullopt);
  batches.streams = "{ orders: { from: api, to: [kitchen], delay: 0s, order: user } }";
  expect_exactly(batches["chains.mixed"], 0.18);
}

constexpr auto bug = "bugs: [{ in: api, fails: 5% }]";

TEST(NoClosedForm, ForHarmWhereStableFailsToo) {
  EXPECT_EQ((Parts{.functions = "{ api: { errors: 1% } }", .release = bug})["blast_radius.harmed"],
            std::nullopt);
}

TEST(NoClosedForm, ForHarmWhereRequestsTimeOut) {
  EXPECT_EQ((Parts{.functions = "{ api: { timeout: 1s } }", .release = bug})["blast_radius.harmed"],
            std::nullopt);
}

TEST(NoClosedForm, ForHarmWhereRequestsAreLate) {
  EXPECT_EQ((Parts{.release = bug, .more = "harm: { late_after: 1s }"})["blast_radius.harmed"],
            std::nullopt);
}

TEST(NoClosedForm, ForHarmWhereAnIncidentFailsRequests) {
  const Parts struck{.release = bug,
                     .more = "incidents: [{ in: api, from: 1m, to: 2m, errors: 10% }]"};
  EXPECT_EQ(struck["blast_radius.harmed"], std::nullopt);
}

TEST(NoClosedForm, ForHarmWhereATraitMeetsMixedChains) {
  Parts trait = line(2, "route: weighted", ten_percent);
  trait.release = "bugs: [{ in: f1, fails_for: 5% }]";
  EXPECT_EQ(trait["blast_radius.harmed"], std::nullopt);
}

TEST(NoClosedForm, ForLatenciesThatAreMoreThanOwnWork) {
  Parts parts{.functions = "{ api: { latency: 10ms, calls: [db] }, db: {} }"};
  EXPECT_EQ(parts["latency.p50.stable"], std::nullopt);
  parts.functions = "{ api: { latency: 10ms, timeout: 5ms } }";
  EXPECT_EQ(parts["latency.p50.stable"], std::nullopt);
  parts.functions = "{ api: { latency: 10ms } }";
  expect_exactly(parts["latency.p50.stable"], 10);
  parts.more = "incidents: [{ in: api, from: 1m, to: 2m, slower: 3 }]";
  EXPECT_EQ(parts["latency.p50.stable"], std::nullopt);
}

// Half of the invocations take 100 ms, half 300 ms: the sample median is now one, now the other.
TEST(NoClosedForm, ForAPercentileInAGap) {
  EXPECT_EQ(latencies("100ms", "300ms", 50)["latency.p50.alias"], std::nullopt);
  expect_exactly(latencies("100ms", "300ms", 49)["latency.p50.alias"], 100);
}

// Below 10 ms values are dense, above they are sparse: a sample median is more often far above.
TEST(NoClosedForm, ForAPercentileAtAKnot) {
  const std::string knot = "{ percentiles: { p0: 0ms, p50: 10ms, p100: 110ms } }";
  EXPECT_EQ(latencies(knot, knot, 10)["latency.p50.stable"], std::nullopt);
  expect_exactly(latencies(knot, knot, 10)["latency.p95.stable"], 100);
}

TEST(NoClosedForm, ForAVersionThatNeverRuns) {
  EXPECT_EQ(latencies("100ms", "300ms", 0)["latency.p50.canary"], std::nullopt);
  EXPECT_EQ(latencies("100ms", "300ms", 100)["latency.p50.stable"], std::nullopt);
}

}  // namespace
}  // namespace coalmine::harness
