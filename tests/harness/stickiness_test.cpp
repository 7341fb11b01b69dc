// Who meets which version while a weight grows, and whether chains stay on one version.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::Figures;
using support::rehearse;

RunResult ramp(
    const std::string& route,
    const std::string& traffic = "users: 200, requests: { poisson: { per_user: 5/min } }") {
  return rehearse(R"(
name: ramp
replications: 5
duration: 10m
traffic: { )" + traffic +
                  R"( }
functions: { api: {} }
release: { rollout: Linear10PercentEvery1Minute }
policies: { p: { route: )" +
                  route + R"( } }
)");
}

TEST(StickinessTest, NoUserIsThrownBackWhileTheWeightGrows) {
  const RunResult result = ramp("{ sticky: user }");
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.sum("users.flipped"), 0);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(figures.of("users.flips").values[i], figures.of("users.mixed").values[i])
        << "one change each, to the canary";
  }
}

TEST(StickinessTest, TheCohortOnlyGrows) {
  const RunResult result = ramp("{ sticky: user }");
  const Figures figures(result.policies[0]);
  double before = 0;
  for (int step = 1; step <= 10; ++step) {
    const double share = figures.mean("canary.user_share.step_" + std::to_string(step));
    EXPECT_GE(share, before);
    // 5 replications of 200 users; users who were not back yet since the step are still counted as
    // on stable, e^-5 of them at most.
    EXPECT_NEAR(share, 0.1 * step, 4.5 * std::sqrt(0.25 / 1000) + 0.01) << step;
    before = share;
  }
}

TEST(StickinessTest, ANewSaltAtEachStepThrowsUsersBack) {
  const RunResult result = ramp("{ sticky: { key: user, salt_per: step } }");
  EXPECT_GT(Figures(result.policies[0]).mean("users.flipped"), 0.5);
}

TEST(StickinessTest, AWeightedSplitThrowsUsersBack) {
  const RunResult result = ramp("weighted");
  EXPECT_GT(Figures(result.policies[0]).mean("users.flipped"), 0.9);
}

// Users 0, 2, 4, ... are tenant 0, the others tenant 1: all of a tenant or none.
TEST(StickinessTest, ATenantMovesAsAWhole) {
  const RunResult result = rehearse(R"(
name: tenants
replications: 40
duration: 1m
traffic: { users: 10, tenants: 2, requests: { fixed: 3 } }
functions: { api: {} }
release: { rollout: { steps: [{ weight: 50%, for: 1m }] } }
policies: { p: { route: { sticky: tenant } } }
)");
  const Figures figures(result.policies[0]);
  const auto is = [&](double users) {
    return figures.share("blast_radius.exposed_users", [=](double v) { return v == users; });
  };
  EXPECT_EQ(is(0) + is(5) + is(10), 1);
  // Each tenant by a coin of its own.
  EXPECT_NEAR(is(5), 0.5, 4.5 * std::sqrt(0.25 / 40));
}

// Sessions of a hundred requests: a version for each session, so few changes for so many requests.
TEST(StickinessTest, ASessionKeepsItsVersion) {
  const std::string traffic =
      "users: 1, requests: { sessions: { total: 0.5/min, length: 100, gap: 0s } }";
  const RunResult sticky = rehearse(R"(
name: sessions
replications: 20
duration: 10m
traffic: { )" + traffic + R"( }
functions: { api: {} }
release: { rollout: { steps: [{ weight: 50%, for: 10m }] } }
policies: { session: { route: { sticky: session } }, weighted: { route: weighted } }
)");
  // On average five sessions, so at most a handful of changes; weighted changes at every second
  // request.
  EXPECT_LT(Figures(sticky.policies[0]).mean("users.flips"), 5);
  EXPECT_GT(Figures(sticky.policies[1]).mean("users.flips"), 100);
}

// Three functions in a row; any weights that are above 0.
RunResult chain(const std::string& rollouts, const std::string& policies,
                const std::string& link = "") {
  return rehearse(R"(
name: chain
replications: 5
duration: 10m
traffic: { users: 500, requests: { poisson: { per_user: 2/min } } }
functions:
  api: { calls: [ { to: shop)" +
                  link + R"( } ] }
  shop: {}
  mail: {}
streams: { orders: { from: shop, to: mail, delay: 1s } }
release: { rollouts: )" +
                  rollouts + R"( }
policies: )" + policies +
                  "\n");
}

std::string constant(const std::string& weight) {
  return "{ steps: [{ weight: " + weight + ", for: 10m }] }";
}

std::string rollouts(const std::string& api, const std::string& shop, const std::string& mail) {
  return "{ api: " + constant(api) + ", shop: " + constant(shop) + ", mail: " + constant(mail) +
         " }";
}

TEST(PropagationTest, KeepsChainsUnmixedForAnyWeights) {
  const RunResult result = chain(rollouts("30%", "70%", "1%"),
                                 "{ a: { route: weighted, propagate: true }, b: { route: { sticky: "
                                 "user }, propagate: true } }");
  for (const PolicyResult& policy : result.policies) {
    const Figures figures(policy);
    EXPECT_EQ(figures.mean("chains.mixed"), 0) << policy.name;
    for (std::size_t i = 0; i < 5; ++i) {
      EXPECT_EQ(figures.of("chains.all_canary").values[i],
                figures.of("canary.traffic_share").values[i]);
    }
    EXPECT_NEAR(figures.mean("chains.all_canary"), 0.3,
                policy.name == "a" ? 4.5 * std::sqrt(0.21 / 50'000) : 4.5 * std::sqrt(0.21 / 2'500))
        << policy.name;
  }
}

TEST(PropagationTest, CannotReachAFunctionWhoseCanaryIsNotThere) {
  const RunResult result =
      chain(rollouts("30%", "30%", "0%"), "{ p: { route: weighted, propagate: true } }");
  const Figures figures(result.policies[0]);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(figures.of("chains.mixed").values[i], figures.of("canary.traffic_share").values[i]);
  }
}

// 50,000 chains: 1 - w^3 - (1 - w)^3 with w = 0.3.
TEST(PropagationTest, WithoutItFunctionsDrawForThemselves) {
  const RunResult result = chain(rollouts("30%", "30%", "30%"), "{ p: { route: weighted } }");
  EXPECT_NEAR(Figures(result.policies[0]).mean("chains.mixed"), 0.63,
              4.5 * std::sqrt(0.63 * 0.37 / 50'000));
}

TEST(PropagationTest, StickyFunctionsWithOneSaltAndWeightAgreeWithoutIt) {
  const RunResult result =
      chain(rollouts("30%", "30%", "30%"), "{ p: { route: { sticky: user } } }");
  EXPECT_EQ(Figures(result.policies[0]).mean("chains.mixed"), 0);
}

TEST(PropagationTest, StickyFunctionsWithTheirOwnSaltsDoNot) {
  const RunResult result = chain(rollouts("30%", "30%", "30%"),
                                 "{ p: { route: { sticky: { key: user, salt_per: function } } } }");
  EXPECT_NEAR(Figures(result.policies[0]).mean("chains.mixed"), 0.63,
              4.5 * std::sqrt(0.63 * 0.37 / 2'500));
}

// The call loses half of the decisions. api chose the canary with 0.3; a shop that lost it draws
// again (mixed with 2 * 0.3 * 0.7) or takes stable (mixed with 0.3), and mail follows shop.
TEST(PropagationTest, AHopThatLostTheDecisionDrawsAnewOrTakesStable) {
  const RunResult result =
      chain(rollouts("30%", "30%", "30%"),
            "{ reroll: { route: weighted, propagate: { on_loss: reroll } }, "
            "baseline: { route: weighted, propagate: { on_loss: baseline } } }",
            ", loses_decision: 50%");
  const double reroll = Figures(result.policies[0]).mean("chains.mixed");
  const double baseline = Figures(result.policies[1]).mean("chains.mixed");
  EXPECT_NEAR(reroll, 0.5 * 2 * 0.3 * 0.7, 4.5 * std::sqrt(0.21 * 0.79 / 50'000));
  EXPECT_NEAR(baseline, 0.5 * 0.3, 4.5 * std::sqrt(0.15 * 0.85 / 50'000));
}

// The policy loses half on every hop, on top of the link's half: three quarters on the first, half
// on the second. With baseline a chain on the canary stays unmixed with 1/4 * 1/2.
TEST(PropagationTest, LossesOfLinkAndPolicyAddUp) {
  const RunResult result =
      chain(rollouts("30%", "30%", "30%"),
            "{ p: { route: weighted, propagate: { loss: 50%, on_loss: baseline } } }",
            ", loses_decision: 50%");
  const double unmixed_canary = 0.3 / 8;
  EXPECT_NEAR(Figures(result.policies[0]).mean("chains.all_canary"), unmixed_canary,
              4.5 * std::sqrt(unmixed_canary * (1 - unmixed_canary) / 50'000));
}

}  // namespace
}  // namespace coalmine::harness
