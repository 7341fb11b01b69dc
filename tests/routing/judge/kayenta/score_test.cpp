#include "routing/judge/kayenta/score.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace coalmine::routing::kayenta {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Result {
  std::vector<std::string> groups;
  Classification classification;
  bool muted = false;
};

double score_of(const std::vector<Result>& results, std::vector<GroupWeight> weights = {}) {
  Spec spec{.group_weights = std::move(weights)};
  std::vector<Classification> classifications;
  for (const Result& result : results) {
    spec.metrics.push_back({.groups = result.groups, .muted = result.muted});
    classifications.push_back(result.classification);
  }
  return score(spec, classifications);
}

const Classification pass{Label::pass, false};
const Classification high{Label::high, false};
const Classification low{Label::low, false};
const Classification nodata{Label::nodata, false};
const Classification error{Label::error, false};
const Classification must_have{Label::nodata_fail_metric, false};

// The first cases are those of Kayenta's ScorerSuite.
TEST(Score, IsTheShareOfMetricsThatPass) {
  EXPECT_EQ(score_of({{{"a"}, pass}}), 100);
  EXPECT_EQ(score_of({{{"a"}, high}}), 0);
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, high}}), 50);
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, high}, {{"a"}, low}}), 33.33);
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, pass}, {{"a"}, low}}), 66.67);
}

TEST(Score, WeighsGroups) {
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, pass}, {{"b"}, high}}, {{"a", 75}, {"b", 25}}), 75);
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, high}, {{"b"}, high}}, {{"a", 50}, {"b", 50}}), 25);
  EXPECT_EQ(
      score_of({{{"a"}, high}, {{"a"}, low}, {{"a"}, pass}, {{"b"}, high}}, {{"a", 15}, {"b", 85}}),
      5);
}

TEST(Score, SharesWhatIsLeftAmongGroupsWithoutAWeight) {
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"b"}, high}}), 50);
  EXPECT_EQ(score_of({{{"a"}, high}, {{"b"}, pass}, {{"c"}, high}}, {{"a", 40}}), 30);
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"b"}, pass}}, {{"a", 40}, {"b", 20}}), 60);  // never 100
}

TEST(Score, CountsAMetricInEachOfItsGroups) {
  EXPECT_EQ(score_of({{{"a", "b"}, high}, {{"b"}, pass}, {{"c"}, pass}},
                     {{"a", 50}, {"b", 30}, {"c", 20}}),
            35);
}

TEST(Score, LeavesOutWhatHasNoData) {
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, high}, {{"a"}, nodata}}), 50);
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, pass}, {{"b"}, nodata}}), 100);  // b is worth 100
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, nodata}, {{"b"}, high}}, {{"a", 50}, {"b", 50}}), 50);
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, must_have}}), 50);
}

TEST(Score, IsZeroWhenHalfOfTheMetricsHaveNoData) {
  EXPECT_EQ(score_of({{{"a"}, nodata}}), 0);
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, nodata}}), 0);
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, pass}, {{"a"}, nodata}}), 100);
}

TEST(Score, OfMetricsInErrorIsPerfect) {
  EXPECT_EQ(score_of({{{"a"}, error}}), 100);
  EXPECT_EQ(score_of({{{"a"}, error}, {{"a"}, high}}), 0);
}

TEST(Score, IsZeroAfterACriticalFailure) {
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, {Label::high, true}}}), 0);
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, pass}, {{"a"}, {Label::nodata, true}}}), 0);
}

TEST(Score, DoesNotKnowMutedMetrics) {
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, high, true}}), 100);
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"a"}, {Label::high, true}, true}}), 100);
  EXPECT_EQ(score_of({{{"a"}, pass}, {{"b"}, nodata, true}}), 100);
  EXPECT_EQ(score_of({{{"a"}, pass, true}}), 0);  // nothing is left that could pass
}

TEST(Score, IsRoundedHalfUpToTwoDecimals) {
  // One of eight passes: 12.5, of which 33 % are 4.125.
  std::vector<Result> results(8, {{"a"}, high});
  results[0].classification = pass;
  results.push_back({{"b"}, high});
  EXPECT_EQ(score_of(results, {{"a", 33}, {"b", 67}}), 4.13);
  EXPECT_EQ(score_of(results, {{"a", 32.99}, {"b", 67}}), 4.12);  // 4.12375
}

TEST(Judge, CleansAndClassifiesAndScores) {
  const Spec spec{.metrics = {{}, {.muted = true}}};
  const std::vector<double> control(60, 1.0);
  std::vector<double> experiment(60, 5.0);
  experiment[3] = nan;
  const std::vector<Points> metrics{{control, experiment}, {control, control}};
  EXPECT_EQ(judge(spec, metrics).score, 0);
  const std::vector<Points> swapped{{control, control}, {control, experiment}};
  EXPECT_EQ(judge(spec, swapped).score, 100);
}

TEST(Judge, WarnsOfFewPointsOfTheControlAndJudgesAllTheSame) {  // IN-16
  const Spec spec{.metrics = {{}}};
  std::vector<double> control(50, 1.0);
  const std::vector<double> experiment(10, 5.0);
  EXPECT_FALSE(judge(spec, std::vector<Points>{{control, experiment}}).few_points);
  control[7] = nan;  // 49 are left
  const Judgement judgement = judge(spec, std::vector<Points>{{control, experiment}});
  EXPECT_TRUE(judgement.few_points);
  EXPECT_EQ(judgement.score, 0);
}

}  // namespace
}  // namespace coalmine::routing::kayenta
