// What people and programs read of a comparison of judges.
#include "report/judges.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/judges_text.hpp"

namespace coalmine::report {
namespace {

using harness::JudgeComparison;
using harness::JudgeRecord;
using harness::Summary;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr Style plain{.columns = 100, .colour = false};

Summary figure(double mean, double low, double high) {
  return {.n = 100, .mean = mean, .sd = {}, .ci95_low = low, .ci95_high = high};
}

// Of 100 replications: how often it detected and rolled back a healthy release, and when.
JudgeRecord judge(std::string name, double detected, double false_rollback, double after_s,
                  double harmed) {
  JudgeRecord record{.judge = std::move(name), .engine = "evidence"};
  record.detected = figure(detected, 0.9 * detected, detected);
  record.missed = figure(1 - detected, 1 - detected, 1 - 0.9 * detected);
  record.held = figure(0, 0, 0);
  record.false_rollback = figure(false_rollback, 0.9 * false_rollback, false_rollback);
  record.false_hold = figure(0, 0, 0);
  if (detected > 0) record.time_to_detect = figure(after_s, after_s - 10, after_s + 10);
  record.harmed_users = figure(harmed, harmed - 5, harmed + 5);
  return record;
}

JudgeComparison coffee() {
  JudgeComparison comparison{.scenario = "coffee",
                             .digest = "c0ffee",
                             .seed = 7,
                             .replications = 100,
                             .watched = "counter",
                             .faulty = true};
  comparison.traffic.push_back(
      {.factor = 1,
       .users = 2000,
       .policies = {{.policy = "weighted",
                     .harmed_users = figure(1200, 1190, 1210),
                     .judges = {judge("careful", 0.98, 0.01, 200, 170),
                                judge("blind", 0, 0, 0, 1200), judge("nervous", 1, 0.5, 60, 80)},
                     .masking = {{"errors.stable", "share", figure(0.001, 0.001, 0.001)},
                                 {"errors.canary", "share", figure(0.1, 0.09, 0.11)},
                                 {"errors.alias", "share", figure(0.0109, 0.01, 0.0118)},
                                 {"masking.errors", "ratio", figure(0.1, 0.1, 0.1)}}}}});
  return comparison;
}

JudgeComparison at_two_factors() {
  JudgeComparison comparison = coffee();
  comparison.traffic.push_back(comparison.traffic.front());
  comparison.traffic[0].factor = 0.1;
  comparison.traffic[0].users = 200;
  comparison.traffic[0].policies[0].judges[0] = judge("careful", 0.3, 0.01, 300, 100);
  return comparison;
}

TEST(JudgesTerminal, SaysFirstWhatItComesTo) {
  EXPECT_THAT(
      to_terminal(coffee(), plain),
      HasSubstr("coffee: 3 judges under weighted, 100 replications, seed 7\n"
                "Stop it in at least 90 % of the replications and roll back at most 10 % of the "
                "healthy releases:\ncareful (3m20s). Miss it more often than not: blind. Roll back "
                "healthy releases: nervous (50 %).\nWhere nobody watches, the release harms 1,200 "
                "users; careful stops it after 170.\n"));
}

TEST(JudgesTerminal, ShowsARowForEachJudgeAndWhatHappensWithoutThem) {
  EXPECT_THAT(to_terminal(coffee(), plain), HasSubstr(R"(
                                         false      time to        users
                    detected  missed  rollback       detect       harmed
  careful               98 %     2 %       1 %        3m20s          170
                     88.2–98  2–11.8     0.9–1  3m10s–3m30s      165–175
  blind                  0 %   100 %       0 %            -        1,200
                                                             1,195–1,205
  nervous              100 %     0 %      50 %        1m00s           80
                      90–100    0–10     45–50    50s–1m10s        75–85
  (nobody watches)                                                 1,200
                                                             1,190–1,210
Below each figure)"));
}

TEST(JudgesTerminal, SpeaksOfPeopleOnlyWhereOneIsAsked) {
  JudgeComparison comparison = coffee();
  EXPECT_THAT(to_terminal(comparison, plain), Not(HasSubstr("held")));
  comparison.traffic[0].policies[0].judges[1].held = figure(1, 0.96, 1);
  comparison.traffic[0].policies[0].judges[1].missed = figure(0, 0, 0.04);
  EXPECT_THAT(to_terminal(comparison, plain),
              AllOf(HasSubstr(" held "), HasSubstr("Wait for a person: blind.")));
}

TEST(JudgesTerminal, ShowsWhatTheAliasHides) {
  EXPECT_THAT(to_terminal(coffee(), plain),
              AllOf(HasSubstr("What an alarm on counter sees\n"),
                    testing::ContainsRegex("error rate +0.1 % ± 0 +10 % ± 1 +1.09 % ± 0.09 +0.1")));
}

TEST(JudgesTerminal, WithoutABugEveryRollbackIsFalse) {
  JudgeComparison comparison = coffee();
  comparison.faulty = false;
  EXPECT_THAT(
      to_terminal(comparison, plain),
      HasSubstr("There is no bug in this scenario: every rollback is a false one. Roll back "
                "more than 10 %: nervous\n(50 %)."));
}

TEST(JudgesTerminal, SaysFromWhichTrafficOnAJudgeWorks) {
  const std::string text = to_terminal(at_two_factors(), plain);
  EXPECT_THAT(text, HasSubstr("Work from x1 on: careful."));
  EXPECT_THAT(text, HasSubstr("Not at the largest: blind, nervous."));
  EXPECT_THAT(text, testing::ContainsRegex("x0.1 +x1\n"));
  EXPECT_THAT(text,
              testing::ContainsRegex("200 users +2,000 users\ndetected\n  careful +30 % +98 %\n"));
}

// The first factor is not the smallest where somebody writes 10,1.
TEST(JudgesTerminal, OrdersTrafficBySizeAndNotAsWritten) {
  JudgeComparison comparison = at_two_factors();
  std::swap(comparison.traffic[0], comparison.traffic[1]);
  EXPECT_THAT(to_terminal(comparison, plain), HasSubstr("Work from x1 on: careful."));
}

TEST(JudgesText, ToWorkIsToDetectAndToLeaveHealthyReleasesAlone) {
  EXPECT_TRUE(works(judge("", 0.9, 0.1, 1, 1)));
  EXPECT_FALSE(works(judge("", 0.89, 0, 1, 1)));
  EXPECT_FALSE(works(judge("", 1, 0.11, 1, 1)));
}

TEST(JudgesJson, HasEveryFigureWithItsInterval) {
  const std::string json = to_json(coffee(), "1.0");
  EXPECT_THAT(json, HasSubstr(R"({
  "coalmine": "1.0",
  "schema": 1,
  "scenario": {"name": "coffee", "digest": "c0ffee"},
  "seed": 7,
  "replications": 100,
  "watched": "counter",
  "faulty": true,
  "traffic": [)"));
  EXPECT_THAT(json, HasSubstr(R"(
              "judge": "blind",
              "engine": "evidence",
              "detected": {"n": 100, "mean": 0, "ci95_low": 0, "ci95_high": 0},)"));
  EXPECT_THAT(
      json,
      HasSubstr(
          R"("time_to_detect": {"n": 0, "mean": null, "ci95_low": null, "ci95_high": null})"));
  EXPECT_THAT(json, HasSubstr(R"("nobody": )"));
  EXPECT_THAT(json, HasSubstr(R"("errors.canary": {"unit": "share", "n": 100, "mean": 0.1,)"));
}

TEST(Machines, AreMarkdownTables) {
  const std::vector<harness::EngineInfo> engines{
      {"lamp", "a lamp", {{"switch", {{"off", "press_long", "on"}, {"on", "press", "off"}}}}},
      {"bell", "a bell that rings", {}}};
  EXPECT_EQ(engine_list(engines), "lamp  a lamp\nbell  a bell that rings\n");
  EXPECT_EQ(machines_markdown(engines), R"(### lamp

| switch | on | becomes |
| --- | --- | --- |
| off | press long | on |
| on | press | off |

### bell
)");
}

}  // namespace
}  // namespace coalmine::report
