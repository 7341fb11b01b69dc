#include <gtest/gtest.h>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

// Stable fails 1 %, the canary 11 % at a weight of 20 %, over 120,000 requests.
std::string scenario_with(const std::string& alarm) {
  return fmt::format(R"(
name: masked
replications: 4
duration: 10m
traffic: {{ users: 1000, requests: {{ poisson: {{ total: 200/s }} }} }}
functions: {{ api: {{ latency: 5ms, errors: {{ stable: 1%, canary: 11% }} }} }}
release: {{ rollout: {{ steps: [{{ weight: 20%, for: 10m }}] }} }}
policies: {{ only: {{ route: weighted, alarms: [{}] }} }}
)",
                     alarm);
}

std::optional<double> mean_of(const std::string& alarm, const std::string& metric) {
  const RunResult result = support::rehearse(scenario_with(alarm));
  for (const Figure& figure : result.policies[0].figures) {
    if (figure.name == metric) return figure.mean;
  }
  return std::nullopt;
}

TEST(MaskingTest, KnowsTheLeastWeightAtWhichARateReachesItsThreshold) {
  const auto least = [](const std::string& threshold) {
    return mean_of("{ metric: error_rate, above: " + threshold + " }", "masking.least_weight");
  };
  EXPECT_NEAR(*least("6%"), 0.5, 0.02);
  EXPECT_EQ(least("0.5%"), 0) << "stable alone is above it";
  EXPECT_EQ(least("12%"), std::nullopt) << "the canary alone is below it";
}

TEST(MaskingTest, KnowsTheLeastTrafficAtWhichACountReachesItsThreshold) {
  const auto least = [](const std::string& dimension) {
    return mean_of("{ metric: error_count, above: 3000, dimension: " + dimension + " }",
                   "masking.least_traffic");
  };
  EXPECT_NEAR(*least("alias"), 3000 / (0.2 * 0.11 + 0.8 * 0.01), 3000);
  EXPECT_NEAR(*least("version"), 3000 / (0.2 * 0.11), 4000);
  EXPECT_EQ(least("difference"), std::nullopt);
}

TEST(MaskingTest, ShowsErrorRatesByVersionAndOfBoth) {
  const std::string alarm = "{ metric: error_rate, above: 50% }";
  EXPECT_NEAR(*mean_of(alarm, "errors.stable"), 0.01, 0.002);
  EXPECT_NEAR(*mean_of(alarm, "errors.canary"), 0.11, 0.005);
  EXPECT_NEAR(*mean_of(alarm, "errors.alias"), 0.03, 0.002);
}

}  // namespace
}  // namespace coalmine::harness
