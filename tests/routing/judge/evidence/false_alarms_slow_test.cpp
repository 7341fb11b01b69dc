// How often tests of error rates call a healthy canary worse, over 20,000 rollouts of 30 looks.
#include <gmock/gmock.h>

#include <numeric>

#include "tests/routing/judge/evidence/rollouts.hpp"

namespace coalmine::routing::evidence {
namespace {

using testing::Each;
using testing::Gt;
using testing::Le;

TEST(FalseAlarms, OfSequentialTestsStayBelowTheLevelHoweverOftenOneLooks) {
  const std::vector<Spec> specs{looking_often(Method::msprt), looking_often(Method::growthbook)};
  for (const Requests& healthy : {Requests{.each_look = 100, .canary_share = 0.1},
                                  Requests{.each_look = 100, .canary_share = 0.5},
                                  Requests{.each_look = 400,
                                  .canary_share = 0.01,
                                  .stable_error_rate = 0.01,
                                  .canary_error_rate = 0.01},
                                  Requests{.each_look = 100,
                                  .canary_share = 0.3,
                                  .stable_error_rate = 0.3,
                                  .canary_error_rate = 0.3},
                                  // What the clock of the evidence runs on changes on the way.
                                  Requests{.each_look = 100,
                                  .canary_share = 0.09,
                                  .ramps = true,
                                  .stable_error_rate = 0.02,
                                  .canary_error_rate = 0.02}}) {
    const auto rates = alarm_rates(healthy, specs);
    const std::string where =
        fmt::format("{:g} % errors, canary {:g} %{}", healthy.stable_error_rate * 100,
                    healthy.canary_share * 100, healthy.ramps ? " and more" : "");
    record("msprt, " + where, rates[0]);
    record("growthbook, " + where, rates[1]);
    EXPECT_THAT(rates, Each(Le(level)));
  }
}

TEST(FalseAlarms, OfATestForOneLookAreAtTheLevelIfItLooksOnce) {
  const auto rates =
      alarm_rates(Requests{.each_look = 300, .canary_share = 0.3},
                  {looking_once(Method::two_proportion), looking_often(Method::two_proportion)});
  record("two_proportion, one look", rates[0]);
  record("two_proportion, a look each minute", rates[1]);
  EXPECT_NEAR(rates[0], level, four_deviations);
  EXPECT_GT(rates[1], 4 * level);  // that is what peeking does
}

TEST(FalseAlarms, OfTestsThatCountRequestsAreAboveTheLevelWhereSomeUsersFailMore) {
  const Requests healthy{.canary_share = 0.3, .stable_error_rate = 0.01, .canary_error_rate = 0.01};
  const std::vector<Spec> by_request{looking_often(Method::msprt),
                                     looking_often(Method::growthbook),
                                     looking_once(Method::two_proportion)};
  std::vector<Spec> specs = by_request;
  for (const Spec& spec : by_request) specs.push_back(by_user(spec));
  std::vector<double> effects;
  const auto rates = alarm_rates(healthy, Users{}, specs, &effects);
  const double effect =
      std::accumulate(effects.begin(), effects.end(), 0.0) / static_cast<double>(effects.size());
  testing::Test::RecordProperty("design effect", fmt::format("{:.2f}", effect));
  fmt::print("design effect: {:.2f}\n", effect);
  record("msprt by request", rates[0]);
  record("growthbook by request", rates[1]);
  record("two_proportion, one look, by request", rates[2]);
  record("msprt by user", rates[3]);
  record("growthbook by user", rates[4]);
  record("two_proportion, one look, by user", rates[5]);
  EXPECT_GT(rates[1], level);
  EXPECT_GT(rates[2], 2 * level);
  EXPECT_THAT((std::vector<double>{rates[3], rates[4], rates[5]}), Each(Le(level)));
}

// Nobody plans a release like that, but linear ones end so.
TEST(FalseAlarms, OfGrowthBookAreAboveTheLevelWhereStableHasTheFewRequests) {
  const auto rates = alarm_rates(
      Requests{.canary_share = 0.9, .stable_error_rate = 0.02, .canary_error_rate = 0.02},
      {looking_often(Method::msprt), looking_often(Method::growthbook)});
  record("msprt, 2 % errors, canary 90 %", rates[0]);
  record("growthbook, 2 % errors, canary 90 %", rates[1]);
  EXPECT_LE(rates[0], level);
  EXPECT_GT(rates[1], level);
}

TEST(Alarms, OfSequentialTestsComeWhereTheCanaryIsWorse) {
  const auto rates = alarm_rates(Requests{.canary_error_rate = 0.2},
                                 {looking_often(Method::msprt), looking_often(Method::growthbook),
                                  looking_once(Method::two_proportion)});
  record("msprt, canary 20 % instead of 5 %", rates[0]);
  record("growthbook, canary 20 % instead of 5 %", rates[1]);
  record("two_proportion, one look, canary 20 % instead of 5 %", rates[2]);
  EXPECT_THAT(rates, Each(Gt(0.95)));
}

TEST(Alarms, OfTestsByUserComeWhereTheCanaryIsWorseForAll) {
  const auto rates = alarm_rates(Requests{.stable_error_rate = 0.01, .canary_error_rate = 0.3},
                                 Users{.failing = 0.01}, {by_user(looking_often(Method::msprt))});
  record("msprt by user, canary 30 % instead of 1 %", rates[0]);
  EXPECT_GT(rates[0], 0.95);
}

}  // namespace
}  // namespace coalmine::routing::evidence
