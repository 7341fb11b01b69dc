#include <gmock/gmock.h>

#include "spec/metrics.hpp"
#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::string expectation(const std::string& metric, const std::string& rule) {
  return "expect: [{ policy: weighted, metric: " + metric + ", rule: \"" + rule + "\" }]";
}

Expectation expected(const std::string& metric, const std::string& rule) {
  return parsed_with({expectation(metric, rule)}).expectations[0];
}

std::vector<std::string> problems_in(const std::string& metric, const std::string& rule) {
  return problems_with({expectation(metric, rule)});
}

TEST(Expectations, CompareTheMeanUnlessTheyNameAnotherStatistic) {
  const auto aggregate = [](const std::string& rule) {
    return expected("chains.mixed", rule).aggregate;
  };
  EXPECT_EQ(aggregate("< 20%"), Aggregate::mean);
  EXPECT_EQ(aggregate("mean < 20%"), Aggregate::mean);
  EXPECT_EQ(aggregate("lower < 20%"), Aggregate::ci95_low);
  EXPECT_EQ(aggregate("upper < 20%"), Aggregate::ci95_high);
  EXPECT_EQ(aggregate("p95 < 20%"), Aggregate::quantile);
  EXPECT_EQ(expected("chains.mixed", "p99.9<20%").quantile, 0.999);
}

TEST(Expectations, KnowWhereTheirRuleIsWritten) {
  const auto scenario_ =
      parsed_with({"expect:\n  - policy: weighted\n    metric: chains.mixed\n    rule: < 20%"});
  EXPECT_EQ(scenario_.expectations[0].at, (Position{10, 11}));
}

TEST(Expectations, HaveFiveComparisons) {
  const auto comparison = [](const std::string& sign) {
    return expected("chains.mixed", "mean " + sign + " 20%").comparison;
  };
  EXPECT_EQ(comparison("<"), Comparison::less);
  EXPECT_EQ(comparison("<="), Comparison::at_most);
  EXPECT_EQ(comparison(">"), Comparison::greater);
  EXPECT_EQ(comparison(">="), Comparison::at_least);
  EXPECT_EQ(comparison("="), Comparison::equal);
}

TEST(Expectations, HaveTheirLimitInTheUnitOfTheFigure) {
  EXPECT_EQ(expected("chains.mixed", "mean < 20%").value, 0.2);
  EXPECT_EQ(expected("chains.mixed", "mean < 0.2").value, 0.2);
  EXPECT_EQ(expected("users.active", "mean > 5").value, 5);
  EXPECT_EQ(expected("alarm.time_to_detect", "mean < 2m").value, 120);  // s
  EXPECT_EQ(expected("latency.p99.alias", "mean < 1.5s").value, 1500);  // ms
  EXPECT_EQ(expected("masking.p99", "mean > -10%").value, -0.1);
  EXPECT_EQ(expected("chains.mixed", "mean < 20%").rule, "mean < 20%");
}

TEST(Expectations, AreAboutPoliciesAndFiguresThatExist) {
  EXPECT_THAT(
      problems_with({"expect: [{ policy: wieghted, metric: chains.mixd, rule: \"< 1%\" }]"}),
      ElementsAre("7:20: unknown policy \"wieghted\" | did you mean \"weighted\"?",
                  "7:38: unknown metric \"chains.mixd\" | did you mean \"chains.mixed\"?"));
  EXPECT_THAT(
      problems_in("happiness", "> 0"),
      ElementsAre(
          "7:38: unknown metric \"happiness\" | docs/SCENARIO.md lists them, under \"Figures\""));
}

TEST(Expectations, AreWrittenAsRules) {
  const std::string form =
      " | [mean | lower | upper | pNN] (< | <= | > | >= | =) VALUE, as in \"mean < 11%\"";
  EXPECT_THAT(problems_in("chains.mixed", "mean ~ 3"),
              ElementsAre("7:58: rule: \"mean ~ 3\" compares nothing" + form));
  EXPECT_THAT(problems_in("chains.mixed", "mean <"),
              ElementsAre("7:58: rule: \"\" is not a number, percentage or duration" + form));
  EXPECT_THAT(problems_in("chains.mixed", "meen < 3%"),
              ElementsAre("7:58: rule: unknown statistic \"meen\" | did you mean \"mean\"?"));
  EXPECT_THAT(
      problems_in("chains.mixed", "p0 < 3%"),
      ElementsAre("7:58: rule: \"p0\" is no percentile between 0 and 100 | for example p95"));
}

TEST(Expectations, DoNotCompareTimesWithShares) {
  EXPECT_THAT(problems_in("chains.mixed", "mean < 3s"),
              ElementsAre("7:58: rule: chains.mixed is not a time but a share"));
  EXPECT_THAT(problems_in("users.active", "mean < 3%"),
              ElementsAre("7:58: rule: users.active is not a share but a number"));
  EXPECT_THAT(
      problems_in("alarm.time_to_detect", "mean < 3"),
      ElementsAre("7:66: rule: the limit has no unit | write it as 250us, 80ms, 1.5s, 10m"));
}

TEST(Expectations, AboutWindowsNeedTheWindow) {
  EXPECT_THAT(problems_in("blast_radius.exposed.per_60s", "< 10%"),
              ElementsAre("7:38: no window of 1m is observed | add it to observe.windows"));
  EXPECT_THAT(problems_in("blast_radius.exposed.per_minute", "< 10%"),
              ElementsAre(testing::StartsWith("7:38: \"minute\" is not a duration")));
}

TEST(Expectations, NameWindowsInSecondsHoweverTheyAreWritten) {
  const Scenario scenario = parsed_with(
      {"observe: { windows: [60s, 5m] }", expectation("blast_radius.exposed.per_5m", "< 10%")});
  EXPECT_THAT(scenario.windows, ElementsAre(Duration{60s}, Duration{300s}));
  EXPECT_EQ(scenario.expectations[0].metric, "blast_radius.exposed.per_300s");
  EXPECT_EQ(window_metric(300s), "blast_radius.exposed.per_300s");
  EXPECT_EQ(window_metric(500ms), "blast_radius.exposed.per_500ms");
}

TEST(Expectations, AboutStepsNeedTheStep) {
  EXPECT_THAT(problems_with({"release: { rollout: Canary10Percent5Minutes }",
                             expectation("canary.user_share.step_2", "< 10%")}),
              IsEmpty());
  EXPECT_THAT(
      problems_with({"release: { rollout: Canary10Percent5Minutes }",
                     expectation("canary.user_share.step_3", "< 10%")}),
      ElementsAre(
          "7:38: the rollout of \"weighted\" has no such step | steps are numbered 1 to 2"));
  EXPECT_THAT(
      problems_in("canary.user_share.step_0", "< 10%"),
      ElementsAre(testing::StartsWith("7:38: the rollout of \"weighted\" has no such step")));
}

TEST(Expectations, AboutFunctionsNeedTheFunction) {
  EXPECT_THAT(problems_in("canary.invocation_share.apy", "< 10%"),
              ElementsAre("7:38: unknown function \"apy\" | did you mean \"api\"?"));
}

TEST(Expectations, AreAboutAlarmsAndJudgesThatThePolicyHas) {
  const auto problems = [](const std::string& name) {
    return problems_with(
        {"alarms: [{ metric: error_rate, above: 1% }, { metric: error_rate, above: 2% }]",
         "judges: { idle: { engine: { argo: {} } }, flagger: { engine: { flagger: {} } } }",
         "release: { rollout: AllAtOnce, rollback_at: 1m }",
         "policies: { weighted: { route: weighted, judges: [flagger] } }",
         expectation("alarm.stopped_by." + name, "mean < 1%")});
  };
  for (const char* name : {"alarm_1", "alarm_2", "flagger", "operator"}) {
    EXPECT_THAT(problems(name), IsEmpty()) << name;
  }
  EXPECT_THAT(problems("alarm_3"), testing::SizeIs(1));
  EXPECT_THAT(problems("idle"), testing::SizeIs(1));
  EXPECT_THAT(problems_in("alarm.stopped_by.operator", "mean < 1%"),
              ElementsAre(testing::HasSubstr("\"operator\" is nobody who can stop \"weighted\" | "
                                             "it has no alarms and no judges")));
}

}  // namespace
}  // namespace coalmine::spec
