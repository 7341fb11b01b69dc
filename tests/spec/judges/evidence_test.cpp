#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace routing::evidence;
using testing::ElementsAre;

std::string judges(const std::string& written) {
  return "judges: { e: { engine: { evidence: " + written + " } } }";
}

routing::evidence::Spec evidence(const std::string& written) {
  return std::get<routing::evidence::Spec>(parsed_with({judges(written)}).judges.at(0).engine);
}

std::vector<std::string> problems_in(const std::string& written) {
  return problems_with({judges(written)});
}

TEST(EvidenceInAScenario, WatchesErrorsOftenByDefault) {
  EXPECT_EQ(evidence("{}"), routing::evidence::Spec{});
}

TEST(EvidenceInAScenario, TakesEverySetting) {
  EXPECT_EQ(evidence("{ test: growthbook, level: 1%, every: 30s, until: 20m, delay: 90s, "
                     "clustered: true, min_requests: 500, min_users: 80, margin: 0.5%, "
                     "planned: 2000 }"),
            (routing::evidence::Spec{.method = Method::growthbook,
                                     .level = 0.01,
                                     .every = 30s,
                                     .until = 20min,
                                     .delay = 90s,
                                     .clustered = true,
                                     .min_requests = 500,
                                     .min_users = 80,
                                     .margin = 0.005,
                                     .planned = 2'000}));
}

TEST(EvidenceInAScenario, MeasuresErrorsSharesPercentilesOrWholeLatencies) {
  const auto slower = evidence("{ measure: { slower_than: 400ms } }");
  EXPECT_EQ(slower.measure, Measure::slower_than);
  EXPECT_EQ(slower.limit, 400ms);
  const auto percentile = evidence("{ measure: latency.p99.9 }");
  EXPECT_EQ(percentile.measure, Measure::quantile);
  EXPECT_EQ(percentile.quantile, 0.999);
  EXPECT_EQ(evidence("{ measure: latency, test: mann_whitney, at: 30m }").measure,
            Measure::latency);
}

TEST(EvidenceInAScenario, WritesDifferencesAsTheMeasureDoes) {
  EXPECT_EQ(evidence("{ mixture: 2% }").mixture, 0.02);
  const auto latency = evidence("{ measure: latency.p95, margin: 20ms, mixture: 100ms }");
  EXPECT_EQ(latency.margin, 0.02);
  EXPECT_EQ(latency.mixture, 0.1);
  EXPECT_EQ(evidence("{ measure: latency.p95 }").mixture, 0.05);
  EXPECT_THAT(problems_in("{ margin: 20ms }"),
              ElementsAre("7:46: margin: \"20ms\" is not a share | write it as 0.1, 10% or 4/41"));
  EXPECT_THAT(
      problems_in("{ measure: latency.p95, mixture: 2% }"),
      ElementsAre("7:69: mixture: \"2%\" has the unknown unit \"%\" | write it as 250us, 80ms, "
                  "1.5s, 10m, 2h, 1d or 1h30m"));
}

TEST(EvidenceInAScenario, LooksOnceOrAgainAndAgain) {
  const auto once = evidence("{ test: two_proportion, at: 30m }");
  EXPECT_EQ(once.every, 0s);
  EXPECT_EQ(once.until, 30min);
  const auto peeked = evidence("{ test: two_proportion, every: 1m }");
  EXPECT_EQ(peeked.every, 1min);
  EXPECT_EQ(peeked.until, std::nullopt);
  EXPECT_THAT(problems_in("{ at: 30m, every: 1m }"),
              ElementsAre("7:47: \"at\" and \"every\" exclude one another | it looks once, or "
                          "again and again"));
  EXPECT_THAT(problems_in("{ at: 30m, until: 40m }"),
              ElementsAre("7:47: \"until\" goes with \"every\""));
}

TEST(EvidenceInAScenario, HasToBeToldToPeekWithATestForOneLook) {
  for (const std::string test : {"test: two_proportion", "test: mann_whitney, measure: latency"}) {
    EXPECT_THAT(problems_in("{ " + test + " }"),
                ElementsAre("7:36: a test for one look needs \"at\" | for example at: 30m, or "
                            "every: 1m to see what peeking does"));
  }
}

TEST(EvidenceInAScenario, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(problems_in("{ measure: error_rat }"),
              ElementsAre("7:47: measure: unknown measure \"error_rat\" | did you mean "
                          "\"error_rate\"?"));
  EXPECT_THAT(problems_in("{ measure: latency.p100 }"),
              ElementsAre("7:47: measure: \"latency.p100\" has no percentile between 0 and 100 | "
                          "for example latency.p99 or latency.p99.9"));
  EXPECT_THAT(problems_in("{ test: mspt }"),
              ElementsAre("7:44: test: unknown test \"mspt\" | did you mean \"msprt\"?"));
}

TEST(EvidenceInAScenario, RefusesTestsThatAreNotMadeForTheMeasure) {
  EXPECT_THAT(problems_in("{ test: mann_whitney, at: 30m }"),
              ElementsAre("7:44: test: mann_whitney compares whole latencies"));
  EXPECT_THAT(problems_in("{ measure: latency.p95, test: two_proportion, at: 30m }"),
              ElementsAre("7:66: test: two_proportion compares shares"));
  EXPECT_THAT(problems_in("{ measure: latency }"),
              ElementsAre("7:36: test: only mann_whitney compares whole latencies"));
  EXPECT_THAT(problems_in("{ measure: latency.p95, clustered: true }"),
              ElementsAre("7:71: clustered: only errors are known user by user"));
}

TEST(EvidenceInAScenario, RefusesKeysOfOtherTests) {
  EXPECT_THAT(problems_in("{ test: growthbook, mixture: 2% }"),
              ElementsAre("7:56: \"mixture\" goes with test: msprt"));
  EXPECT_THAT(problems_in("{ planned: 2000 }"),
              ElementsAre("7:38: \"planned\" goes with test: growthbook"));
  EXPECT_THAT(problems_in("{ min_users: 80 }"),
              ElementsAre("7:38: \"min_users\" goes with clustered: true"));
}

TEST(EvidenceInAScenario, RefusesSizesThatMeanNothing) {
  EXPECT_THAT(problems_in("{ level: 50% }"),
              ElementsAre("7:45: level: 0.5 is not above 0 and below 0.5"));
  EXPECT_THAT(problems_in("{ margin: 100% }"),
              ElementsAre("7:46: margin: 1 is not below 1, 0 or more"));
  EXPECT_THAT(problems_in("{ every: 1500ms }"),
              ElementsAre("7:45: every: not in full seconds, 0 or more"));
  EXPECT_THAT(problems_in("{ at: 1m, delay: 1m }"),
              ElementsAre("7:42: at: ends before anything is known, see delay"));
}

}  // namespace
}  // namespace coalmine::spec
