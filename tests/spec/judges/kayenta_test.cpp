#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace routing::kayenta;
using testing::ElementsAre;

std::string judges(const std::string& written) {
  return "judges: { k: { engine: { kayenta: " + written + " } } }";
}

routing::kayenta::Spec kayenta(const std::string& written) {
  return std::get<routing::kayenta::Spec>(parsed_with({judges(written)}).judges.at(0).engine);
}

Metric metric(const std::string& written) {
  return kayenta("{ metrics: [" + written + ", { measure: requests }] }").metrics.at(0);
}

std::vector<std::string> problems_in(const std::string& written) {
  return problems_with({judges(written)});
}

TEST(KayentaInAScenario, HasTheDefaultsOfTheProduct) {
  const routing::kayenta::Spec spec = kayenta("{}");
  EXPECT_THAT(
      spec.metrics,
      ElementsAre(Metric{.measure = {Statistic::error_rate}, .direction = Direction::increase},
                  Metric{.measure = {Statistic::latency, 0.99}, .direction = Direction::increase}));
  const routing::kayenta::Spec without{.metrics = spec.metrics};
  EXPECT_EQ(spec, without);
  EXPECT_EQ(metric("{ measure: requests }"), (Metric{.measure = {Statistic::requests}}));
}

TEST(KayentaInAScenario, MeasuresRatesNumbersAndLatencies) {
  EXPECT_EQ(metric("{ measure: error_rate }").measure, (Measure{Statistic::error_rate}));
  EXPECT_EQ(metric("{ measure: success_rate }").measure, (Measure{Statistic::success_rate}));
  EXPECT_EQ(metric("{ measure: latency.mean }").measure, (Measure{Statistic::latency}));
  EXPECT_EQ(metric("{ measure: latency.p99.9 }").measure, (Measure{Statistic::latency, 0.999}));
}

TEST(KayentaInAScenario, TakesEverySettingOfAMetric) {
  EXPECT_EQ(metric("{ measure: error_rate, direction: decrease, groups: [a, b], critical: true, "
                   "must_have_data: true, muted: true, nan_strategy: replace, outliers: remove, "
                   "outlier_factor: 1.5, effect_size: cles, allowed_increase: 0.8, "
                   "allowed_decrease: 0.2, critical_increase: 0.9, critical_decrease: 0.1 }"),
            (Metric{.measure = {Statistic::error_rate},
                    .groups = {"a", "b"},
                    .direction = Direction::decrease,
                    .nan_strategy = NanStrategy::replace,
                    .outliers = Outliers::remove,
                    .outlier_factor = 1.5,
                    .critical = true,
                    .must_have_data = true,
                    .muted = true,
                    .effect_size = EffectSize::cles,
                    .allowed_increase = 0.8,
                    .allowed_decrease = 0.2,
                    .critical_increase = 0.9,
                    .critical_decrease = 0.1}));
}

TEST(KayentaInAScenario, TakesScoresAndTimes) {
  const routing::kayenta::Spec spec = kayenta(
      "{ pass: 90, marginal: 50, lifetime: 3h, interval: 60m, begin_after: 5m, lookback: 30m, "
      "step: 30s, publication_delay: 45s, group_weights: { all: 60 } }");
  EXPECT_EQ(spec.pass, 90);
  EXPECT_EQ(spec.marginal, 50);
  EXPECT_EQ(spec.lifetime, 3h);
  EXPECT_EQ(spec.interval, 60min);
  EXPECT_EQ(spec.begin_after, 5min);
  EXPECT_EQ(spec.lookback, 30min);
  EXPECT_EQ(spec.step, 30s);
  EXPECT_EQ(spec.publication_delay, 45s);
  EXPECT_THAT(spec.group_weights, ElementsAre(GroupWeight{"all", 60}));
}

TEST(KayentaInAScenario, IsRefusedWhereAWordIsWrong) {
  EXPECT_THAT(problems_in("{ metrics: [{ measure: latency.99 }] }"),
              ElementsAre("7:58: measure: unknown measure \"latency.99\" | did you mean "
                          "\"latency.p99\"?"));
  EXPECT_THAT(problems_in("{ metrics: [{ measure: latency.p100 }] }"),
              ElementsAre("7:58: measure: \"latency.p100\" has no percentile between 0 and 100 | "
                          "for example latency.p99 or latency.p99.9"));
  EXPECT_THAT(problems_in("{ metrics: [{ measure: requests, direction: up }] }"),
              ElementsAre("7:79: direction: unknown direction \"up\" | one of: increase, "
                          "decrease, either"));
  EXPECT_THAT(problems_in("{ metrics: [{ measure: requests, effect_size: mean }] }"),
              ElementsAre("7:81: effect_size: unknown effect size \"mean\" | one of: mean_ratio, "
                          "cles"));
  EXPECT_THAT(problems_in("{ metrics: [{ measure: requests, nan_strategy: drop }] }"),
              ElementsAre("7:82: nan_strategy: unknown NaN strategy \"drop\" | one of: remove, "
                          "replace"));
}

TEST(KayentaInAScenario, IsRefusedWhereANumberIsOutOfRange) {
  EXPECT_THAT(problems_in("{ pass: 101 }"),
              ElementsAre("7:43: pass: 101 is out of range | a number from 0 to 100"));
  EXPECT_THAT(problems_in("{ group_weights: { all: -1 } }"),
              ElementsAre("7:59: all: -1 is out of range | a number from 0 to 100"));
  EXPECT_THAT(problems_in("{ metrics: [] }"), ElementsAre("7:46: metrics: the list is empty"));
  EXPECT_THAT(problems_in("{ metrics: [{ measure: requests, groups: [] }] }"),
              ElementsAre("7:76: groups: the list is empty"));
  EXPECT_THAT(problems_in("{ step: 100ms }"), ElementsAre(testing::HasSubstr("7:43: step: ")));
}

TEST(KayentaInAScenario, IsRefusedWhereSettingsContradictOneAnother) {
  EXPECT_THAT(problems_in("{ pass: 80, marginal: 85 }"),
              ElementsAre("7:57: marginal: 85 is not within 0 to pass, 80"));
  EXPECT_THAT(problems_in("{ step: 60s, interval: 90s }"),
              ElementsAre("7:58: interval: 90 s is not a multiple of the step of 60 s"));
  EXPECT_THAT(problems_in("{ group_weights: { latency: 60 } }"),
              ElementsAre("7:52: group_weights: no metric is in the group \"latency\""));
  EXPECT_THAT(problems_in("{ step: 7m }"),  // the interval is not written: its default does not fit
              ElementsAre("7:35: interval: 300 s is not a multiple of the step of 420 s"));
}

TEST(KayentaInAScenario, SaysOnceThatAMetricCannotBeRead) {
  EXPECT_THAT(problems_in("{ metrics: [latency] }"), ElementsAre(testing::HasSubstr("metrics: ")));
}

}  // namespace
}  // namespace coalmine::spec
