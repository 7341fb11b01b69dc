#include "routing/judge/query.hpp"

#include <gtest/gtest.h>

namespace coalmine::routing {
namespace {

using namespace std::chrono_literals;

Sample sample(std::uint64_t invocations, std::uint64_t errors, Duration latency = {}) {
  return {{invocations, errors}, latency};
}

std::optional<double> of_canary(Measure measure, const Sample& sample) {
  return value_of(Query{measure}, sample);
}

TEST(Queries, MeasureSharesNumbersAndSeconds) {
  const Sample some = sample(200, 3, 250ms);
  EXPECT_EQ(of_canary(Measure::success_rate, some), 0.985);
  EXPECT_EQ(of_canary(Measure::error_rate, some), 0.015);
  EXPECT_EQ(of_canary(Measure::error_count, some), 3);
  EXPECT_EQ(of_canary(Measure::requests, some), 200);
  EXPECT_EQ(of_canary(Measure::latency_percentile, some), 0.25);
  EXPECT_EQ(of_canary(Measure::latency_mean, some), 0.25);
}

TEST(Queries, HaveNoValueWithoutTrafficNotEvenACountOfNothing) {
  for (const Measure measure :
       {Measure::success_rate, Measure::error_rate, Measure::error_count, Measure::requests,
        Measure::latency_percentile, Measure::latency_mean}) {
    EXPECT_EQ(of_canary(measure, sample(0, 0)), std::nullopt);
  }
}

TEST(Queries, CompareTheCanaryWithStable) {
  const Query query{.measure = Measure::error_rate, .side = Side::difference};
  EXPECT_EQ(value_of(query, sample(100, 25), sample(10, 5)), 0.25);
  EXPECT_EQ(value_of(query, sample(10, 5), sample(100, 25)), -0.25);
  EXPECT_EQ(value_of(query, sample(0, 0), sample(100, 25)), std::nullopt);
  EXPECT_EQ(value_of(query, sample(100, 25), sample(0, 0)), std::nullopt);
}

TEST(Queries, HaveAWindowInWholeSecondsAndAPercentileInside) {
  EXPECT_TRUE(check(Query{.window = 1s}));
  EXPECT_EQ(check(Query{.window = 1500ms}).error().message,
            "window: 1.5 s, expected whole seconds, 1 or more");
  EXPECT_EQ(check(Query{.window = 0s}).error().message,
            "window: 0 s, expected whole seconds, 1 or more");
  EXPECT_TRUE(check(Query{Measure::latency_percentile, 0.99}));
  EXPECT_EQ(check(Query{Measure::latency_percentile, 1}).error().message,
            "measure: percentile 1, expected above 0 and below 1");
}

}  // namespace
}  // namespace coalmine::routing
