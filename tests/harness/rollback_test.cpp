// What an alarm does to a release, on logs of ten requests a second: every number can be counted.
#include <gtest/gtest.h>

#include <string>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::Figures;
using support::ten_a_second;

constexpr double rows = 6000;  // of ten minutes

// One function whose canary always fails. Datapoint 1 ends at 60 s and is visible at 90 s.
RunResult release_of(const std::string& rollout, const std::string& alarm = "reaction: 20s",
                     const std::string& route = "weighted") {
  return run(support::with_requests(support::scenario_of(R"(
name: rollback
replications: 2
duration: 10m
traffic: { users: 1, requests: { fixed: 1 } }
functions: { api: {} }
release: { rollout: )" + rollout + R"(, bugs: [ { in: api, fails: 100% } ] }
alarms: [ { metric: error_rate, above: 1%, publication_delay: 30s, )" +
                                                         alarm + R"( } ]
policies: { p: { route: )" + route + R"( } }
)"),
                                    ten_a_second(600)));
}

TEST(RollbackTest, AnAlarmTakesTheCanaryAwayAfterTheReactionTime) {
  const RunResult result = release_of("{ steps: [{ weight: 100%, for: 10m }] }");
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("alarm.time_to_detect"), 90);
  EXPECT_EQ(figures.mean("alarm.detected"), 1);
  EXPECT_EQ(figures.mean("rollout.rolled_back"), 1);
  EXPECT_NEAR(figures.mean("canary.traffic_share"), 1100 / rows, 1e-12) << "until 110 s";
}

// The last request before 110 s comes at 109.95 s.
TEST(RollbackTest, TheReportSaysWhenExposureEnds) {
  const RunResult result = release_of("{ steps: [{ weight: 100%, for: 10m }] }");
  EXPECT_NEAR(Figures(result.policies[0]).mean("blast_radius.exposure_ends_after"), 19.95, 1e-9);
}

TEST(RollbackTest, WhoIsHarmedWhileTheRollbackIsUnderWayIsCounted) {
  const RunResult result = release_of("{ steps: [{ weight: 100%, for: 10m }] }");
  EXPECT_NEAR(Figures(result.policies[0]).mean("blast_radius.harm_after_rollback"), 200 / rows,
              1e-12);
}

// The failure of 10 s fires at 90 s; a request of that very instant comes after the decision.
TEST(RollbackTest, ARequestAtTheInstantOfTheAlarmIsHarmedAfterIt) {
  const spec::Scenario scenario = support::scenario_of(R"(
name: instant
duration: 10m
traffic: { users: 1, requests: { fixed: 1 } }
functions: { api: {} }
release: { rollout: { steps: [{ weight: 100%, for: 10m }] }, bugs: [ { in: api, fails: 100% } ] }
alarms: [ { metric: error_rate, above: 1%, publication_delay: 30s, reaction: 20s } ]
policies: { p: { route: weighted } }
)");
  const RunResult result =
      run(support::with_requests(scenario, {{10, 0}, {90, 1}, {95, 2}, {110, 3}}));
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("blast_radius.harmed_users"), 3);
  EXPECT_EQ(figures.mean("blast_radius.harm_after_rollback"), 0.5);
}

// Every second request is on the canary, exactly: cards of a deck of two. The second step was due
// at 100 s, while the rollback was under way.
TEST(RollbackTest, TheWeightIsFrozenFromTheAlarmOn) {
  const RunResult result =
      release_of("{ steps: [{ weight: 50%, for: 100s }, { weight: 100%, for: 10m }] }",
                 "reaction: 20s", "{ weighted: { deck: 2 } }");
  const Figures figures(result.policies[0]);
  EXPECT_NEAR(figures.mean("canary.traffic_share"), 550 / rows, 1e-12);
  EXPECT_EQ(figures.series("weight").at(0), 0.5);
  EXPECT_EQ(figures.series("weight").at(1), 0.0);
}

TEST(RollbackTest, AnAlarmAtTheInstantOfAStepPreventsTheStep) {
  const RunResult result =
      release_of("{ steps: [{ weight: 50%, for: 90s }, { weight: 100%, for: 10m }] }",
                 "reaction: 20s", "{ weighted: { deck: 2 } }");
  EXPECT_NEAR(Figures(result.policies[0]).mean("canary.traffic_share"), 550 / rows, 1e-12);
}

TEST(RollbackTest, WithoutAReactionTimeTheCanaryIsGoneAtTheAlarm) {
  const RunResult result = release_of("{ steps: [{ weight: 100%, for: 10m }] }", "reaction: 0s");
  const Figures figures(result.policies[0]);
  EXPECT_NEAR(figures.mean("canary.traffic_share"), 900 / rows, 1e-12);
  EXPECT_EQ(figures.mean("blast_radius.exposure_ends_after"), 0);
  EXPECT_EQ(figures.mean("blast_radius.harm_after_rollback"), 0);
}

TEST(RollbackTest, AnAlarmAtTheInstantOfCompletionStillRollsBack) {
  const RunResult result = release_of("{ steps: [{ weight: 100%, for: 90s }] }");
  EXPECT_EQ(Figures(result.policies[0]).mean("rollout.rolled_back"), 1);
}

TEST(RollbackTest, NobodyWatchesACompletedRollout) {
  const RunResult result = release_of("{ steps: [{ weight: 100%, for: 89s }] }");
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("rollout.completed"), 1);
  EXPECT_EQ(figures.mean("alarm.detected"), 0);
  EXPECT_EQ(figures.mean("alarm.missed"), 1);
  EXPECT_EQ(figures.mean("canary.traffic_share"), 1);
}

TEST(RollbackTest, WithoutAnAlarmThereAreNoFiguresOfOne) {
  const RunResult result = release_of("{ steps: [{ weight: 100%, for: 89s }] }");
  const Figures figures(result.policies[0]);
  for (const char* name : {"alarm.time_to_detect", "blast_radius.exposure_ends_after",
                           "blast_radius.harm_after_rollback"}) {
    EXPECT_FALSE(figures.has_data(name)) << name;
  }
}

TEST(RollbackTest, MOfNDatapointsAreWaitedFor) {
  const RunResult result =
      release_of("{ steps: [{ weight: 100%, for: 10m }] }", "datapoints: 3 of 4");
  EXPECT_EQ(Figures(result.policies[0]).mean("alarm.time_to_detect"), 210);
}

TEST(RollbackTest, ARolloutThatIsNotOverAtTheEndIsRunning) {
  const RunResult result = release_of("{ steps: [{ weight: 0%, for: 1h }] }");
  EXPECT_EQ(Figures(result.policies[0]).mean("rollout.running"), 1);
}

// Both versions fail in the second minute, and the release is innocent.
RunResult incident(const std::string& dimension) {
  return run(support::with_requests(support::scenario_of(R"(
name: incident
replications: 2
duration: 10m
traffic: { users: 1, requests: { fixed: 1 } }
functions: { api: {} }
incidents: [ { in: api, version: stable, from: 60s, to: 120s, errors: 100% } ]
release: { rollout: { steps: [{ weight: 50%, for: 10m }] } }
alarms: [ { metric: error_rate, above: 1%, dimension: )" +
                                                         dimension + R"( } ]
policies: { p: { route: weighted } }
)"),
                                    ten_a_second(600)));
}

TEST(RollbackTest, AnIncidentOfStableRollsBackAnInnocentReleaseThatWatchesTheAlias) {
  const RunResult result = incident("alias");
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("alarm.false_rollback"), 1);
  EXPECT_EQ(figures.mean("alarm.time_to_detect"), 120);
  EXPECT_FALSE(figures.has_data("alarm.missed")) << "there is nothing to miss";
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 0);
}

TEST(RollbackTest, AnIncidentOfStableDoesNotDisturbWhoWatchesTheCanary) {
  for (const char* dimension : {"version", "difference"}) {
    const RunResult result = incident(dimension);
    const Figures figures(result.policies[0]);
    EXPECT_EQ(figures.mean("alarm.false_rollback"), 0) << dimension;
    EXPECT_EQ(figures.mean("rollout.completed"), 1) << dimension;
  }
}

// api shifts at 0 s and its canary works; shop shifts at 60 s and its canary fails: the datapoint
// of the second minute fires at 120 s.
RunResult two_functions(const std::string& release, const std::string& alarm_on = "shop") {
  return run(support::with_requests(support::scenario_of(R"(
name: two-functions
duration: 10m
replications: 2
traffic: { users: 1, requests: { fixed: 1 } }
functions: { api: { calls: [shop] }, shop: {} }
release: { starts: { shop: 60s }, rollout: { steps: [{ weight: 100%, for: 10m }] }, bugs: [ { in: shop, fails: 100% } ], )" +
                                                         release + R"( }
alarms: [ { metric: error_rate, above: 1%, function: )" + alarm_on +
                                                         R"( } ]
policies: { p: { route: weighted } }
)"),
                                    ten_a_second(600)));
}

TEST(RollbackTest, TogetherTakesBackEveryFunction) {
  const RunResult result = two_functions("rollback: together");
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("alarm.time_to_detect"), 120);
  EXPECT_NEAR(figures.mean("canary.invocation_share.api"), 1200 / rows, 1e-12);
  EXPECT_NEAR(figures.mean("canary.invocation_share.shop"), 600 / rows, 1e-12);
}

TEST(RollbackTest, AloneTakesBackTheFunctionOfTheAlarm) {
  const RunResult result = two_functions("rollback: alone");
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("canary.invocation_share.api"), 1);
  EXPECT_NEAR(figures.mean("canary.invocation_share.shop"), 600 / rows, 1e-12);
}

// A caller fails with what it calls, so the alarm of the api fires as well, at 120 s.
TEST(RollbackTest, TogetherKeepsAFunctionFromStartingThatHasNotBegun) {
  const RunResult result = run(support::with_requests(support::scenario_of(R"(
name: pending
duration: 10m
traffic: { users: 1, requests: { fixed: 1 } }
functions: { api: { calls: [shop] }, shop: {} }
release: { starts: { shop: 5m }, rollout: { steps: [{ weight: 100%, for: 10m }] }, bugs: [ { in: api, fails: 50% } ] }
alarms: [ { metric: error_rate, above: 1% } ]
policies: { p: { route: weighted } }
)"),
                                                      ten_a_second(600)));
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("alarm.time_to_detect"), 60);
  EXPECT_EQ(figures.mean("canary.invocation_share.shop"), 0);
}

}  // namespace
}  // namespace coalmine::harness
