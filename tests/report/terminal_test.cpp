// The report for people, line by line.
#include "report/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/report/sample.hpp"

namespace coalmine::report {
namespace {

using harness::Verdict;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr Style plain{.columns = 100, .colour = false};

TEST(Terminal, ShowsPoliciesSideBySideThenTheirDifferencesThenWhatItMeans) {
  EXPECT_EQ(to_terminal(coffee(), plain), R"(coffee: 2 policies, 100 replications, seed 7
Mean over the replications ± half of its 95 % interval. "exact" is calculated, not simulated.

                                                           weighted          sticky
Users
  active users                 users.active               1,000 ± 0       1,000 ± 0
  users who met the canary     blast_radius.exposed    63.2 % ± 0.3    10.0 % ± 0.2
                                                       exact 63.2 %
  users harmed by the release  blast_radius.harmed      5.0 % ± 0.1         0 % ± 0
Requests
  requests                     requests.total           12,345 ± 20     12,345 ± 20
  served by the canary         canary.traffic_share        10 % ± 0    10.0 % ± 0.4

                                                                   sticky
Difference from weighted, for the same users, arrivals and luck
  users who met the canary [points]  blast_radius.exposed     -53.2 ± 0.3

weighted put 63.2 % of the active users on a canary that served 10 % of the requests, 6.3 times as
many as sticky (10 %). The release harmed the most users under weighted (5 %) and the fewest under
sticky (0 %).
)");
}

TEST(Terminal, SaysWhereSomePoliciesHaveNoData) {
  const auto result = result_of({policy("a", {figure("users.active", "users", 10, 0)}),
                                 policy("b", {no_data_figure("users.active", "users")})});
  EXPECT_THAT(to_terminal(result, plain), HasSubstr("10 ± 0         no data\n"));
}

TEST(Terminal, LeavesOutWhatNoPolicyHasDataFor) {
  EXPECT_THAT(to_terminal(coffee(), plain), Not(HasSubstr("alarm.time_to_detect")));
}

TEST(Terminal, LeavesOutWhatNeverHappened) {
  EXPECT_THAT(to_terminal(coffee(), plain), Not(HasSubstr("chains.stranded")));
}

harness::RunResult after_rollback(double exposed, double user_seconds) {
  return result_of(
      {policy("a", {figure("blast_radius.exposed_after_rollback", "share", exposed, 0.01),
                    figure("blast_radius.exposure_after_rollback", "user s", user_seconds, 900)})});
}

TEST(Terminal, ShowsWhoStaysOnTheCanaryAfterItsRollbackAndForHowLong) {
  EXPECT_THAT(to_terminal(after_rollback(0.1, 1.8e6), plain),
              AllOf(HasSubstr("users on it after the rollback"), HasSubstr("10 % ± 1"),
                    HasSubstr("1,800,000 user s ± 900")));
  EXPECT_THAT(to_terminal(after_rollback(0, 0), plain), Not(HasSubstr("after_rollback")));
}

TEST(Terminal, ShowsDecisionsOnOutdatedFlagsWhereThereAreAny) {
  const auto stale = [](double share) {
    return to_terminal(
        result_of({policy("a", {figure("flags.stale_share", "share", share, 0.001)})}), plain);
  };
  EXPECT_THAT(stale(0.02),
              HasSubstr("decided on outdated flags  flags.stale_share     2.0 % ± 0.1"));
  EXPECT_THAT(stale(0), Not(HasSubstr("flags.stale_share")));
}

TEST(Terminal, LeavesOutDifferencesThatAreNone) {
  auto result = coffee();
  result.comparisons[0].mean = 0;
  EXPECT_THAT(to_terminal(result, plain), Not(HasSubstr("Difference from")));
}

harness::RunResult with_medians_ms(double stable, double canary) {
  return result_of({policy("a", {figure("latency.p50.stable", "ms", stable, 1),
                                 figure("latency.p50.canary", "ms", canary, 1),
                                 figure("masking.p50", "ratio", 0.1, 0.05)})});
}

// 60 +- 1 and 61.5 +- 1 touch, 60 +- 1 and 62.5 +- 1 do not.
TEST(Terminal, ComparesLatenciesOnlyWhereTheVersionsDiffer) {
  EXPECT_THAT(to_terminal(with_medians_ms(60, 61.5), plain), Not(HasSubstr("p50")));
  for (const double canary : {62.5, 57.5}) {
    EXPECT_THAT(to_terminal(with_medians_ms(60, canary), plain),
                AllOf(HasSubstr("latency.p50.stable"), HasSubstr("latency.p50.canary"),
                      HasSubstr("masking.p50")));
  }
}

TEST(Terminal, SaysHowManyReplicationsAFigureRestsOn) {
  auto detected = figure("alarm.time_to_detect", "s", 181, 4);
  detected.n = 30;
  EXPECT_THAT(to_terminal(result_of({policy("a", {detected})}), plain),
              HasSubstr("in 30 of 100\n"));
}

TEST(Terminal, NamesTheLengthOfAWindow) {
  const auto windowed = figure("blast_radius.exposed.per_5m", "share", 0.2, 0.01);
  EXPECT_THAT(to_terminal(result_of({policy("a", {windowed})}), plain),
              HasSubstr("the same, in windows of 5m  blast_radius.exposed.per_5m"));
}

TEST(Terminal, ShowsNoIntervalForASingleReplication) {
  auto result = result_of({policy("a", {figure("users.active", "users", 10, 0)})});
  result.replications = 1;
  result.policies[0].figures[0].n = 1;
  result.policies[0].figures[0].ci95_low = std::nullopt;
  result.policies[0].figures[0].ci95_high = std::nullopt;
  EXPECT_THAT(to_terminal(result, plain),
              AllOf(HasSubstr("One replication: no intervals."), HasSubstr("  10\n")));
}

harness::RunResult judged() {
  auto result = coffee();
  result.judgements = {
      {"weighted", "blast_radius.exposed", "mean > 60%", 0.632, Verdict::met},
      {"sticky", "blast_radius.exposed", "upper < 10%", 0.102, Verdict::not_met},
      {"sticky", "alarm.time_to_detect", "p95 < 5m", std::nullopt, Verdict::no_data}};
  return result;
}

TEST(Terminal, ListsEveryExpectationWithWhatWasFound) {
  EXPECT_THAT(to_terminal(judged(), plain), HasSubstr(R"(
Expectations: 1 met, 1 not met, 1 without data
  met      weighted  blast_radius.exposed  mean > 60%   found 63.2 %
  NOT MET  sticky    blast_radius.exposed  upper < 10%  found 10.2 %
  NO DATA  sticky    alarm.time_to_detect  p95 < 5m     found no data
)"));
}

TEST(Terminal, ColoursOnlyWhenAsked) {
  EXPECT_THAT(to_terminal(judged(), plain), Not(HasSubstr("\x1b")));
  EXPECT_THAT(to_terminal(judged(), {.columns = 100, .colour = true}),
              HasSubstr("\x1b[31mNOT MET\x1b[0m"));
}

TEST(Failures, AreTheExpectationsThatWereNotMetOrHadNoData) {
  EXPECT_EQ(failures(judged(), plain),
            "  NOT MET  sticky  blast_radius.exposed  upper < 10%  found 10.2 %\n"
            "  NO DATA  sticky  alarm.time_to_detect  p95 < 5m     found no data\n");
  EXPECT_EQ(failures(coffee(), plain), "");
}

}  // namespace
}  // namespace coalmine::report
