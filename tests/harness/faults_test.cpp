// Which request fails, why, and whether the release is to blame.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::Figures;
using support::ten_a_second;

constexpr const char* causes_by_name[] = {"bug", "mismatch", "collateral", "baseline", "timeout"};

// Ten requests a second for a minute, each of a user of its own; the canary serves what `rollout`
// says.
struct Minute {
  std::string functions = "{ api: {} }";
  std::string more = "";     // more lines of the scenario
  std::string release = "";  // more keys of the release
  std::string rollout = "{ steps: [{ weight: 100%, for: 1h }] }";

  RunResult run() const {
    return harness::run(support::with_requests(
        support::scenario_of("name: faults\nreplications: 3\nduration: 1m\ntraffic: { users: 1, "
                             "requests: { fixed: 1 } }\n"
                             "functions: " +
                             functions + "\n" + more + "\nrelease: { rollout: " + rollout +
                             release +
                             " }\n"
                             "policies: { p: { route: weighted } }\n"),
        ten_a_second(60)));
  }
};

constexpr double requests = 600;

void expect_failed(const Figures& figures, const std::string& cause, double count) {
  for (const char* name : causes_by_name) {
    EXPECT_EQ(figures.mean(std::string("requests.failed.") + name), name == cause ? count : 0)
        << name;
  }
  EXPECT_EQ(figures.mean("requests.failed"), count);
}

TEST(FaultsTest, ABugOfTheCanaryHarmsWhomItFails) {
  const RunResult result = Minute{.release = ", bugs: [ { in: api, fails: 100% } ]"}.run();
  const Figures figures(result.policies[0]);
  expect_failed(figures, "bug", requests);
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 1);
}

TEST(FaultsTest, TwoBugsStrikeIndependently) {
  const RunResult result =
      Minute{.release = ", bugs: [ { in: api, fails: 50% }, { in: api, fails: 50% } ]"}.run();
  EXPECT_NEAR(Figures(result.policies[0]).mean("requests.failed.bug"), 0.75 * requests,
              4.5 * std::sqrt(requests * 0.75 * 0.25 / 3));
}

TEST(FaultsTest, ABugStrikesNobodyOnStable) {
  const RunResult result = Minute{.release = ", bugs: [ { in: api, fails: 100% } ]",
                                  .rollout = "{ steps: [{ weight: 0%, for: 1h }] }"}
                               .run();
  expect_failed(Figures(result.policies[0]), "none", 0);
}

TEST(FaultsTest, BaselineErrorsHarmNobody) {
  const RunResult result = Minute{.functions = "{ api: { errors: 100% } }"}.run();
  const Figures figures(result.policies[0]);
  expect_failed(figures, "baseline", requests);
  EXPECT_EQ(figures.mean("blast_radius.exposed"), 1);
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 0);
}

// Everything fails; what stable would have failed with the same draw is not the release's doing.
TEST(FaultsTest, AFailureThatStableWouldHaveHadIsTheBaselines) {
  const RunResult result = Minute{.functions = "{ api: { errors: 20% } }",
                                  .release = ", bugs: [ { in: api, fails: 100% } ]"}
                               .run();
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("requests.failed"), requests);
  EXPECT_NEAR(figures.mean("requests.failed.baseline"), 0.2 * requests,
              4.5 * std::sqrt(requests * 0.16 / 3));
  EXPECT_EQ(figures.mean("requests.failed.bug") + figures.mean("requests.failed.baseline"),
            requests);
  EXPECT_EQ(figures.mean("blast_radius.harmed_users"), figures.mean("requests.failed.bug"));
}

// 10 % on stable and 30 % on the canary: two thirds of the canary's failures are the release's.
TEST(FaultsTest, AWorseErrorRateOfTheCanaryHarmsByTheDifference) {
  const RunResult result =
      Minute{.functions = "{ api: { errors: { stable: 10%, canary: 30% } } }"}.run();
  const Figures figures(result.policies[0]);
  EXPECT_NEAR(figures.mean("requests.failed.baseline"), 0.1 * requests,
              4.5 * std::sqrt(requests * 0.09 / 3));
  EXPECT_NEAR(figures.mean("requests.failed.bug"), 0.2 * requests,
              4.5 * std::sqrt(requests * 0.16 / 3));
  EXPECT_EQ(figures.mean("blast_radius.harmed_users"), figures.mean("requests.failed.bug"));
}

// 300 users with ten requests each: the users with the trait fail every time, under each policy and
// in whatever function the bug is beside it.
TEST(FaultsTest, ATraitStrikesTheSameUsersAlways) {
  const RunResult result = support::rehearse(R"(
name: trait
replications: 5
duration: 1m
traffic: { users: 300, requests: { fixed: 10 } }
functions: { api: {} }
release: { rollout: { steps: [{ weight: 100%, for: 1h }] }, bugs: [ { in: api, fails_for: 20% } ] }
policies:
  weighted: { route: weighted }
  sticky: { route: { sticky: user } }
  half: { route: { sticky: user }, rollout: { steps: [{ weight: 50%, for: 1h }] } }
)");
  const Figures weighted(result.policies[0]);
  const Figures sticky(result.policies[1]);
  const Figures half(result.policies[2]);
  for (std::size_t i = 0; i < 5; ++i) {
    const double harmed = weighted.of("blast_radius.harmed_users").values[i].value();
    EXPECT_EQ(weighted.of("requests.failed.bug").values[i], 10 * harmed);
    EXPECT_EQ(sticky.of("blast_radius.harmed_users").values[i], harmed);
    EXPECT_LT(half.of("blast_radius.harmed_users").values[i], harmed);
    EXPECT_EQ(half.of("requests.failed.bug").values[i],
              10 * half.of("blast_radius.harmed_users").values[i].value());
  }
  EXPECT_NEAR(weighted.mean("blast_radius.harmed"), 0.2, 4.5 * std::sqrt(0.16 / 1500));
  EXPECT_NEAR(half.mean("blast_radius.harmed"), 0.1, 4.5 * std::sqrt(0.09 / 1500));
}

// From 20 s to 30 s: a hundred requests.
TEST(FaultsTest, AnIncidentBeginsAndEnds) {
  const RunResult result =
      Minute{.more = "incidents: [ { in: api, from: 20s, to: 30s, errors: 100% } ]"}.run();
  const Figures figures(result.policies[0]);
  expect_failed(figures, "baseline", 100);
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 0) << "the canary ran, and is not to blame";
}

TEST(FaultsTest, AnIncidentStrikesTheVersionItNames) {
  const std::string of_stable =
      "incidents: [ { in: api, version: stable, from: 20s, to: 30s, errors: 100% } ]";
  const RunResult on_canary = Minute{.more = of_stable}.run();
  expect_failed(Figures(on_canary.policies[0]), "none", 0);
  const RunResult on_stable =
      Minute{.more = of_stable, .rollout = "{ steps: [{ weight: 0%, for: 1h }] }"}.run();
  expect_failed(Figures(on_stable.policies[0]), "baseline", 100);
}

TEST(FaultsTest, ASlowIncidentMultipliesTheOwnWork) {
  const RunResult result = Minute{.functions = "{ api: { latency: 10ms } }",
                                  .more = "incidents: [ { in: api, from: 0s, to: 1m, slower: 3 } ]"}
                               .run();
  EXPECT_EQ(Figures(result.policies[0]).mean("latency.p50.canary"), 30);
}

TEST(FaultsTest, AnInvocationThatTakesTooLongFails) {
  const RunResult result = Minute{.functions = "{ api: { latency: 600ms, timeout: 1s } }",
                                  .release = ", bugs: [ { in: api, slower: 2 } ]"}
                               .run();
  const Figures figures(result.policies[0]);
  expect_failed(figures, "timeout", requests);
  EXPECT_EQ(figures.mean("latency.p50.canary"), 1000) << "it is cut off at its limit";
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 1);
}

TEST(FaultsTest, ATimeoutThatStableWouldHaveHadHarmsNobody) {
  const RunResult result = Minute{.functions = "{ api: { latency: 2s, timeout: 1s } }",
                                  .release = ", bugs: [ { in: api, slower: 2 } ]"}
                               .run();
  const Figures figures(result.policies[0]);
  expect_failed(figures, "timeout", requests);
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 0);
}

TEST(FaultsTest, ABugWhereStableWouldHaveTimedOutHarmsNobody) {
  const RunResult result = Minute{.functions = "{ api: { latency: 2s, timeout: 1s } }",
                                  .release = ", bugs: [ { in: api, fails: 100% } ]"}
                               .run();
  EXPECT_EQ(Figures(result.policies[0]).mean("blast_radius.harmed"), 0);
}

// 600 ms and 300 ms more, and the caller's own time counts the callee's.
TEST(FaultsTest, ACallerWaitsForWhatItCalls) {
  const RunResult result = Minute{.functions =
                                      "{ api: { latency: 600ms, calls: [ { to: shop, delay: 100ms "
                                      "}, shop ] }, shop: { latency: 300ms } }"}
                               .run();
  EXPECT_EQ(Figures(result.policies[0]).mean("latency.p50.canary"), 600 + 100 + 300 + 300);
}

TEST(FaultsTest, ACallerFailsWithWhatItCallsAndTheRequestHasOneCause) {
  const RunResult result =
      Minute{.functions = "{ api: { calls: [shop, mail] }, shop: {}, mail: {} }",
             .release = ", bugs: [ { in: shop, fails: 100% } ]"}
          .run();
  const Figures figures(result.policies[0]);
  expect_failed(figures, "bug", requests);
  EXPECT_FALSE(figures.has_data("canary.invocation_share.mail"))
      << "after a failure nobody else is called";
}

// shop takes 5 s, so at 1 s the api has given up and mail is never called.
TEST(FaultsTest, ACallerThatTimedOutCallsNobodyElse) {
  const RunResult result =
      Minute{.functions =
                 "{ api: { timeout: 1s, calls: [shop, mail] }, shop: { latency: 5s }, mail: {} }"}
          .run();
  const Figures figures(result.policies[0]);
  expect_failed(figures, "timeout", requests);
  EXPECT_TRUE(figures.has_data("canary.invocation_share.shop"));
  EXPECT_FALSE(figures.has_data("canary.invocation_share.mail"));
}

TEST(FaultsTest, AFunctionThatTimesOutInItsOwnWorkCallsNobody) {
  const RunResult result =
      Minute{.functions = "{ api: { latency: 2s, timeout: 1s, calls: [shop] }, shop: {} }"}.run();
  EXPECT_FALSE(Figures(result.policies[0]).has_data("canary.invocation_share.shop"));
}

TEST(FaultsTest, AFunctionThatFailsWritesNoEvents) {
  const RunResult result = Minute{.functions = "{ api: { errors: 100% }, mail: {} }",
                                  .more = "streams: { orders: { from: api, to: mail } }"}
                               .run();
  EXPECT_FALSE(Figures(result.policies[0]).has_data("canary.invocation_share.mail"));
}

TEST(FaultsTest, ARequestFailsWithTheSubscriberOfItsEvents) {
  const RunResult result = Minute{.functions = "{ api: {}, mail: {} }",
                                  .more = "streams: { orders: { from: api, to: mail, delay: 2h } }",
                                  .release = ", bugs: [ { in: mail, fails: 100% } ]"}
                               .run();
  const Figures figures(result.policies[0]);
  expect_failed(figures, "bug", requests);  // though it happens long after the observation
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 1);
}

TEST(FaultsTest, ALateResponseOfTheReleaseIsHarmAndNoFailure) {
  const RunResult result = Minute{.functions = "{ api: { latency: 600ms } }",
                                  .more = "harm: { late_after: 1s }",
                                  .release = ", bugs: [ { in: api, slower_by: 500ms } ]"}
                               .run();
  const Figures figures(result.policies[0]);
  expect_failed(figures, "none", 0);
  EXPECT_EQ(figures.mean("requests.late"), requests);
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 1);
}

TEST(FaultsTest, ALateResponseThatStableWouldHaveHadHarmsNobody) {
  const RunResult result = Minute{.functions = "{ api: { latency: 1.1s } }",
                                  .more = "harm: { late_after: 1s }",
                                  .release = ", bugs: [ { in: api, slower_by: 500ms } ]"}
                               .run();
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("requests.late"), requests);
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 0);
}

TEST(FaultsTest, WithoutALimitNothingIsLate) {
  const RunResult result = Minute{.functions = "{ api: { latency: 10s } }"}.run();
  EXPECT_FALSE(Figures(result.policies[0]).has_data("requests.late"));
}

// An incident slows both versions down until 30 s, and the shop answers only later: whether stable
// would have been in time is asked of the moment in which the request ran.
TEST(FaultsTest, AnIncidentThatEndsBeforeTheChainDoesHarmsNobody) {
  const RunResult result = Minute{.functions =
                                      "{ api: { latency: 600ms, timeout: 1s, calls: [shop] }, "
                                      "shop: { latency: 100ms }, mail: {} }",
                                  .more =
                                      "incidents: [ { in: shop, from: 0s, to: 30s, slower: 5 } ]\n"
                                      "streams: { slow: { from: shop, to: mail, delay: 20s } }\n"
                                      "harm: { late_after: 900ms }"}
                               .run();
  const Figures figures(result.policies[0]);
  EXPECT_GT(figures.mean("requests.failed.timeout"), 0);
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 0);
}

// The api starts at 30 s, and reads of the receipts function are on the canary from the start.
TEST(MismatchTest, AForwardMismatchNeedsAStableProducerAndACanaryConsumer) {
  const RunResult result = Minute{.functions = "{ api: {}, receipts: {} }",
                                  .more = "streams: { orders: { from: api, to: receipts } }",
                                  .release =
                                      ", starts: { api: 30s }, fields: [ { name: id, written_by: "
                                      "api, needed_by: receipts } ]"}
                               .run();
  const Figures figures(result.policies[0]);
  expect_failed(figures, "mismatch", requests / 2);
  EXPECT_EQ(figures.mean("chains.mismatched.forward"), 0.5);
  EXPECT_EQ(figures.mean("chains.mismatched.backward"), 0);
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 0.5);
  EXPECT_EQ(figures.mean("chains.mixed"), 0.5);
}

TEST(MismatchTest, ABackwardMismatchNeedsACanaryProducerAndAStableConsumer) {
  const RunResult result = Minute{.functions = "{ api: {}, receipts: {} }",
                                  .more = "streams: { orders: { from: api, to: receipts } }",
                                  .release =
                                      ", starts: { receipts: 45s }, fields: [ { name: prices, "
                                      "written_by: api, unreadable_by: receipts } ]"}
                               .run();
  const Figures figures(result.policies[0]);
  expect_failed(figures, "mismatch", 450);
  EXPECT_EQ(figures.mean("chains.mismatched.backward"), 0.75);
  EXPECT_EQ(figures.mean("chains.mismatched.forward"), 0);
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 0.75);
}

TEST(MismatchTest, VersionsThatAgreeNeverMismatch) {
  const RunResult result =
      Minute{.functions = "{ api: {}, receipts: {} }",
             .more = "streams: { orders: { from: api, to: receipts } }",
             .release =
                 ", fields: [ { name: id, written_by: api, needed_by: receipts }, { name: prices, "
                 "written_by: api, unreadable_by: receipts } ]"}
          .run();
  expect_failed(Figures(result.policies[0]), "none", 0);
}

}  // namespace
}  // namespace coalmine::harness
