#include <gmock/gmock.h>

#include "routing/judge/flagger/plan.hpp"
#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace routing::flagger;
using routing::Measure;
using routing::Side;
using testing::ElementsAre;
using testing::IsEmpty;
using FlaggerSpec = routing::flagger::Spec;

std::string judges(const std::string& written) {
  return "judges: { f: { engine: { flagger: " + written + " } } }";
}

FlaggerSpec flagger(const std::string& written) {
  return std::get<FlaggerSpec>(parsed_with({judges(written)}).judges.at(0).engine);
}

Metric metric(const std::string& written) {
  return flagger("{ metrics: [" + written + "] }").metrics.at(0);
}

std::vector<std::string> problems_in(const std::string& written) {
  return problems_with({judges(written)});
}

TEST(FlaggerInAScenario, HasTheDefaultsOfTheProductAndWeightsOfItsExamples) {
  EXPECT_EQ(flagger("{}"),
            (FlaggerSpec{.step_weight_percent = 10, .metrics = {{{.window = 1min}, 0.99}}}));
}

TEST(FlaggerInAScenario, TakesEverySetting) {
  EXPECT_EQ(flagger("{ interval: 30s, threshold: 5, step_weight: 20%, max_weight: 50%, "
                    "step_weight_promotion: 25%, metrics: [], confirm_rollout: { closed_to: 10m }, "
                    "confirm_traffic_increase: { closed_from: 2m, closed_to: 3m, "
                    "suspends_threshold: true }, confirm_promotion: { closed_from: 1m } }"),
            (FlaggerSpec{.interval = 30s,
                         .threshold = 5,
                         .step_weight_percent = 20,
                         .max_weight_percent = 50,
                         .step_weight_promotion_percent = 25,
                         .confirm_rollout = Gate{0s, 10min},
                         .confirm_traffic_increase = Gate{2min, 3min},
                         .confirm_promotion = Gate{1min, std::nullopt},
                         .traffic_gate_suspends_threshold = true}));
  EXPECT_TRUE(flagger("{ skip_analysis: true }").skip_analysis);
}

TEST(FlaggerInAScenario, MovesByStepsByAListOrNotAtAll) {
  const FlaggerSpec list = flagger("{ step_weights: [1%, 5%, 0.25] }");
  EXPECT_THAT(list.step_weights_percent, ElementsAre(1, 5, 25));
  EXPECT_EQ(list.step_weight_percent, 0);
  const FlaggerSpec ab = flagger("{ iterations: 10 }");
  EXPECT_EQ(ab.iterations, 10);
  EXPECT_EQ(ab.step_weight_percent, 0);
}

TEST(FlaggerInAScenario, HasBuiltInMetricsAndTemplates) {
  EXPECT_EQ(metric("{ request_success_rate: {} }"), (Metric{{}, 0.99}));
  EXPECT_EQ(metric("{ request_success_rate: { min: 90%, max: 99.9%, window: 30s } }"),
            (Metric{{.window = 30s}, 0.9, 0.999}));
  EXPECT_EQ(metric("{ request_duration: {} }"),
            (Metric{{Measure::latency_percentile, 0.99}, std::nullopt, 0.5, true}));
  EXPECT_EQ(metric("{ request_duration: { min: 1ms, max: 1s, statistic: mean, window: 2m } }"),
            (Metric{{Measure::latency_mean, 0, Side::canary, 2min}, 0.001, 1, true}));
  EXPECT_EQ(
      metric("{ template: { measure: error_count, of: difference, window: 5m, min: -3, max: 7 "
             "} }"),
      (Metric{{Measure::error_count, 0, Side::difference, 5min}, -3, 7}));
}

TEST(FlaggerInAScenario, HasWeightsInWholePercents) {
  EXPECT_THAT(problems_in("{ step_weight: 2.5% }"),
              ElementsAre("7:50: step_weight: \"2.5%\" is not in whole per cent | such as 5%"));
  EXPECT_THAT(problems_in("{ step_weight: 0% }"),
              ElementsAre("7:50: step_weight: \"0%\" is too small | at least 1%"));
  EXPECT_THAT(problems_in("{ step_weights: [5%, 1%] }"),
              ElementsAre("7:51: step_weights: they do not rise, and Flagger would stay where they "
                          "stop"));
  EXPECT_THAT(problems_in("{ step_weight: 101% }"),
              ElementsAre(testing::StartsWith("7:50: step_weight: ")));
}

TEST(FlaggerInAScenario, MovesInOneWay) {
  EXPECT_THAT(problems_in("{ step_weight: 10%, iterations: 5 }"),
              ElementsAre("7:35: only one of step_weight, step_weights and iterations"));
}

TEST(FlaggerInAScenario, LooksAtMostEveryTenSeconds) {
  EXPECT_THAT(problems_in("{ interval: 5s }"),
              ElementsAre(testing::StartsWith("7:47: interval: ")));
  EXPECT_THAT(problems_in("{ interval: 10500ms }"),
              ElementsAre("7:47: interval: 10.5 s, expected whole seconds, 10 or more"));
}

TEST(FlaggerInAScenario, HasMetricsWithARange) {
  EXPECT_THAT(problems_in("{ metrics: [{ request_success_rate: { min: 99%, max: 90% } }] }"),
              ElementsAre("7:88: max: below min"));
  EXPECT_THAT(problems_in("{ metrics: [{ request_duration: { max: 1ms, min: 2ms } }] }"),
              ElementsAre("7:74: max: below min"));
  EXPECT_THAT(problems_in("{ metrics: [{ template: { measure: requests, min: 1% } }] }"),
              ElementsAre(testing::StartsWith("7:85: min: ")));
  EXPECT_THAT(problems_in("{ metrics: [{ template: { measure: request } }] }"),
              ElementsAre("7:70: measure: unknown measure \"request\" | did you mean "
                          "\"requests\"?"));
  EXPECT_THAT(problems_in("{ metrics: [{ request_success_rate: { window: 1500ms } }] }"),
              ElementsAre("7:81: window: 1.5 s, expected whole seconds, 1 or more"));
}

TEST(FlaggerInAScenario, HasGatesThatCloseBeforeTheyOpen) {
  EXPECT_THAT(problems_in("{ confirm_promotion: { closed_from: 5m, closed_to: 4m } }"),
              ElementsAre("7:56: confirm_promotion: it opens before it closes"));
}

TEST(FlaggerInAScenario, GivesThePlanOfPoliciesThatItJudges) {
  const Scenario scenario = parsed_with({"policies: { a: { route: weighted, judges: [f] } }",
                                         judges("{ step_weight: 20%, max_weight: 50% }")});
  const FlaggerSpec spec{.step_weight_percent = 20, .max_weight_percent = 50};
  EXPECT_EQ(scenario.policies[0].plans[0], plan_of(spec));
}

}  // namespace
}  // namespace coalmine::spec
