#include "harness/baseline/tolerance.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace coalmine::harness {
namespace {

Tolerance read(const std::string& text) { return tolerance_from(text).value().tolerance; }

std::string refusal(const std::string& text) {
  const auto rule = tolerance_from(text);
  return rule ? "accepted" : rule.error().message;
}

TEST(Tolerances, AreHalfAPointOfAShareAndATwentiethOfAllElse) {
  EXPECT_EQ(default_tolerance("share"), (Tolerance{.absolute = 0.005}));
  EXPECT_EQ(default_tolerance("requests"), (Tolerance{.relative = 0.05}));
  EXPECT_EQ(default_tolerance("s"), (Tolerance{.relative = 0.05}));
}

TEST(Tolerances, AreWrittenInPointsPercentOrTheFiguresUnit) {
  EXPECT_EQ(read("blast_radius.exposed=1points"), (Tolerance{.absolute = 0.01}));
  EXPECT_EQ(read("blast_radius.exposed=1.5 points"), (Tolerance{.absolute = 0.015}));
  EXPECT_EQ(read("blast_radius.exposed=10%"), (Tolerance{.relative = 0.1}));
  EXPECT_EQ(read("alarm.time_to_detect=1m30s"), (Tolerance{.absolute = 90}));
  EXPECT_EQ(read("response.p95=80ms"), (Tolerance{.absolute = 80}));
  EXPECT_EQ(read("events.lost=10"), (Tolerance{.absolute = 10}));
}

TEST(Tolerances, AreNoneWhereZeroIsWritten) {
  for (const char* metric :
       {"all", "blast_radius.exposed", "alarm.time_to_detect", "events.lost"}) {
    EXPECT_EQ(read(std::string(metric) + "=0"), Tolerance{}) << metric;
  }
}

TEST(Tolerances, OfAllMetricsArePercentages) {
  EXPECT_EQ(tolerance_from("all=5%").value().metric, "all");
  EXPECT_EQ(read("all=5%"), (Tolerance{.relative = 0.05}));
  EXPECT_EQ(refusal("all=1points"),
            "\"1points\" is no tolerance of all metrics: write 0, or 5% of the baseline");
}

TEST(Tolerances, NameWhatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "\"\" is no tolerance: write METRIC=VALUE, as in blast_radius.exposed=1points or all=0"},
      {"=1%",
       "\"=1%\" is no tolerance: write METRIC=VALUE, as in blast_radius.exposed=1points or all=0"},
      {"blast_radius.exposd=1%",
       "unknown metric \"blast_radius.exposd\"; did you mean \"blast_radius.exposed\"?"},
      {"weight=1%", "unknown metric \"weight\"; docs/SCENARIO.md lists them, under \"Figures\""},
      {"users.active=1%",
       "users.active is neither better nor worse when it changes, so it cannot be judged"},
      {"blast_radius.exposed=",
       "\"\" is no tolerance of blast_radius.exposed: write 0.5points, or 5% of the baseline"},
      {"blast_radius.exposed=0.01",
       "\"0.01\" is no tolerance of blast_radius.exposed: write 0.5points, or 5% of the baseline"},
      {"alarm.time_to_detect=30",
       "\"30\" is no tolerance of alarm.time_to_detect: write 30s, or 5% of the baseline"},
      {"events.lost=1points",
       "\"1points\" is no tolerance of events.lost: write 10, or 5% of the baseline"},
      {"events.lost=-1", "a tolerance is 0 or more, not -1"},
      {"all=-5%", "a tolerance is 0 or more, not -5%"},
  };
  for (const auto& [text, message] : cases) EXPECT_EQ(refusal(text), message);
}

TEST(Tolerances, OfTheMetricComeBeforeThoseOfAll) {
  const std::vector<ToleranceRule> rules{tolerance_from("events.lost=3").value(),
                                         tolerance_from("all=1%").value(),
                                         tolerance_from("events.lost=7").value()};
  EXPECT_EQ(tolerance_of("events.lost", "events", rules), (Tolerance{.absolute = 7}));
  EXPECT_EQ(tolerance_of("blast_radius.harmed", "share", rules), (Tolerance{.relative = 0.01}));
  EXPECT_EQ(tolerance_of("blast_radius.harmed", "share", {}), (Tolerance{.absolute = 0.005}));
}

}  // namespace
}  // namespace coalmine::harness
