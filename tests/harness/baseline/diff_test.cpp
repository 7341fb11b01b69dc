#include "harness/baseline/diff.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/harness/baseline/results.hpp"

namespace coalmine::harness {
namespace {

using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;

const std::string exposed = "blast_radius.exposed";
constexpr double one_point = 0.01;

BaselineDiff diff_of(const RunResult& before, const RunResult& after,
                     const DiffOptions& options = {}) {
  return compare(before, after, options).value();
}

Finding finding_of(const std::string& metric, const Values& before, const Values& after,
                   const DiffOptions& options = {}) {
  const BaselineDiff diff =
      diff_of(result_with(metric, before), result_with(metric, after), options);
  return change_in(diff, metric).finding;
}

std::string refusal(const RunResult& before, const RunResult& after,
                    const DiffOptions& options = {}) {
  const auto diff = compare(before, after, options);
  return diff ? "accepted" : diff.error().message;
}

DiffOptions judging(std::vector<std::string> metrics, const std::string& tolerance = "") {
  DiffOptions options{.metrics = std::move(metrics)};
  if (!tolerance.empty()) options.tolerances.push_back(tolerance_from(tolerance).value());
  return options;
}

TEST(Diff, CallsAPointMoreARegression) {
  const Values after = around(0.1 + one_point, 0.007, 100, /*seed=*/2);
  const BaselineDiff diff =
      diff_of(result_with(exposed, around(0.1, 0.007)), result_with(exposed, after));
  EXPECT_EQ(change_in(diff, exposed).finding, Finding::regression);
  EXPECT_FALSE(passes(diff));
}

TEST(Diff, CallsAPointLessAnImprovementAndPasses) {
  const BaselineDiff diff = diff_of(result_with(exposed, around(0.1, 0.007)),
                                    result_with(exposed, around(0.1 - one_point, 0.007, 100, 2)));
  EXPECT_EQ(change_in(diff, exposed).finding, Finding::better);
  EXPECT_TRUE(passes(diff));
}

TEST(Diff, SaysByHowMuchAndHowManyUsers) {
  const auto result = [](double share) {
    return result_with({policy_with("sticky", {figure_with("users.active", all_of(2000)),
                                               figure_with(exposed, around(share, 0.001))})});
  };
  const Change change = change_in(diff_of(result(0.1), result(0.1 + one_point)), exposed);
  EXPECT_THAT(change.before, Optional(DoubleNear(0.1, 0.001)));
  EXPECT_THAT(change.difference, Optional(DoubleNear(one_point, 1e-12)));
  EXPECT_THAT(change.users, Optional(DoubleNear(20, 1e-9)));
  EXPECT_EQ(change.n, 100);
}

TEST(Diff, ToleratesHalfAPointOfAShare) {
  EXPECT_EQ(finding_of(exposed, around(0.1, 0.001), around(0.104, 0.001, 100, 2)), Finding::worse);
  EXPECT_EQ(finding_of(exposed, around(0.1, 0.001), around(0.106, 0.001, 100, 2)),
            Finding::regression);
}

TEST(Diff, ToleratesWhatItIsTold) {
  const Values before = around(0.1, 0.001);
  const Values after = around(0.104, 0.001, 100, 2);
  EXPECT_EQ(finding_of(exposed, before, after, judging({}, "all=0")), Finding::regression);
  EXPECT_EQ(finding_of(exposed, before, after, judging({}, "all=5%")), Finding::worse);
  EXPECT_EQ(finding_of(exposed, before, after, judging({}, "blast_radius.exposed=0.2points")),
            Finding::regression);
}

TEST(Diff, ToleratesNothingMoreOfWhatDidNotHappenBefore) {
  Values lost = all_of(0);
  for (std::size_t i = 0; i < 60; ++i) lost[i] = 3;
  EXPECT_EQ(finding_of("events.lost", all_of(0), lost), Finding::regression);
}

TEST(Diff, LooksForChangesInBothDirections) {
  // One figure, so nothing is adjusted: the same test, with one side of its distribution or two.
  const BaselineDiff diff =
      diff_of(result_with(exposed, around(0.1, 0.01)),
              result_with(exposed, around(0.101, 0.01, 100, 2)), judging({}, "all=0"));
  const Change change = change_in(diff, exposed);
  EXPECT_DOUBLE_EQ(change.p_changed.value(), 2 * change.p_worse.value());
}

TEST(Diff, TakesForChangedWhatIsAtMostTheLevel) {
  const RunResult before = result_with(exposed, around(0.1, 0.01));
  const RunResult after = result_with(exposed, around(0.095, 0.01, 100, 2));
  const double p = change_in(diff_of(before, after), exposed).p_changed.value();
  EXPECT_EQ(change_in(diff_of(before, after, {.level = p}), exposed).finding, Finding::better);
  EXPECT_EQ(change_in(diff_of(before, after, {.level = 0.99 * p}), exposed).finding,
            Finding::unchanged);
}

TEST(Diff, TakesForARegressionWhatIsAtMostTheLevel) {
  const RunResult before = result_with(exposed, around(0.1, 0.01));
  const RunResult after = result_with(exposed, around(0.108, 0.01, 100, 2));
  const double p = change_in(diff_of(before, after), exposed).p_worse.value();
  EXPECT_EQ(change_in(diff_of(before, after, {.level = p}), exposed).finding, Finding::regression);
  EXPECT_NE(change_in(diff_of(before, after, {.level = 0.99 * p}), exposed).finding,
            Finding::regression);
}

TEST(Diff, CountsNoUsersInSharesOfUserWindows) {
  const auto result = [](double share) {
    return result_with({policy_with(
        "sticky", {figure_with("users.active", all_of(2000)), figure_with(exposed, all_of(0.1)),
                   figure_with(exposed + ".per_60s", around(share, 0.001))})});
  };
  const BaselineDiff diff = diff_of(result(0.1), result(0.11));
  EXPECT_TRUE(change_in(diff, exposed).users);
  EXPECT_FALSE(change_in(diff, exposed + ".per_60s").users);
}

TEST(Diff, DoesNotMissWhatHadDataInTooFewReplicationsToCompare) {
  Values some = no_data();
  std::fill_n(some.begin(), replications_compared_min - 1, 60.0);
  const auto result = [](const Values& times) {
    return result_with({policy_with("sticky", {figure_with(exposed, all_of(0.1)),
                                               figure_with("alarm.time_to_detect", times)})});
  };
  const auto finding = [&](const Values& before, const Values& after) {
    return change_in(diff_of(result(before), result(after)), "alarm.time_to_detect").finding;
  };
  EXPECT_EQ(finding(some, no_data()), Finding::no_data);
  EXPECT_EQ(finding(no_data(), some), Finding::no_data);
}

TEST(Diff, DoesNotCallNoiseAChange) {
  EXPECT_EQ(finding_of(exposed, around(0.1, 0.01), around(0.1, 0.01, 100, 2)), Finding::unchanged);
}

TEST(Diff, HasNoOpinionOnWhatIsNeitherBetterNorWorse) {
  const BaselineDiff diff =
      diff_of(result_with({policy_with("sticky", {figure_with(exposed, all_of(0.1)),
                                                  figure_with("users.active", all_of(1000))})}),
              result_with({policy_with("sticky", {figure_with(exposed, all_of(0.1)),
                                                  figure_with("users.active", all_of(900))})}));
  EXPECT_EQ(change_in(diff, "users.active").finding, Finding::changed);
  EXPECT_TRUE(passes(diff));
}

TEST(Diff, KnowsThatMoreCanBeBetter) {
  const auto options = judging({"masking.p99"});
  const Values low = around(0.3, 0.01);
  const Values high = around(0.9, 0.01);
  EXPECT_EQ(finding_of("masking.p99", low, high, options), Finding::better);
  EXPECT_EQ(finding_of("masking.p99", high, low, options), Finding::regression);
  EXPECT_EQ(finding_of("masking.p99", high, around(0.88, 0.01), options), Finding::worse);
}

TEST(Diff, JudgesOnlyWhatIsAskedFor) {
  const auto result = [](double share) {
    return result_with(
        {policy_with("sticky", {figure_with(exposed, around(share, 0.001)),
                                figure_with("blast_radius.harmed", around(share / 10, 0.001))})});
  };
  const BaselineDiff diff = diff_of(result(0.1), result(0.11), judging({"blast_radius.harmed"}));
  EXPECT_EQ(change_in(diff, exposed).finding, Finding::worse);
  EXPECT_EQ(diff.judged, 1);
  EXPECT_TRUE(passes(diff));
}

// A blast radius that varies by 1 point from draw to draw, and is 0.6 points worse on each.
TEST(Pairing, SeesThroughNoiseThatBothSidesShare) {
  const Values before = around(0.1, 0.01);
  Values after = before;
  for (auto& value : after) value = *value + 0.006;
  EXPECT_EQ(finding_of(exposed, before, after), Finding::regression);

  const BaselineDiff apart =
      diff_of(result_with(exposed, before, /*seed=*/1), result_with(exposed, after, /*seed=*/2));
  EXPECT_FALSE(apart.scenarios.front().paired);
  EXPECT_EQ(change_in(apart, exposed).finding, Finding::worse);
}

TEST(Pairing, TakesTheReplicationsThatHaveDataOnBothSides) {
  Values before = all_of(60, 20);
  Values after = all_of(90, 20);
  before[0] = after[1] = std::nullopt;
  const BaselineDiff diff = diff_of(result_with("alarm.time_to_detect", before),
                                    result_with("alarm.time_to_detect", after));
  EXPECT_EQ(change_in(diff, "alarm.time_to_detect").n, 18);
  EXPECT_EQ(change_in(diff, "alarm.time_to_detect").finding, Finding::regression);
}

TEST(Pairing, TakesAsManyOfEachSideWhereDrawsDiffer) {
  const BaselineDiff diff = diff_of(result_with(exposed, around(0.1, 0.001, 20), 1),
                                    result_with(exposed, around(0.2, 0.001, 100), 2));
  EXPECT_EQ(change_in(diff, exposed).n, 20);
  EXPECT_FALSE(passes(diff));

  const BaselineDiff turned = diff_of(result_with(exposed, around(0.2, 0.001, 100), 1),
                                      result_with(exposed, around(0.1, 0.001, 20), 2));
  EXPECT_EQ(change_in(turned, exposed).n, 20);
}

TEST(Level, IsSharedByAllThatIsJudged) {
  // 14 of 20 rollouts that noticed a bug miss it now: 2^-14. Then p is that times what is judged.
  const auto with_others = [](std::size_t others, std::uint32_t missed) {
    Values values = all_of(0, 20);
    std::fill_n(values.begin(), missed, 1.0);
    std::vector<PolicyResult> policies{
        policy_with("sticky", {figure_with("alarm.missed", values)})};
    for (std::size_t i = 0; i < others; ++i) {
      policies.push_back(
          policy_with(fmt::format("other-{}", i), {figure_with("alarm.missed", all_of(0, 20))}));
    }
    return result_with(policies);
  };
  const auto p = [&](std::size_t others) {
    const BaselineDiff diff =
        diff_of(with_others(others, 0), with_others(others, 14), judging({}, "all=0"));
    return change_in(diff, "alarm.missed").p_worse;
  };
  EXPECT_THAT(p(0), Optional(DoubleNear(0x1p-14, 1e-18)));
  EXPECT_THAT(p(31), Optional(DoubleNear(32 * 0x1p-14, 1e-16)));
}

// 2^-7 is 0.8 %, and 2^-8 less than half a per cent.
TEST(Level, IsWhatPMayBeAtMost) {
  const auto missed = [](double value, std::uint32_t n) {
    return result_with("alarm.missed", all_of(value, n));
  };
  const auto finding_at = [&](double level) {
    DiffOptions options = judging({}, "all=0");
    options.level = level;
    return change_in(diff_of(missed(0, 8), missed(1, 8), options), "alarm.missed").finding;
  };
  EXPECT_EQ(finding_at(0x1p-8), Finding::regression);
  EXPECT_EQ(
      change_in(diff_of(missed(0, 7), missed(1, 7), judging({}, "all=0")), "alarm.missed").finding,
      Finding::regression);
}

TEST(Level, IsSharedByAllScenarios) {
  const ResultPair pair{result_with(exposed, around(0.1, 0.01)),
                        result_with(exposed, around(0.107, 0.01, 100, 2))};
  const std::vector<ResultPair> ten(10, pair);
  const double alone =
      *compare(std::span(ten).first(1), {}).value().scenarios[0].changes[0].p_worse;
  const BaselineDiff all = compare(ten, {}).value();
  EXPECT_THAT(all.scenarios[9].changes[0].p_worse, Optional(DoubleNear(10 * alone, 1e-12)));
  EXPECT_EQ(all.judged, 10);
}

TEST(NoData, AnyMoreIsNoPass) {
  EXPECT_EQ(finding_of(exposed, around(0.1, 0.01), around(0.1, 0.01)), Finding::unchanged);
  const auto result = [](Values harmed) {
    return result_with({policy_with("sticky", {figure_with(exposed, all_of(0.1)),
                                               figure_with("blast_radius.harmed", harmed)})});
  };
  const BaselineDiff diff = diff_of(result(all_of(0.1)), result(no_data()));
  EXPECT_EQ(change_in(diff, "blast_radius.harmed").finding, Finding::lost);
  EXPECT_FALSE(passes(diff));
}

TEST(NoData, OfAFigureThatIsNotThereAnyMoreIsNoPass) {
  const BaselineDiff diff = diff_of(
      result_with({policy_with(
          "sticky", {figure_with(exposed, all_of(0.1)), figure_with("events.lost", all_of(0))})}),
      result_with(exposed, all_of(0.1)));
  EXPECT_EQ(change_in(diff, "events.lost").finding, Finding::lost);
}

TEST(NoData, IsNotExplainedByAnOutcomeThatHasNothingToDoWithIt) {
  const auto result = [](Values harmed) {
    return result_with({policy_with("sticky", {figure_with("alarm.missed", all_of(0)),
                                               figure_with("blast_radius.harmed", harmed)})});
  };
  EXPECT_EQ(
      change_in(diff_of(result(all_of(0.1)), result(no_data())), "blast_radius.harmed").finding,
      Finding::lost);
}

TEST(NoData, OfWhatIsNotJudgedIsNoFailure) {
  const auto result = [](Values users) {
    return result_with({policy_with(
        "sticky", {figure_with(exposed, all_of(0.1)), figure_with("users.mixed", users)})});
  };
  const BaselineDiff diff = diff_of(result(all_of(0.1)), result(no_data()));
  EXPECT_EQ(change_in(diff, "users.mixed").finding, Finding::gone);
  EXPECT_TRUE(passes(diff));
}

// Rolled back without a bug in every replication, or in none: good news, and alarm.false_rollback
// says so.
class RollbackGone : public testing::Test {
 protected:
  static RunResult result(bool rolled_back) {
    return result_with({policy_with(
        "sticky", {figure_with("alarm.false_rollback", all_of(rolled_back ? 1 : 0)),
                   figure_with("alarm.time_to_detect", rolled_back ? all_of(120) : no_data())})});
  }
};

TEST_F(RollbackGone, LeavesItsFiguresWithoutDataAndPasses) {
  const BaselineDiff diff = diff_of(result(true), result(false));
  EXPECT_EQ(change_in(diff, "alarm.time_to_detect").finding, Finding::gone);
  EXPECT_EQ(change_in(diff, "alarm.false_rollback").finding, Finding::better);
  EXPECT_TRUE(passes(diff));
}

TEST_F(RollbackGone, IsNoPassWhereNothingElseIsJudged) {
  EXPECT_EQ(refusal(result(true), result(false), judging({"alarm.time_to_detect"})),
            "there is nothing to judge: no figure has data on both sides");
}

TEST_F(RollbackGone, TheOtherWayRoundIsARegression) {
  const BaselineDiff diff = diff_of(result(false), result(true));
  EXPECT_EQ(change_in(diff, "alarm.time_to_detect").finding, Finding::came);
  EXPECT_EQ(change_in(diff, "alarm.false_rollback").finding, Finding::regression);
}

TEST(Policies, AreMatchedByNameInAnyOrder) {
  const auto one = policy_with("one", {figure_with(exposed, around(0.1, 0.001))});
  const auto two = policy_with("two", {figure_with(exposed, around(0.2, 0.001))});
  const auto worse = policy_with("two", {figure_with(exposed, around(0.3, 0.001))});
  const BaselineDiff diff = diff_of(result_with({one, two}), result_with({worse, one}));
  EXPECT_EQ(change_in(diff, exposed, "one").finding, Finding::unchanged);
  EXPECT_EQ(change_in(diff, exposed, "two").finding, Finding::regression);
}

TEST(Policies, ThatAreOnOneSideOnlyAreNamed) {
  const auto policy = [](const char* name) {
    return policy_with(name, {figure_with(exposed, around(0.1, 0.001))});
  };
  const BaselineDiff diff = diff_of(result_with({policy("old"), policy("kept")}),
                                    result_with({policy("kept"), policy("new")}));
  EXPECT_THAT(diff.scenarios.front().only_before, ElementsAre("old"));
  EXPECT_THAT(diff.scenarios.front().only_after, ElementsAre("new"));
  EXPECT_EQ(diff.judged, 1);
}

TEST(Refusals, SayWhatIsWrong) {
  const RunResult result = result_with(exposed, around(0.1, 0.001));
  RunResult tea = result;
  tea.scenario = "tea";
  RunResult renamed = result;
  renamed.policies[0].name = "sticky2";
  const RunResult few = result_with(exposed, around(0.1, 0.001, 4));
  EXPECT_EQ(refusal(tea, result), "coffee: the baseline is of another scenario: tea");
  EXPECT_EQ(refusal(result, renamed), "coffee: the baseline has none of its policies");
  EXPECT_EQ(refusal(result, few),
            "coffee: 4 replications are too few to tell a change from chance: at least 5 are "
            "needed, on both sides");
  EXPECT_EQ(refusal(result, result, judging({"users.active"})),
            "users.active is neither better nor worse when it changes, so it cannot be judged");
  EXPECT_EQ(refusal(result, result, judging({"events.lost"})), "no result has events.lost");
  EXPECT_EQ(refusal(result, result, judging({}, "events.lost=3")), "no result has events.lost");
  const RunResult two =
      result_with({policy_with("sticky", {figure_with(exposed, around(0.1, 0.001)),
                                          figure_with("users.mixed", around(0.1, 0.001))})});
  for (const DiffOptions& options :
       {judging({}, "users.mixed=1points"), judging({exposed}, "users.mixed=1points")}) {
    EXPECT_EQ(refusal(two, two, options),
              "users.mixed has a tolerance, and is not judged: --metric says what is");
  }
  EXPECT_EQ(refusal(two, two, judging({"users.mixed"}, "users.mixed=1points")), "accepted");
}

// An outcome that happens in a replication or does not: with n pairs, 2^-n is the least p.
TEST(Refusals, NameTheReplicationsThatAnOutcomeTakes) {
  const RunResult six = result_with("alarm.missed", all_of(0, 6));
  const RunResult seven = result_with("alarm.missed", all_of(0, 7));
  EXPECT_EQ(refusal(six, six),
            "coffee: 6 replications cannot show a change of alarm.missed, however large: it takes "
            "7, or choose what is judged with --metric");
  EXPECT_EQ(refusal(seven, seven), "accepted");  // 2^-7 < 1 %

  const auto policy = [](const char* name) {
    return policy_with(name, {figure_with("alarm.missed", all_of(0, 7))});
  };
  const RunResult two_policies = result_with({policy("one"), policy("two")});
  EXPECT_THAT(refusal(two_policies, two_policies), HasSubstr("it takes 8"));

  RunResult reseeded = result_with("alarm.missed", all_of(0, 4 + 1), /*seed=*/2);
  EXPECT_EQ(refusal(result_with("alarm.missed", all_of(0, 5)), reseeded), "accepted");  // 1 / 252
}

TEST(Properties, NothingChangesBetweenAResultAndItself) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    std::vector<Figure> figures;
    for (const spec::Metric& metric : spec::metrics()) {
      const double mean = std::uniform_real_distribution<double>(-1, 3)(random);
      Values values = around(mean, random() % 2 == 0 ? 0 : 0.3, 20, seed);
      for (auto& value : values) {
        if (random() % 10 == 0) value = std::nullopt;
      }
      figures.push_back(figure_with(std::string(metric.name), values));
    }
    const RunResult result = result_with({policy_with("sticky", figures)});
    const BaselineDiff diff = diff_of(result, result);
    EXPECT_THAT(diff.scenarios[0].changes, Each(Field(&Change::finding, Finding::unchanged)));
    EXPECT_EQ(diff.compared, 0);
    EXPECT_GT(diff.judged, 10);
    for (const Change& change : diff.scenarios[0].changes) {
      EXPECT_EQ(change.p_worse.value_or(1), 1) << change.metric;
    }
  }
}

TEST(Properties, AnImprovementTurnedRoundIsARegression) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    const RunResult high = result_with(exposed, around(0.2, 0.03, 30, seed));
    const RunResult low = result_with(exposed, around(0.1, 0.03, 30, seed + 100));
    EXPECT_EQ(change_in(diff_of(high, low), exposed).finding, Finding::better);
    EXPECT_EQ(change_in(diff_of(low, high), exposed).finding, Finding::regression);
  }
}

TEST(Properties, TheDifferenceHasTheOppositeSignTurnedRound) {
  const RunResult high = result_with(exposed, around(0.2, 0.03));
  const RunResult low = result_with(exposed, around(0.1, 0.02, 100, 2), /*seed=*/2);
  const Change up = change_in(diff_of(low, high), exposed);
  const Change down = change_in(diff_of(high, low), exposed);
  EXPECT_DOUBLE_EQ(*up.difference, -*down.difference);
  EXPECT_DOUBLE_EQ(*up.ci95_low, -*down.ci95_high);
  EXPECT_EQ(*up.p_changed, *down.p_changed);
}

}  // namespace
}  // namespace coalmine::harness
