// The terminal's report of a sweep.
#include "report/sweep/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/report/sweep/sweep_sample.hpp"

namespace coalmine::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

double percent(const std::string& text) { return std::stod(text) / 100; }

TEST(SweepTerminal, ShowsALineForEachValueOfOneNumber) {
  const auto sweep = swept({"w=10%..50%:3"}, [](const auto& v) { return percent(v[0]); });
  EXPECT_EQ(to_terminal(sweep, exposed_only, {}),
            "coffee: 3 points of w, 2 policies, 100 replications, seed 7\n"
            "Mean over the replications ± half of its 95 % interval. All points have seed 7, and "
            "so the same\n"
            "draws for what they share: differences between them are paired, and surer than their "
            "intervals\n"
            "suggest.\n"
            "\n"
            "               weighted          sticky\n"
            "users who met the canary, blast_radius.exposed, by w\n"
            "  10%          10 % ± 1         1 % ± 1\n"
            "  30%          30 % ± 1         3 % ± 1\n"
            "  50%          50 % ± 1         5 % ± 1\n"
            "                    ▂▅█             ▁▁▂\n");
}

TEST(SweepTerminal, NamesNoSeedThatAllPointsHaveWhereSeedsAreVaried) {
  const auto sweep = swept({"seed=1..3:3"}, [](const auto& v) { return percent(v[0]); });
  EXPECT_THAT(to_terminal(sweep, exposed_only, {.columns = 200}),
              StartsWith("coffee: 3 points of seed, 2 policies, 100 replications\n"
                         "Mean over the replications ± half of its 95 % interval. Every seed has "
                         "draws of its own: points that differ in it differ by chance, too.\n"));
}

TEST(SweepTerminal, NamesNoReplicationsThatAllPointsHaveWhereTheyAreVaried) {
  const auto sweep = swept({"replications=1..3:3"}, [](const auto& v) { return percent(v[0]); });
  EXPECT_THAT(to_terminal(sweep, exposed_only, {}),
              StartsWith("coffee: 3 points of replications, 2 policies, seed 7\n"));
}

TEST(SweepTerminal, LeavesNoBlankLinesInANarrowTerminal) {
  const auto sweep = swept({"w=10%..50%:3"}, [](const auto& v) { return percent(v[0]); });
  const std::string text = to_terminal(sweep, exposed_only, {.columns = 30});
  EXPECT_THAT(text, HasSubstr("  10%        10 % ± 1\n  30%        30 % ± 1\n"));
}

TEST(SweepTerminal, ShadesAMapOfTwoNumbersOnOneScale) {
  const auto sweep = swept({"n=1..2:2", "w=0%,20%,100%"},
                           [](const auto& v) { return std::stod(v[0]) * percent(v[1]) / 2; });
  const std::string text = to_terminal(sweep, exposed_only, {});
  EXPECT_THAT(text, HasSubstr("users who met the canary, blast_radius.exposed, under weighted\n"
                              "     w\n"
                              "  n       0%      20%     100%\n"
                              "  1      0 %     10 %  ▒  50 %\n"
                              "  2      0 %  ░  20 %  █ 100 %\n"));
  EXPECT_THAT(text, HasSubstr("  2     0 %     2 %    10 %\n"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(SweepTerminal, PaintsAMapWhereThereAreColours) {
  const auto sweep = swept({"n=1..2:2", "w=0%,100%"}, [](const auto& v) { return percent(v[1]); });
  const std::string text = to_terminal(sweep, exposed_only, {.colour = true});
  EXPECT_THAT(text, HasSubstr("\x1b[38;5;16;48;5;230m   0 % \x1b[0m"));
  EXPECT_THAT(text, HasSubstr("\x1b[38;5;231;48;5;17m 100 % \x1b[0m"));
}

TEST(SweepTerminal, BreaksAMapThatIsTooWide) {
  const auto sweep =
      swept({"n=1..2:2", "w=10%,20%,30%,40%"}, [](const auto& v) { return percent(v[1]); });
  const std::string text = to_terminal(sweep, exposed_only, {.columns = 30});
  EXPECT_THAT(text, HasSubstr("  n     10%     20%     30%\n"));
  EXPECT_THAT(text, HasSubstr("  n     40%\n"));
}

TEST(SweepTerminal, ShowsWhatEachOfManyNumbersDoesTheLargestFirst) {
  const auto sweep = swept({"a=1..2:2", "b=1..2:2", "c=x,y"}, [](const auto& v) {
    return 0.1 * std::stod(v[0]) + 0.3 * std::stod(v[1]);
  });
  EXPECT_THAT(to_terminal(sweep, exposed_only, {.columns = 120}),
              HasSubstr("                              weighted          sticky\n"
                        "users who met the canary, blast_radius.exposed\n"
                        "  mean of all points              60 %             6 %\n"
                        "b: 30 points apart under weighted\n"
                        "  1                                -15            -1.5\n"
                        "  2                                +15            +1.5\n"
                        "a: 10 points apart under weighted\n"
                        "  1                                 -5            -0.5\n"
                        "  2                                 +5            +0.5\n"
                        "c: no difference\n"
                        "  x                                  0               0\n"
                        "  y                                  0               0\n"
                        "weighted: from 40 % (a 1, b 1, c x) to 80 % (a 2, b 2, c x). One by one "
                        "they explain 100 % of the variance.\n"));
}

TEST(SweepTerminal, TreatsSamplesAsManyNumbers) {
  const auto sweep = swept(
      {"w=10%..50%"}, [](const auto& v) { return percent(v[0]); }, harness::Sampling{20, 7});
  const std::string text = to_terminal(sweep, exposed_only, {});
  EXPECT_THAT(text, StartsWith("coffee: 20 samples of w, 2 policies, "));
  EXPECT_THAT(text, HasSubstr("points apart under weighted\n"));
}

TEST(SweepTerminal, SaysWhereThereIsNoData) {
  const auto nothing = [](const auto&) { return std::nullopt; };
  for (const auto& vary : {std::vector<std::string>{"w=1,2"}, {"w=1,2", "x=1,2"}}) {
    EXPECT_THAT(to_terminal(swept(vary, nothing), exposed_only, {}),
                HasSubstr("users who met the canary, blast_radius.exposed: no point has data\n"));
  }
  const auto some = [](const auto& v) { return v[0] == "1" ? std::optional(0.5) : std::nullopt; };
  EXPECT_THAT(to_terminal(swept({"w=1,2"}, some), exposed_only, {}),
              HasSubstr("  2           no data         no data\n"));
}

TEST(SweepTerminal, ShowsEveryMetricThatWasAskedFor) {
  const auto sweep = swept({"w=1,2"}, [](const auto&) { return 0.5; });
  EXPECT_THAT(to_terminal(sweep, {"alarm.missed", "blast_radius.exposed"}, {}),
              testing::AllOf(HasSubstr("bug went unnoticed, alarm.missed: no point has data\n"),
                             HasSubstr("blast_radius.exposed, by w\n")));
}

}  // namespace
}  // namespace coalmine::report
