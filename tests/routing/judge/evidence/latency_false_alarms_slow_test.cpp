// The same for latencies: their quantiles, and their ranks.
#include <gmock/gmock.h>

#include <boost/math/distributions/lognormal.hpp>

#include "tests/routing/judge/evidence/rollouts.hpp"

namespace coalmine::routing::evidence {
namespace {

using testing::Each;
using testing::Gt;
using testing::Le;

// Median 100 ms, p99 about 1 s.
std::vector<Duration> lognormal_latencies(std::size_t values) {
  const boost::math::lognormal distribution(-2.302585092994046, 1.0);
  std::vector<Duration> latencies;
  for (std::size_t i = 0; i < values; ++i) {
    const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(values);
    latencies.push_back(
        Duration{static_cast<Duration::rep>(boost::math::quantile(distribution, share) * 1e9)});
  }
  return latencies;
}

Spec of_quantile(Method method, double p) {
  Spec spec = looking_often(method);
  spec.measure = Measure::quantile;
  spec.quantile = p;
  spec.mixture = 0.05;
  return spec;
}

Spec of_ranks(Spec spec) {
  spec.measure = Measure::latency;
  return spec;
}

TEST(FalseAlarms, OfSequentialTestsOfQuantilesStayBelowTheLevel) {
  const std::vector<Spec> specs{of_quantile(Method::msprt, 0.5), of_quantile(Method::msprt, 0.95),
                                of_quantile(Method::growthbook, 0.5),
                                of_quantile(Method::growthbook, 0.95)};
  const auto rates = alarm_rates(Timed{.latencies = lognormal_latencies(400)}, specs);
  record("msprt, p50", rates[0]);
  record("msprt, p95", rates[1]);
  record("growthbook, p50", rates[2]);
  record("growthbook, p95", rates[3]);
  EXPECT_THAT(rates, Each(Le(level)));
}

TEST(FalseAlarms, OfRanksAreAtTheLevelIfItLooksOnce) {
  const auto rates = alarm_rates(Timed{.latencies = lognormal_latencies(100)},
                                 {of_ranks(looking_once(Method::mann_whitney)),
                                  of_ranks(looking_often(Method::mann_whitney))});
  record("mann_whitney, one look", rates[0]);
  record("mann_whitney, a look each minute", rates[1]);
  EXPECT_NEAR(rates[0], level, four_deviations);
  EXPECT_GT(rates[1], 4 * level);
}

TEST(Alarms, OfTestsOfLatencyComeWhereTheCanaryIsSlower) {
  const auto rates =
      alarm_rates(Timed{.latencies = lognormal_latencies(300), .canary_factor = 1.5},
                  {of_quantile(Method::msprt, 0.5), of_quantile(Method::growthbook, 0.5),
                   of_ranks(looking_once(Method::mann_whitney))});
  record("msprt, p50, canary 1.5 times as slow", rates[0]);
  record("growthbook, p50, canary 1.5 times as slow", rates[1]);
  record("mann_whitney, one look, canary 1.5 times as slow", rates[2]);
  EXPECT_THAT(rates, Each(Gt(0.9)));
}

}  // namespace
}  // namespace coalmine::routing::evidence
