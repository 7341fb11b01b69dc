// The sentences below the table: made of the run's own figures.
#include "report/summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/report/sample.hpp"

namespace coalmine::report {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

harness::PolicyResult exposing(const std::string& name, double exposed, double traffic) {
  return policy(name, {figure("blast_radius.exposed", "share", exposed, 0.001),
                       figure("canary.traffic_share", "share", traffic, 0.001)});
}

harness::PolicyResult harming(const std::string& name, double harmed) {
  return policy(name, {figure("blast_radius.harmed", "share", harmed, 0.001)});
}

harness::PolicyResult detecting(const std::string& name, double detected, double missed = 0) {
  return policy(name, {figure("alarm.detected", "share", detected, 0.01),
                       figure("alarm.missed", "share", missed, 0.01)});
}

TEST(Summary, ComparesThePoliciesThatDifferMost) {
  EXPECT_THAT(summarise(coffee()),
              ElementsAre("weighted put 63.2 % of the active users on a canary that served 10 % of "
                          "the requests, 6.3 times as many as sticky (10 %).",
                          "The release harmed the most users under weighted (5 %) and the fewest "
                          "under sticky (0 %)."));
}

// all-at-once meets everybody because it sends everything: that is no news.
TEST(Summary, ComparesOnlyPoliciesWithTheSameShareOfTraffic) {
  const auto result = result_of({exposing("all-at-once", 1, 1), exposing("weighted", 0.6, 0.1),
                                 exposing("sticky", 0.1, 0.1)});
  EXPECT_THAT(summarise(result), ElementsAre("weighted put 60 % of the active users on a canary "
                                             "that served 10 % of the requests, 6.0 times as many "
                                             "as sticky (10 %)."));
}

TEST(Summary, SaysSoWhenPoliciesHardlyDiffer) {
  const auto result = result_of({exposing("a", 0.105, 0.1), exposing("b", 0.1, 0.1)});
  EXPECT_THAT(summarise(result),
              ElementsAre("a put 10.5 % of the active users on a canary that "
                          "served 10 % of the requests, about as many as b (10 %)."));
}

// A cookie that lets its share run away has no policy to be compared with, and is the news all the
// same.
TEST(Summary, NamesTheMostExposedWhereThoseAlikeHardlyDiffer) {
  const auto result = result_of(
      {exposing("a", 0.1, 0.1), exposing("cookie", 0.95, 0.71), exposing("b", 0.105, 0.1)});
  EXPECT_THAT(summarise(result), ElementsAre("cookie put 95 % of the active users on a canary that "
                                             "served 71 % of the requests."));
}

TEST(Summary, DescribesASinglePolicyAlone) {
  EXPECT_THAT(summarise(result_of({exposing("a", 0.5, 0.1)})),
              ElementsAre("a put 50 % of the active users on a canary that served 10 % of the "
                          "requests."));
  EXPECT_THAT(summarise(result_of({harming("a", 0.25)})),
              ElementsAre("The release harmed 25 % of the users."));
}

TEST(Summary, DividesByNoZero) {
  const auto result = result_of({exposing("a", 0.5, 0), exposing("b", 0, 0)});
  EXPECT_THAT(summarise(result), ElementsAre("a put 50 % of the active users on a canary that "
                                             "served 0 % of the requests; b put nobody there."));
}

TEST(Summary, SaysThatNobodyWasHarmed) {
  EXPECT_THAT(summarise(result_of({harming("a", 0), harming("b", 0)})),
              ElementsAre("The release harmed nobody."));
}

TEST(Summary, DoesNotTakeLuckForHarmlessness) {
  auto lucky = harming("a", 0);
  lucky.figures[0].closed_form = 0.0488;
  EXPECT_THAT(summarise(result_of({lucky})),
              ElementsAre("The release harmed nobody in these replications, but 4.88 % of the "
                          "users are to be expected."));
}

TEST(Summary, SaysWhereTheAlarmWorked) {
  EXPECT_THAT(
      summarise(result_of({detecting("a", 0.2), detecting("b", 0.98)})),
      ElementsAre("An alarm rolled the release back in 98 % of the replications under b, in "
                  "20 % under a."));
  EXPECT_THAT(summarise(result_of({detecting("a", 1), detecting("b", 1)})),
              Contains("An alarm rolled the release back in 100 % of the replications under every "
                       "policy."));
}

TEST(Summary, SaysThatNoAlarmNoticedABug) {
  EXPECT_THAT(summarise(result_of({detecting("a", 0, 1)})),
              ElementsAre("No alarm noticed the bug."));
  EXPECT_THAT(summarise(result_of({detecting("a", 0, 0)})), IsEmpty());
}

TEST(Summary, CallsAJudgeAJudge) {
  auto watched = detecting("a", 1);
  watched.judges = {"flagger"};
  EXPECT_THAT(summarise(result_of({watched})),
              ElementsAre("A judge rolled the release back in 100 % of the replications."));
  watched.alarms = {{.metric = "error_rate"}};
  EXPECT_THAT(summarise(result_of({watched})),
              ElementsAre("An alarm or judge rolled the release back in 100 % of the "
                          "replications."));
  auto blind = detecting("a", 0, 1);
  blind.judges = {"flagger"};
  EXPECT_THAT(summarise(result_of({blind})), ElementsAre("No judge noticed the bug."));
}

TEST(Summary, SaysWhomTheReleaseHarmedAfterItsRollback) {
  const auto harming_after = [](const std::string& name, double harmed) {
    return policy(name, {figure("blast_radius.harm_after_rollback", "share", harmed, 0.001)});
  };
  EXPECT_THAT(summarise(result_of({harming_after("a", 1), harming_after("b", 0)})),
              ElementsAre("After the rollback 100 % of the users were still harmed under a, nobody "
                          "under b."));
  EXPECT_THAT(summarise(result_of({harming_after("a", 0.3)})),
              ElementsAre("After the rollback 30 % of the users were still harmed."));
  EXPECT_THAT(summarise(result_of({harming_after("a", 0)})), IsEmpty());
}

harness::PolicyResult keeping(const std::string& name, double exposed_after_rollback) {
  return policy(name, {figure("blast_radius.exposed_after_rollback", "share",
                              exposed_after_rollback, 0.001)});
}

TEST(Summary, SaysWhoStaysOnTheCanaryAfterItsRollback) {
  EXPECT_THAT(summarise(result_of({keeping("cookie", 0.1), keeping("hash", 0)})),
              ElementsAre("After the rollback cookie still put 10 % of the users on the canary, "
                          "hash nobody."));
  EXPECT_THAT(
      summarise(result_of({keeping("a", 0.02), keeping("b", 0.1)})),
      ElementsAre("After the rollback b still put 10 % of the users on the canary, a 2 %."));
  EXPECT_THAT(summarise(result_of({keeping("a", 0.1)})),
              ElementsAre("After the rollback a still put 10 % of the users on the canary."));
}

TEST(Summary, DoesNotMentionARollbackThatWorked) {
  EXPECT_THAT(summarise(result_of({keeping("a", 0), keeping("b", 0)})), IsEmpty());
}

TEST(Summary, SaysNothingWithoutData) {
  EXPECT_THAT(
      summarise(result_of({policy("a", {no_data_figure("blast_radius.exposed", "share")})})),
      IsEmpty());
}

TEST(Summary, NamesThePairsOfVersionsThatMetAndDoNotFit) {
  const auto broken = [](const std::string& name, double forward, double backward) {
    return policy(name,
                  {figure("chains.broken.api.receipts.stable_canary", "count", forward, 0.001),
                   figure("chains.broken.api.kitchen.canary_stable", "count", backward, 0.001)});
  };
  EXPECT_THAT(summarise(result_of({broken("a", 0.02, 0), broken("b", 0.09, 0)})),
              ElementsAre("Versions that met and do not fit: api stable with receipts canary, 0.09 "
                          "for each chain under b."));
  EXPECT_THAT(summarise(result_of({broken("a", 0.02, 0.5)})),
              ElementsAre("Versions that met and do not fit: api stable with receipts canary, 0.02 "
                          "for each chain; api canary with kitchen stable, 0.5 for each chain."));
  EXPECT_THAT(summarise(result_of({broken("a", 0, 0)})), IsEmpty());
}

// A canary behind the entry: the share of requests that it served there is no measure of it.
TEST(Summary, MeasuresACanaryBehindTheEntryByItsInvocations) {
  const auto behind = [](const std::string& name, double exposed, double invocations) {
    return policy(name, {figure("blast_radius.exposed", "share", exposed, 0.001),
                         figure("canary.traffic_share", "share", 0, 0),
                         figure("canary.invocation_share.pricing", "share", invocations, 0.001)});
  };
  EXPECT_THAT(
      summarise(result_of(
          {behind("all", 0.9, 0.43), behind("weighted", 0.3, 0.05), behind("sticky", 0.1, 0.05)})),
      ElementsAre("weighted put 30 % of the active users on a canary that served 5 % of the "
                  "invocations of pricing, 3.0 times as many as sticky (10 %)."));
}

TEST(Summary, SaysThatASoundReleaseWasRolledBack) {
  const auto result = result_of({policy(
      "a", {figure("alarm.detected", "share", 1, 0), figure("alarm.false_rollback", "share", 1, 0),
            figure("blast_radius.harmed", "share", 0, 0)})});
  const std::string sentence =
      "An alarm rolled back the release, which has no bug, in 100 % of the replications.";
  EXPECT_THAT(summarise(result), ElementsAre("The release harmed nobody.", sentence));
  EXPECT_THAT(answer_first(result), ElementsAre(sentence, "The release harmed nobody."));
}

// An incident on the canary alone is none of the scenario's bugs, and breaks it all the same.
TEST(Summary, CallsNoReleaseSoundThatHarmedAnybody) {
  const auto result = result_of({policy(
      "a", {figure("alarm.detected", "share", 1, 0), figure("alarm.false_rollback", "share", 1, 0),
            figure("blast_radius.harmed", "share", 0.2, 0)})});
  EXPECT_THAT(summarise(result),
              Contains("An alarm rolled the release back in 100 % of the replications."));
}

harness::PolicyResult touching(const std::string& name, double exposed, double harmed) {
  return policy(name, {figure("blast_radius.exposed", "share", exposed, 0.001),
                       figure("blast_radius.harmed", "share", harmed, 0.001)});
}

TEST(AnswerFirst, IsThePolicyThatHarmsFewestAndTheOneThatHarmsMost) {
  EXPECT_THAT(answer_first(result_of({touching("a", 0.5, 0.3), touching("b", 1, 0.4),
                                      touching("c", 0.2, 0), touching("d", 0.1, 0)})),
              ElementsAre("d: 10 % of the active users met the canary, nobody was harmed.",
                          "b: 100 % of the active users met the canary, 40 % were harmed."));
}

TEST(AnswerFirst, NamesTheCauseWhereThereIsOne) {
  auto one = touching("a", 0.5, 0.3);
  one.figures.push_back(figure("requests.failed.mismatch", "requests", 12, 1));
  EXPECT_THAT(
      answer_first(result_of({one})),
      ElementsAre("a: 50 % of the active users met the canary, 30 % were harmed, by data of "
                  "a version they cannot read."));
  one.figures.push_back(figure("requests.failed.bug", "requests", 1, 1));
  EXPECT_THAT(answer_first(result_of({one})),
              ElementsAre("a: 50 % of the active users met the canary, 30 % were harmed."));
}

// Most of the failures are nobody's in particular.
TEST(AnswerFirst, NamesNoCauseOfAFewOfTheFailures) {
  auto storm = touching("a", 0.1, 1);
  storm.figures.push_back(figure("requests.failed.bug", "requests", 400, 1));
  storm.figures.push_back(figure("requests.failed.throttled", "requests", 60000, 1));
  EXPECT_THAT(answer_first(result_of({storm})),
              ElementsAre("a: 10 % of the active users met the canary, 100 % were harmed."));
}

TEST(AnswerFirst, SaysWhoWasHarmedOnlyBehindOthers) {
  const auto behind = [](double share) {
    auto some = touching("a", 0.1, 0.5);
    some.figures.push_back(figure("requests.failed.bug", "requests", 400, 1));
    some.figures.push_back(figure("blast_radius.collateral", "share", share, 0.001));
    return answer_first(result_of({some})).front();
  };
  EXPECT_EQ(behind(0.3),
            "a: 10 % of the active users met the canary, 50 % were harmed, by the canary's bug, "
            "30 % only behind others.");
  EXPECT_EQ(behind(0.5),
            "a: 10 % of the active users met the canary, 50 % were harmed, all of them only behind "
            "others.");
  EXPECT_EQ(behind(0.001),
            "a: 10 % of the active users met the canary, 50 % were harmed, by the canary's bug.");
}

TEST(AnswerFirst, SaysThatNobodyWasThere) {
  EXPECT_THAT(answer_first(result_of({policy("a", {figure("users.active", "users", 0, 0)})})),
              ElementsAre("No user sent a request, so nobody met the canary and nobody was "
                          "harmed."));
}

harness::Judgement judged(harness::Verdict verdict) {
  return {.policy = "a",
          .metric = "blast_radius.harmed",
          .rule = "mean < 10%",
          .value = verdict == harness::Verdict::no_data ? std::nullopt : std::optional(0.3),
          .verdict = verdict};
}

TEST(VerdictSentence, SaysWhetherExpectationsWereMet) {
  using harness::Verdict;
  auto result = result_of({touching("a", 0.5, 0.3)});
  EXPECT_EQ(verdict_sentence(result), "The scenario expects nothing of its policies.");
  result.judgements = {judged(Verdict::met)};
  EXPECT_EQ(verdict_sentence(result), "The one expectation is met.");
  result.judgements = {judged(Verdict::met), judged(Verdict::met)};
  EXPECT_EQ(verdict_sentence(result), "All 2 expectations are met.");
}

TEST(VerdictSentence, NamesTheFirstThatWasNotMet) {
  using harness::Verdict;
  auto result = result_of({touching("a", 0.5, 0.3)});
  result.judgements = {judged(Verdict::met), judged(Verdict::not_met)};
  EXPECT_EQ(verdict_sentence(result),
            "1 of 2 expectations is not met: a blast_radius.harmed, asked for mean < 10%, found "
            "30 %.");
  result.judgements = {judged(Verdict::no_data), judged(Verdict::not_met)};
  EXPECT_EQ(verdict_sentence(result),
            "2 of 2 expectations are not met, the first: a blast_radius.harmed, asked for mean < "
            "10%, found no data.");
}

}  // namespace
}  // namespace coalmine::report
