#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace routing;
using testing::ElementsAre;
using testing::IsEmpty;

Policy policy(const std::string& written, std::vector<std::string> more = {}) {
  more.push_back("policies: { a: " + written + " }");
  return parsed_with(more).policies[0];
}

std::vector<std::string> problems_in(const std::string& written) {
  return problems_with({"policies: { a: " + written + " }"});
}

TEST(Policies, KeepTheirOrderBecauseTheFirstIsComparedWith) {
  const auto policies =
      parsed_with({"policies: { z: { route: weighted }, a: { route: all-at-once } }"}).policies;
  ASSERT_EQ(policies.size(), 2U);
  EXPECT_EQ(policies[0].name, "z");
  EXPECT_EQ(policies[0].routing.route, Route(Weighted{0}));
  EXPECT_EQ(policies[1].name, "a");
  EXPECT_EQ(policies[1].routing.route, Route(AllAtOnce{}));
}

TEST(Policies, RouteByWeightDeckOrKey) {
  EXPECT_EQ(policy("{ route: { weighted: { deck: 41 } } }").routing.route, Route(Weighted{41}));
  EXPECT_EQ(policy("{ route: sticky }").routing.route,
            Route(Sticky{StickyKey::user, "", SaltScope::release}));
  EXPECT_EQ(policy("{ route: { sticky: request } }").routing.route,
            Route(Sticky{StickyKey::request, "", SaltScope::release}));
  EXPECT_EQ(
      policy("{ route: { sticky: { key: user, salt: summer, salt_per: step } } }").routing.route,
      Route(Sticky{StickyKey::user, "summer", SaltScope::step}));
}

TEST(Policies, ThatRouteOddlyAreRefused) {
  EXPECT_THAT(problems_in("{ route: stiky }"),
              ElementsAre("6:25: route: unknown route \"stiky\" | did you mean \"sticky\"?"));
  EXPECT_THAT(problems_in("{ route: { sticky: usr } }"),
              ElementsAre("6:35: sticky: unknown sticky key \"usr\" | did you mean \"user\"?"));
  EXPECT_THAT(
      problems_in("{ route: { weighted: {}, sticky: user } }"),
      ElementsAre(
          "6:41: \"weighted\" and \"sticky\" exclude one another | route has exactly one key"));
  EXPECT_THAT(
      problems_in("{ propagate: true }"),
      ElementsAre("6:16: policy needs the key \"route\" | for example route: { sticky: user }"));
}

TEST(Policies, NeedTenantsAndSessionsToStickToThem) {
  EXPECT_THAT(
      problems_in("{ route: { sticky: tenant } }"),
      ElementsAre("6:25: sticky by tenant, but there are no tenants | add traffic.tenants"));
  EXPECT_THAT(
      problems_in("{ route: { sticky: session } }"),
      ElementsAre(
          "6:25: sticky by session, but there are no sessions | use traffic.requests.sessions"));
  EXPECT_THAT(
      problems_with(
          {"traffic: { users: 10, tenants: 2, requests: { sessions: { total: 1/s, length: 5, gap: "
           "1s } } }",
           "policies: { a: { route: { sticky: session } }, b: { route: { sticky: tenant } } }"}),
      IsEmpty());
}

TEST(Policies, LetTheDecisionTravel) {
  EXPECT_EQ(policy("{ route: weighted }").routing.propagation,
            (Propagation{false, 0, OnLoss::reroll}));
  EXPECT_EQ(policy("{ route: weighted, propagate: true }").routing.propagation,
            (Propagation{true, 0, OnLoss::reroll}));
  EXPECT_EQ(
      policy("{ route: weighted, propagate: { loss: 5%, on_loss: baseline } }").routing.propagation,
      (Propagation{true, 0.05, OnLoss::baseline}));
  EXPECT_THAT(problems_in("{ route: weighted, propagate: yes }"),
              ElementsAre("6:46: propagate: unknown truth value \"yes\" | one of: true, false"));
}

const std::string two_alarms =
    "alarms: [{ metric: error_rate, above: 1% }, { metric: error_count, above: 5, dimension: "
    "function }]";

TEST(Alarms, AreNoneByDefault) { EXPECT_THAT(policy("{ route: weighted }").alarms, IsEmpty()); }

TEST(Alarms, HaveTheirThresholdInTheUnitOfTheirMetric) {
  const auto alarms = policy("{ route: weighted }",
                             {"alarms: [{ metric: error_rate, above: 1% }, { metric: error_count, "
                              "above: 5 }, { metric: latency.p99.9, above: 800ms }]"})
                          .alarms;
  ASSERT_EQ(alarms.size(), 3U);
  EXPECT_EQ(alarms[0].statistic, Statistic::error_rate);
  EXPECT_EQ(alarms[0].threshold, 0.01);
  EXPECT_EQ(alarms[1].statistic, Statistic::error_count);
  EXPECT_EQ(alarms[1].threshold, 5);
  EXPECT_EQ(alarms[2].statistic, Statistic::latency);
  EXPECT_EQ(alarms[2].percentile, 0.999);
  EXPECT_EQ(alarms[2].threshold, 0.8);
}

TEST(Alarms, HaveEveryDetail) {
  const auto alarms =
      policy("{ route: weighted }",
             {"alarms: [{ metric: error_rate, above: 1%, function: db, dimension: difference, "
              "datapoints: 2 of 3, period: 2m, "
              "phase: 20s, publication_delay: 60s, reaction: 30s, missing: ignore }]"})
          .alarms;
  EXPECT_THAT(alarms,
              ElementsAre(AlarmSpec{"db", Statistic::error_rate, 0, 0.01, Dimension::difference, 2,
                                    3, 2min, 20s, 60s, 30s, Missing::ignore}));
}

TEST(Alarms, AreTheScenariosUnlessThePolicySaysOtherwise) {
  const auto dimensions = [](const std::string& alarms) {
    std::vector<Dimension> found;
    for (const AlarmSpec& alarm : policy("{ route: weighted" + alarms + " }", {two_alarms}).alarms)
      found.push_back(alarm.dimension);
    return found;
  };
  EXPECT_THAT(dimensions(""), ElementsAre(Dimension::alias, Dimension::function));
  EXPECT_THAT(dimensions(", alarms: { dimension: version }"),
              ElementsAre(Dimension::version, Dimension::version));
  EXPECT_THAT(dimensions(", alarms: none"), IsEmpty());
  EXPECT_THAT(dimensions(", alarms: [{ metric: error_rate, above: 0.1, dimension: difference }]"),
              ElementsAre(Dimension::difference));
}

std::vector<std::string> problems_in_alarm(const std::string& alarm) {
  return problems_with({"alarms: [{ " + alarm + " }]"});
}

TEST(Alarms, WatchSomethingThatCanBeMeasured) {
  EXPECT_THAT(
      problems_in_alarm("metric: eror_rate, above: 1%"),
      ElementsAre(
          "7:20: metric: unknown alarm metric \"eror_rate\" | did you mean \"error_rate\"?"));
  EXPECT_THAT(problems_in_alarm("metric: latency.p100, above: 1s"),
              ElementsAre("7:20: metric: \"latency.p100\" has no percentile between 0 and 100 | "
                          "for example latency.p99 or latency.p99.9"));
  EXPECT_THAT(problems_in_alarm("metric: error_rate, above: 1%, function: apy"),
              ElementsAre("7:53: unknown function \"apy\" | did you mean \"api\"?"));
  EXPECT_THAT(
      problems_in_alarm("metric: error_rate, above: 1%, dimension: versoin"),
      ElementsAre("7:54: dimension: unknown dimension \"versoin\" | did you mean \"version\"?"));
}

TEST(Alarms, HaveAThresholdOfTheRightKind) {
  EXPECT_THAT(problems_in_alarm("metric: error_rate, above: 5"),
              ElementsAre("7:39: above: \"5\" is above 1 | did you mean \"5%\"?"));
  EXPECT_THAT(problems_in_alarm("metric: latency.p99, above: 300"),
              ElementsAre("7:40: above: \"300\" has no unit | write it as 250us, 80ms, 1.5s, 10m, "
                          "2h, 1d or 1h30m"));
  EXPECT_THAT(problems_in_alarm("metric: error_count, above: -1"),
              ElementsAre("7:40: above: \"-1\" is negative | a count is at least 0"));
}

TEST(Alarms, AskForSomeOfTheDatapointsTheyLookAt) {
  const auto datapoints = [](const std::string& written) {
    return problems_in_alarm("metric: error_rate, above: 1%, datapoints: " + written);
  };
  EXPECT_THAT(datapoints("3"), IsEmpty());
  EXPECT_THAT(datapoints("3 of 2"),
              ElementsAre("7:55: datapoints: \"3 of 2\" asks for more datapoints than it looks at "
                          "| did you mean \"2 of 3\"?"));
  EXPECT_THAT(datapoints("0 of 2"),
              ElementsAre("7:55: datapoints: 0 datapoints would always alarm | at least 1"));
  EXPECT_THAT(datapoints("all"), ElementsAre("7:55: datapoints: \"all\" is not M of N datapoints | "
                                             "write it as 2 of 3, or 2 for 2 of 2"));
}

TEST(Alarms, HaveAPhaseBelowTheirPeriod) {
  EXPECT_THAT(problems_in_alarm("metric: error_rate, above: 1%, phase: 60s, period: 1m"),
              ElementsAre("7:50: phase: 1m is not below the period of 1m"));
  EXPECT_THAT(problems_in_alarm("metric: error_rate, above: 1%, period: 0s"),
              ElementsAre("7:51: period: must be from 1s to 1d"));
}

TEST(Alarms, WatchACanaryOnlyWhereThereIsOne) {
  EXPECT_THAT(problems_with({"release: { rollout: AllAtOnce, functions: [db] }",
                             "alarms: [{ metric: error_rate, above: 1%, dimension: version }]",
                             "policies: { a: { route: weighted }, b: { route: weighted } }"}),
              ElementsAre("7:54: \"api\" has no canary to watch: it is not part of the release | "
                          "watch a function that moves"));
}

}  // namespace
}  // namespace coalmine::spec
