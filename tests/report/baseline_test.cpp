#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "report/baseline/diff.hpp"
#include "report/baseline/words.hpp"

namespace coalmine::report {
namespace {

using harness::BaselineDiff;
using harness::Change;
using harness::Finding;
using harness::ScenarioDiff;
using harness::Tolerance;
using spec::Better;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr Tolerance half_a_point{.absolute = 0.005};

// 1.02 points more users meet the canary.
Change more_exposed(Finding finding) {
  return {.policy = "sticky",
          .metric = "blast_radius.exposed",
          .unit = "share",
          .better = Better::lower,
          .finding = finding,
          .n = 100,
          .before = 0.0998,
          .after = 0.11,
          .difference = 0.0102,
          .ci95_low = 0.0098,
          .ci95_high = 0.0106,
          .users = 20.4,
          .p_changed = 1e-9,
          .tolerance = half_a_point,
          .p_worse = 1e-6};
}

Change fewer_failures() {
  return {.policy = "sticky",
          .metric = "requests.failed",
          .unit = "requests",
          .better = Better::lower,
          .finding = Finding::better,
          .n = 100,
          .before = 120,
          .after = 100,
          .difference = -20,
          .ci95_low = -23,
          .ci95_high = -17,
          .users = std::nullopt,
          .p_changed = 1e-9,
          .tolerance = Tolerance{.relative = 0.05},
          .p_worse = 1};
}

Change other_traffic() {
  return {.policy = "sticky",
          .metric = "canary.traffic_share",
          .unit = "share",
          .finding = Finding::changed,
          .n = 100,
          .before = 0.1,
          .after = 0.11,
          .difference = 0.01,
          .ci95_low = 0.01,
          .ci95_high = 0.01,
          .users = std::nullopt,
          .p_changed = 1e-9,
          .tolerance = std::nullopt,
          .p_worse = std::nullopt};
}

Change no_missed_alarm() {
  return {.policy = "sticky",
          .metric = "alarm.missed",
          .unit = "share",
          .better = Better::lower,
          .finding = Finding::unchanged,
          .n = 100,
          .before = 0,
          .after = 0,
          .difference = 0,
          .ci95_low = 0,
          .ci95_high = 0,
          .users = std::nullopt,
          .p_changed = std::nullopt,
          .tolerance = half_a_point,
          .p_worse = 1};
}

Change without_data(Finding finding) {
  Change change;
  change.policy = "sticky";
  change.metric = "alarm.time_to_detect";
  change.unit = "s";
  change.finding = finding;
  change.tolerance = Tolerance{.relative = 0.05};
  return change;
}

BaselineDiff diff_with(std::vector<Change> changes) {
  ScenarioDiff scenario{.scenario = "coffee",
                        .before = {"c0ffee", 7, 100},
                        .after = {"decaf", 7, 100},
                        .paired = true,
                        .only_before = {},
                        .only_after = {},
                        .changes = std::move(changes)};
  return {.level = 0.01, .judged = 3, .compared = 3, .scenarios = {std::move(scenario)}};
}

std::string terminal(const BaselineDiff& diff) { return to_terminal(diff, {.columns = 100}); }

TEST(BaselineOnATerminal, SaysWhatUsersNoticeThenEachChangeThenHowManyThereAreNot) {
  EXPECT_EQ(terminal(diff_with({fewer_failures(), more_exposed(Finding::regression),
                                other_traffic(), no_missed_alarm()})),
            R"(coffee: 1 regression
1 policy: the scenario has changed, compared on the same draws (seed 7, 100 replications).
sticky: 20.4 more users meet the canary.

                        baseline      new        change  users
sticky
  blast_radius.exposed    9.98 %  11.00 %  +1.02 points  +20.4             REGRESSION
                                                 ± 0.04         tolerated: 0.5 points
  requests.failed            120      100           -20                        better
                                                    ± 3                tolerated: 5 %

sticky also changed, not judged: canary.traffic_share.

Unchanged, as far as can be told: 1 of 3 judged figures, 1 of 4 in all.

3 figures judged, at a level of 1 % for all together. Tolerated: 0.5 points of a share, 5 % of the
baseline of any other figure.
)");
}

TEST(BaselineOnATerminal, SaysThatNothingChangedForUsers) {
  EXPECT_EQ(terminal(diff_with({no_missed_alarm()})),
            R"(coffee: no regression
1 policy: the scenario has changed, compared on the same draws (seed 7, 100 replications).
As many users as before meet the canary and are harmed, as far as chance lets tell.

Unchanged, as far as can be told: 1 of 1 judged figures, 1 of 1 in all.

3 figures judged, at a level of 1 % for all together. Tolerated: 0.5 points of a share, 5 % of the
baseline of any other figure.
)");
}

TEST(BaselineOnATerminal, CountsTheRegressionsOfSeveralScenarios) {
  BaselineDiff diff = diff_with({more_exposed(Finding::regression)});
  diff.scenarios.push_back(diff.scenarios.front());
  diff.scenarios.back().scenario = "tea";
  const std::string text = terminal(diff);
  EXPECT_THAT(text, HasSubstr("coffee: 1 regression\n"));
  EXPECT_THAT(text, HasSubstr("\ntea: 1 regression\n"));
  EXPECT_THAT(text, HasSubstr("\n2 scenarios: 2 regressions\n"));
}

TEST(BaselineInWords, SaysWhoseDrawsThereAre) {
  ScenarioDiff scenario = diff_with({}).scenarios.front();
  scenario.paired = false;
  scenario.after = {"c0ffee", 8, 50};
  EXPECT_EQ(draws_of(scenario),
            "the same scenario, compared on draws of their own (seed 8, 50 replications; before: "
            "seed 7, 100 replications)");
}

TEST(Baseline, OfAnotherVersionIsToldWhereverItIsShown) {
  BaselineDiff diff = diff_with({no_missed_alarm()});
  diff.scenarios[0].before.version = diff.scenarios[0].after.version = "1.2.0";
  EXPECT_THAT(terminal(diff), Not(HasSubstr("1.2.0")));
  EXPECT_THAT(to_page(diff).chapters[0].paragraphs, SizeIs(2));

  diff.scenarios[0].before.version = "1.1.0";
  const std::string sentence =
      "The baseline is of coalmine 1.1.0 and the other side of 1.2.0: draws and figures may differ "
      "for that reason alone.";
  EXPECT_THAT(to_terminal(diff, {.columns = 200}), HasSubstr("\n" + sentence + "\n"));
  EXPECT_EQ(to_page(diff).chapters[0].paragraphs.at(1), sentence);
  const auto json = nlohmann::json::parse(to_json(diff, "1.2.0"));
  EXPECT_EQ(json["scenarios"][0]["before"]["coalmine"], "1.1.0");
  EXPECT_EQ(json["scenarios"][0]["after"]["coalmine"], "1.2.0");
}

TEST(BaselineInWords, NamesWhatWasNotCompared) {
  ScenarioDiff scenario =
      diff_with({without_data(Finding::gone), without_data(Finding::came)}).scenarios.front();
  scenario.only_before = {"old"};
  scenario.only_after = {"new", "newer"};
  EXPECT_THAT(remarks_of(scenario),
              ElementsAre("Not compared, only in the baseline: old.",
                          "Not compared, not in the baseline: new and newer.",
                          "sticky: alarm.time_to_detect has no data any more.",
                          "sticky: alarm.time_to_detect has data for the first time."));
}

TEST(BaselineInWords, SaysWhatElseIsTolerated) {
  Change strict = more_exposed(Finding::regression);
  strict.tolerance = Tolerance{};
  EXPECT_THAT(rules_of(diff_with({strict})), HasSubstr("; but nothing of blast_radius.exposed."));
}

TEST(BaselineInWords, WritesTolerancesAsTheyAreGiven) {
  EXPECT_EQ(text_of(half_a_point, "share"), "0.5 points");
  EXPECT_EQ(text_of({.relative = 0.05}, "share"), "5 %");
  EXPECT_EQ(text_of({.absolute = 90}, "s"), "90 s");
  EXPECT_EQ(text_of({.absolute = 10}, "events"), "10");
  EXPECT_EQ(text_of({}, "s"), "nothing");
}

TEST(BaselineInWords, CallsLostDataARegression) {
  const ChangeText text = text_of(without_data(Finding::lost));
  EXPECT_EQ(text.finding, "REGRESSION");
  EXPECT_EQ(text.after, "no data");
  EXPECT_EQ(text.change, "");
}

TEST(BaselineAsJson, HasEveryChangeWithItsDigits) {
  const auto json = nlohmann::json::parse(to_json(
      diff_with({more_exposed(Finding::regression), other_traffic(), without_data(Finding::gone)}),
      "1.2.3"));
  EXPECT_EQ(json["coalmine"], "1.2.3");
  EXPECT_EQ(json["passes"], false);
  EXPECT_EQ(json["scenarios"][0]["before"]["digest"], "c0ffee");
  const auto& changes = json["scenarios"][0]["changes"];
  ASSERT_THAT(changes, SizeIs(3));
  EXPECT_EQ(changes[0]["finding"], "regression");
  EXPECT_EQ(changes[0]["better"], "lower");
  EXPECT_EQ(changes[0]["difference"], 0.0102);
  EXPECT_EQ(changes[0]["users"], 20.4);
  EXPECT_EQ(changes[0]["tolerance"], (nlohmann::json{0.005, 0}));
  EXPECT_EQ(changes[1]["better"], nullptr);
  EXPECT_FALSE(changes[1].contains("tolerance"));
  EXPECT_EQ(changes[2]["difference"], nullptr);
  EXPECT_EQ(changes[2]["finding"], "gone");
}

TEST(BaselineAsAPage, HasATableOfWhatIsJudgedAndOneOfTheRest) {
  const Page page =
      to_page(diff_with({fewer_failures(), more_exposed(Finding::regression), other_traffic()}));
  EXPECT_EQ(page.title, "Against the baseline: 1 regression");
  ASSERT_THAT(page.chapters, SizeIs(1));
  EXPECT_EQ(page.chapters[0].title, "coffee: 1 regression");
  ASSERT_THAT(page.chapters[0].tables, SizeIs(2));
  EXPECT_THAT(page.chapters[0].tables[0].rows[0],
              ElementsAre("sticky", "blast_radius.exposed", "9.98 %", "11.00 %",
                          "+1.02 points ± 0.04", "+20.4", "REGRESSION", "0.5 points"));
  EXPECT_THAT(page.chapters[0].tables[1].rows, SizeIs(1));
}

TEST(BaselineAsAPage, HasNoEmptyTable) {
  EXPECT_THAT(to_page(diff_with({no_missed_alarm()})).chapters[0].tables, IsEmpty());
}

TEST(BaselineOnGitHub, AnnotatesWhatFails) {
  const BaselineDiff diff =
      diff_with({more_exposed(Finding::regression), fewer_failures(), without_data(Finding::lost)});
  const auto annotations = annotations_of(diff.scenarios.front(), "coffee.yaml");
  ASSERT_THAT(annotations, SizeIs(2));
  EXPECT_EQ(annotations[0].file, "coffee.yaml");
  EXPECT_EQ(annotations[0].title, "Worse than the baseline");
  EXPECT_EQ(annotations[0].message,
            "sticky: blast_radius.exposed is 11.00 %, was 9.98 %: +1.02 points ± 0.04, where 0.5 "
            "points is tolerated");
  EXPECT_EQ(annotations[1].message, "sticky: alarm.time_to_detect has no data any more");
}

}  // namespace
}  // namespace coalmine::report
