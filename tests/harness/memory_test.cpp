// Cookies: what users who remember are served, request by request. The weight is 100 % for ten
// minutes and 0 for ten, unless a test says otherwise.
#include <gtest/gtest.h>

#include "replay.hpp"

namespace coalmine::harness {
namespace {

std::string cookie(const std::string& keys) { return "route: { cookie: { " + keys + " } }"; }

// Of requests at 5, 12 and 14 minutes the last two come when the weight is 0 again.
double requests_on_canary(const std::string& policy) {
  const Replay replay{.policy = policy, .requests = of_user({5, 12, 14})};
  return 3 * replay["canary.traffic_share"];
}

TEST(CookieTest, IsForgottenAtWeightZeroUnlessItIsKept) {
  EXPECT_EQ(requests_on_canary("route: weighted"), 1);
  EXPECT_EQ(requests_on_canary(cookie("keeps: first")), 1);
  EXPECT_EQ(requests_on_canary(cookie("keeps: first, at_zero: kept")), 3);
  EXPECT_EQ(requests_on_canary(cookie("keeps: canary-only, at_zero: kept")), 3);
}

TEST(CookieTest, LivesFromTheDecisionOrFromTheLastRequest) {
  EXPECT_EQ(requests_on_canary(cookie("keeps: first, at_zero: kept, ttl: 8m")), 2);
  EXPECT_EQ(requests_on_canary(cookie("keeps: first, at_zero: kept, ttl: 8m, renewal: sliding")),
            3);
  EXPECT_EQ(requests_on_canary(cookie("keeps: first, at_zero: kept, ttl: 6m, renewal: sliding")),
            1);
  EXPECT_EQ(requests_on_canary(cookie("keeps: first, at_zero: kept, ttl: 1m, ttl_canary: 8m")), 2);
}

TEST(CookieTest, EndsWithItsStepWhereEachStepHasItsOwn) {
  EXPECT_EQ(requests_on_canary(cookie("keeps: first, at_zero: kept, each_step: true")), 1);
}

TEST(CookieTest, OfStablePinsToStableWhenTheWeightGoesUp) {
  Replay up{.steps = "[{ weight: 0%, for: 10m }, { weight: 100%, for: 10m }]",
            .requests = of_user({5, 12, 14})};
  up.policy = cookie("keeps: first");
  EXPECT_EQ(3 * up["canary.traffic_share"], 2) << "a decision at weight 0 is none";
  up.policy = cookie("keeps: first, at_rest: true");
  EXPECT_EQ(3 * up["canary.traffic_share"], 0);
  up.policy = cookie("keeps: canary-only, at_rest: true");
  EXPECT_EQ(3 * up["canary.traffic_share"], 2);
  up.policy = cookie("keeps: first, at_rest: true, ttl_stable: 7m");
  EXPECT_EQ(3 * up["canary.traffic_share"], 2);
  up.policy = "route: redraw";
  EXPECT_EQ(3 * up["canary.traffic_share"], 2);
}

TEST(CookieTest, DrawsOnceWhileItLives) {
  const auto draws = [](const std::string& policy) {
    return Replay{.policy = policy, .requests = of_user({1, 2, 3, 4})}["decisions.drawn"];
  };
  EXPECT_EQ(draws(cookie("keeps: first")), 1);
  EXPECT_EQ(draws(cookie("keeps: first, ttl: 90s")), 2) << "at 1 and 3 minutes";
  EXPECT_EQ(draws(cookie("keeps: first, ttl: 90s, renewal: sliding")), 1);
  EXPECT_EQ(draws("route: redraw"), 1);
}

TEST(CookieTest, HasNoFigureForPoliciesWithoutMemory) {
  const RunResult result = Replay{.requests = of_user({1})}.run();
  EXPECT_FALSE(support::Figures(result.policies[0]).has_data("decisions.drawn"));
}

TEST(RedrawTest, MovesUsersBackOnlyAsFarAsTheWeightFalls) {
  const RunResult result =
      Replay{.steps = "[{ weight: 100%, for: 10m }, { weight: 40%, for: 10m }]",
             .policy = "route: redraw",
             .requests = of_users(10'000, 5) + of_users(10'000, 15)}
          .run();
  const support::Figures figures(result.policies[0]);
  EXPECT_NEAR(figures.mean("canary.user_share"), 0.4, 4.5 * 0.005);
  EXPECT_EQ(figures.mean("decisions.drawn"), 1);
}

TEST(RedrawTest, ThrowsNobodyBackWhileTheWeightGrows) {
  const RunResult result =
      Replay{.steps =
                 "[{ weight: 10%, for: 5m }, { weight: 40%, for: 5m }, { weight: 90%, for: 10m }]",
             .policy = "route: redraw",
             .requests = of_users(10'000, 2) + of_users(10'000, 7) + of_users(10'000, 15)}
          .run();
  const support::Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("users.flipped"), 0);
  EXPECT_NEAR(figures.mean("canary.user_share.step_1"), 0.1, 4.5 * 0.003);
  EXPECT_NEAR(figures.mean("canary.user_share.step_2"), 0.4, 4.5 * 0.005);
  EXPECT_NEAR(figures.mean("canary.user_share.step_3"), 0.9, 4.5 * 0.003);
}

// Entrypoints: two minutes in the cache; of the clients that are stale, ten.
TEST(EntrypointTest, IsCachedAndByStaleClientsLonger) {
  Replay cached{.policy = "route: { entrypoint: { cached: 2m } }",
                .requests = of_user({9, 10.5, 12})};
  EXPECT_EQ(3 * cached["canary.traffic_share"], 2);
  cached.policy = "route: { entrypoint: { cached: 2m, stale: 100%, stale_for: 10m } }";
  EXPECT_EQ(3 * cached["canary.traffic_share"], 3);
}

}  // namespace
}  // namespace coalmine::harness
