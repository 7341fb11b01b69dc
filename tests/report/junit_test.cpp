// JUnit's XML, byte by byte. That readers take it is for tests/app/test_command_test.py.
#include "report/junit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalmine::report {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string junit_of(const JunitCase& test) {
  return to_junit({{.name = "s", .class_name = "c", .cases = {test}}});
}

TEST(Junit, HasASuiteWithItsCasesCountsAndTimes) {
  const JunitSuite suite{.name = "coffee",
                         .class_name = "shop/coffee",
                         .file = "shop/coffee.yaml",
                         .cases = {{"passes"},
                                   {"fails", CaseOutcome::failed, "too many", "too many\nby 3", 16},
                                   {"breaks", CaseOutcome::broken, "not read"},
                                   {"waits", CaseOutcome::skipped, "not today", "ignored"}},
                         .elapsed = 2s};
  EXPECT_EQ(to_junit({suite}), R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="1" errors="1" time="2.000">
  <testsuite name="coffee" tests="4" failures="1" errors="1" skipped="1" file="shop/coffee.yaml" time="2.000">
    <testcase classname="shop/coffee" name="passes" file="shop/coffee.yaml" time="0.500"></testcase>
    <testcase classname="shop/coffee" name="fails" file="shop/coffee.yaml" line="16" time="0.500"><failure message="too many">too many
by 3</failure></testcase>
    <testcase classname="shop/coffee" name="breaks" file="shop/coffee.yaml" time="0.500"><error message="not read">not read</error></testcase>
    <testcase classname="shop/coffee" name="waits" file="shop/coffee.yaml" time="0.500"><skipped message="not today"/></testcase>
  </testsuite>
</testsuites>
)");
}

TEST(Junit, AddsUpItsSuites) {
  const JunitSuite failed{
      .name = "a", .class_name = "a", .cases = {{"x", CaseOutcome::failed, "no"}}, .elapsed = 1s};
  const JunitSuite passed{
      .name = "b", .class_name = "b", .cases = {{"x"}, {"y"}}, .elapsed = 250ms};
  EXPECT_THAT(to_junit({failed, passed}),
              HasSubstr("<testsuites tests=\"3\" failures=\"1\" errors=\"0\" time=\"1.250\">"));
}

TEST(Junit, SaysNothingOfTimeWhereNobodyMeasuredIt) {
  EXPECT_THAT(junit_of({"x"}), testing::Not(HasSubstr("time=")));
}

TEST(Junit, WithoutSuitesIsStillADocument) {
  EXPECT_EQ(to_junit({}),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuites tests=\"0\" failures=\"0\" errors=\"0\">\n</testsuites>\n");
}

TEST(Junit, EscapesMarkupAndKeepsLinesAndTabs) {
  const std::string xml = junit_of({"<&>\"'", CaseOutcome::failed, "1\n2\t3\r", "1\n2\t3\r"});
  EXPECT_THAT(xml, HasSubstr("name=\"&lt;&amp;&gt;&quot;'\""));
  EXPECT_THAT(xml, HasSubstr("<failure message=\"1&#10;2&#9;3&#13;\">1\n2\t3&#13;</failure>"));
}

TEST(Junit, ReplacesWhatXmlCannotHold) {
  EXPECT_THAT(junit_of({"bell\a null" + std::string(1, '\0') + "."}),
              HasSubstr("name=\"bell\uFFFD null\uFFFD.\""));
  EXPECT_THAT(junit_of({"the last of them \x1F, and a blank"}),
              HasSubstr("name=\"the last of them \uFFFD, and a blank\""));
  EXPECT_THAT(junit_of({"broken \xC3( \xFF"}), HasSubstr("name=\"broken \uFFFD( \uFFFD\""));
  EXPECT_THAT(junit_of({"no character \xEF\xBF\xBF"}), HasSubstr("name=\"no character \uFFFD\""));
  EXPECT_THAT(junit_of({"Größe 汽水 🥤"}), HasSubstr("name=\"Größe 汽水 🥤\""));
}

}  // namespace
}  // namespace coalmine::report
