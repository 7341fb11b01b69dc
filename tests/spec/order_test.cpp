// The order in which functions move, and when each begins.
#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string three_functions = "functions: { api: { calls: [db, mail] }, db: {}, mail: {} }";

Scenario ordered(const std::string& release, const std::string& policies) {
  return parsed_with({"duration: 1h", three_functions, "release: { " + release + " }",
                      "policies: { " + policies + " }"});
}

std::vector<std::string> problems_in(const std::string& release) {
  return problems_with({three_functions, "release: { rollout: AllAtOnce, " + release + " }"});
}

TEST(Starts, AreTheReleasesForEveryPolicyWithoutAnOrder) {
  const Scenario scenario = ordered("rollout: AllAtOnce, start: 1m, starts: { mail: 30s }",
                                    "a: { route: weighted }, b: { route: weighted }");
  for (const Policy& policy : scenario.policies) {
    EXPECT_THAT(policy.starts, ElementsAre(Duration{1min}, Duration{1min}, Duration{30s}));
  }
}

TEST(Orders, BeginAGroupWhenTheLongestRolloutOfTheLastIsComplete) {
  const Scenario scenario = ordered(
      "start: 1m, order: [[db, mail], api], order_gap: 30s, rollouts: { db: "
      "Canary10Percent10Minutes }, rollout: Canary10Percent5Minutes",
      "a: { route: weighted }");
  EXPECT_THAT(scenario.policies[0].starts,
              ElementsAre(Duration{1min + 10min + 30s}, Duration{1min}, Duration{1min}));
}

TEST(Orders, BeginNextToOneAnotherWithoutAGapAndWithoutSteps) {
  EXPECT_THAT(ordered("order: [db, mail, api], rollout: AllAtOnce", "a: { route: weighted }")
                  .policies[0]
                  .starts,
              ElementsAre(Duration{0}, Duration{0}, Duration{0}));
}

TEST(Orders, FollowThePlansOfEachPolicy) {
  const Scenario scenario = ordered(
      "order: [db, mail, api]",
      "slow: { route: weighted, rollout: Linear10PercentEvery1Minute }, quick: { route: weighted, "
      "rollout: Canary10Percent5Minutes }, slow-again: { route: weighted, rollout: "
      "Canary10Percent10Minutes }");
  EXPECT_THAT(scenario.policies[0].starts,
              ElementsAre(Duration{20min}, Duration{0}, Duration{10min}));
  EXPECT_THAT(scenario.policies[1].starts,
              ElementsAre(Duration{10min}, Duration{0}, Duration{5min}));
  EXPECT_THAT(scenario.release.starts, ElementsAre(Duration{10min}, Duration{0}, Duration{5min}))
      << "the earliest of any policy";
}

TEST(Orders, NameEveryFunctionThatMovesOnce) {
  EXPECT_THAT(problems_in("order: [api, db]"),
              ElementsAre("5:39: order: \"mail\" moves too, and is not named | a group is a list: "
                          "[[api, stock], receipts]"));
  EXPECT_THAT(problems_in("order: [api, [db, mail], db]"),
              ElementsAre("5:57: \"db\" is listed twice"));
  EXPECT_THAT(problems_in("functions: [api], order: [api, db]"),
              ElementsAre("5:63: \"db\" is not part of the release | add it to release.functions"));
  EXPECT_THAT(problems_in("order: [api, bd, mail]"),
              ElementsAre("5:45: unknown function \"bd\" | did you mean \"db\"?"));
  EXPECT_THAT(problems_in("order: []"), testing::Contains("5:39: order: the list is empty"));
}

TEST(Orders, ExcludeStarts) {
  EXPECT_THAT(problems_in("order: [[api, db, mail]], starts: { db: 1m }"),
              ElementsAre("5:58: \"order\" and \"starts\" exclude one another | the order says "
                          "when each begins"));
  EXPECT_THAT(problems_in("order_gap: 1m"), ElementsAre("5:32: \"order_gap\" goes with \"order\""));
}

TEST(Orders, BeginWhileSomebodyLooks) {
  EXPECT_THAT(problems_in("order: [[api, db], mail], order_gap: 10m"),
              ElementsAre("6:13: policy \"weighted\" begins with \"mail\" at 10m, but only 10m are "
                          "observed | shorter rollouts, or a longer duration"));
  EXPECT_THAT(problems_in("order: [[api, db], mail], order_gap: 599s"), IsEmpty());
}

TEST(Orders, StayInRangeHoweverLongTheyAre) {
  EXPECT_THAT(problems_in("order: [api, db, mail], order_gap: 3650d, rollouts: { api: { steps: [{ "
                          "weight: 1%, for: 3650d }, { weight: 1, for: 3650d }] } }"),
              ElementsAre("6:13: policy \"weighted\" begins with \"db\" at 3650d, but only 10m are "
                          "observed | shorter rollouts, or a longer duration",
                          "6:13: policy \"weighted\" begins with \"mail\" at 3650d, but only 10m "
                          "are observed | shorter rollouts, or a longer duration"));
}

TEST(Skews, AreOfTheWholeRelease) {
  EXPECT_EQ(parsed(scenario()).release.start_skew, std::nullopt);
  EXPECT_EQ(ordered("rollout: AllAtOnce, start_skew: { exponential: { mean: 20s } }",
                    "a: { route: weighted }")
                .release.start_skew,
            models::Distribution(models::Exponential{20}));
}

}  // namespace
}  // namespace coalmine::spec
