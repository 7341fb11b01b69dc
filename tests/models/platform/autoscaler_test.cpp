#include "models/platform/autoscaler.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>

#include "tests/models/platform/queueing.hpp"

namespace coalmine::models {
namespace {

using namespace std::chrono_literals;

// Every 15 s towards 70 %, tolerance 10 %; replicas start in 30 s and stay for 5 minutes of calm.
Autoscaling one_to(std::uint32_t most) { return {.replicas_min = 1, .replicas_max = most}; }

// The n-th evaluation.
Instant nth(int n) { return Instant{n * 15s}; }

TEST(AutoscalerTest, LeavesNumbersAloneWithinTheTolerance) {
  Autoscaling scaling = one_to(100);
  scaling.calm = 0s;
  Autoscaler scaler(scaling, 10);
  scaler.evaluate(nth(1), 0.7 * 1.1);
  EXPECT_EQ(scaler.replicas(), 10u);
  scaler.evaluate(nth(2), 0.7 * 0.9);
  EXPECT_EQ(scaler.replicas(), 10u);
  scaler.evaluate(nth(3), 0.7 * 1.11);
  EXPECT_EQ(scaler.replicas(), 12u) << "ceil(11.1)";
  Autoscaler other(scaling, 10);
  other.evaluate(nth(1), 0.7 * 0.89);
  EXPECT_EQ(other.replicas(), 9u) << "ceil(8.9)";
}

// In doubles 10 * 0.84 / 0.7 is a little more than 12.
TEST(AutoscalerTest, AddsWhatBringsTheUtilisationToItsTarget) {
  Autoscaler scaler(one_to(100), 10);
  scaler.evaluate(nth(1), 0.84);
  EXPECT_EQ(scaler.replicas(), 12u);
}

TEST(AutoscalerTest, ServesWithNewReplicasWhenTheyHaveStarted) {
  Autoscaler scaler(one_to(100), 10);
  scaler.evaluate(nth(1), 1.4);
  EXPECT_EQ(scaler.replicas(), 20u);
  EXPECT_EQ(scaler.serving(nth(1)), 10u);
  EXPECT_EQ(scaler.serving(nth(3) - 1ns), 10u);
  EXPECT_EQ(scaler.serving(nth(3)), 20u);
}

TEST(AutoscalerTest, DoesNotAnswerOneWaveTwiceWhileReplicasStart) {
  Autoscaler scaler(one_to(100), 10);
  scaler.evaluate(nth(1), 1.0);
  EXPECT_EQ(scaler.replicas(), 15u) << "ceil(14.3)";
  scaler.evaluate(nth(2), 1.12);
  EXPECT_EQ(scaler.replicas(), 15u) << "16 would do, which is within the tolerance of 15";
  scaler.evaluate(nth(3), 1.0);
  EXPECT_EQ(scaler.replicas(), 22u) << "all 15 serve, and are as busy: ceil(21.4)";
}

TEST(AutoscalerTest, AddsMoreIfThoseThatStartWillNotBeEnough) {
  Autoscaler scaler(one_to(100), 10);
  scaler.evaluate(nth(1), 1.0);
  scaler.evaluate(nth(2), 1.4);
  EXPECT_EQ(scaler.replicas(), 20u);
  EXPECT_EQ(scaler.serving(nth(3)), 15u);
  EXPECT_EQ(scaler.serving(nth(4)), 20u);
}

TEST(AutoscalerTest, NeverLeavesItsLimits) {
  Autoscaling scaling = one_to(12);
  scaling.replicas_min = 4;
  scaling.calm = 0s;
  Autoscaler scaler(scaling, 10);
  scaler.evaluate(nth(1), 5.0);
  EXPECT_EQ(scaler.replicas(), 12u);
  scaler.evaluate(nth(2), 0.0);
  EXPECT_EQ(scaler.replicas(), 4u);
}

TEST(AutoscalerTest, TakesAwayOnlyWhatNobodyWantedForTheCalm) {
  Autoscaler scaler(one_to(100), 10);
  scaler.evaluate(nth(1), 0.56);  // wants 8
  for (int n = 2; n <= 20; ++n) scaler.evaluate(nth(n), 0.07);
  EXPECT_EQ(scaler.replicas(), 10u) << "10 at 0 s, which is 5 minutes ago";
  scaler.evaluate(nth(21), 0.07);
  EXPECT_EQ(scaler.replicas(), 8u) << "8 at 15 s";
  scaler.evaluate(nth(22), 0.07);
  EXPECT_EQ(scaler.replicas(), 1u);
  EXPECT_EQ(scaler.serving(nth(22)), 1u) << "fewer at once";
}

TEST(AutoscalerTest, BeginsTheCalmAnewWithEachHigherWish) {
  Autoscaler scaler(one_to(100), 10);
  for (int n = 1; n <= 15; ++n) scaler.evaluate(nth(n), 0.07);
  scaler.evaluate(nth(16), 0.42);  // wants 6
  for (int n = 17; n <= 36; ++n) scaler.evaluate(nth(n), 0.07);
  EXPECT_EQ(scaler.replicas(), 6u);
  scaler.evaluate(nth(37), 0.07);
  EXPECT_EQ(scaler.replicas(), 1u);
}

TEST(AutoscalerTest, TakesAwayThoseThatAreStartingUpFirst) {
  Autoscaling scaling = one_to(100);
  scaling.calm = 0s;
  scaling.start_up = 10min;
  Autoscaler scaler(scaling, 10);
  scaler.evaluate(nth(1), 1.05);  // 15
  scaler.evaluate(nth(2), 1.40);  // 20
  scaler.evaluate(nth(3), 0.35);  // 5 of the 10 that serve
  EXPECT_EQ(scaler.replicas(), 5u);
  EXPECT_EQ(scaler.serving(Instant{1h}), 5u);
}

TEST(AutoscalerTest, AsksToBeCalledWhenItEvaluatesAndWhenReplicasHaveStarted) {
  Autoscaling scaling = one_to(100);
  scaling.start_up = 20s;
  Autoscaler scaler(scaling, 10);
  EXPECT_EQ(scaler.next(), nth(1));
  scaler.evaluate(nth(1), 1.4);
  EXPECT_EQ(scaler.next(), nth(2));
  scaler.evaluate(nth(2), 0.7);
  EXPECT_EQ(scaler.next(), Instant{35s});
  scaler.serving(Instant{35s});
  EXPECT_EQ(scaler.next(), nth(3));
}

TEST(AutoscalerTest, IsCalledOnItsOwnGridAfterACallThatCameLate) {
  Autoscaler scaler(one_to(100), 10);
  scaler.evaluate(Instant{50s}, 0.7);
  EXPECT_EQ(scaler.next(), nth(4));
}

// 5 s at 1.4 and 10 s at 0.35 are 0.7 on average.
TEST(AutoscalerTest, EvaluatesTheAverageOfCallsThatCameBetween) {
  Autoscaler scaler(one_to(100), 10);
  scaler.evaluate(Instant{5s}, 1.4);
  EXPECT_EQ(scaler.replicas(), 10u) << "not yet";
  scaler.evaluate(nth(1), 0.35);
  EXPECT_EQ(scaler.replicas(), 10u);
  scaler.evaluate(nth(2), 1.4);
  EXPECT_EQ(scaler.replicas(), 20u) << "what came before does not count any more";
}

// Starting takes longer than the calm, so that numbers fall while replicas are starting up.
TEST(AutoscalerTest, KeepsItsNumbersInOrderWhateverTheUtilisation) {
  Autoscaling scaling{.replicas_min = 2, .replicas_max = 40};
  scaling.start_up = 100s;
  scaling.calm = 40s;
  Autoscaler scaler(scaling, 5);
  Bits bits(Purpose::fault);
  Instant now{};
  for (int i = 0; i < 20'000; ++i) {
    now = scaler.next();
    scaler.evaluate(now, 2 * unit(bits.next()) * unit(bits.next()));
    const std::uint32_t serving = scaler.serving(now);
    ASSERT_GT(scaler.next(), now);
    ASSERT_LE(scaling.replicas_min, serving);
    ASSERT_LE(serving, scaler.replicas());
    ASSERT_LE(scaler.replicas(), scaling.replicas_max);
  }
}

TEST(AutoscalerTest, ForgetsEverythingWhenCleared) {
  Autoscaler scaler(one_to(100), 10);
  scaler.evaluate(Instant{5s}, 9);
  scaler.evaluate(nth(1), 1.4);
  scaler.clear(3);
  EXPECT_EQ(scaler.replicas(), 3u);
  EXPECT_EQ(scaler.serving(Instant{1h}), 3u);
  EXPECT_EQ(scaler.next(), nth(1));
  scaler.evaluate(nth(1), 0.7);
  EXPECT_EQ(scaler.replicas(), 3u);
}

}  // namespace
}  // namespace coalmine::models
