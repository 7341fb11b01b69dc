#include "harness/judges/telemetry.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace coalmine::harness {
namespace {

using namespace std::chrono_literals;

constexpr auto stable = routing::Version::stable;
constexpr auto canary = routing::Version::canary;

constexpr Instant at(Duration since_start) { return Instant{since_start}; }

constexpr TelemetryNeeds needs{.slice = 10s, .memory = 1min, .latency = true, .clusters = true};

TEST(TelemetryTest, CountsWhatBeganInAWindowByVersion) {
  Telemetry telemetry(needs, 2);
  telemetry.record(stable, at(0s), 5ms, false, 0);
  telemetry.record(canary, at(10s - 1ns), 5ms, true, 1);
  telemetry.record(canary, at(10s), 5ms, true, 1);
  EXPECT_EQ(telemetry.counts(stable, at(0s), at(10s)), (routing::Counts{1, 0}));
  EXPECT_EQ(telemetry.counts(canary, at(0s), at(10s)), (routing::Counts{1, 1}));
  EXPECT_EQ(telemetry.counts(canary, at(0s), at(20s)), (routing::Counts{2, 2}));
  EXPECT_EQ(telemetry.counts(canary, at(20s), at(30s)), (routing::Counts{0, 0}));
}

TEST(TelemetryTest, FindsNothingBeforeTheBeginning) {
  Telemetry telemetry(needs, 2);
  telemetry.record(stable, at(3s), 5ms, false, 0);
  EXPECT_EQ(telemetry.counts(stable, at(-50s), at(10s)), (routing::Counts{1, 0}));
  EXPECT_EQ(telemetry.counts(stable, at(-50s), at(0s)), (routing::Counts{0, 0}));
}

TEST(TelemetryTest, PutsALateInvocationWhereItBegan) {
  Telemetry telemetry(needs, 2);
  telemetry.record(stable, at(45s), 5ms, false, 0);
  telemetry.record(stable, at(5s), 5ms, true, 0);
  telemetry.record(stable, at(45s), 5ms, false, 0);
  EXPECT_EQ(telemetry.counts(stable, at(40s), at(50s)), (routing::Counts{2, 0}));
}

TEST(TelemetryTest, TakesWhatBeganBeforeTheFirstThatItHeardOf) {
  Telemetry telemetry(needs, 2);
  telemetry.record(stable, at(25s), 5ms, false, 0);
  telemetry.record(stable, at(9s), 16s, true, 1);  // it took longer
  EXPECT_EQ(telemetry.counts(stable, at(0s), at(30s)), (routing::Counts{2, 1}));
}

TEST(TelemetryTest, RemembersAsLongAsItsJudgesLookBack) {
  Telemetry telemetry(needs, 2);
  telemetry.record(stable, at(0s), 5ms, false, 0);
  telemetry.record(stable, at(30s), 5ms, false, 0);
  telemetry.record(stable, at(89s), 5ms, false, 0);
  EXPECT_EQ(telemetry.counts(stable, at(30s), at(90s)), (routing::Counts{2, 0}));
  telemetry.record(stable, at(10h), 5ms, false, 0);
  EXPECT_EQ(telemetry.counts(stable, at(10h), at(10h + 10s)), (routing::Counts{1, 0}));
  telemetry.record(stable, at(1h), 5ms, true, 0);  // nobody will ask for it
  EXPECT_EQ(telemetry.counts(stable, at(10h), at(10h + 10s)), (routing::Counts{1, 0}));
}

// 1 ms to 5 s: more than are kept one by one.
TEST(TelemetryTest, KnowsManyLatenciesOfASliceAsAHistogramDoes) {
  Telemetry telemetry(needs, 2);
  sim::Histogram all;
  for (int i = 1; i <= 5'000; ++i) {
    telemetry.record(canary, at(1s), i * 1ms, false, 0);
    all.add(i * 1ms);
  }
  const Observed observed = telemetry.observed(canary, at(0s), at(10s));
  EXPECT_EQ(observed.latency.count(), 5'000u);
  EXPECT_EQ(observed.latency_sum, 12'502'500ms);
  for (const double p : {0.01, 0.5, 0.99, 1.0}) {
    EXPECT_EQ(observed.latency.quantile(p), all.quantile(p)) << p;
  }
}

TEST(TelemetryTest, AddsLatenciesUpOverSlices) {
  Telemetry telemetry(needs, 2);
  telemetry.record(canary, at(1s), 10ms, false, 0);
  telemetry.record(canary, at(11s), 30ms, false, 0);
  const Observed observed = telemetry.observed(canary, at(0s), at(20s));
  EXPECT_EQ(observed.latency_sum, 40ms);
  EXPECT_EQ(observed.latency.count(), 2u);
  EXPECT_EQ(observed.latency.quantile(1.0), 30ms);
  EXPECT_EQ(telemetry.observed(stable, at(0s), at(20s)).latency.count(), 0u);
}

TEST(TelemetryTest, KnowsWhatEachUserMet) {
  Telemetry telemetry(needs, 3);
  for (const bool failed : {true, false, true}) {
    telemetry.record(canary, at(1s), 1ms, failed, 2);
  }
  telemetry.record(canary, at(2s), 1ms, false, 0);
  const auto& sums = telemetry.clusters(canary).sums();
  EXPECT_EQ(sums.users, 2u);
  EXPECT_EQ(sums.invocations, 4u);
  EXPECT_EQ(sums.square_invocations, 9u + 1u);
  EXPECT_EQ(sums.errors, 2u);
  EXPECT_EQ(sums.square_errors, 4u);
  EXPECT_EQ(sums.cross, 3u * 2u + 1u * 0u);
  telemetry.clear();
  EXPECT_EQ(telemetry.clusters(canary).sums(), routing::evidence::Clusters{});
}

TEST(TelemetryTest, KnowsUsersFromTheCanarysFirstInvocationOn) {
  Telemetry telemetry(needs, 1);
  for (int replication = 0; replication < 2; ++replication) {
    telemetry.clear();
    telemetry.record(stable, at(1s), 1ms, true, 0);
    EXPECT_EQ(telemetry.clusters(stable).sums().invocations, 0u);
    telemetry.record(canary, at(2s), 1ms, false, 0);
    telemetry.record(stable, at(3s), 1ms, false, 0);
    EXPECT_EQ(telemetry.clusters(canary).sums().invocations, 1u);
    EXPECT_EQ(telemetry.clusters(stable).sums().invocations, 1u);
    EXPECT_EQ(telemetry.clusters(stable).sums().errors, 0u);
  }
}

TEST(TelemetryNeedsTest, AreMetTogether) {
  TelemetryNeeds both;
  both.merge({.slice = 60s, .memory = 5min});
  both.merge({.slice = 45s, .memory = 1min, .latency = true});
  EXPECT_EQ(both.slice, 15s);
  EXPECT_EQ(both.memory, 5min);
  EXPECT_TRUE(both.latency);
  EXPECT_FALSE(both.clusters);
}

}  // namespace
}  // namespace coalmine::harness
