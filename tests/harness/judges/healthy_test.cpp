#include "harness/judges/healthy.hpp"

#include <gtest/gtest.h>

#include "harness/experiment.hpp"
#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::Figures;
using support::scenario_of;

// A canary that is wrong in every way that there is, beside an incident.
spec::Scenario faulty() {
  return scenario_of(R"(
name: faulty
replications: 4
duration: 5m
traffic: { users: 60, requests: { poisson: { per_user: 4/min } } }
functions:
  api: { latency: { stable: 50ms, canary: 80ms }, errors: { stable: 1%, canary: 3% } }
  mail: { latency: { exponential: { mean: 100ms } } }
streams: { orders: { from: api, to: mail, delay: 1s } }
incidents: [ { in: api, from: 1m, to: 2m, errors: 20% } ]
release:
  rollout: { steps: [{ weight: 30%, for: 5m }] }
  bugs: [ { in: api, fails: 10% }, { in: api, fails_for: 10% }, { in: mail, slower: 3 } ]
  fields: [ { name: id, written_by: api, needed_by: mail } ]
policies: { only: { route: weighted } }
)");
}

TEST(Healthy, HarmsNobody) {
  EXPECT_GT(Figures(run(faulty()).policies.front()).mean("blast_radius.harmed"), 0.1);
  const RunResult result = run(healthy(faulty()));
  const Figures figures(result.policies.front());
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 0);
  EXPECT_EQ(figures.mean("requests.failed.bug"), 0);
  EXPECT_EQ(figures.mean("requests.failed.mismatch"), 0);
  EXPECT_GT(figures.mean("requests.failed.baseline"), 0) << "the incident stays";
}

TEST(Healthy, IsAsFastAsStable) {
  const spec::Scenario scenario = healthy(faulty());
  for (const models::Function& function : scenario.system.functions) {
    EXPECT_EQ(function.latency[1], function.latency[0]) << function.name;
  }
  const RunResult result = run(scenario);
  EXPECT_EQ(Figures(result.policies.front()).mean("latency.p50.canary"), 50);
}

TEST(Healthy, MovesNoOtherDraw) {
  const RunResult before = run(faulty());
  const RunResult after = run(healthy(faulty()));
  for (const char* name :
       {"users.active", "requests.total", "canary.traffic_share", "users.flips",
        "canary.invocation_share.api", "latency.p50.stable", "latency.p99.stable"}) {
    EXPECT_EQ(Figures(after.policies.front()).of(name).values,
              Figures(before.policies.front()).of(name).values)
        << name;
  }
}

TEST(Healthy, ReadsAsTheCanaryWhatStableReads) {
  const auto cured = [](models::Poison poison) {
    spec::Scenario scenario = faulty();
    scenario.system.poison = {poison};
    return healthy(std::move(scenario)).system.poison.front().unreadable_by;
  };
  const auto nobody = models::PerVersion<bool>{false, false};
  const auto everybody = models::PerVersion<bool>{true, true};
  EXPECT_EQ(cured({.written_by = 1, .unreadable_by = {true, true}}), nobody);
  EXPECT_EQ(cured({.written_by = 0, .unreadable_by = {false, true}}), nobody);
  EXPECT_EQ(cured({.written_by = 0, .unreadable_by = {true, true}}), everybody)
      << "it is nobody's release";
}

TEST(Healthy, LeavesAHealthyScenarioAlone) {
  const spec::Scenario once = healthy(faulty());
  EXPECT_EQ(healthy(once).system, once.system);
}

}  // namespace
}  // namespace coalmine::harness
