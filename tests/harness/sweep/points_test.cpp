// The scenarios of a sweep's points, and what is wrong with them.
#include "harness/sweep/points.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalmine::harness {
namespace {

constexpr const char* coffee = R"(name: coffee
replications: 3
duration: 10m
traffic: { users: 50, requests: { fixed: 5 } }
functions: { counter: { errors: 1% } }
release: { rollout: Canary10Percent10Minutes }
policies: { sticky: { route: { sticky: user } } }
)";

class PointsTest : public testing::Test {
 protected:
  SweepPlan plan(const std::vector<std::string>& vary) const { return *plan_sweep(vary, {}); }
  SweepSource source_{"coffee.yaml", coffee, {.set = {"seed=7"}}};
};

TEST_F(PointsTest, HaveTheirValuesAndWhatAllHaveInCommon) {
  const auto scenario = scenario_at(source_, plan({"traffic.users=10..30:3"}), 1);
  ASSERT_TRUE(scenario);
  EXPECT_EQ(scenario->traffic.users, 20U);
  EXPECT_EQ(scenario->seed, 7U);
}

TEST_F(PointsTest, AreSoundWhereEveryOneIs) {
  EXPECT_FALSE(first_bad_point(source_, plan({"traffic.users=10..30:3"}), 2));
}

TEST_F(PointsTest, AreRefusedAtTheFirstThatIsNotWhateverTheThreads) {
  // 0 % to 150 %: the fourth point is the first above 1.
  const auto steep = plan({"functions.counter.errors=0%..150%:5"});
  for (const std::uint32_t threads : {1U, 4U}) {
    const auto bad = first_bad_point(source_, steep, threads);
    ASSERT_TRUE(bad);
    EXPECT_EQ(bad->point, 3U);
    EXPECT_EQ(bad->diagnostics.front().file, "--vary functions.counter.errors=112.5%");
    EXPECT_EQ(bad->diagnostics.front().message, "errors: \"112.5%\" is above 1");
  }
}

TEST_F(PointsTest, AreRefusedWithThePlaceOfAnUnknownPath) {
  const auto bad = first_bad_point(source_, plan({"trafic.users=10..30:3"}), 1);
  ASSERT_TRUE(bad);
  const Diagnostic& diagnostic = bad->diagnostics.front();
  EXPECT_EQ(diagnostic.file, "--vary trafic.users=10");
  EXPECT_EQ(diagnostic.at, (Position{1, 1}));
  EXPECT_EQ(diagnostic.message, "unknown key \"trafic\"");
  EXPECT_EQ(diagnostic.hint, "did you mean \"traffic\"?");
}

TEST_F(PointsTest, KeepTheNameOfWhatWasSetForAll) {
  source_.common.set.emplace_back("traffic.requests.fixed=many");
  const auto bad = first_bad_point(source_, plan({"traffic.users=10..30:3"}), 1);
  ASSERT_TRUE(bad);
  EXPECT_EQ(bad->diagnostics.front().file, "--set traffic.requests.fixed=many");
}

}  // namespace
}  // namespace coalmine::harness
