#include "routing/judge/kayenta/spec.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace coalmine::routing::kayenta {
namespace {

using namespace std::chrono_literals;

std::string refusal(const std::function<void(Spec&)>& change) {
  Spec spec{.metrics = {{}}};
  change(spec);
  const auto checked = check(spec);
  return checked ? "" : checked.error().message;
}

TEST(KayentaSpec, IsFineWithItsDefaultsAndAMetric) {
  EXPECT_EQ(refusal([](Spec&) {}), "");
  EXPECT_EQ(refusal([](Spec& spec) { spec.metrics.clear(); }),
            "metrics: there is nothing to judge");
}

TEST(KayentaSpec, RefusesMetricsThatMakeNoSense) {
  EXPECT_EQ(refusal([](Spec& spec) { spec.metrics[0].measure.percentile = 1.0; }),
            "metrics: percentile 1 is not above 0 and below 1");
  EXPECT_EQ(refusal([](Spec& spec) { spec.metrics[0].outlier_factor = 0; }),
            "metrics: outlier factor 0 is not above 0");
  EXPECT_EQ(refusal([](Spec& spec) { spec.metrics[0].muted = true; }),
            "metrics: there is nothing to judge");
  EXPECT_EQ(refusal([](Spec& spec) { spec.metrics[0].groups.clear(); }),
            "metrics: a metric in no group counts for nothing");
}

TEST(KayentaSpec, RefusesWeightsAndThresholdsOutOfRange) {
  EXPECT_EQ(refusal([](Spec& spec) {
              spec.group_weights = {{"all", 101}};
            }),
            "group_weights: 101 of \"all\" is not within 0 to 100");
  EXPECT_EQ(refusal([](Spec& spec) {
              spec.group_weights = {{"al", 10}};
            }),
            "group_weights: no metric is in the group \"al\"");
  EXPECT_EQ(refusal([](Spec& spec) {
              spec.metrics.push_back({.groups = {"b"}});
              spec.group_weights = {{"all", 60}, {"b", 50}};
            }),
            "group_weights: add up to 110, expected at most 100");
  EXPECT_EQ(refusal([](Spec& spec) { spec.pass = 100.5; }), "pass: 100.5 is not within 0 to 100");
  EXPECT_EQ(refusal([](Spec& spec) { spec.marginal = 96; }),
            "marginal: 96 is not within 0 to pass, 95");
  EXPECT_EQ(refusal([](Spec& spec) { spec.marginal = 95; }), "");
}

TEST(KayentaSpec, RefusesTimesThatDoNotFitIntoOneAnother) {
  EXPECT_EQ(refusal([](Spec& spec) { spec.step = 1500ms; }),
            "step: 1.5 s is not whole seconds, 1 or more");
  EXPECT_EQ(refusal([](Spec& spec) { spec.interval = 90s; }),
            "interval: 90 s is not a multiple of the step of 60 s");
  EXPECT_EQ(refusal([](Spec& spec) { spec.interval = 0s; }),
            "interval: 0 s is not a multiple of the step of 60 s");
  EXPECT_EQ(refusal([](Spec& spec) { spec.lookback = 30s; }),
            "lookback: 30 s is not a multiple of the step of 60 s");
  EXPECT_EQ(refusal([](Spec& spec) { spec.lifetime = 61s; }),
            "lifetime: 61 s is not a multiple of the step of 60 s");
  EXPECT_EQ(refusal([](Spec& spec) { spec.begin_after = 100ms; }),
            "begin_after: 0.1 s is not whole seconds, 0 or more");
  EXPECT_EQ(refusal([](Spec& spec) { spec.publication_delay = -1s; }),
            "publication_delay: -1 s is not 0 or more");
  EXPECT_EQ(refusal([](Spec& spec) { spec.begin_after = 7s, spec.publication_delay = 1ms; }), "");
}

}  // namespace
}  // namespace coalmine::routing::kayenta
