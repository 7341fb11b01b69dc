// What `coalmine test` says of each scenario, and of all of them.
#include "report/tested.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/report/sample.hpp"

namespace coalmine::report {
namespace {

using namespace std::chrono_literals;
using harness::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Style plain{.columns = 100, .colour = false};

// Three expectations on lines 11 to 13: met, not met, without data.
TestedScenario coffee_tested() {
  auto result = coffee();
  result.judgements = {
      {"sticky", "blast_radius.exposed", "mean < 11%", 0.1, Verdict::met},
      {"weighted", "blast_radius.exposed", "mean < 60%", 0.632, Verdict::not_met},
      {"sticky", "alarm.time_to_detect", "mean < 5m", std::nullopt, Verdict::no_data}};
  auto scenario = tested("shop/coffee.yaml", result, {{11, 5}, {12, 6}, {0, 0}});
  scenario.elapsed = 1'250ms;
  return scenario;
}

TestedScenario only_met() {
  auto result = coffee();
  result.judgements = {{"sticky", "blast_radius.exposed", "mean < 11%", 0.1, Verdict::met}};
  return tested("tea.yaml", result, {{3, 4}});
}

TestedScenario bad() {
  return {.file = "bad.yaml",
          .outcome = TestOutcome::bad,
          .problems = {{"bad.yaml", {6, 3}, "unknown key \"user\"", "did you mean \"users\"?"},
                       {"--set seed=x", {1, 6}, "not a number", ""}}};
}

TestedScenario skipped() { return {.file = "tour.yaml", .outcome = TestOutcome::skipped}; }
TestedScenario left_out() { return {.file = "late.yaml"}; }

TEST(Tested, IsOkWhereAllIsMetAndFailedWhereOneIsNotOrHasNoData) {
  EXPECT_EQ(only_met().outcome, TestOutcome::ok);
  EXPECT_EQ(coffee_tested().outcome, TestOutcome::failed);
  auto result = coffee();
  result.judgements = {{"sticky", "alarm.time_to_detect", "mean < 5m", {}, Verdict::no_data}};
  EXPECT_EQ(tested("x.yaml", result, {{1, 1}}).outcome, TestOutcome::failed);
}

TEST(Tested, HasALineForEachScenario) {
  EXPECT_EQ(line_of(only_met(), 16, plain), "ok       tea.yaml          1 expectation  0.0 s\n");
  EXPECT_EQ(line_of(coffee_tested(), 16, plain),
            "FAILED   shop/coffee.yaml  1 of 3 expectations not met, 1 without data  1.2 s\n");
  EXPECT_EQ(line_of(bad(), 16, plain), "ERROR    bad.yaml          2 problems\n");
  EXPECT_EQ(line_of(skipped(), 16, plain), "skipped  tour.yaml         it expects nothing\n");
}

TEST(Tested, KeepsALongPathWhole) {
  EXPECT_THAT(line_of(skipped(), 4, plain), HasSubstr(" tour.yaml  it"));
}

TEST(Tested, CountsWhatThereIs) {
  EXPECT_EQ(counts_line({only_met()}), "1 scenario: 1 ok\n");
  EXPECT_EQ(counts_line({only_met(), coffee_tested(), bad(), skipped(), left_out(), left_out()}),
            "6 scenarios: 1 ok, 1 failed, 1 bad, 1 skipped, 2 left out\n");
  EXPECT_EQ(counts_line({skipped()}), "1 scenario: 0 ok, 1 skipped\n");
}

TEST(Tested, HasNoTimeInItsJson) {
  auto later = coffee_tested();
  later.elapsed = 99s;
  EXPECT_EQ(to_json({coffee_tested()}, "1.0"), to_json({later}, "1.0"));
}

TEST(Tested, IsWholeInItsJson) {
  EXPECT_EQ(to_json({coffee_tested(), bad()}, "1.0"), R"({
  "coalmine": "1.0",
  "schema": 1,
  "counts": {"ok": 0, "failed": 1, "bad": 1, "skipped": 0, "left out": 0},
  "scenarios": [
    {
      "file": "shop/coffee.yaml",
      "outcome": "failed",
      "scenario": {"name": "coffee", "digest": "c0ffee"},
      "seed": 7,
      "replications": 100,
      "expectations": [
        {"policy": "sticky", "metric": "blast_radius.exposed", "rule": "mean < 11%", "value": 0.1, "verdict": "met", "line": 11, "column": 5},
        {"policy": "weighted", "metric": "blast_radius.exposed", "rule": "mean < 60%", "value": 0.632, "verdict": "not met", "line": 12, "column": 6},
        {"policy": "sticky", "metric": "alarm.time_to_detect", "rule": "mean < 5m", "value": null, "verdict": "no data", "line": null, "column": null}
      ],
      "problems": []
    },
    {
      "file": "bad.yaml",
      "outcome": "bad",
      "expectations": [],
      "problems": [
        {"file": "bad.yaml", "line": 6, "column": 3, "message": "unknown key \"user\"", "hint": "did you mean \"users\"?"},
        {"file": "--set seed=x", "line": 1, "column": 6, "message": "not a number", "hint": ""}
      ]
    }
  ]
}
)");
}

TEST(Tested, IsASuiteOfItsExpectationsInJunit) {
  const std::string xml = to_junit({coffee_tested()});
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"coffee\" tests=\"3\" failures=\"2\" errors=\"0\" "
                             "skipped=\"0\" file=\"shop/coffee.yaml\" time=\"1.250\">"));
  EXPECT_THAT(xml, HasSubstr("<testcase classname=\"shop/coffee\" name=\"weighted: "
                             "blast_radius.exposed mean &lt; 60%\" file=\"shop/coffee.yaml\" "
                             "line=\"12\" time=\"0.417\"><failure message=\"weighted: "
                             "blast_radius.exposed is 63.2 %, expected mean &lt; 60%\">"));
  EXPECT_THAT(xml, HasSubstr("sticky: alarm.time_to_detect has no data, expected mean &lt; 5m"));
}

TEST(Tested, HasOneCaseInJunitWhereItWasNotRun) {
  EXPECT_THAT(to_junit({bad()}),
              HasSubstr("name=\"is a valid scenario\" file=\"bad.yaml\" line=\"6\" time=\"0.000\">"
                        "<error message=\"unknown key &quot;user&quot; (did you mean "
                        "&quot;users&quot;?)\">bad.yaml:6:3: error: unknown key"));
  EXPECT_THAT(to_junit({skipped()}), HasSubstr("<skipped message=\"it expects nothing\"/>"));
  EXPECT_THAT(to_junit({left_out()}),
              HasSubstr("<skipped message=\"left out after the first failure\"/>"));
}

std::vector<std::string> annotated(const TestedScenario& scenario) {
  std::vector<std::string> lines;
  for (const Annotation& each : annotations_of(scenario)) lines.push_back(to_github(each));
  return lines;
}

TEST(Tested, IsAnnotatedWhereItFailed) {
  EXPECT_THAT(
      annotated(coffee_tested()),
      ElementsAre(
          "::error file=shop/coffee.yaml,line=12,col=6,title=Expectation not met::weighted: "
          "blast_radius.exposed is 63.2 %25, expected mean < 60%25\n",
          "::error file=shop/coffee.yaml,title=Expectation without data::sticky: "
          "alarm.time_to_detect has no data, expected mean < 5m\n"));
  EXPECT_THAT(annotated(only_met()), IsEmpty());
  EXPECT_THAT(annotated(skipped()), IsEmpty());
}

// --set is no file: what is wrong with it is told of the scenario.
TEST(Tested, IsAnnotatedWhereItIsBad) {
  EXPECT_THAT(annotated(bad()),
              ElementsAre("::error file=bad.yaml,line=6,col=3,title=Not a valid scenario::unknown "
                          "key \"user\" (did you mean \"users\"?)\n",
                          "::error file=bad.yaml,title=Not a valid scenario::--set seed=x:1:6: "
                          "error: not a number\n"));
}

}  // namespace
}  // namespace coalmine::report
