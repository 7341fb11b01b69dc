// Long timelines get fewer points, and say so.
#include "report/page/run/timeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/page/run_page.hpp"
#include "tests/report/page/rehearsal.hpp"

namespace coalmine::report {
namespace {

using testing::Contains;
using testing::ElementsAre;

constexpr std::optional<double> nothing;

harness::RunResult of_minutes(std::size_t minutes) {
  auto result = rehearsal();
  for (auto& policy : result.policies) {
    for (auto& each : policy.timeline) {
      each = series(each.name, std::vector<std::optional<double>>(minutes, 0.1));
    }
  }
  return result;
}

TEST(Timeline, KeepsEachStepOfAShortOne) {
  EXPECT_EQ(steps_in_a_point(of_minutes(180)), 1);
  EXPECT_EQ(point_length(of_minutes(180)), std::chrono::minutes{1});
}

TEST(Timeline, JoinsStepsOfALongOneUntilTheyFit) {
  EXPECT_EQ(steps_in_a_point(of_minutes(181)), 2);
  EXPECT_EQ(steps_in_a_point(of_minutes(24 * 60)), 8);
  EXPECT_EQ(point_length(of_minutes(24 * 60)), std::chrono::minutes{8});
}

TEST(Timeline, TakesTheLastOfWhatIsCountedAndTheMeanOfARate) {
  const std::vector<std::optional<double>> values{1, 2, nothing, 4, 6};
  EXPECT_THAT(joined(values, 2, Joined::last), ElementsAre(2, 4, 6));
  EXPECT_THAT(joined(values, 2, Joined::mean), ElementsAre(1.5, 4, 6));
  EXPECT_THAT(joined({nothing, nothing, 1}, 2, Joined::mean), ElementsAre(nothing, 1));
}

TEST(Timeline, SaysThatPointsStandForSeveralSteps) {
  const Page page = run_page(of_minutes(360), "1");
  for (const Chapter& chapter : page.chapters) {
    if (chapter.id != "over-time") continue;
    EXPECT_THAT(chapter.paragraphs,
                Contains("The timeline has more steps than a chart can show: each point stands for "
                         "2 steps, 2m00s."));
    EXPECT_EQ(chapter.charts.at(0).table.rows.size(), 180);
    EXPECT_EQ(chapter.charts.at(0).table.rows.back().front(), "6 h");
    EXPECT_EQ(chapter.charts.at(0).spec["encoding"]["x"]["title"], "hours since the beginning");
  }
}

}  // namespace
}  // namespace coalmine::report
