// What a result repeats of its scenario.
#include "harness/describe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using testing::ElementsAre;

const std::string text = R"(
name: shop
duration: 10m
traffic: { users: 2500, requests: { fixed: 1 } }
functions:
  web: { calls: [cart, pay] }
  cart: {}
  pay: {}
  mail: {}
  stock: {}
streams: { orders: { from: pay, to: [mail, stock] } }
release: { functions: [pay, mail], rollout: { steps: [{ weight: 10%, for: 10m }] } }
alarms:
  - { metric: latency.p99.9, above: 250ms, function: pay }
  - { metric: error_count, above: 3 }
judges:
  quiet: { engine: { burn_rate: {} } }
  strict: { engine: { flagger: {} } }
policies:
  plain: { route: weighted }
  watched: { route: weighted, alarms: { dimension: function }, judges: [strict] }
)";

std::vector<std::string> lines(const std::vector<AlarmInfo>& alarms) {
  std::vector<std::string> lines;
  for (const AlarmInfo& alarm : alarms) {
    lines.push_back(fmt::format("{} > {} of {} ({})", alarm.metric, alarm.above, alarm.function,
                                alarm.dimension));
  }
  return lines;
}

TEST(DescribeTest, NamesFunctionsAndHowTheyAreLinked) {
  const SystemInfo system = describe(support::scenario_of(text)).system;
  EXPECT_EQ(system.entry, "web");
  EXPECT_THAT(system.functions, ElementsAre("web", "cart", "pay", "mail", "stock"));
  EXPECT_THAT(system.moving, ElementsAre("pay", "mail"));
  std::vector<std::string> links;
  for (const Link& link : system.links) {
    links.push_back(fmt::format("{} {} {}", link.from, link.to, link.stream));
  }
  EXPECT_THAT(links, ElementsAre("web cart ", "web pay ", "pay mail orders", "pay stock orders"));
}

TEST(DescribeTest, NamesAlarmsAsTheScenarioDoesAndAsThePolicyWatches) {
  const spec::Scenario scenario = support::scenario_of(text);
  const harness::Setup setup(scenario);
  EXPECT_THAT(lines(alarms_of(setup, scenario.policies[0])),
              ElementsAre("latency.p99.9 > 0.25 of pay (alias)", "error_count > 3 of web (alias)"));
  EXPECT_THAT(
      lines(alarms_of(setup, scenario.policies[1])),
      ElementsAre("latency.p99.9 > 0.25 of pay (function)", "error_count > 3 of web (function)"));
}

TEST(DescribeTest, NamesOnlyJudgesThatDecide) {
  const spec::Scenario scenario = support::scenario_of(text);
  const harness::Setup setup(scenario);
  EXPECT_THAT(judges_of(setup, scenario.policies[0]), testing::IsEmpty());
  EXPECT_THAT(judges_of(setup, scenario.policies[1]), ElementsAre("strict"));
}

TEST(DescribeTest, HasTheTextAndHowManyUsersThereAre) {
  const RunResult result = describe(support::scenario_of(text));
  EXPECT_EQ(result.text, text);
  EXPECT_EQ(result.users, 2'500u);
  EXPECT_EQ(result.users_every, 3u);
}

}  // namespace
}  // namespace coalmine::harness
