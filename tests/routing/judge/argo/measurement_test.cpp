#include "routing/judge/argo/measurement.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace coalmine::routing::argo {
namespace {

constexpr Condition at_least_99{Comparison::at_least, 0.99};
constexpr Condition below_90{Comparison::below, 0.9};
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Metric metric(std::optional<Condition> success, std::optional<Condition> failure) {
  return {.success = success, .failure = failure};
}

TEST(Measurements, FailWhereOnlyASuccessConditionDoesNotHold) {
  const Metric only_success = metric(at_least_99, std::nullopt);
  EXPECT_EQ(measure(only_success, 0.99), Measurement::successful);
  EXPECT_EQ(measure(only_success, 0.98), Measurement::failed);
}

TEST(Measurements, SucceedWhereOnlyAFailureConditionDoesNotHold) {
  const Metric only_failure = metric(std::nullopt, below_90);
  EXPECT_EQ(measure(only_failure, 0.9), Measurement::successful);
  EXPECT_EQ(measure(only_failure, 0.89), Measurement::failed);
}

TEST(Measurements, AreInconclusiveBetweenTwoConditions) {
  const Metric both = metric(at_least_99, below_90);
  EXPECT_EQ(measure(both, 0.99), Measurement::successful);
  EXPECT_EQ(measure(both, 0.95), Measurement::inconclusive);
  EXPECT_EQ(measure(both, 0.89), Measurement::failed);
}

TEST(Measurements, FailWhereBothConditionsHold) {
  const Metric overlapping = metric(Condition{Comparison::at_least, 0.5}, below_90);
  EXPECT_EQ(measure(overlapping, 0.7), Measurement::failed);
}

TEST(Measurements, SucceedWithoutConditionsWhateverTheResult) {
  EXPECT_EQ(measure(metric(std::nullopt, std::nullopt), 0), Measurement::successful);
  EXPECT_EQ(measure(metric(std::nullopt, std::nullopt), std::nullopt), Measurement::successful);
}

// IN-11: result[0] of an empty vector.
TEST(Measurements, AreAnErrorWithoutTraffic) {
  EXPECT_EQ(measure(metric(at_least_99, std::nullopt), std::nullopt), Measurement::error);
  EXPECT_EQ(measure(metric(std::nullopt, below_90), std::nullopt), Measurement::error);
}

TEST(Measurements, TakeTheValueOfAGuardedQueryWithoutTraffic) {
  Metric guarded = metric(at_least_99, std::nullopt);
  guarded.without_traffic = WithoutTraffic::value;
  guarded.value_without_traffic = 1;
  EXPECT_EQ(measure(guarded, std::nullopt), Measurement::successful);
  EXPECT_EQ(measure(guarded, 0.5), Measurement::failed);
  guarded.value_without_traffic = 0;
  EXPECT_EQ(measure(guarded, std::nullopt), Measurement::failed);
}

// Nothing divided by nothing is on no side of a limit: which condition was written decides.
TEST(Measurements, HoldNoConditionForWhatIsNotANumber) {
  Metric success = metric(at_least_99, std::nullopt);
  Metric failure = metric(std::nullopt, below_90);
  Metric both = metric(at_least_99, below_90);
  for (Metric* one : {&success, &failure, &both}) {
    one->without_traffic = WithoutTraffic::not_a_number;
  }
  EXPECT_EQ(measure(success, std::nullopt), Measurement::failed);
  EXPECT_EQ(measure(failure, std::nullopt), Measurement::successful);
  EXPECT_EQ(measure(both, std::nullopt), Measurement::inconclusive);
  EXPECT_EQ(measure(success, nan), Measurement::failed);
}

TEST(Measurements, CompareInFiveWays) {
  const auto successful = [](Comparison comparison, double value) {
    return measure(metric(Condition{comparison, 2}, std::nullopt), value) ==
           Measurement::successful;
  };
  struct Case {
    Comparison comparison;
    bool below, equal, above;
  };
  for (const auto& [comparison, below, equal, above] :
       {Case{Comparison::at_least, false, true, true}, Case{Comparison::above, false, false, true},
        Case{Comparison::below, true, false, false}, Case{Comparison::at_most, true, true, false},
        Case{Comparison::equal, false, true, false}}) {
    EXPECT_EQ(successful(comparison, 1), below);
    EXPECT_EQ(successful(comparison, 2), equal);
    EXPECT_EQ(successful(comparison, 3), above);
  }
}

}  // namespace
}  // namespace coalmine::routing::argo
