// Which numbers matter, found from results made by hand.
#include "harness/sweep/effects.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace coalmine::harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

// A sweep whose one figure, `m` under policy `p`, is a function of the point's values.
SweepResult swept(const std::vector<std::string>& vary, const std::optional<Sampling>& sampling,
                  const std::function<std::optional<double>(const std::vector<std::string>&)>& m) {
  SweepResult sweep{.plan = *plan_sweep(vary, sampling)};
  for (const auto& values : sweep.plan.points) {
    SweepPoint& point = sweep.points.emplace_back(SweepPoint{values, 10, {}});
    PolicyResult& policy = point.policies.emplace_back();
    policy.name = "p";
    Figure& figure = policy.figures.emplace_back();
    figure.name = "m";
    figure.mean = m(values);
  }
  return sweep;
}

std::vector<std::string> labels(const MainEffect& effect) {
  std::vector<std::string> names;
  for (const Level& level : effect.levels) names.push_back(level.label);
  return names;
}

std::vector<std::optional<double>> terms(const MainEffect& effect) {
  std::vector<std::optional<double>> values;
  for (const Level& level : effect.levels) values.push_back(level.effect.front());
  return values;
}

auto near(double value) { return Optional(testing::DoubleNear(value, 1e-9)); }

TEST(MainEffects, AverageOverTheOtherNumbersAndPutTheLargestFirst) {
  // m = 10 b + a, so b moves it by 20 and a by 1.
  const auto sweep = swept({"a=1..2:2", "b=1..3:3"}, {}, [](const auto& values) {
    return 10 * std::stod(values[1]) + std::stod(values[0]);
  });
  const MainEffects found = main_effects(sweep, "m", {"p"});
  const auto& effects = found.effects;
  EXPECT_EQ(effects[0].dimension, 1U);
  EXPECT_NEAR(effects[0].size, 20, 1e-9);
  EXPECT_THAT(labels(effects[0]), ElementsAre("1", "2", "3"));
  EXPECT_THAT(terms(effects[0]), ElementsAre(near(-10), near(0), near(10)));
  EXPECT_THAT(found.mean, ElementsAre(near(21.5)));
  EXPECT_EQ(effects[1].dimension, 0U);
  EXPECT_NEAR(effects[1].size, 1, 1e-9);
  EXPECT_EQ(effects[1].levels[0].points, 3U);
}

TEST(MainEffects, LeaveOutPointsWithoutData) {
  const auto sweep = swept({"a=1..2:2", "b=1..2:2"}, {}, [](const auto& values) {
    return values[0] == "1" && values[1] == "1" ? std::optional<double>() : std::stod(values[0]);
  });
  const auto effects = main_effects(sweep, "m", {"p"}).effects;
  EXPECT_THAT(terms(effects[0]), ElementsAre(near(-2.0 / 3), near(1.0 / 3)));  // of 1, 2 and 2
  EXPECT_THAT(terms(effects[1]), ElementsAre(near(0), near(0)));
}

TEST(MainEffects, HaveNoMeanWhereNothingHasData) {
  const auto sweep = swept({"a=1..2:2", "b=1..2:2"}, {}, [](const auto&) { return std::nullopt; });
  const auto effects = main_effects(sweep, "m", {"p"}).effects;
  EXPECT_EQ(effects[0].size, 0);
  EXPECT_THAT(terms(effects[0]), ElementsAre(std::nullopt, std::nullopt));
}

TEST(MainEffects, PutSamplesOfARangeIntoFifthsFromLowToHigh) {
  const auto sweep = swept({"a=100.0..0", "b=x,y"}, Sampling{50, 3},
                           [](const auto& values) { return std::stod(values[0]); });
  const auto effects = main_effects(sweep, "m", {"p"}).effects;
  ASSERT_EQ(effects[0].dimension, 0U);
  ASSERT_EQ(effects[0].levels.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(effects[0].levels[i].points, 10U);
    // Ten values, one in each stratum of width 2: their mean is within 1 of the middle,
    // and so is the mean of all.
    EXPECT_NEAR(*effects[0].levels[i].effect.front(), -40 + 20 * static_cast<double>(i), 2);
  }
  EXPECT_THAT(labels(effects[1]), testing::UnorderedElementsAre("x", "y"));
}

// Of few samples, those with a high `a` have by chance a high or a low `b`: plain means would see
// an effect of `b`.
TEST(MainEffects, DoNotBlameOneNumberForAnother) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto sweep = swept({"b=0.0..100", "a=1,2,3,4"}, Sampling{24, seed},
                             [](const auto& values) { return 100 * std::stod(values[1]); });
    const auto effects = main_effects(sweep, "m", {"p"}).effects;
    EXPECT_EQ(effects[0].dimension, 1U) << seed;
    EXPECT_NEAR(effects[0].size, 300, 0.1) << seed;
    EXPECT_NEAR(effects[1].size, 0, 0.1) << seed;
  }
}

TEST(MainEffects, SayHowMuchTheyExplain) {
  const auto explained = [](auto m) {
    return main_effects(swept({"a=0..1:2", "b=0..1:2"}, {}, m), "m", {"p"}).explained.front();
  };
  using Values = std::vector<std::string>;
  EXPECT_THAT(explained([](const Values& v) { return std::stod(v[0]) + std::stod(v[1]); }),
              near(1));
  // 0, 0, 0, 1: a variance of 3/16, of which each number has 1/16 and both together the rest.
  EXPECT_THAT(explained([](const Values& v) { return std::stod(v[0]) * std::stod(v[1]); }),
              near(2.0 / 3));
  EXPECT_THAT(explained([](const Values& v) { return v[0] == v[1] ? 1.0 : 0.0; }), near(0));
  EXPECT_EQ(explained([](const Values&) { return 0.1; }), std::nullopt);
  // The mean of three times 0.1 is not 0.1.
  const auto same = swept({"a=0..2:3"}, {}, [](const Values&) { return 0.1; });
  EXPECT_EQ(main_effects(same, "m", {"p"}).explained.front(), std::nullopt);
}

TEST(MainEffects, TakeWholeNumbersOneByOneWhereThereAreFew) {
  const auto sweep = swept({"a=1..3", "b=0..9"}, Sampling{30, 3},
                           [](const auto& values) { return std::stod(values[0]); });
  const MainEffect a = main_effects(sweep, "m", {"p"}).effects.front();
  ASSERT_EQ(a.dimension, 0U);
  EXPECT_THAT(labels(a), ElementsAre("1", "2", "3"));
}

TEST(MainEffects, AreNoneOfAMetricThatNobodyHas) {
  const auto sweep = swept({"a=1..2:2"}, {}, [](const auto&) { return 1.0; });
  EXPECT_EQ(main_effects(sweep, "other", {"p"}).effects[0].size, 0);
}

}  // namespace
}  // namespace coalmine::harness
