#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>

#include "routing/rollout.hpp"

namespace coalmine::routing {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

Weight percent(int value) { return Weight::make(value / 100.0).value(); }

// Nine more steps of `interval` after the first, then all of it for one interval: C1, C6.
Plan ten_steps(Duration interval) {
  Plan plan;
  for (int k = 1; k <= 10; ++k) plan.steps.push_back({percent(10 * k), interval});
  return plan;
}

Plan two_shifts(Duration interval) { return {{{percent(10), interval}, {percent(100), 0s}}}; }

TEST(PredefinedPlanTest, AllAtOnceShiftsEverythingAndIsDone) {
  EXPECT_EQ(predefined_plan("AllAtOnce"), (Plan{{{Weight::all(), 0s}}}));
}

TEST(PredefinedPlanTest, CanaryShiftsTenPercentThenAll) {
  EXPECT_EQ(predefined_plan("Canary10Percent5Minutes"), two_shifts(5min));
  EXPECT_EQ(predefined_plan("Canary10Percent10Minutes"), two_shifts(10min));
  EXPECT_EQ(predefined_plan("Canary10Percent15Minutes"), two_shifts(15min));
  EXPECT_EQ(predefined_plan("Canary10Percent30Minutes"), two_shifts(30min));
}

TEST(PredefinedPlanTest, LinearShiftsTenPercentAtTheStartOfEachInterval) {
  EXPECT_EQ(predefined_plan("Linear10PercentEvery1Minute"), ten_steps(1min));
  EXPECT_EQ(predefined_plan("Linear10PercentEvery2Minutes"), ten_steps(2min));
  EXPECT_EQ(predefined_plan("Linear10PercentEvery3Minutes"), ten_steps(3min));
  EXPECT_EQ(predefined_plan("Linear10PercentEvery10Minutes"), ten_steps(10min));
}

TEST(PredefinedPlanTest, AreNineInTheOrderOfTheAwsTable) {
  EXPECT_THAT(predefined_plan_names(),
              ElementsAre("AllAtOnce", "Canary10Percent5Minutes", "Canary10Percent10Minutes",
                          "Canary10Percent15Minutes", "Canary10Percent30Minutes",
                          "Linear10PercentEvery1Minute", "Linear10PercentEvery2Minutes",
                          "Linear10PercentEvery3Minutes", "Linear10PercentEvery10Minutes"));
}

TEST(PredefinedPlanTest, ArePlansThatARolloutAccepts) {
  for (const std::string& name : predefined_plan_names()) {
    EXPECT_TRUE(check(predefined_plan(name).value()).has_value()) << name;
  }
}

TEST(PredefinedPlanTest, AreFoundWithAndWithoutTheirPrefixes) {
  for (const std::string& name : predefined_plan_names()) {
    const auto plan = predefined_plan(name);
    EXPECT_EQ(predefined_plan("Lambda" + name), plan);
    EXPECT_EQ(predefined_plan("CodeDeployDefault.Lambda" + name), plan);
    EXPECT_EQ(predefined_plan("CodeDeployDefault." + name), plan);
  }
}

TEST(PredefinedPlanTest, AreNotFoundUnderOtherNames) {
  for (const char* name : {"", "Lambda", "CodeDeployDefault.", "allatonce", "AllAtOnce ",
                           "Linear10PercentEvery1Minutes", "Canary10Percent7Minutes",
                           "LambdaCodeDeployDefault.AllAtOnce", "LambdaLambdaAllAtOnce"}) {
    EXPECT_EQ(predefined_plan(name), std::nullopt) << name;
  }
}

TEST(CanaryPlanTest, ShiftsItsShareThenAll) {
  EXPECT_EQ(canary_plan(0.25, 7min).value(), (Plan{{{percent(25), 7min}, {Weight::all(), 0s}}}));
}

TEST(LinearPlanTest, EndsAtAllWhereTheShareDoesNotDivideIt) {
  EXPECT_EQ(
      linear_plan(0.3, 1min).value(),
      (Plan{
          {{percent(30), 1min}, {percent(60), 1min}, {percent(90), 1min}, {percent(100), 1min}}}));
}

TEST(LinearPlanTest, NeedsTwoStepsForMoreThanHalf) {
  EXPECT_EQ(linear_plan(0.99, 1min).value(), (Plan{{{percent(99), 1min}, {percent(100), 1min}}}));
}

TEST(LinearPlanTest, TakesNoExtraStepForARoundingError) {
  EXPECT_LT(49 * (1.0 / 49), 1.0);
  EXPECT_EQ(linear_plan(1.0 / 49, 1min).value().steps.size(), 49U);
  EXPECT_EQ(linear_plan(1.0 / 3, 1min).value().steps.size(), 3U);
}

TEST(LinearPlanTest, HasTheVeryWeightsThatAListOfPercentagesHas) {
  for (int share = 1; share <= 99; ++share) {
    const Plan plan = linear_plan(share / 100.0, 1min).value();
    ASSERT_EQ(plan.steps.size(), static_cast<std::size_t>((100 + share - 1) / share));  // C3
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
      const int reached = std::min(100, share * static_cast<int>(i + 1));  // C5
      EXPECT_EQ(plan.steps[i].weight, percent(reached)) << share << " % step " << i + 1;
    }
  }
}

TEST(PlanErrorTest, NamesTheShareAndItsRange) {
  EXPECT_EQ(canary_plan(0, 1min).error().message,
            "share of a step is 0, expected above 0 and below 1");
  EXPECT_EQ(canary_plan(1, 1min).error().message,
            "share of a step is 1, expected above 0 and below 1");
  EXPECT_EQ(linear_plan(-0.1, 1min).error().message,
            "share of a step is -0.1, expected above 0 and below 1");
  EXPECT_EQ(linear_plan(std::nan(""), 1min).error().message,
            "share of a step is nan, expected above 0 and below 1");
}

TEST(PlanErrorTest, NamesAnIntervalThatIsNotAboveZero) {
  EXPECT_EQ(canary_plan(0.1, 0s).error().message, "interval is 0 s, expected above 0");
  EXPECT_EQ(linear_plan(0.1, -90s).error().message, "interval is -90 s, expected above 0");
}

TEST(PlanErrorTest, RefusesALinearRolloutOfTooManySteps) {
  EXPECT_EQ(linear_plan(1.0 / linear_steps_max, 1s).value().steps.size(), linear_steps_max);
  EXPECT_EQ(linear_plan(0.00005, 1s).error().message,
            "share of a step is 5e-05, which takes more than 10000 steps");
  EXPECT_FALSE(linear_plan(std::numeric_limits<double>::denorm_min(), 1s).has_value());
}

TEST(PlanErrorTest, RefusesALinearRolloutThatOutlastsTheClock) {
  EXPECT_TRUE(linear_plan(0.5, Duration::max() / 2).has_value());
  EXPECT_FALSE(linear_plan(0.5, Duration::max() / 2 + 1ns).has_value());
}

TEST(PlanErrorTest, RefusesAPlanWithoutStepsOrWithANegativeHold) {
  EXPECT_EQ(check(Plan{}).error().message, "rollout has no steps, expected at least one");
  EXPECT_EQ(check(Plan{{{percent(10), 0s}, {percent(20), -1s}}}).error().message,
            "step 2 lasts -1 s, expected 0 or more");
}

}  // namespace
}  // namespace coalmine::routing
