#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace routing::argo;
using routing::Measure;
using routing::Side;
using testing::ElementsAre;
using testing::IsEmpty;
using ArgoSpec = routing::argo::Spec;
using Compares = routing::argo::Comparison;

std::string judges(const std::string& written) {
  return "judges: { a: { engine: { argo: " + written + " } } }";
}

ArgoSpec argo(const std::string& written) {
  return std::get<ArgoSpec>(parsed_with({judges(written)}).judges.at(0).engine);
}

Metric metric(const std::string& written) {
  return argo("{ metrics: [" + written + "] }").metrics.at(0);
}

std::vector<std::string> problems_in(const std::string& written) {
  return problems_with({judges(written)});
}

// Columns count from the metric, which begins at 43.
std::vector<std::string> problems_in_metric(const std::string& written) {
  return problems_in("{ metrics: [" + written + "] }");
}

TEST(ArgoInAScenario, MeasuresAsTheDocumentationDoesByDefault) {
  const ArgoSpec spec = argo("{}");
  EXPECT_EQ(spec, (ArgoSpec{.metrics = {{.success = Condition{Compares::at_least, 0.95},
                                         .interval = 5min,
                                         .failure_limit = 3}}}));
  EXPECT_EQ(spec.metrics[0].query, (routing::Query{.window = 5min}));
}

TEST(ArgoInAScenario, HasTheDefaultsOfTheProduct) { EXPECT_EQ(metric("{}"), Metric{}); }

TEST(ArgoInAScenario, TakesEverySettingOfAMetric) {
  EXPECT_EQ(metric("{ measure: error_rate, of: difference, window: 2m, success: \"< 1%\", failure: "
                   "\">= 5%\", without_traffic: nan, interval: 30s, initial_delay: 1m, count: 9, "
                   "failure_limit: 3, inconclusive_limit: 2, consecutive_error_limit: 7, "
                   "consecutive_success_limit: 5, dry_run: true }"),
            (Metric{.query = {Measure::error_rate, 0, Side::difference, 2min},
                    .success = Condition{Compares::below, 0.01},
                    .failure = Condition{Compares::at_least, 0.05},
                    .without_traffic = WithoutTraffic::not_a_number,
                    .interval = 30s,
                    .initial_delay = 1min,
                    .count = 9,
                    .failure_limit = 3,
                    .inconclusive_limit = 2,
                    .consecutive_error_limit = 7,
                    .consecutive_success_limit = 5,
                    .dry_run = true}));
  EXPECT_EQ(metric("{ failure_limit: -1, consecutive_success_limit: 1 }").failure_limit, -1);
}

TEST(ArgoInAScenario, ReadsLimitsInTheUnitOfTheMeasure) {
  const auto success = [](const std::string& written) { return *metric(written).success; };
  EXPECT_EQ(success("{ measure: success_rate, success: \">=99.5%\" }"),
            (Condition{Compares::at_least, 0.995}));
  EXPECT_EQ(success("{ measure: error_count, success: <= 3 }"), (Condition{Compares::at_most, 3}));
  EXPECT_EQ(success("{ measure: requests, success: \"> 100\" }"),
            (Condition{Compares::above, 100}));
  EXPECT_EQ(success("{ measure: latency.mean, success: \"== 80ms\" }"),
            (Condition{Compares::equal, 0.08}));
  const Metric p999 = metric("{ measure: latency.p99.9, success: < 2s }");
  EXPECT_EQ(p999.query.measure, Measure::latency_percentile);
  EXPECT_EQ(p999.query.percentile, 0.999);
  EXPECT_EQ(p999.success, (Condition{Compares::below, 2}));
  // Only a difference may be below 0.
  EXPECT_EQ(success("{ measure: latency.p99, of: difference, success: \"< -50ms\" }"),
            (Condition{Compares::below, -0.05}));
}

TEST(ArgoInAScenario, SaysWhatAnEmptyResultGives) {
  EXPECT_EQ(metric("{ without_traffic: error }").without_traffic, WithoutTraffic::error);
  const Metric guarded = metric("{ without_traffic: 100% }");
  EXPECT_EQ(guarded.without_traffic, WithoutTraffic::value);
  EXPECT_EQ(guarded.value_without_traffic, 1);
}

TEST(ArgoInAScenario, RunsInTheBackgroundOrAtSteps) {
  const ArgoSpec spec = argo(
      "{ background: false, starting_step: 2, pods_ready_after: 40s, waits_for_traffic: true, "
      "analyses: [{ step: 1, after: 5m }, { step: 3, metrics: [{ success: \">= 90%\" }] }] }");
  EXPECT_FALSE(spec.background);
  EXPECT_EQ(spec.starting_step, 2);
  EXPECT_EQ(spec.pods_ready_after, 40s);
  EXPECT_TRUE(spec.waits_for_traffic);
  EXPECT_THAT(spec.analyses,
              ElementsAre(StepAnalysis{1, 5min},
                          StepAnalysis{3, 0s, {{.success = Condition{Compares::at_least, 0.9}}}}));
}

TEST(ArgoInAScenario, HasAnAnalysisSomewhere) {
  EXPECT_THAT(problems_in("{ background: false }"),
              ElementsAre("7:46: background: no analysis, in the background or at a step"));
  EXPECT_THAT(problems_in("{ analyses: [{ step: 2 }, { step: 2 }] }"),
              ElementsAre("7:44: analyses: two at step 2"));
}

TEST(ArgoInAScenario, ComparesInKnownWays) {
  EXPECT_THAT(problems_in_metric("{ success: 99% }"),
              ElementsAre("7:55: success: \"99%\" compares nothing | (>= | > | < | <= | ==) VALUE, "
                          "as in \">= 99%\""));
  EXPECT_THAT(problems_in_metric("{ measure: latency.p99, failure: \"> 1%\" }"),
              ElementsAre(testing::StartsWith("7:77: failure: ")));
  EXPECT_THAT(problems_in_metric("{ measure: error_count, success: \"< -1\" }"),
              ElementsAre("7:77: success: \"-1\" is negative | a count is at least 0"));
  EXPECT_THAT(problems_in_metric("{ measure: requests, success: \">\" }"),
              ElementsAre(testing::StartsWith("7:74: success: ")));
}

TEST(ArgoInAScenario, MeasuresKnownThings) {
  EXPECT_THAT(problems_in_metric("{ measure: sucess_rate }"),
              ElementsAre("7:55: measure: unknown measure \"sucess_rate\" | did you mean "
                          "\"success_rate\"?"));
  EXPECT_THAT(problems_in_metric("{ measure: latency.p100 }"),
              ElementsAre("7:55: measure: \"latency.p100\" has no percentile between 0 and 100 | "
                          "for example latency.p99 or latency.p99.9"));
  EXPECT_THAT(problems_in_metric("{ of: canari }"),
              ElementsAre("7:50: of: unknown side \"canari\" | did you mean \"canary\"?"));
  EXPECT_THAT(
      problems_in_metric("{ without_traffic: never }"),
      ElementsAre("7:63: without_traffic: \"never\" is not a share | error, nan, or a value"));
}

TEST(ArgoInAScenario, RefusesWhatTheProductRefusesAndWhatCannotBeTimed) {
  EXPECT_THAT(problems_in_metric("{ count: 3 }"),
              ElementsAre("7:53: count: above 1 it needs an interval"));
  EXPECT_THAT(problems_in_metric("{ interval: 1m, count: 3, failure_limit: 4 }"),
              ElementsAre("7:67: count: 3 is below the failure limit of 4"));
  EXPECT_THAT(problems_in_metric("{ interval: 1500ms }"),
              ElementsAre("7:56: interval: 1.5 s, expected whole seconds, 1 or more"));
  EXPECT_THAT(problems_in_metric("{ failure_limit: -2 }"),
              ElementsAre("7:61: failure_limit: \"-2\" is no failure limit | a whole number, or -1 "
                          "for any number of failures"));
  EXPECT_THAT(problems_in("{ pods_ready_after: 1ms }"),
              ElementsAre("7:52: pods_ready_after: 0.001 s, expected whole seconds, 0 or more"));
}

TEST(ArgoInAScenario, DoesNotComplainOfWhatFollowsFromAnotherMistake) {
  EXPECT_THAT(problems_in_metric("{ interval: soon, count: 3 }"),
              ElementsAre(testing::StartsWith("7:56: interval: ")));
  EXPECT_THAT(problems_in("{ metrics: [5] }"), ElementsAre(testing::StartsWith("7:44: ")));
  EXPECT_THAT(problems_in("{ analyses: [{ step: 1, metrics: [{ count: 2 }] }] }"),
              ElementsAre(testing::EndsWith("count: above 1 it needs an interval")));
}

TEST(ArgoInAScenario, HoldsUpThePlanOfPoliciesThatItJudges) {
  const std::string rollout = "release: { rollout: Canary10Percent5Minutes }";
  const std::string policies =
      "policies: { judged: { route: weighted, judges: [a] }, free: { route: weighted } }";
  const Scenario scenario =
      parsed_with({rollout, policies, judges("{ analyses: [{ step: 1, after: 5m }] }")});
  EXPECT_EQ(scenario.policies[0].plans[0].steps[0].hold, routing::until_advanced);
  EXPECT_EQ(scenario.policies[1].plans[0].steps[0].hold, 5min);
}

}  // namespace
}  // namespace coalmine::spec
