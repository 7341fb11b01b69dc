// The page of a sweep: its charts, and what they say to who does not see them.
#include "report/sweep/page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/report/sweep/sweep_sample.hpp"

namespace coalmine::report {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

double percent(const std::string& text) { return std::stod(text) / 100; }

TEST(SweepPage, AnswersFirst) {
  const auto sweep = swept({"w=10%..50%:3"}, [](const auto& v) { return percent(v[0]); });
  const Page page = sweep_page(sweep, exposed_only);
  EXPECT_EQ(page.title, "coffee: what depends on w");
  EXPECT_EQ(page.subtitle, "3 points of w, 2 policies, 100 replications, seed 7");
  EXPECT_EQ(page.summary.front(),
            "users who met the canary: from 1 % (under sticky, w 10%) to 50 % (under weighted, w "
            "50%).");
}

TEST(SweepPage, DrawsALineForEachPolicyOverOneNumber) {
  const auto sweep = swept({"w=10%..50%:3"}, [](const auto& v) { return percent(v[0]); });
  const Chapter chapter = sweep_page(sweep, exposed_only).chapters.front();
  ASSERT_THAT(chapter.charts, SizeIs(1));
  const Chart& chart = chapter.charts.front();
  EXPECT_EQ(chart.id, "sweep-blast-radius-exposed");
  EXPECT_EQ(chart.spec["data"]["values"].size(), 6U);
  EXPECT_EQ(chart.spec["data"]["values"][0],
            Json::parse(R"({"policy": "weighted", "value": "10%", "figure": 0.1,
                            "label": "10 % ± 1", "low": 0.09, "high": 0.11})"));
  EXPECT_EQ(chart.spec["encoding"]["x"]["scale"]["domain"], Json({"10%", "30%", "50%"}));
  EXPECT_THAT(chart.table.headings, ElementsAre("w", "weighted", "sticky"));
  EXPECT_THAT(chart.table.rows[1], ElementsAre("30%", "30 % ± 1", "3 % ± 1"));
  EXPECT_EQ(chart.alt,
            "users who met the canary, blast_radius.exposed. weighted: from 10 % (w 10%) to 50 % "
            "(w 50%). sticky: from 1 % (w 10%) to 5 % (w 50%).");
}

TEST(SweepPage, DrawsAMapForEachPolicyOverTwoNumbers) {
  const auto sweep = swept({"n=1..2:2", "w=0%,100%"}, [](const auto& v) {
    return v[0] == "1" ? std::optional(percent(v[1])) : std::nullopt;
  });
  const Chart chart = sweep_page(sweep, exposed_only).chapters.front().charts.front();
  EXPECT_EQ(chart.spec["facet"]["sort"], Json({"weighted", "sticky"}));
  EXPECT_EQ(chart.spec["data"]["values"].size(), 8U);
  EXPECT_EQ(chart.spec["data"]["values"][1],
            Json::parse(R"({"policy": "weighted", "down": "1", "across": "100%", "mean": 1,
                            "place": 1, "label": "100 %"})"));
  EXPECT_EQ(chart.spec["data"]["values"][3]["mean"], nullptr);
  EXPECT_THAT(chart.table.headings, ElementsAre("policy, n", "w 0%", "w 100%"));
  EXPECT_THAT(chart.table.rows[1], ElementsAre("weighted, 2", "no data", "no data"));
  EXPECT_THAT(chart.table.rows[2], ElementsAre("sticky, 1", "0 %", "10 %"));
}

TEST(SweepPage, DrawsWhatEachOfManyNumbersDoesTheLargestFirst) {
  const auto sweep = swept({"a=1..2:2", "b=1..2:2", "c=x,y"}, [](const auto& v) {
    return 0.1 * std::stod(v[0]) + 0.3 * std::stod(v[1]);
  });
  const Chapter chapter = sweep_page(sweep, exposed_only).chapters.front();
  ASSERT_THAT(chapter.charts, SizeIs(3));
  EXPECT_EQ(chapter.charts[0].title, "users who met the canary, by b");
  EXPECT_EQ(chapter.charts[0].alt,
            "users who met the canary, by b: 30 points apart at most, under weighted.");
  EXPECT_THAT(chapter.charts[0].table.rows[1], ElementsAre("2", "+15", "+1.5"));
  EXPECT_TRUE(chapter.charts[0].small);
  for (const Chart& chart : chapter.charts) {
    EXPECT_EQ(chart.spec["layer"][0]["encoding"]["y"]["scale"]["domain"], Json({-0.15, 0.15}));
  }
}

TEST(SweepPage, HasNoChartWithoutData) {
  const auto sweep = swept({"w=1,2"}, [](const auto&) { return std::nullopt; });
  const Chapter chapter = sweep_page(sweep, exposed_only).chapters.front();
  EXPECT_THAT(chapter.charts, SizeIs(0));
  EXPECT_THAT(chapter.paragraphs, ElementsAre("blast_radius.exposed: no point has data."));
}

TEST(SweepPage, HasNamesThatAreUniqueAndFitALink) {
  const auto sweep = swept({"a=1,2", "b=1,2", "c=1,2"}, [](const auto&) { return 0.5; });
  std::set<std::string> ids;
  std::size_t count = 0;
  for (const Chapter& chapter :
       sweep_page(sweep, {"blast_radius.exposed", "alarm.missed"}).chapters) {
    std::vector<std::string> names{chapter.id};
    for (const Chart& chart : chapter.charts) names.push_back(chart.id);
    for (const std::string& name : names) {
      EXPECT_THAT(name, testing::MatchesRegex("[a-zA-Z0-9-]+"));
      ids.insert(name);
      ++count;
    }
  }
  EXPECT_EQ(ids.size(), count);
}

TEST(SweepPage, SaysHowToRepeatIt) {
  const auto sweep = swept(
      {"w=10%..50%"}, [](const auto&) { return 0.5; }, harness::Sampling{20, 9});
  const Chapter repeat = sweep_page(sweep, exposed_only).chapters.back();
  EXPECT_EQ(repeat.listings.front().text,
            "scenario coffee\ndigest   c0ffee\nseed     7\nvary     w=10%..50%\n"
            "samples  20, drawn with seed 9\n");
}

}  // namespace
}  // namespace coalmine::report
