#include "routing/alarm.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace coalmine::routing {
namespace {

using namespace std::chrono_literals;

constexpr double good = 0.01;  // exactly at the threshold: does not breach
constexpr double bad = 0.02;
constexpr std::optional<double> none;

AlarmSpec m_of_n(std::uint32_t m, std::uint32_t n, Missing missing = Missing::not_breaching) {
  AlarmSpec spec;
  spec.threshold = 0.01;
  spec.datapoints_to_alarm = m;
  spec.evaluation_periods = n;
  spec.missing = missing;
  return spec;
}

// After which of the datapoints the alarm fires: 'A', or '.' where it does not.
std::string states(const AlarmSpec& spec, std::initializer_list<std::optional<double>> values) {
  Alarm alarm(spec);
  std::string result;
  for (const auto& value : values) {
    alarm.handle_datapoint(value);
    result += alarm.firing() ? 'A' : '.';
  }
  return result;
}

TEST(AlarmTest, DoesNotFireBeforeTheFirstDatapoint) { EXPECT_FALSE(Alarm(m_of_n(1, 1)).firing()); }

TEST(AlarmTest, FiresAboveTheThresholdAndNotAtIt) {
  EXPECT_EQ(states(m_of_n(1, 1), {good, std::nextafter(good, 1), good}), ".A.");
}

TEST(AlarmTest, NeedsMOfTheLastN) {
  EXPECT_EQ(states(m_of_n(2, 3), {bad, good, bad, bad, good, good}), "..AAA.");
  EXPECT_EQ(states(m_of_n(3, 3), {bad, bad, good, bad, bad, bad, bad}), ".....AA");
  EXPECT_EQ(states(m_of_n(1, 3), {bad, good, good, good}), "AAA.");
}

TEST(AlarmTest, NeedsNoFullWindowToFire) { EXPECT_EQ(states(m_of_n(2, 5), {bad, bad}), ".A"); }

TEST(AlarmTest, CountsAMissingPeriodAsNotBreaching) {
  EXPECT_EQ(states(m_of_n(2, 2, Missing::not_breaching), {bad, none, bad, bad}), "...A");
}

TEST(AlarmTest, CountsAMissingPeriodAsBreachingWhereToldSo) {
  EXPECT_EQ(states(m_of_n(2, 2, Missing::breaching), {none, none, good, none, bad}), ".A..A");
}

TEST(AlarmTest, LooksFurtherBackWhereMissingPeriodsAreIgnored) {
  EXPECT_EQ(states(m_of_n(2, 2, Missing::ignore), {bad, none, none, bad, none, good, none}),
            "...AA..");
}

TEST(AlarmTest, NeverFiresOnNothing) {
  EXPECT_EQ(states(m_of_n(1, 1, Missing::not_breaching), {none, none}), "..");
  EXPECT_EQ(states(m_of_n(1, 1, Missing::ignore), {none, none}), "..");
}

constexpr Counts stable{.invocations = 900, .errors = 9};
constexpr Counts canary{.invocations = 100, .errors = 11};
constexpr Counts nobody{};

std::optional<double> value(Statistic statistic, Dimension dimension, Counts of_stable,
                            Counts of_canary) {
  AlarmSpec spec;
  spec.statistic = statistic;
  spec.dimension = dimension;
  return error_value(spec, of_stable, of_canary);
}

TEST(ErrorValueTest, OfTheAliasMixesBothVersions) {
  EXPECT_EQ(value(Statistic::error_rate, Dimension::alias, stable, canary), 20 / 1000.0);
  EXPECT_EQ(value(Statistic::error_count, Dimension::alias, stable, canary), 20);
  EXPECT_EQ(value(Statistic::error_rate, Dimension::function, stable, canary), 20 / 1000.0);
  EXPECT_EQ(value(Statistic::error_count, Dimension::function, stable, canary), 20);
}

TEST(ErrorValueTest, OfTheVersionIsTheCanaryAlone) {
  EXPECT_EQ(value(Statistic::error_rate, Dimension::version, stable, canary), 0.11);
  EXPECT_EQ(value(Statistic::error_count, Dimension::version, stable, canary), 11);
}

TEST(ErrorValueTest, OfTheDifferenceIsCanaryMinusStable) {
  EXPECT_EQ(value(Statistic::error_rate, Dimension::difference, stable, canary), 0.11 - 0.01);
  EXPECT_EQ(value(Statistic::error_count, Dimension::difference, stable, canary), 2);
  EXPECT_EQ(value(Statistic::error_count, Dimension::difference, canary, stable), -2);
}

TEST(ErrorValueTest, IsZeroWhereThereWasTrafficWithoutErrors) {
  const Counts clean{.invocations = 1, .errors = 0};
  for (const Statistic statistic : {Statistic::error_rate, Statistic::error_count}) {
    EXPECT_EQ(value(statistic, Dimension::version, stable, clean), 0);
  }
}

TEST(ErrorValueTest, IsNothingWhereThereWasNoTraffic) {
  for (const Statistic statistic : {Statistic::error_rate, Statistic::error_count}) {
    EXPECT_EQ(value(statistic, Dimension::alias, nobody, nobody), none);
    EXPECT_EQ(value(statistic, Dimension::function, nobody, nobody), none);
    EXPECT_EQ(value(statistic, Dimension::version, stable, nobody), none);
    EXPECT_EQ(value(statistic, Dimension::difference, stable, nobody), none);
    EXPECT_EQ(value(statistic, Dimension::difference, nobody, canary), none);
  }
}

TEST(ErrorValueTest, OfTheAliasNeedsTrafficOfOneVersionOnly) {
  EXPECT_EQ(value(Statistic::error_rate, Dimension::alias, nobody, canary), 0.11);
  EXPECT_EQ(value(Statistic::error_rate, Dimension::alias, stable, nobody), 0.01);
}

std::string problem(AlarmSpec spec) {
  const auto checked = check(std::move(spec));
  return checked ? "" : checked.error().message;
}

TEST(AlarmSpecTest, IsAcceptedAtTheEdgesOfItsRanges) {
  EXPECT_EQ(problem(AlarmSpec{}), "");
  EXPECT_EQ(problem(m_of_n(10'080, 10'080)), "");
  EXPECT_EQ(problem({.threshold = 1}), "");
  EXPECT_EQ(problem({.threshold = -1, .dimension = Dimension::difference}), "");
  EXPECT_EQ(problem({.statistic = Statistic::error_count, .threshold = 1e9}), "");
  EXPECT_EQ(problem({.period = 60s, .phase = 60s - 1ns}), "");
}

TEST(AlarmSpecTest, IsRefusedUnlessMIsWithinN) {
  EXPECT_EQ(problem(m_of_n(0, 3)), "alarm needs 0 of 3 datapoints, expected 1 to 3");
  EXPECT_EQ(problem(m_of_n(4, 3)), "alarm needs 4 of 3 datapoints, expected 1 to 3");
  EXPECT_EQ(problem(m_of_n(0, 0)), "alarm looks at 0 datapoints, expected 1 to 10080");
  EXPECT_EQ(problem(m_of_n(1, 10'081)), "alarm looks at 10081 datapoints, expected 1 to 10080");
}

TEST(AlarmSpecTest, IsRefusedWithTimesThatCannotBe) {
  EXPECT_EQ(problem({.period = 0s}), "alarm period is 0 s, expected above 0");
  EXPECT_EQ(problem({.period = 60s, .phase = 60s}),
            "alarm phase is 60 s, expected 0 or more and below the period of 60 s");
  EXPECT_EQ(problem({.period = 60s, .phase = -1s}),
            "alarm phase is -1 s, expected 0 or more and below the period of 60 s");
  EXPECT_EQ(problem({.publication_delay = -1s}), "publication delay is -1 s, expected 0 or more");
  EXPECT_EQ(problem({.reaction = -1s}), "reaction time is -1 s, expected 0 or more");
}

TEST(AlarmSpecTest, IsRefusedWithAThresholdOutOfRange) {
  EXPECT_EQ(problem({.threshold = 1.5}), "alarm threshold is 1.5, expected 0 to 1");
  EXPECT_EQ(problem({.threshold = -0.1}), "alarm threshold is -0.1, expected 0 to 1");
  EXPECT_EQ(problem({.threshold = std::nan("")}), "alarm threshold is nan, expected 0 to 1");
  EXPECT_EQ(problem({.threshold = -1.5, .dimension = Dimension::difference}),
            "alarm threshold is -1.5, expected -1 to 1");
  EXPECT_EQ(problem({.statistic = Statistic::error_count, .threshold = -1}),
            "alarm threshold is -1, expected a finite number, 0 or more");
  EXPECT_EQ(problem({.statistic = Statistic::error_count,
                     .threshold = std::numeric_limits<double>::infinity(),
                     .dimension = Dimension::difference}),
            "alarm threshold is inf, expected a finite number");
}

TEST(AlarmSpecTest, OfALatencyNeedsAPercentile) {
  const auto latency = [](double percentile) {
    return AlarmSpec{.statistic = Statistic::latency, .percentile = percentile, .threshold = 0.3};
  };
  EXPECT_EQ(problem(latency(0.99)), "");
  EXPECT_EQ(problem(latency(0)), "percentile is 0, expected above 0 and below 1");
  EXPECT_EQ(problem(latency(1)), "percentile is 1, expected above 0 and below 1");
}

}  // namespace
}  // namespace coalmine::routing
