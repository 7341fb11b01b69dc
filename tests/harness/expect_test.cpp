#include "harness/expect.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace coalmine::harness {
namespace {

using spec::Aggregate;
using spec::Comparison;

// Mean 0.2, interval [0.1, 0.3], values 0.1, 0.2, 0.3; and a figure that no replication has data
// for.
std::vector<PolicyResult> results() {
  const Figure harmed{.name = "blast_radius.harmed",
                      .unit = "share",
                      .n = 3,
                      .mean = 0.2,
                      .sd = 0.1,
                      .ci95_low = 0.1,
                      .ci95_high = 0.3,
                      .values = {0.3, 0.1, 0.2}};
  const Figure detect{.name = "alarm.time_to_detect", .unit = "s", .values = {{}, {}, {}}};
  return {{.name = "weighted", .figures = {harmed, detect}}};
}

spec::Expectation harmed(Comparison comparison, double value, Aggregate aggregate = Aggregate::mean,
                         double quantile = 0) {
  return {.policy = "weighted",
          .metric = "blast_radius.harmed",
          .aggregate = aggregate,
          .quantile = quantile,
          .comparison = comparison,
          .value = value,
          .rule = "as written"};
}

Judgement judgement_of(const spec::Expectation& rule) {
  const std::vector<spec::Expectation> rules{rule};
  const std::vector<PolicyResult> policies = results();
  return judge(rules, policies).at(0);
}

Verdict verdict(const spec::Expectation& rule) { return judgement_of(rule).verdict; }

TEST(ExpectTest, ComparesTheMean) {
  EXPECT_EQ(verdict(harmed(Comparison::less, 0.21)), Verdict::met);
  EXPECT_EQ(verdict(harmed(Comparison::less, 0.2)), Verdict::not_met);
  EXPECT_EQ(verdict(harmed(Comparison::at_most, 0.2)), Verdict::met);
  EXPECT_EQ(verdict(harmed(Comparison::at_most, 0.19)), Verdict::not_met);
  EXPECT_EQ(verdict(harmed(Comparison::greater, 0.19)), Verdict::met);
  EXPECT_EQ(verdict(harmed(Comparison::greater, 0.2)), Verdict::not_met);
  EXPECT_EQ(verdict(harmed(Comparison::at_least, 0.2)), Verdict::met);
  EXPECT_EQ(verdict(harmed(Comparison::at_least, 0.21)), Verdict::not_met);
  EXPECT_EQ(verdict(harmed(Comparison::equal, 0.2)), Verdict::met);
  EXPECT_EQ(verdict(harmed(Comparison::equal, 0.21)), Verdict::not_met);
}

TEST(ExpectTest, ComparesTheBoundsOfTheInterval) {
  EXPECT_EQ(verdict(harmed(Comparison::less, 0.25, Aggregate::ci95_low)), Verdict::met);
  EXPECT_EQ(verdict(harmed(Comparison::less, 0.25, Aggregate::ci95_high)), Verdict::not_met);
}

TEST(ExpectTest, ComparesAQuantileOverReplications) {
  EXPECT_EQ(judgement_of(harmed(Comparison::equal, 0.1, Aggregate::quantile, 0.3)).value, 0.1);
  EXPECT_EQ(judgement_of(harmed(Comparison::equal, 0.1, Aggregate::quantile, 0.5)).value, 0.2);
  EXPECT_EQ(judgement_of(harmed(Comparison::equal, 0.1, Aggregate::quantile, 0.99)).value, 0.3);
}

TEST(ExpectTest, ReportsWhatWasMeasuredAndTheRuleAsWritten) {
  const Judgement judgement = judgement_of(harmed(Comparison::less, 1));
  EXPECT_EQ(judgement.policy, "weighted");
  EXPECT_EQ(judgement.metric, "blast_radius.harmed");
  EXPECT_EQ(judgement.rule, "as written");
  EXPECT_EQ(judgement.value, 0.2);
}

TEST(ExpectTest, NeverPassesWithoutData) {
  for (const Comparison comparison : {Comparison::less, Comparison::at_most, Comparison::greater,
                                      Comparison::at_least, Comparison::equal}) {
    for (const Aggregate aggregate :
         {Aggregate::mean, Aggregate::ci95_low, Aggregate::ci95_high, Aggregate::quantile}) {
      spec::Expectation rule = harmed(comparison, 0, aggregate, 0.5);
      rule.metric = "alarm.time_to_detect";
      EXPECT_EQ(verdict(rule), Verdict::no_data);
    }
  }
}

TEST(ExpectTest, HasNoDataOfAFigureThatThePolicyDoesNotHave) {
  spec::Expectation rule = harmed(Comparison::less, 1);
  rule.metric = "blast_radius.exposed.per_60s";
  EXPECT_EQ(verdict(rule), Verdict::no_data);
  rule = harmed(Comparison::less, 1);
  rule.policy = "unknown";
  EXPECT_EQ(verdict(rule), Verdict::no_data);
}

}  // namespace
}  // namespace coalmine::harness
