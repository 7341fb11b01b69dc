// The points of a sweep: grids and Latin hypercubes.
#include "harness/sweep/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace coalmine::harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string refusal(const std::vector<std::string>& vary,
                    const std::optional<Sampling>& sampling = {}) {
  const auto plan = plan_sweep(vary, sampling);
  return plan ? "none" : plan.error().front().message;
}

TEST(Grid, HasEveryCombinationWithTheLastDimensionFastest) {
  const auto plan = plan_sweep({"a=1..3:3", "b=x,y"}, {});
  EXPECT_THAT(plan->points,
              ElementsAre(ElementsAre("1", "x"), ElementsAre("1", "y"), ElementsAre("2", "x"),
                          ElementsAre("2", "y"), ElementsAre("3", "x"), ElementsAre("3", "y")));
}

TEST(Grid, HasAtMostAHundredThousandPoints) {
  EXPECT_EQ(refusal({"a=1..100000:1000", "b=1..100:100"}), "none");
  EXPECT_EQ(refusal({"a=1..100000:1000", "b=1..101:101"}),
            "the grid would have more than 100000 points");
  // Far beyond what a machine counts to.
  EXPECT_EQ(refusal(std::vector<std::string>{"a=1..100000:100000", "b=1..100000:100000",
                                             "c=1..100000:100000", "d=1..100000:100000"}),
            "the grid would have more than 100000 points");
}

TEST(Plan, RefusesAPathThatIsVariedTwice) {
  EXPECT_EQ(refusal({"a=1..3", "a=4..5"}), "varied twice");
}

TEST(Plan, ReportsEveryBadDimension) {
  const auto plan = plan_sweep({"a=1", "b=1..2", "c"}, {});
  EXPECT_THAT(plan.error(), SizeIs(2));
}

TEST(Plan, RefusesStepsWithSamples) {
  EXPECT_EQ(refusal({"a=1..3:7"}, Sampling{10, 1}),
            "steps are for a grid, and --samples takes the whole range");
  EXPECT_EQ(refusal({"a=1..3:log"}, Sampling{10, 1}), "none");
}

TEST(Plan, NotesWhereThereAreFewerWholeNumbersThanSteps) {
  EXPECT_THAT(notes_on(*plan_sweep({"a=1..3:7", "b=1..30:7", "c=0.1..0.2"}, {})),
              ElementsAre(testing::StartsWith("a takes 3 values and not 7: ")));
  EXPECT_THAT(notes_on(*plan_sweep({"a=1..3"}, Sampling{10, 1})), IsEmpty());
}

TEST(Plan, SetsThePointAfterTheCommandLine) {
  const auto plan = plan_sweep({"a=1..3:3", "b=x,y"}, {});
  EXPECT_THAT(overrides_at(*plan, 3, {.set = {"seed=7"}}).set, ElementsAre("seed=7", "a=2", "b=y"));
}

// Which stratum of [0 %, 100 %) a value is in.
int stratum(const std::string& percent, int strata) {
  return static_cast<int>(std::floor(std::stod(percent) / 100 * strata));
}

class Hypercube : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Hypercube, HasOnePointInEachStratumOfEachDimension) {
  const std::uint32_t n = GetParam();
  const auto plan = plan_sweep({"a=0%..100%", "b=0%..100%", "c=0.01..1:log"}, Sampling{n, 7});
  ASSERT_THAT(plan->points, SizeIs(n));
  for (const std::size_t d : {0, 1}) {
    std::set<int> strata;
    for (const auto& point : plan->points) strata.insert(stratum(point[d], static_cast<int>(n)));
    EXPECT_THAT(strata, SizeIs(n)) << "dimension " << d;
    EXPECT_EQ(*strata.begin(), 0);
    EXPECT_EQ(*strata.rbegin(), static_cast<int>(n) - 1);
  }
  std::set<int> strata;
  for (const auto& point : plan->points) {
    const double share = (std::log10(std::stod(point[2])) + 2) / 2;
    strata.insert(static_cast<int>(std::floor(share * n)));
  }
  EXPECT_THAT(strata, SizeIs(n));
}

INSTANTIATE_TEST_SUITE_P(Sizes, Hypercube, testing::Values(2U, 3U, 10U, 97U, 1000U));

TEST(Hypercube, GivesTheValuesOfAListEquallyOften) {
  const auto plan = plan_sweep({"a=x,y,z", "b=0..1000"}, Sampling{30, 7});
  std::map<std::string, int> count;
  for (const auto& point : plan->points) ++count[point[0]];
  EXPECT_THAT(count,
              ElementsAre(testing::Pair("x", 10), testing::Pair("y", 10), testing::Pair("z", 10)));
}

TEST(Hypercube, ShufflesEveryDimensionByItself) {
  const auto plan = plan_sweep({"a=0%..100%", "b=0%..100%"}, Sampling{50, 7});
  int same = 0;
  int ascending = 0;
  int same_place = 0;  // within the stratum
  const auto place = [](const std::string& value) { return std::fmod(std::stod(value) / 2, 1); };
  for (std::size_t i = 0; i < 50; ++i) {
    same_place += std::abs(place(plan->points[i][0]) - place(plan->points[i][1])) < 0.05 ? 1 : 0;
    same += stratum(plan->points[i][0], 50) == stratum(plan->points[i][1], 50) ? 1 : 0;
    ascending += stratum(plan->points[i][0], 50) == static_cast<int>(i) ? 1 : 0;
  }
  EXPECT_LT(same, 10);
  EXPECT_LT(ascending, 10);
  EXPECT_LT(same_place, 20);
}

TEST(Hypercube, FollowsFromItsSeed) {
  const auto points = [](std::uint64_t seed) {
    return plan_sweep({"a=0%..100%", "b=1..500"}, Sampling{20, seed})->points;
  };
  EXPECT_EQ(points(7), points(7));
  EXPECT_NE(points(7), points(8));
}

TEST(Hypercube, StaysWithinItsRange) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto plan = plan_sweep({"a=3..5", "b=5..3", "c=1..9:log"}, Sampling{40, seed});
    for (const auto& point : plan->points) {
      EXPECT_THAT(point[0], testing::AnyOf("3", "4", "5"));
      EXPECT_THAT(point[1], testing::AnyOf("3", "4", "5"));
      EXPECT_GE(std::stoi(point[2]), 1);
      EXPECT_LE(std::stoi(point[2]), 9);
    }
  }
}

}  // namespace
}  // namespace coalmine::harness
