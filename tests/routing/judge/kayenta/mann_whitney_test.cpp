#include "routing/judge/kayenta/mann_whitney.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.hpp"

namespace coalmine::routing::kayenta {
namespace {

using Values = std::vector<double>;

constexpr double z_95_percent = 1.959963984540054;
constexpr double tolerance_of_search = 1e-4;

std::optional<Shift> shift_of(Values experiment, Values control, double z = z_98_percent) {
  std::sort(experiment.begin(), experiment.end());
  std::sort(control.begin(), control.end());
  return mann_whitney(experiment, control, z);
}

// spinnaker#6278: `hundreds` of ten points are 100 times the control's.
Shift issue_6278(int hundreds) {
  Values experiment(10, 1.0);
  std::fill_n(experiment.begin(), hundreds, 100.0);
  return *shift_of(experiment, Values(10, 1.0));
}

TEST(MannWhitney, GivesTheNumbersThatSpinnakerIssue6278Quotes) {
  const Shift shift = issue_6278(7);
  EXPECT_DOUBLE_EQ(shift.lower, 6.825022991538781e-05);
  EXPECT_EQ(shift.upper, 99);
  EXPECT_DOUBLE_EQ(shift.estimate, 98.99992904170193);
}

TEST(MannWhitney, JumpsFromNoShiftToAllOfItWithTheEighthBadPoint) {
  EXPECT_EQ(issue_6278(6).lower, 0);
  EXPECT_NEAR(issue_6278(6).estimate, 98.99994052817077, 1e-9);
  EXPECT_NEAR(issue_6278(8).lower, 98.99993164762162, 1e-9);
  EXPECT_EQ(issue_6278(8).estimate, 99);
  EXPECT_NEAR(issue_6278(9).lower, 98.999936525543, 1e-9);
}

TEST(MannWhitney, SeesNoShiftInTheVariabilityOfKayentaIssue780) {
  const auto shift = shift_of(
      {10.0, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 17.0, 17.1, 17.2, 17.3, 17.4, 17.5, 17.6, 17.7},
      {1, 100, 4, 101, 5, 102, 6, 103, 7, 104, 8, 105, 9, 106, 17});
  EXPECT_NEAR(shift->lower, -88.39996475353826, 1e-9);
  EXPECT_NEAR(shift->upper, 8.699979275818798, 1e-9);
  EXPECT_NEAR(shift->estimate, -1.777243908246736, 1e-9);
}

// R 3's wilcox.test, as quoted in Kayenta's MannWhitneySuite ("tie out with R"), same data.
TEST(MannWhitney, AgreesWithR) {
  const Values control{1.5, 6.0, 5.0,  2.5, 2.5, 2.0, 2.0, 3.5, 3.0, 3.0, 3.0, 2.0,  3.0, 8.0, 4.0,
                       2.5, 3.0, 2.5,  2.5, 2.0, 2.5, 2.0, 2.0, 2.5, 3.5, 3.0, 1.5,  5.0, 2.5, 5.5,
                       2.0, 2.5, 3.5,  2.0, 2.5, 4.0, 2.0, 2.0, 2.0, 2.0, 5.5, 4.5,  4.0, 3.0, 3.0,
                       3.5, 2.5, 3.0,  2.5, 4.0, 6.0, 2.0, 5.0, 6.0, 3.5, 3.0, 54.5, 3.0, 5.0, 6.0,
                       3.5, 4.5, 2.5,  2.0, 6.0, 5.0, 2.5, 3.5, 2.0, 3.0, 2.5, 3.5,  3.5, 2.5, 3.0,
                       4.5, 3.0, 15.5, 5.0, 2.5, 3.0, 4.0, 3.5, 4.0, 4.0, 2.0, 4.5,  2.5, 4.0, 3.0};
  const Values experiment{
      2.5, 2.5, 2.0, 2.5, 3.5, 2.0, 3.5, 1.5, 3.0, 3.0, 2.5, 3.5, 2.0, 2.5,  2.0, 2.0, 5.0, 3.0,
      2.0, 1.5, 2.0, 4.0, 3.0, 2.5, 3.0, 2.0, 2.0, 2.0, 2.5, 3.5, 1.5, 1.5,  3.5, 2.0, 2.5, 2.5,
      3.0, 3.5, 2.5, 6.5, 2.5, 4.0, 2.5, 3.0, 2.5, 6.5, 2.5, 3.0, 1.5, 2.0,  2.5, 3.0, 7.5, 1.5,
      2.0, 4.0, 2.5, 2.0, 2.5, 3.5, 4.0, 2.5, 3.0, 2.5, 2.0, 3.5, 3.0, 16.5, 3.0, 3.0, 7.0, 4.5,
      5.0, 2.0, 3.5, 6.0, 1.5, 3.0, 2.5, 4.0, 3.0, 1.5, 5.0, 3.0, 2.5, 5.5,  3.0, 1.5, 2.5, 6.0};
  const auto shift = shift_of(experiment, control, z_95_percent);
  EXPECT_NEAR(shift->lower, -0.500002521696696, 1e-6);
  EXPECT_NEAR(shift->upper, -3.486287505871302e-5, 1e-6);
  EXPECT_NEAR(shift->estimate, -0.4999393907180323, 1e-4);
}

// All differences experiment - control in order, where no two values are equal.
Values differences(const Values& experiment, const Values& control) {
  Values all;
  for (const double x : experiment) {
    for (const double y : control) all.push_back(x - y);
  }
  std::sort(all.begin(), all.end());
  return all;
}

// The difference at which the normal approximation of U crosses z, or the end of the range. Moving
// the experiment down past a difference takes one pair from U.
double crossing(const Values& all, double experiment_count, double control_count, double z) {
  const double pairs = experiment_count * control_count;
  const double sigma = std::sqrt(pairs * (experiment_count + control_count + 1) / 12);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double above = pairs - static_cast<double>(i + 1) - pairs / 2;
    const double corrected = above > 0 ? above - 0.5 : above < 0 ? above + 0.5 : 0;
    if (corrected / sigma <= z) return all[i];
  }
  return all.back();
}

TEST(MannWhitney, BoundsAreDifferencesOfPairsAndTheEstimateIsTheirMiddle) {
  for (std::uint64_t round = 0; round < 200; ++round) {
    RandomStream stream(round, 0, Purpose::invocation);
    const std::size_t sizes[] = {2 + round % 19, 2 + round % 13};
    Values samples[2];
    std::uint64_t index = 0;
    for (int side = 0; side < 2; ++side) {
      for (std::size_t i = 0; i < sizes[side]; ++i) {
        samples[side].push_back(100 * unit(stream.at(index++).first) + 10 * side);
      }
    }
    const auto& [experiment, control] = samples;
    const auto shift = shift_of(experiment, control);
    ASSERT_TRUE(shift);
    const Values all = differences(experiment, control);
    const auto n = static_cast<double>(sizes[0]);
    const auto m = static_cast<double>(sizes[1]);
    EXPECT_NEAR(shift->lower, crossing(all, n, m, z_98_percent), tolerance_of_search) << round;
    EXPECT_NEAR(shift->upper, crossing(all, n, m, -z_98_percent), tolerance_of_search) << round;
    const std::size_t middle = all.size() / 2;
    EXPECT_GE(shift->estimate, all[middle - 1] - tolerance_of_search) << round;
    EXPECT_LE(shift->estimate, all[std::min(middle + 1, all.size() - 1)] + tolerance_of_search)
        << round;
  }
}

TEST(MannWhitney, OfTwoPointsEachIsSureOfWhateverDoesNotOverlap) {
  const auto shift = shift_of({10.1, 10.2}, {10.0, 9.9});
  EXPECT_NEAR(shift->lower, 0.1, 1e-12);  // the least of four differences, with "98 %"
  EXPECT_NEAR(shift->upper, 0.3, 1e-12);
}

TEST(MannWhitney, HasNoAnswerWhereAllIsTied) {
  EXPECT_FALSE(shift_of({5}, {1}));
  EXPECT_FALSE(shift_of({5, 5, 5}, {1}));
  EXPECT_FALSE(shift_of({5, 5}, {1, 1}));
  EXPECT_TRUE(shift_of({5, 6}, {1}));
}

TEST(CommonLanguageEffect, IsTheShareOfPairsThatTheExperimentWins) {
  EXPECT_EQ(common_language_effect(Values{1, 2, 3}, Values{1, 2, 3}), 0.5);
  EXPECT_EQ(common_language_effect(Values{4, 5}, Values{1, 2, 3}), 1);
  EXPECT_EQ(common_language_effect(Values{0}, Values{1, 2, 3}), 0);
  EXPECT_EQ(common_language_effect(Values{1, 3}, Values{1, 2}), 0.625);  // 2.5 of 4
}

}  // namespace
}  // namespace coalmine::routing::kayenta
