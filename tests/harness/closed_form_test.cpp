// Closed forms against numbers worked out elsewhere (cases of the oracle, by their ids) or by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "parts.hpp"

namespace coalmine::harness {
namespace {

using namespace std::chrono_literals;
using std::string;

// Blast radius -----------------------------------------------------------------------------------

TEST(ClosedFormBlast, RequestWeightedB01) {
  const Parts b01{.release = "bugs: [{ in: api, fails: 100% }]"};
  expect_exactly(b01["blast_radius.exposed"], 0.6321492583604866);
  expect_exactly(b01["blast_radius.harmed"], 0.6321492583604866);
  expect_exactly(b01["users.mixed"], 0.6320712449443588);
}

TEST(ClosedFormBlast, OnePercentOfBusyUsersB04) {
  const Parts b04{.traffic = "users: 1000, requests: { poisson: { per_user: 5/min } }",
                  .release = "bugs: [{ in: api, fails: 50% }]",
                  .rollout = "{ steps: [{ weight: 1%, for: 10m }] }"};
  expect_exactly(b04["blast_radius.exposed"], 0.3934693402873668);
  expect_exactly(b04["blast_radius.harmed"], 0.22119921692859534);
}

TEST(ClosedFormBlast, LognormalRatesB07) {
  const Parts b07{.traffic =
                      "users: 1000, requests: { poisson: { per_user: 1/min, rates: { lognormal: { "
                      "sigma: 1 } } } }",
                  .release = "bugs: [{ in: api, fails: 30% }]"};
  expect_exactly(b07["blast_radius.exposed"], 0.515358100282854);
  expect_exactly(b07["blast_radius.harmed"], 0.23483768109348718);
}

// Gamma of shape 1 is exponential: a user with 10 requests on average has none with probability
// 1/11, and none on the canary with 1/2.
TEST(ClosedFormBlast, GammaRates) {
  const Parts gamma{.traffic =
                        "users: 1000, requests: { poisson: { per_user: 1/min, rates: { gamma: { "
                        "shape: 1 } } } }"};
  expect_exactly(gamma["blast_radius.exposed"], 0.5 / (10.0 / 11));
  expect_exactly(gamma["users.active"], 1000 * 10.0 / 11);
}

TEST(ClosedFormBlast, FixedNumberOfRequestsB10) {
  const Parts b10{.traffic = "users: 500, requests: { fixed: 41 }",
                  .release = "bugs: [{ in: api, fails: 25% }]"};
  expect_exactly(b10["blast_radius.exposed"], 0.9866972053527089);
  expect_exactly(b10["blast_radius.harmed"], 0.6458483711093167);
  expect_exactly(b10["users.active"], 500);
  expect_exactly(b10["requests.total"], 20'500);
}

TEST(ClosedFormBlast, UserStickyB12) {
  const Parts b12{.release = "bugs: [{ in: api, fails: 100% }]",
                  .policy = "route: { sticky: user }"};
  expect_exactly(b12["blast_radius.exposed"], 0.1);
  expect_exactly(b12["blast_radius.harmed"], 0.1);
  expect_exactly(b12["users.mixed"], 0);
}

TEST(ClosedFormBlast, UserStickyWithARareBugB15) {
  const Parts b15{.traffic = "users: 20, requests: { poisson: { per_user: 1/min } }",
                  .release = "bugs: [{ in: api, fails: 30% }]",
                  .rollout = "{ steps: [{ weight: 5%, for: 10m }] }",
                  .policy = "route: { sticky: user }"};
  expect_exactly(b15["blast_radius.exposed"], 0.05);
  expect_exactly(b15["blast_radius.harmed"], 0.04751280365955577);
}

// The mean of the ratio, not the ratio of the means, which is 0.3039661704787591.
TEST(ClosedFormBlast, ZipfUsersB21) {
  const Parts b21{.traffic =
                      "users: 300, requests: { poisson: { total: 300/min, rates: { zipf: { "
                      "exponent: 1.5 } } } }",
                  .release = "bugs: [{ in: api, fails: 30% }]"};
  expect_exactly(b21["blast_radius.exposed"], 0.30426840448668957);
  expect_exactly(b21["blast_radius.harmed"], 0.14693657115050776);
}

TEST(ClosedFormBlast, SessionStickyB33) {
  const Parts b33{
      .traffic = "users: 1000, requests: { sessions: { per_user: 0.2/min, length: 5, gap: 0s } }",
      .release = "bugs: [{ in: api, fails: 30% }]",
      .policy = "route: { sticky: session }"};
  expect_exactly(b33["blast_radius.exposed"], 0.20964108215325952);
  expect_exactly(b33["blast_radius.harmed"], 0.17727179054515566);
}

struct Ramp {
  const char* route;
  double exposed;
  double harmed;
};

TEST(ClosedFormBlast, LinearRampB36) {
  for (const Ramp& ramp : {Ramp{"weighted", 0.9959584450049855, 0.807986773922031},
                           Ramp{"{ sticky: user }", 0.941847731304077, 0.7284340969119794},
                           Ramp{"{ sticky: { key: user, salt_per: step } }", 0.9908515989019748,
                                0.7932080285112427}}) {
    const Parts b36{.release = "bugs: [{ in: api, fails: 30% }]",
                    .rollout = "{ linear: { share: 10%, interval: 1m } }",
                    .policy = string("route: ") + ramp.route};
    expect_exactly(b36["blast_radius.exposed"], ramp.exposed);
    expect_exactly(b36["blast_radius.harmed"], ramp.harmed);
  }
}

TEST(ClosedFormBlast, FirstStepOfACanaryB39) {
  for (const Ramp& ramp :
       {Ramp{"weighted", 0.7768700774979296, 0.1392920661847085},
        Ramp{"{ sticky: user }", 0.1, 0.07768700774979297},
        Ramp{"{ sticky: { key: user, salt_per: step } }", 0.1, 0.077687007749793}}) {
    const Parts b39{.traffic = "users: 1000, requests: { poisson: { per_user: 1.5/min } }",
                    .release = "bugs: [{ in: api, fails: 10% }]",
                    .policy = string("route: ") + ramp.route};
    expect_exactly(b39["blast_radius.exposed"], ramp.exposed);
    expect_exactly(b39["blast_radius.harmed"], ramp.harmed);
  }
}

// Two requests, two users: with probability 1/2 both are of one user, who is then spared with 1/4;
// else both users are active, and each is spared with 1/2.
TEST(ClosedFormBlast, RequestsOfUniformUsers) {
  const Parts total{.traffic = "users: 2, requests: { total: 2 }",
                    .rollout = "{ steps: [{ weight: 50%, for: 10m }] }"};
  expect_exactly(total["blast_radius.exposed"], (3.0 / 4 + 1.0 / 2) / 2);
  expect_exactly(total["blast_radius.exposed_users"], 3.0 / 8 + 1.0 / 2);
  expect_exactly(total["users.active"], 1.5);
}

// In the second half of the observation: of two users with one request each, both, one or none is
// there. The canary takes everything, so all that are active are exposed.
TEST(ClosedFormBlast, ReleaseThatStartsLater) {
  const Parts later{.traffic = "users: 2, requests: { fixed: 1 }",
                    .release = "start: 5m",
                    .rollout = "{ steps: [{ weight: 100%, for: 10m }] }"};
  expect_exactly(later["users.active"], 1);
  expect_exactly(later["requests.total"], 1);
  expect_exactly(later["blast_radius.exposed"], 1);
  expect_exactly(later["blast_radius.exposed_users"], 1);
}

// 10 % of the users have what makes the canary fail, the others fail one request in two; both with
// one request, on the canary with 1/5.
TEST(ClosedFormBlast, TraitOfUsers) {
  const Parts trait{.traffic = "users: 10, requests: { fixed: 1 }",
                    .release = "bugs: [{ in: api, fails_for: 10% }, { in: api, fails: 50% }]",
                    .rollout = "{ steps: [{ weight: 20%, for: 10m }] }"};
  expect_exactly(trait["blast_radius.harmed"], 0.2 * (0.1 + 0.9 * 0.5));
  expect_exactly(trait["blast_radius.harmed_users"], 10 * 0.2 * (0.1 + 0.9 * 0.5));
}

// A session of two requests a minute apart: in 9 of 10 minutes both are in the window, in the last
// only the first. On average there is one session a user.
TEST(ClosedFormBlast, SessionsThatTheEndCutsOff) {
  const Parts sessions{
      .traffic = "users: 1, requests: { sessions: { per_user: 0.1/min, length: 2, gap: 1m } }",
      .rollout = "{ steps: [{ weight: 50%, for: 10m }] }"};
  expect_exactly(sessions["requests.total"], 1.9);
  const double sessions_with_canary = 0.9 * 0.75 + 0.1 * 0.5;
  expect_exactly(sessions["blast_radius.exposed_users"], 1 - std::exp(-sessions_with_canary));
}

TEST(ClosedFormBlast, SessionsOfGeometricLength) {
  const Parts sessions{.traffic =
                           "users: 1, requests: { sessions: { per_user: 0.1/min, length: { "
                           "geometric: 4 }, gap: 0s } }"};
  expect_exactly(sessions["requests.total"], 4);
}

// Weights
// --------------------------------------------------------------------------------------------

TEST(ClosedFormWeight, TrafficShareIsTheMeanWeight) {
  Parts ramp{.rollout = "{ linear: { share: 10%, interval: 1m } }"};
  for (const char* route : {"weighted", "{ sticky: user }", "{ sticky: tenant }",
                            "{ sticky: { key: user, salt_per: step } }"}) {
    ramp.traffic = "users: 10, tenants: 2, requests: { poisson: { per_user: 1/min } }";
    ramp.policy = string("route: ") + route;
    expect_exactly(ramp["canary.traffic_share"], 0.55);
  }
  ramp.policy = "route: all-at-once";
  expect_exactly(ramp["canary.traffic_share"], 1);
}

// The first half day is three times as busy as the second: 3/4 of the day's requests see 0 %.
TEST(ClosedFormWeight, BusyHoursWeighMore) {
  spec::Scenario day =
      Parts{.traffic =
                "users: 1000, requests: { poisson: { per_user: 1/d } }, daily: { factors: [3, 1] }",
            .rollout = "{ steps: [{ weight: 0%, for: 12h }, { weight: 100%, for: 0s }] }"}
          .scenario();
  day.duration = 24h;
  expect_exactly(theory_of(day, "requests.total"), 1000);
  expect_exactly(theory_of(day, "canary.traffic_share"), 0.25);
  day.duration = 12h;
  expect_exactly(theory_of(day, "requests.total"), 750);
}

TEST(ClosedFormWeight, DeckGivesItsExactShare) {
  const Parts even{.rollout = "{ steps: [{ weight: 4/41, for: 10m }] }",
                   .policy = "route: { weighted: { deck: 41 } }"};
  expect_exactly(even["canary.traffic_share"], 4.0 / 41);
  const Parts uneven{.policy = "route: { weighted: { deck: 41 } }"};
  EXPECT_EQ(uneven["canary.traffic_share"], std::nullopt);
}

// A trace: user 0 has requests at 0:30, 1:30 and 5:00, user 1 at 5:30
// --------------------------------

class ClosedFormTrace : public testing::Test {
 protected:
  spec::Scenario scenario(const string& route, const string& more = "") const {
    spec::Scenario scenario =
        Parts{.rollout = "{ steps: [{ weight: 10%, for: 5m }, { weight: 50%, for: 5m }] }",
              .policy = "route: " + route,
              .more = more}
            .scenario();
    scenario.traffic = {.users = 2, .pattern = models::TraceTraffic{.file = "log.csv"}};
    scenario.trace = std::make_shared<models::Trace>(
        models::Trace{.at = {Instant{30s}, Instant{90s}, Instant{5min}, Instant{330s}},
                      .user = {0, 0, 0, 1},
                      .users = 2});
    return scenario;
  }
};

TEST_F(ClosedFormTrace, CountsItsRows) {
  const spec::Scenario weighted = scenario("weighted");
  expect_exactly(theory_of(weighted, "requests.total"), 4);
  expect_exactly(theory_of(weighted, "users.active"), 2);
  expect_exactly(theory_of(weighted, "canary.traffic_share"), (0.1 + 0.1 + 0.5 + 0.5) / 4);
}

TEST_F(ClosedFormTrace, ExposesByTheWeightOfEachRow) {
  expect_exactly(theory_of(scenario("weighted"), "blast_radius.exposed"),
                 ((1 - 0.9 * 0.9 * 0.5) + 0.5) / 2);
  expect_exactly(theory_of(scenario("{ sticky: user }"), "blast_radius.exposed"), 0.5);
  expect_exactly(
      theory_of(scenario("{ sticky: { key: user, salt_per: step } }"), "blast_radius.exposed"),
      ((1 - 0.9 * 0.5) + 0.5) / 2);
}

// Minutes 0, 1 and 5 of user 0, minute 5 of user 1.
TEST_F(ClosedFormTrace, ExposesUserWindows) {
  const string windows = "observe: { windows: [60s] }";
  expect_exactly(theory_of(scenario("weighted", windows), "blast_radius.exposed.per_60s"),
                 (0.1 + 0.1 + 0.5 + 0.5) / 4);
}

// Chains
// ---------------------------------------------------------------------------------------------

TEST(ClosedFormChain, TwoFunctionsC01) {
  const Parts c01 = line(2, "route: weighted", ten_percent);
  expect_exactly(c01["chains.mixed"], 1 - 0.8200000000000001);
  expect_exactly(c01["chains.all_canary"], 0.01);
  expect_exactly(c01["chains.mismatched.forward"], 0.09);
  expect_exactly(c01["chains.mismatches.forward"], 0.09);
}

TEST(ClosedFormChain, FiveFunctionsC04) {
  const Parts c04 = line(5, "route: weighted", ten_percent);
  expect_exactly(c04["chains.mixed"], 1 - 0.5905000000000001);
  expect_exactly(c04["chains.all_canary"], 1e-5);
  expect_exactly(c04["chains.mismatched.forward"], 0.3356999999999998);
  expect_exactly(c04["chains.mismatches.forward"], 0.36);
  expect_exactly(c04["canary.invocation_share.f3"], 0.1);
}

TEST(ClosedFormChain, ThreeFunctionsAtFiftyPercentC07) {
  const Parts c07 = line(3, "route: weighted", "{ steps: [{ weight: 50%, for: 10m }] }");
  expect_exactly(c07["chains.mixed"], 0.75);
  expect_exactly(c07["chains.all_canary"], 0.125);
  expect_exactly(c07["chains.mismatched.forward"], 0.5);
}

// Fails only at leaves, and so cuts nothing short.
TEST(ClosedFormChain, FiveSubscribersC10) {
  const Parts c10{.functions = "{ api: {}, a: {}, b: {}, c: {}, d: {}, e: {} }",
                  .streams = "{ s: { from: api, to: [a, b, c, d, e], delay: 0s } }",
                  .release = "fields: [{ name: id, written_by: api, needed_by: [a, b, c, d, e] }]"};
  expect_exactly(c10["chains.mixed"], 1 - 0.5314420000000002);
  expect_exactly(c10["chains.mismatched.forward"], 0.36855899999999975);
  expect_exactly(c10["chains.mismatches.forward"], 0.45);
}

TEST(ClosedFormChain, PropagatedDecisionC13) {
  const Parts c13 = line(5, "route: weighted, propagate: true", ten_percent);
  expect_exactly(c13["chains.mixed"], 0);
  expect_exactly(c13["chains.mismatched.forward"], 0);
  expect_exactly(c13["chains.mismatched.backward"], 0);
  expect_exactly(c13["canary.invocation_share.f4"], 0.1);
}

TEST(ClosedFormChain, OneHopLosesTheDecisionC16) {
  Parts c16 = line(4, "route: weighted, propagate: true", ten_percent);
  c16.functions =
      "{ f0: { calls: [f1] }, f1: { calls: [{ to: f2, loses_decision: 100% }] }, f2: { calls: [f3] "
      "}, f3: {} }";
  expect_exactly(c16["chains.mixed"], 1 - 0.8200000000000001);
  expect_exactly(c16["chains.mismatched.forward"], 0.09);
  expect_exactly(c16["chains.mismatches.backward"], 0.09);
  expect_exactly(c16["canary.invocation_share.f3"], 0.1);
}

TEST(ClosedFormChain, EveryHopMayLoseTheDecisionC19) {
  const Parts c19 = line(7, "route: weighted, propagate: { loss: 5% }", ten_percent);
  expect_exactly(c19["chains.mixed"], 1 - 0.9491965494716408);
  expect_exactly(c19["chains.mismatched.forward"], 0.02698049565815608);
  expect_exactly(c19["chains.mismatches.forward"], 0.027);
  expect_exactly(c19["chains.mismatches.backward"], 0.027);
}

TEST(ClosedFormChain, OneSaltAndTwoWeightsC22) {
  Parts c22 = line(2, "route: { sticky: user }", "{ steps: [{ weight: 30%, for: 10m }] }");
  c22.release += ", rollouts: { f0: { steps: [{ weight: 10%, for: 10m }] } }";
  expect_exactly(c22["chains.mismatched.forward"], 0.2);
  expect_exactly(c22["blast_radius.exposed"], 0.3);  // whoever is below 30 %
}

TEST(ClosedFormChain, FailedOrdersC25) {
  const Parts c25{.traffic = "users: 100, requests: { fixed: 3 }",
                  .functions = "{ api: {}, a: {}, b: {}, c: {} }",
                  .streams = "{ orders: { from: api, to: [a, b, c], delay: 0s } }",
                  .release = "fields: [{ name: id, written_by: api, needed_by: [a, b, c] }]"};
  expect_exactly(c25["chains.mismatched.forward"], 0.24389999999999992);
  expect_exactly(c25["chains.mismatches.forward"], 0.27);
  expect_exactly(c25["blast_radius.harmed"], 0.5677473005189998);
}

// Lost, and stable from there on: a chain of two is mixed if the entry is on the canary and the hop
// loses it.
TEST(ClosedFormChain, LostDecisionMeansStableWithBaseline) {
  const Parts baseline =
      line(2, "route: weighted, propagate: { loss: 50%, on_loss: baseline }", ten_percent);
  expect_exactly(baseline["chains.mixed"], 0.05);
  expect_exactly(baseline["chains.mismatched.forward"], 0);
  expect_exactly(baseline["chains.mismatched.backward"], 0.05);
}

// A salt for each function: a user's buckets are independent, so 1 - 0.9^2 of the users are
// exposed; without, the same 10 % are.
TEST(ClosedFormChain, SaltOfEachFunction) {
  const Parts salts = line(2, "route: { sticky: { key: user, salt_per: function } }", ten_percent);
  expect_exactly(salts["chains.mixed"], 0.18);
  expect_exactly(salts["blast_radius.exposed"], 0.19);
  const Parts salt = line(2, "route: { sticky: user }", ten_percent);
  expect_exactly(salt["chains.mixed"], 0);
  expect_exactly(salt["blast_radius.exposed"], 0.1);
}

// The entry decides for all, whatever the weights of the others.
TEST(ClosedFormChain, PropagationExposesWhomTheEntryExposes) {
  const Parts ramp = line(3, "route: { sticky: user }, propagate: true",
                          "{ steps: [{ weight: 10%, for: 5m }, { weight: 50%, for: 5m }] }");
  expect_exactly(ramp["chains.mixed"], 0);
  expect_exactly(ramp["chains.all_canary"], 0.3);
  const double active = 1 - std::exp(-10.0);
  expect_exactly(ramp["blast_radius.exposed"],
                 (0.1 * active + 0.4 * (1 - std::exp(-5.0))) / active);
}

// f0 does not move: f1 decides, and its decision travels on to f2.
TEST(ClosedFormChain, EntryOutsideTheRelease) {
  Parts outside = line(3, "route: weighted, propagate: true", ten_percent);
  outside.release = "functions: [f1, f2]";
  expect_exactly(outside["chains.mixed"], 0);
  expect_exactly(outside["canary.invocation_share.f2"], 0.1);
  EXPECT_EQ(outside["canary.traffic_share"], std::nullopt);
}

// Not a failure that stable would not have had, and so no harm.
TEST(ClosedFormBlast, HarmlessReleaseHarmsNobody) {
  const Parts harmless{.functions = "{ api: { errors: 1% } }",
                       .release = "bugs: [{ in: api, slower: 2 }]"};
  expect_exactly(harmless["blast_radius.harmed"], 0);
  expect_exactly(harmless["blast_radius.harmed_users"], 0);
}

TEST(ClosedFormBlast, ErrorsOfTheCanaryAloneAreABug) {
  const Parts errors{.traffic = "users: 10, requests: { fixed: 1 }",
                     .functions = "{ api: { errors: { stable: 0%, canary: 50% } } }"};
  expect_exactly(errors["blast_radius.harmed"], 0.05);
}

// Latency ----------------------------------------------------------------------------------------

TEST(ClosedFormLatency, TwiceAsSlowM01) {
  Parts m01 = latencies("{ lognormal: { median: 100ms, sigma: 0.5 } }",
                        "{ lognormal: { median: 100ms, sigma: 0.5 } }", 10);
  m01.release = "bugs: [{ in: api, slower: 2 }]";
  expect_exactly(m01["latency.p50.alias"], 105.72342837189699);
  expect_exactly(m01["latency.p95.alias"], 267.6998280149923);
  expect_exactly(m01["latency.p99.alias"], 407.1343957550754);
  expect_exactly(m01["latency.p50.stable"], 100);
  expect_exactly(m01["latency.p50.canary"], 200);
  expect_exactly(m01["masking.p50"], 0.0572342837189699);
}

TEST(ClosedFormLatency, HeavierTailM04) {
  const Parts m04 = latencies("{ lognormal: { median: 100ms, sigma: 0.5 } }",
                              "{ lognormal: { median: 100ms, sigma: 1 } }", 10);
  expect_exactly(m04["latency.p50.alias"], 100);
  expect_exactly(m04["latency.p95.alias"], 247.05398380796868);
  expect_exactly(m04["latency.p99.alias"], 410.8818059433567);
  EXPECT_EQ(m04["masking.p50"], std::nullopt) << "both medians are 100 ms";
}

TEST(ClosedFormLatency, GammaM07) {
  const Parts m07 =
      latencies("{ gamma: { shape: 2, mean: 80ms } }", "{ gamma: { shape: 2, mean: 160ms } }", 25);
  expect_exactly(m07["latency.p50.alias"], 78.16074590148385);
  expect_exactly(m07["latency.p95.alias"], 259.40339765538835);
  expect_exactly(m07["latency.p99.alias"], 404.3320545143854);
}

string p99_above(int threshold_ms) {
  return fmt::format("alarms: [{{ metric: latency.p99, above: {}ms, period: 1m }}]", threshold_ms);
}

TEST(ClosedFormLatency, LeastWeightM10) {
  Parts m10 = latencies("{ lognormal: { median: 100ms, sigma: 0.5 } }",
                        "{ lognormal: { median: 300ms, sigma: 0.5 } }", 10);
  m10.more = p99_above(400);
  expect_exactly(m10["masking.least_weight"], 0.02580729586685445);
}

TEST(ClosedFormLatency, NoWeightIsNeededOrEnough) {
  Parts slow = latencies("100ms", "300ms", 10);
  slow.more = p99_above(50);
  expect_exactly(slow["masking.least_weight"], 0);
  slow.more = p99_above(400);
  EXPECT_EQ(slow["masking.least_weight"], std::nullopt);
}

TEST(ClosedFormLatency, ExtraTimeShiftsTheCanary) {
  Parts shifted = latencies("100ms", "100ms", 2);
  shifted.release = "bugs: [{ in: api, slower: 2, slower_by: 50ms }]";
  expect_exactly(shifted["latency.p95.alias"], 100);
  expect_exactly(shifted["latency.p99.alias"], 250);
  expect_exactly(shifted["masking.p95"], 0);
  expect_exactly(shifted["masking.p99"], 1);
}

}  // namespace
}  // namespace coalmine::harness
