#include "models/daily_curve.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace coalmine::models {
namespace {

using namespace std::chrono_literals;

Duration since_start(const DailyClock& clock, Duration even) {
  return clock.from_even(Instant{even}).time_since_epoch();
}

// Doubles hold the nanoseconds of many days exactly, but factors such as 1/3 round.
void expect_at(const DailyClock& clock, Duration even, Duration expected) {
  EXPECT_NEAR(static_cast<double>(since_start(clock, even).count()),
              static_cast<double>(expected.count()), 1.0)
      << "even time " << in_seconds(even) << " s";
}

TEST(DailyClockTest, ChangesNothingWithoutACurve) {
  const DailyClock clock(DailyCurve{});
  EXPECT_EQ(since_start(clock, 0s), 0s);
  EXPECT_EQ(since_start(clock, 123456789ns), 123456789ns);
}

TEST(DailyClockTest, ChangesNothingWhereAllPartsAreAlike) {
  const DailyClock clock({.factors = {3, 3, 3}, .starts_at = 5h});
  expect_at(clock, 0s, 0s);
  expect_at(clock, 7h, 7h);
  expect_at(clock, 100h, 100h);
}

// Factors 0.5 and 1.5: of the even day, the first 6 h fill the morning, the other 18 h the rest.
TEST(DailyClockTest, StretchesQuietPartsAndSqueezesBusyOnes) {
  const DailyClock clock({.factors = {0.5, 1.5}});
  expect_at(clock, 3h, 6h);
  expect_at(clock, 6h, 12h);
  expect_at(clock, 15h, 18h);
  expect_at(clock, 24h, 24h);
  expect_at(clock, 27h, 30h);  // the next day is like the first
}

TEST(DailyClockTest, CountsOnlyTheProportionsOfTheFactors) {
  const DailyClock clock({.factors = {10, 30}});
  expect_at(clock, 3h, 6h);
  expect_at(clock, 15h, 18h);
}

TEST(DailyClockTest, CountsFromTheTimeOfDayAtTheStart) {
  const DailyClock clock({.factors = {0.5, 1.5}, .starts_at = 12h});
  expect_at(clock, 0s, 0s);
  expect_at(clock, 90min, 1h);  // noon: three arrivals in the time of two
  expect_at(clock, 18h, 12h);   // midnight
  expect_at(clock, 21h, 18h);   // six in the morning
}

TEST(DailyClockTest, SkipsPartsInWhichNothingHappens) {
  const DailyClock from_midnight({.factors = {0, 1, 1}});
  expect_at(from_midnight, 0s, 8h);
  expect_at(from_midnight, 12h, 16h);  // factors are 0, 1.5, 1.5
  expect_at(from_midnight, 24h, 32h);  // the next night is silent, too
  const DailyClock from_four({.factors = {0, 1, 1}, .starts_at = 4h});
  expect_at(from_four, 0s, 4h);
}

// 0.7 and its neighbours round: the even day does not end exactly where the last part begins.
TEST(DailyClockTest, StartsWithTheNextDayInAnEveningInWhichNothingHappens) {
  const DailyClock clock({.factors = {1, 0.7, 0, 0.3, 1.0 / 3, 0}, .starts_at = 21h});
  expect_at(clock, 0s, 3h);
}

TEST(DailyClockTest, NeverGoesBack) {
  const DailyClock clock({.factors = {1, 0.7, 0, 0.3, 1.0 / 3, 0}, .starts_at = 21h});
  Duration before{};
  for (Duration even{}; even < 72h; even += 17min + 1ns) {
    const Duration at = since_start(clock, even);
    ASSERT_GE(at, before) << in_seconds(even);
    before = at;
  }
}

}  // namespace
}  // namespace coalmine::models
