// What the report of a run says.
#include "report/page/run_page.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "report/page/vega.hpp"
#include "tests/report/page/rehearsal.hpp"

namespace coalmine::report {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view version = "1.2.3";

std::vector<std::string> ids_of(const Page& page) {
  std::vector<std::string> ids;
  for (const Chapter& chapter : page.chapters) ids.push_back(chapter.id);
  return ids;
}

const Chapter& chapter_of(const Page& page, const std::string& id) {
  const auto found = std::find_if(page.chapters.begin(), page.chapters.end(),
                                  [&](const Chapter& chapter) { return chapter.id == id; });
  EXPECT_NE(found, page.chapters.end()) << id;
  return *found;
}

const Chart& chart_of(const Page& page, const std::string& id) {
  for (const Chapter& chapter : page.chapters) {
    for (const Chart& chart : chapter.charts) {
      if (chart.id == id) return chart;
    }
  }
  throw std::runtime_error("no chart " + id);
}

std::vector<const Chart*> charts_of(const Page& page) {
  std::vector<const Chart*> charts;
  for (const Chapter& chapter : page.chapters) {
    for (const Chart& chart : chapter.charts) charts.push_back(&chart);
  }
  return charts;
}

harness::Figure& figure_of(harness::PolicyResult& policy, const std::string& name) {
  return *std::find_if(policy.figures.begin(), policy.figures.end(),
                       [&](const auto& figure) { return figure.name == name; });
}

TEST(RunPage, SaysWhatWasRunAndTheAnswerFirst) {
  const Page page = run_page(rehearsal(), version);
  EXPECT_EQ(page.title, "coffee");
  EXPECT_EQ(page.subtitle, "2 policies, 10 users, 100 replications, seed 7");
  EXPECT_THAT(page.summary,
              ElementsAre("sticky: 10 % of the active users met the canary, nobody was harmed.",
                          "weighted: 63.2 % of the active users met the canary, 5 % were harmed.",
                          "weighted put 63.2 % of the active users on a canary that served 10 % of "
                          "the requests, 6.3 times as many as sticky (10 %).",
                          "Versions that met and do not fit: api canary with receipts stable, 0.09 "
                          "for each chain under weighted.",
                          "After the rollback weighted still put 2 % of the users on the canary.",
                          "The one expectation is met."));
}

TEST(RunPage, GoesFromTheAnswerToTheRecord) {
  EXPECT_THAT(ids_of(run_page(rehearsal(), version)),
              ElementsAre("blast-radius", "over-time", "users", "chain", "masking", "alarms",
                          "rollback", "differences", "expectations", "figures", "repeat"));
}

TEST(RunPage, BeginsWithTheExpectationsWhereOneIsNotMet) {
  auto result = rehearsal();
  result.judgements[0].verdict = harness::Verdict::not_met;
  const Page page = run_page(result, version);
  EXPECT_EQ(page.chapters.front().id, "expectations");
  EXPECT_EQ(page.chapters.front().title, "Expectations: 0 met, 1 not met");
  EXPECT_THAT(
      page.chapters.front().tables.at(0).rows,
      ElementsAre(ElementsAre("NOT MET", "sticky", "blast_radius.exposed", "mean < 11%", "10 %")));
}

// As results were before they had bands, fates and the system.
TEST(RunPage, LeavesOutWhatTheResultDoesNotHave) {
  EXPECT_THAT(ids_of(run_page(coffee(), version)),
              ElementsAre("blast-radius", "alarms", "differences", "figures", "repeat"));
}

TEST(RunPage, SaysNoDataAndNotZero) {
  const Page page =
      run_page(result_of({policy("a", {no_data_figure("blast_radius.exposed", "share"),
                                       figure("blast_radius.harmed", "share", 0.5, 0.1)})}),
               version);
  const Chart& chart = chart_of(page, "exposed-and-harmed");
  EXPECT_THAT(chart.table.rows[0], ElementsAre("a", "met the canary", "no data", "", ""));
  EXPECT_THAT(chart.alt, HasSubstr("a: met the canary no data."));
  EXPECT_EQ(chart.spec["data"]["values"].size(), 1);
}

TEST(RunPage, FoldsInAShortFormAllButTheBlastRadiusAndTheExpectations) {
  for (const Chapter& chapter : run_page(rehearsal(), version).chapters) {
    EXPECT_EQ(chapter.detail, chapter.id != "blast-radius" && chapter.id != "expectations")
        << chapter.id;
  }
}

TEST(RunPage, NamesEverythingOnce) {
  const std::vector<harness::RunResult> results{rehearsal(), rehearsal()};
  const Page page = runs_page(results, version);
  std::set<std::string> ids;
  for (const Chapter& chapter : page.chapters) {
    EXPECT_TRUE(ids.insert(chapter.id).second) << chapter.id;
    for (const Chart& chart : chapter.charts) {
      EXPECT_TRUE(ids.insert(chart.id).second) << chart.id;
      EXPECT_EQ(chart.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),
                std::string::npos);
    }
  }
}

TEST(RunPage, GivesEveryChartATitleAWordForWhoDoesNotSeeItAndItsData) {
  const Page page = run_page(rehearsal(), version);
  for (const Chart* chart : charts_of(page)) {
    EXPECT_THAT(chart->title, Not(IsEmpty())) << chart->id;
    EXPECT_THAT(chart->alt, HasSubstr(".")) << chart->id;
    EXPECT_THAT(chart->table.rows, Not(IsEmpty())) << chart->id;
    for (const auto& row : chart->table.rows) {
      EXPECT_EQ(row.size(), chart->table.headings.size()) << chart->id;
    }
    EXPECT_FALSE(chart->spec.contains("width")) << chart->id;
    EXPECT_FALSE(chart->spec.contains("config")) << chart->id;
  }
}

// What is in the specification is in the table for people, too.
TEST(RunPage, PutsEveryPolicyThatAChartDrawsIntoItsTable) {
  const Page page = run_page(rehearsal(), version);
  std::size_t drawn = 0;
  for (const Chart* chart : charts_of(page)) {
    if (!chart->spec.contains("data")) continue;
    for (const Json& row : chart->spec["data"]["values"]) {
      if (!row.contains("policy")) continue;
      ++drawn;
      const std::string name = row["policy"];
      const auto& table = chart->table;
      const bool heads = std::count(table.headings.begin(), table.headings.end(), name) > 0;
      const bool begins = std::any_of(table.rows.begin(), table.rows.end(),
                                      [&](const auto& cells) { return cells.front() == name; });
      EXPECT_TRUE(heads || begins) << chart->id << ": " << name;
    }
  }
  EXPECT_GT(drawn, 20);
}

TEST(RunPage, TheSameResultGivesTheSameBytes) {
  const auto text = [] { return to_markdown(run_page(rehearsal(), version), version); };
  EXPECT_EQ(text(), text());
}

TEST(BlastRadiusChart, ShowsMeansIntervalsAndExactValues) {
  const Page page = run_page(rehearsal(), version);
  const Chart& chart = chart_of(page, "exposed-and-harmed");
  EXPECT_EQ(chart.title, "weighted harms 5 % of the users, sticky nobody");
  EXPECT_THAT(
      chart.table.rows,
      ElementsAre(ElementsAre("weighted", "met the canary", "63.2 % ± 0.3", "63.2 %", "100"),
                  ElementsAre("weighted", "harmed", "5.0 % ± 0.1", "", "100"),
                  ElementsAre("sticky", "met the canary", "10.0 % ± 0.2", "", "100"),
                  ElementsAre("sticky", "harmed", "0 % ± 0", "", "100")));
  const Json& first = chart.spec["data"]["values"][0];
  EXPECT_EQ(first["mean"], 0.632);
  EXPECT_EQ(first["low"], 0.629);
  EXPECT_EQ(first["high"], 0.635);
  EXPECT_EQ(first["exact"], 0.63212);
  EXPECT_EQ(chart.text,
            "Bars are means over the replications, lines their 95 % intervals. Diamonds are "
            "calculated exactly, not simulated.");
}

TEST(OverTimeCharts, ShowTheWeightFromWhereItHolds) {
  const Page page = run_page(rehearsal(), version);
  const Chart& chart = chart_of(page, "weight");
  EXPECT_EQ(chart.title, "The canary gets up to 10 % under every policy");
  // Of each policy, at 0, 1, 2 and 3 minutes: the last value holds to the end.
  const Json& rows = chart.spec["data"]["values"];
  ASSERT_EQ(rows.size(), 8);
  EXPECT_EQ(rows[2], (Json{{"t", 2.0}, {"policy", "weighted"}, {"weight", 0.05}}));
  EXPECT_EQ(rows[3], (Json{{"t", 3.0}, {"policy", "weighted"}, {"weight", 0.05}}));
  EXPECT_THAT(chart.table.rows[2], ElementsAre("3 min", "5 %", "10 %"));
}

TEST(OverTimeCharts, DrawOneLineWhereTheWeightIsTheSame) {
  auto result = rehearsal();
  result.policies[0].timeline[0] = result.policies[1].timeline[0];
  const Page page = run_page(result, version);
  EXPECT_THAT(chart_of(page, "weight").table.headings, ElementsAre("until", "every policy"));
}

TEST(OverTimeCharts, ShowUsersAsSharesOfThoseActiveWhereTheyWereCounted) {
  const Page page = run_page(rehearsal(), version);
  const Chart& chart = chart_of(page, "exposed-over-time");
  EXPECT_EQ(chart.title, "weighted reaches 63.2 % of the users, sticky 10 %");
  const Json& rows = chart.spec["data"]["values"];
  EXPECT_EQ(rows[0]["users"], 0);
  EXPECT_EQ(
      rows[1],
      (Json{{"t", 1.0}, {"policy", "weighted"}, {"users", 0.3}, {"low", 0.29}, {"high", 0.32}}));
  EXPECT_THAT(chart.table.rows[0],
              ElementsAre("1 min", "30 % (29 % to 32 %)", "10 % (9.5 % to 10.5 %)"));
  EXPECT_THAT(chart.alt, HasSubstr("weighted: 50 % (49 % to 52 %) after 2 min, "));
}

TEST(OverTimeCharts, HaveNoBandWhereTheResultHasNone) {
  auto result = rehearsal();
  for (auto& policy : result.policies) {
    for (auto& each : policy.timeline) each.low = each.high = {};
  }
  const Page page = run_page(result, version);
  const Chart& chart = chart_of(page, "exposed-over-time");
  EXPECT_EQ(chart.spec["layer"].size(), 2);  // a line for each policy
  EXPECT_THAT(chart.table.rows[0], ElementsAre("1 min", "30 %", "10 %"));
}

// With few users, more of them can be active in a replication than in the mean.
TEST(OverTimeCharts, ShowNoMoreThanAllUsers) {
  auto result = rehearsal();
  figure_of(result.policies[0], "users.active").mean = 640;
  const Chart chart = chart_of(run_page(result, version), "exposed-over-time");
  EXPECT_EQ(chart.spec["data"]["values"][3]["high"], 1);
}

TEST(OverTimeCharts, HaveNoBandsWhereThereAreMorePoliciesThanColours) {
  auto result = rehearsal();
  while (result.policies.size() <= policy_colours) {
    result.policies.push_back(result.policies[1]);
    result.policies.back().name = fmt::format("sticky-{}", result.policies.size());
  }
  const Page page = run_page(result, version);
  EXPECT_EQ(chart_of(page, "exposed-over-time").spec["layer"].size(), policy_colours + 1);
  EXPECT_THAT(chapter_of(page, "over-time").paragraphs[0],
              AllOf(Not(HasSubstr("shaded")), HasSubstr("Colours begin anew after 8 policies.")));
}

TEST(PolicyColour, HasAPlaceInTheLegendForEachPolicy) {
  const std::vector<std::string> many(40, "a");
  EXPECT_EQ(policy_colour(many)["legend"]["symbolLimit"], 40);
}

TEST(PolicyNames, LoseTheirMiddleWhereTheyAreTooLong) {
  const Json axis = lines_of({"a-policy-with-a-name-of-many-words-1", "b"})["axis"];
  EXPECT_EQ(axis["labelExpr"],
            "length(datum.label) > 22 ? slice(datum.label, 0, 9) + '…' + slice(datum.label, -12) : "
            "datum.label");
  EXPECT_FALSE(lines_of({"a", "b"})["axis"].contains("labelExpr"));
}

TEST(OverTimeCharts, NestLinesThatLieUponOneAnother) {
  auto result = rehearsal();
  const auto width = [](const Chart& chart, std::size_t layer) {
    return chart.spec["layer"][layer]["mark"]["strokeWidth"].get<double>();
  };
  const Page apart = run_page(result, version);
  EXPECT_EQ(width(chart_of(apart, "exposed-over-time"), 1), 2.5);
  EXPECT_EQ(width(chart_of(apart, "exposed-over-time"), 2), 2.5);

  result.policies[0].timeline[1] = result.policies[1].timeline[1];
  const Page alike = run_page(result, version);
  EXPECT_EQ(width(chart_of(alike, "exposed-over-time"), 1), 7);
  EXPECT_EQ(width(chart_of(alike, "exposed-over-time"), 2), 2);
  EXPECT_THAT(chart_of(alike, "exposed-over-time").text, HasSubstr("the first is the widest"));
}

TEST(OverTimeCharts, SayThatNobodyWasHarmedInsteadOfDrawingIt) {
  auto result = rehearsal();
  figure_of(result.policies[0], "blast_radius.harmed").mean = 0;
  const Page page = run_page(result, version);
  const Chapter& chapter = chapter_of(page, "over-time");
  EXPECT_EQ(chapter.charts.size(), 2);
  EXPECT_THAT(chapter.paragraphs,
              Contains("The release harmed nobody, so there is no chart of that."));
}

TEST(UsersCharts, CountWhatTheyDraw) {
  const Page page = run_page(rehearsal(), version);
  const Chart& chart = chart_of(page, "users-1");
  EXPECT_EQ(chart.title, "weighted: 6 of 9 met the canary, 4 were harmed");
  EXPECT_EQ(
      chart.alt,
      "A dot for each of 10 users under weighted: 1 not active, 2 untouched, 3 met the canary, "
      "1 harmed, never met it and 3 harmed, met it.");
  EXPECT_TRUE(chart.small);
  EXPECT_EQ(chart.spec["data"]["values"][0]["users"], "-.ehcehhe.");
  EXPECT_EQ(chart.spec["encoding"]["color"]["legend"]["labelExpr"],
            "{'-': 'not active: 1', '.': 'untouched: 2', 'e': 'met the canary: 3', "
            "'c': 'harmed, never met it: 1', 'h': 'harmed, met it: 3'}[datum.label]");
}

TEST(UsersCharts, SayThatTheyShowSomeOfTheUsers) {
  auto result = rehearsal();
  result.users = 100;
  result.users_every = 10;
  EXPECT_THAT(chapter_of(run_page(result, version), "users").paragraphs,
              ElementsAre("The first replication, a dot for one in 10 of the 100 users: the same "
                          "user has the same place in every picture."));
}

TEST(ChainCharts, ShowWhichVersionsMetAndWhichDoNotFit) {
  const Page page = run_page(rehearsal(), version);
  const Chart& chart = chart_of(page, "versions-1");
  EXPECT_EQ(
      chart.title,
      "api → receipts: versions that do not fit met 0.09 times for each chain under weighted");
  EXPECT_THAT(chart.table.headings,
              ElementsAre("api → receipts", "stable → stable", "stable → canary", "canary → stable",
                          "canary → canary"));
  EXPECT_THAT(chart.table.rows,
              ElementsAre(ElementsAre("weighted", "0.3", "0.3", "0.09, do not fit", "0.3"),
                          ElementsAre("sticky", "0.3", "0.3", "0, do not fit", "0.3")));
  EXPECT_EQ(chart.spec["data"]["values"][2]["state"], "do not fit");
  EXPECT_EQ(chart.spec["data"]["values"][1]["state"], "fit");
}

TEST(ChainCharts, ShowFirstWhichVersionsDoNotFit) {
  auto result = rehearsal();
  for (auto& policy : result.policies) {
    auto& figures = policy.figures;
    figures.insert(figures.begin(), figure("chains.met.api.menu.stable_stable", "count", 1, 0));
  }
  EXPECT_THAT(chart_of(run_page(result, version), "versions-1").title, HasSubstr("receipts"));
}

TEST(ChainCharts, ShowTheFunctions) {
  const Page page = run_page(rehearsal(), version);
  const Chart& chart = chart_of(page, "functions");
  EXPECT_EQ(chart.title, "A request reaches 2 functions, all of them in the release");
  EXPECT_THAT(chart.table.rows,
              ElementsAre(ElementsAre("api", "in the release", "entry"),
                          ElementsAre("receipts", "in the release", "reads orders")));
  EXPECT_EQ(chart_of(page, "mixed-chains").title,
            "18 % of the chains ran on both versions under weighted, none under sticky");
}

TEST(ChainCharts, AreNotThereForASingleFunction) {
  auto result = rehearsal();
  result.system.functions = {"api"};
  EXPECT_THAT(ids_of(run_page(result, version)), Not(Contains("chain")));
}

TEST(MaskingCharts, HoldTheAverageAgainstTheCanaryAndTheThreshold) {
  const Page page = run_page(rehearsal(), version);
  const Chart& chart = chart_of(page, "masking-errors");
  EXPECT_EQ(chart.title,
            "Error rate: 5 % on the canary, 0.5 % on both versions together under weighted");
  EXPECT_THAT(
      chart.table.rows,
      ElementsAre(ElementsAre("weighted", "0 % ± 0", "5.0 % ± 0.1", "0.50 % ± 0.01", "10 %", "1 %"),
                  ElementsAre("sticky", "0 % ± 0", "5.0 % ± 0.1", "1.00 % ± 0.01", "20 %", "")));
}

TEST(MaskingCharts, HaveNoThresholdOfAnAlarmOnAnotherFunction) {
  auto result = rehearsal();
  result.policies[0].alarms[0].function = "receipts";
  const Page page = run_page(result, version);
  EXPECT_EQ(chart_of(page, "masking-errors").table.headings.size(), 5);
  EXPECT_THAT(chapter_of(page, "alarms").paragraphs,
              ElementsAre("Error rate of api, mean over the replications. Alarms on anything else "
                          "have no line here; the table has them."));
}

TEST(AlarmCharts, ShowRatesThresholdsAndWhenReplicationsRolledBack) {
  const Page page = run_page(rehearsal(), version);
  const Chart& chart = chart_of(page, "alarms-1");
  EXPECT_EQ(chart.title, "weighted: rolled back in 50 % of the replications, on average at 2m00s");
  EXPECT_THAT(chart.table.rows, ElementsAre(ElementsAre("0 min", "0.5 %", "0 %", "5 %", ""),
                                            ElementsAre("1 min", "2 %", "0 %", "20 %", ""),
                                            ElementsAre("2 min", "1 %", "0 %", "no data", "50 %")));
  const Json& layers = chart.spec["layer"];
  ASSERT_EQ(layers.size(), 6);  // three lines, a threshold and its label, the rollbacks
  EXPECT_EQ(layers[3]["data"]["values"][0]["above"], 0.01);
  EXPECT_EQ(layers[4]["data"]["values"][0]["label"], "alarm: both above 1 %");
  EXPECT_EQ(layers[5]["data"]["values"], (Json::array({Json{{"t", 2.0}, {"share", 0.5}}})));
  EXPECT_EQ(chart_of(page, "alarms-2").spec["layer"].size(), 3);
}

// The canary was there until minute 2, so its rate is drawn until then.
TEST(AlarmCharts, DrawARateUntilItsMinuteEnds) {
  const Page page = run_page(rehearsal(), version);
  std::vector<Json> canary;
  for (const Json& row : chart_of(page, "alarms-1").spec["data"]["values"]) {
    if (row["of"] == "canary") canary.push_back({row["t"], row["rate"]});
  }
  EXPECT_THAT(canary, ElementsAre(Json{0.0, 0.05}, Json{1.0, 0.2}, Json{2.0, 0.2},
                                  Json{2.0, nullptr}, Json{3.0, nullptr}));
}

TEST(AlarmCharts, SayWhoWatchedAndWhoStoppedIt) {
  const Page page = run_page(rehearsal(), version);
  EXPECT_THAT(chapter_of(page, "alarms").tables.at(0).rows,
              ElementsAre(ElementsAre("weighted",
                                      "error rate of api above 1 % (both versions of the "
                                      "alias)",
                                      "50 %", "alarm 1 in 50 %", "2m00s"),
                          ElementsAre("sticky", "nobody", "0 %", "", "")));
}

TEST(AlarmCharts, SayWhichAlarmsHaveNoLine) {
  const auto is_said = Contains(HasSubstr("Alarms on anything else have no line"));
  auto result = rehearsal();
  EXPECT_THAT(chapter_of(run_page(result, version), "alarms").paragraphs, Not(is_said));
  result.policies[0].alarms.push_back(
      {.metric = "latency.p99", .above = 1, .function = "api", .dimension = "alias"});
  EXPECT_THAT(chapter_of(run_page(result, version), "alarms").paragraphs, is_said);
}

TEST(AlarmCharts, AreNotThereWhereNothingFailsAndNobodyWatches) {
  auto result = rehearsal();
  result.policies.erase(result.policies.begin());
  for (auto& each : result.policies[0].timeline) each = series(each.name, {0, 0, 0});
  EXPECT_THAT(chapter_of(run_page(result, version), "alarms").charts, IsEmpty());
  EXPECT_THAT(chapter_of(run_page(result, version), "alarms").paragraphs,
              ElementsAre("No alarm and no judge decides about this release."));
}

TEST(RollbackChapter, IsAboutThoseWhoWereStillMet) {
  const Page page = run_page(rehearsal(), version);
  EXPECT_EQ(chart_of(page, "after-rollback").title,
            "After the rollback 2 % of the users were still on the canary under weighted");
  EXPECT_THAT(chapter_of(page, "rollback").tables.at(0).rows[1],
              ElementsAre("sticky", "0 % ± 10", "no data", "no data"));
}

TEST(RollbackChapter, IsNotThereWhereNothingWasRolledBack) {
  auto result = rehearsal();
  figure_of(result.policies[0], "rollout.rolled_back").mean = 0;
  EXPECT_THAT(ids_of(run_page(result, version)), Not(Contains("rollback")));
}

TEST(DifferencesChart, IsInPercentagePoints) {
  const Page page = run_page(rehearsal(), version);
  const Chart& chart = chart_of(page, "paired-differences");
  EXPECT_EQ(chart.title, "sticky reaches 53.2 percentage points fewer users than weighted");
  EXPECT_THAT(chart.table.rows,
              ElementsAre(ElementsAre("sticky", "met the canary", "-53.2 ± 0.3 points")));
  EXPECT_EQ(chart.spec["data"]["values"][0]["mean"], -53.2);
}

TEST(DifferencesChart, IsNamedForThePolicyThatDiffersMost) {
  auto result = rehearsal();
  result.policies.push_back(result.policies[1]);
  result.policies.back().name = "all";
  harness::Difference more = result.comparisons.front();
  more.policy = "all";
  more.mean = 0.6;
  result.comparisons.push_back(more);
  EXPECT_EQ(chart_of(run_page(result, version), "paired-differences").title,
            "all reaches 60 percentage points more users than weighted");
}

TEST(DifferencesChart, HasNoIntervalsOfOneReplication) {
  auto result = rehearsal();
  result.replications = 1;
  for (auto& difference : result.comparisons) difference.ci95_low = difference.ci95_high = {};
  const Page page = run_page(result, version);
  const Chart& chart = chart_of(page, "paired-differences");
  EXPECT_EQ(chart.spec["layer"].size(), 2);  // the zero and the points
  EXPECT_THAT(chart.text, Not(HasSubstr("interval")));
  EXPECT_THAT(chapter_of(page, "differences").paragraphs,
              ElementsAre(HasSubstr("One replication, so there are no intervals.")));
}

TEST(FiguresChapter, HasExactValuesInRowsOfTheirOwn) {
  const Page page = run_page(coffee(), version);
  const DataTable& users = chapter_of(page, "figures").tables.at(0);
  EXPECT_THAT(users.headings, ElementsAre("Users", "weighted", "sticky"));
  EXPECT_THAT(users.rows[1],
              ElementsAre("users who met the canary", "63.2 % ± 0.3", "10.0 % ± 0.2"));
  EXPECT_THAT(users.rows[2], ElementsAre("– exact", "63.2 %", ""));
}

TEST(FiguresChapter, SaysWhichPrecisionWasReached) {
  auto result = coffee();
  result.precision = {{.policy = "weighted",
                       .metric = "blast_radius.exposed",
                       .half_width_asked = 0.005,
                       .half_width = 0.003,
                       .at_most = 200},
                      {.policy = "sticky",
                       .metric = "blast_radius.exposed",
                       .half_width_asked = 0.001,
                       .half_width = 0.002,
                       .at_most = 100}};
  const Page page = run_page(result, version);
  EXPECT_THAT(chapter_of(page, "figures").tables.back().rows,
              ElementsAre(ElementsAre("weighted", "blast_radius.exposed", "0.3 %", "0.5 %", "yes"),
                          ElementsAre("sticky", "blast_radius.exposed", "0.2 %", "0.1 %", "NO")));
}

TEST(RepeatChapter, GivesTheCommandAsAShellReadsIt) {
  auto result = rehearsal();
  result.scenario = "it's coffee";
  result.set = {"traffic.users=500"};
  result.only_policies = {"weighted", "by user"};
  const Page page = run_page(result, version);
  const Chapter& chapter = chapter_of(page, "repeat");
  EXPECT_EQ(chapter.listings.at(0).text,
            "coalmine run 'it'\\''s coffee.yaml' --seed 7 --replications 100 "
            "--set traffic.users=500 --policy weighted --policy 'by user'\n");
  EXPECT_EQ(chapter.listings.at(1).text, "name: coffee\n");
  EXPECT_THAT(chapter.paragraphs.at(0),
              HasSubstr("These are of coalmine 1.2.3; the digest of the scenario is c0ffee."));
}

TEST(RepeatChapter, NamesTheVersionThatFoundTheResult) {
  auto result = rehearsal();
  result.version = "0.9.0";
  EXPECT_THAT(chapter_of(run_page(result, version), "repeat").paragraphs.at(0),
              HasSubstr("coalmine 0.9.0"));
}

TEST(RunsPage, BeginsWithAnOverviewOfAll) {
  std::vector<harness::RunResult> results{rehearsal(), rehearsal(), coffee()};
  results[1].seed = 8;
  results[2].scenario = "tea";
  const Page page = runs_page(results, version);
  EXPECT_EQ(page.title, "3 runs");
  EXPECT_EQ(page.subtitle, "coffee (1), coffee (2), tea");
  EXPECT_THAT(
      page.summary[2],
      "tea. sticky: 10 % of the active users met the canary, nobody was harmed. The scenario "
      "expects nothing of its policies.");
  const Chapter& overview = page.chapters.front();
  EXPECT_EQ(overview.id, "overview");
  EXPECT_THAT(overview.paragraphs, ElementsAre("coffee (1): seed 7; coffee (2): seed 8."));
  EXPECT_THAT(overview.tables.at(0).rows[0], ElementsAre("coffee (1)", "weighted", "63.2 % ± 0.3",
                                                         "5.0 % ± 0.1", "50 % ± 10", "1 met"));
  EXPECT_THAT(overview.tables.at(0).rows[5],
              ElementsAre("tea", "sticky", "10.0 % ± 0.2", "0 % ± 0", "no data", "none"));
  EXPECT_EQ(page.chapters[1].id, "run-1-blast-radius");
  EXPECT_EQ(page.chapters[1].title, "coffee (1): Blast radius");
}

TEST(RunsPage, OfOneRunIsItsPage) {
  const std::vector<harness::RunResult> results{rehearsal()};
  EXPECT_EQ(to_markdown(runs_page(results, version), version),
            to_markdown(run_page(results[0], version), version));
}

}  // namespace
}  // namespace coalmine::report
