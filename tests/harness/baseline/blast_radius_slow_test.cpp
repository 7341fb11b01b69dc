// What the gate is for: a policy whose canary gets one user in a hundred more.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "harness/baseline/diff.hpp"
#include "tests/harness/baseline/results.hpp"
#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using testing::DoubleNear;
using testing::Optional;

// Orders go through a stream to who needs a field that only the new API writes.
RunResult ordering(int weight_percent, std::uint64_t seed = 1, std::uint32_t replications = 100) {
  spec::Scenario scenario = support::scenario_of(fmt::format(R"(
name: ordering
duration: 10m
traffic: {{ users: 600, requests: {{ poisson: {{ per_user: 1/min }} }} }}
functions: {{ api: {{}}, receipts: {{ errors: 0.1% }} }}
streams: {{ orders: {{ from: api, to: [receipts] }} }}
release:
  rollout: {{ steps: [{{ weight: {}%, for: 10m }}] }}
  fields: [{{ name: loyalty_id, written_by: api, needed_by: receipts }}]
alarms: [{{ metric: error_rate, above: 1%, function: api, datapoints: 2 of 3 }}]
policies:
  weighted: {{ route: weighted }}
  sticky: {{ route: {{ sticky: user }}, propagate: true }}
)",
                                                             weight_percent));
  scenario.seed = seed;
  scenario.replications = replications;
  return run(scenario, {.threads = 2});
}

class OnePointMore : public testing::Test {
 protected:
  static const RunResult& before() {
    static const RunResult result = ordering(10);
    return result;
  }
  static const RunResult& after() {
    static const RunResult result = ordering(11);
    return result;
  }
};

TEST_F(OnePointMore, IsCaughtOnTheSameDraws) {
  const BaselineDiff diff = compare(before(), after()).value();
  const Change change = change_in(diff, "blast_radius.exposed");
  EXPECT_EQ(change.finding, Finding::regression);
  EXPECT_THAT(change.difference, Optional(DoubleNear(0.01, 0.002)));
  EXPECT_THAT(change.users, Optional(DoubleNear(6, 1.2)));
  EXPECT_FALSE(passes(diff));
}

TEST_F(OnePointMore, IsCaughtInNearlyEachOfTwentyBaselines) {
  int caught = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const BaselineDiff diff =
        compare(ordering(10, 100 + seed, 50), ordering(11, 100 + seed, 50)).value();
    caught += change_in(diff, "blast_radius.exposed").finding == Finding::regression;
  }
  EXPECT_GE(caught, 19);
}

TEST_F(OnePointMore, IsAnImprovementTheOtherWayRound) {
  const BaselineDiff diff = compare(after(), before()).value();
  EXPECT_EQ(change_in(diff, "blast_radius.exposed").finding, Finding::better);
  EXPECT_TRUE(passes(diff));
}

TEST_F(OnePointMore, IsNothingBesideItself) {
  const BaselineDiff diff = compare(after(), after()).value();
  EXPECT_EQ(diff.compared, 0);
  EXPECT_TRUE(passes(diff));
}

TEST_F(OnePointMore, DoesNotDependOnTheOrderOfPolicies) {
  RunResult turned = after();
  std::swap(turned.policies[0], turned.policies[1]);
  const BaselineDiff diff = compare(before(), turned).value();
  const BaselineDiff straight = compare(before(), after()).value();
  for (const Change& change : straight.scenarios[0].changes) {
    EXPECT_EQ(change_in(diff, change.metric, change.policy).finding, change.finding);
    EXPECT_EQ(change_in(diff, change.metric, change.policy).p_worse, change.p_worse);
  }
}

}  // namespace
}  // namespace coalmine::harness
