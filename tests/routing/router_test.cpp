#include "routing/router.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>

namespace coalmine::routing {
namespace {

constexpr FunctionId api = 0;
constexpr FunctionId kitchen = 1;
constexpr FunctionId functions = 2;
constexpr std::uint64_t salt = 0xac654a60a0010823;
constexpr std::uint64_t users = 10'000;

Weight weight(double share) { return Weight::make(share).value(); }

// All functions in the release, at one weight.
Router router_at(const Route& route, double share, std::uint32_t step = 1) {
  Router router(Policy{.route = route}, functions, salt);
  for (const FunctionId id : {api, kitchen}) router.set_weight(id, {weight(share), step});
  return router;
}

std::set<std::uint64_t> cohort(const Router& router, FunctionId function) {
  std::set<std::uint64_t> result;
  for (std::uint64_t user = 0; user < users; ++user) {
    if (router.decide({.function = function, .key = user}) == Version::canary) result.insert(user);
  }
  return result;
}

std::size_t common(const std::set<std::uint64_t>& a, const std::set<std::uint64_t>& b) {
  return static_cast<std::size_t>(
      std::count_if(a.begin(), a.end(), [&](std::uint64_t user) { return b.contains(user); }));
}

// The random bits of the draw `unit` on [0, 1).
std::uint64_t draw_of(double unit) { return static_cast<std::uint64_t>(unit * 0x1p64); }

TEST(RouterTest, ServesStableBeforeAnyWeightIsSet) {
  for (const Route& route : {Route{AllAtOnce{}}, Route{Weighted{}}, Route{Sticky{}}}) {
    const Router router(Policy{.route = route}, functions, salt);
    EXPECT_EQ(router.decide({.function = api}), Version::stable);
    EXPECT_EQ(router.decide({.function = api, .carried = Version::canary}), Version::stable);
  }
}

TEST(RouterTest, AllAtOnceServesTheCanaryAsSoonAsThereIsAnyWeight) {
  Router router = router_at(AllAtOnce{}, 0);
  EXPECT_EQ(router.decide({.function = api}), Version::stable);
  router.set_weight(api, {weight(1e-9), 1});
  EXPECT_EQ(router.decide({.function = api}), Version::canary);
  EXPECT_EQ(router.decide({.function = kitchen}), Version::stable);
}

TEST(RouterTest, WeightedComparesTheDrawWithTheWeight) {
  const Router router = router_at(Weighted{}, 0.25);
  EXPECT_EQ(router.decide({.function = api, .draw = 0}), Version::canary);
  EXPECT_EQ(router.decide({.function = api, .draw = draw_of(0.25) - 1}), Version::canary);
  EXPECT_EQ(router.decide({.function = api, .draw = draw_of(0.25)}), Version::stable);
}

TEST(RouterTest, WeightedForgetsTheUser) {
  const Router router = router_at(Weighted{}, 0.25);
  EXPECT_EQ(router.decide({.function = api, .key = 7, .draw = draw_of(0.1)}), Version::canary);
  EXPECT_EQ(router.decide({.function = api, .key = 7, .draw = draw_of(0.9)}), Version::stable);
}

TEST(RouterTest, WeightZeroNeverAndWeightOneAlwaysServesTheCanary) {
  constexpr std::uint64_t highest = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(router_at(Weighted{}, 0).decide({.draw = 0}), Version::stable);
  EXPECT_EQ(router_at(Weighted{}, 1).decide({.draw = highest}), Version::canary);
  EXPECT_TRUE(cohort(router_at(Sticky{}, 0), api).empty());
  EXPECT_EQ(cohort(router_at(Sticky{}, 1), api).size(), users);
}

TEST(RouterTest, StickyIgnoresTheDraw) {
  const Router router = router_at(Sticky{}, 0.5);
  for (std::uint64_t user = 0; user < 100; ++user) {
    EXPECT_EQ(router.decide({.key = user, .draw = 0}),
              router.decide({.key = user, .draw = draw_of(0.9)}));
  }
}

TEST(RouterTest, StickyBucketsTheKeyUnderTheSaltAsItIs) {
  const Router router = router_at(Sticky{}, 0.5);
  EXPECT_EQ(router.ticket_for({.function = kitchen, .key = 42}), bucket(42, salt));
}

TEST(RouterTest, ASaltInTheRouteReplacesTheDrivers) {
  const Router router = router_at(Sticky{.salt = "spring"}, 0.5);
  EXPECT_EQ(router.ticket_for({.function = api, .key = 42}), bucket(42, key_of("spring")));
}

TEST(RouterTest, NoUserLeavesTheCanaryWhileTheWeightGrows) {
  const auto small = cohort(router_at(Sticky{}, 0.1, 1), api);
  const auto large = cohort(router_at(Sticky{}, 0.2, 2), api);
  EXPECT_EQ(common(small, large), small.size());
  EXPECT_GT(large.size(), small.size());
}

TEST(RouterTest, OneReleaseSaltGivesEveryFunctionTheSameCohort) {
  const Router router = router_at(Sticky{}, 0.1);
  EXPECT_EQ(cohort(router, api), cohort(router, kitchen));
}

// Two independent cohorts of 10 % have 1 % in common: of 10,000 users 100, sd 9.95.
TEST(RouterTest, ASaltPerFunctionMakesTheirCohortsIndependent) {
  const Router router = router_at(Sticky{.salt_per = SaltScope::function}, 0.1);
  const std::size_t both = common(cohort(router, api), cohort(router, kitchen));
  EXPECT_NEAR(static_cast<double>(both), 100, 4 * 9.95);
}

TEST(RouterTest, ASaltPerFunctionKeepsACohortThroughTheRamp) {
  const Route route = Sticky{.salt_per = SaltScope::function};
  const auto small = cohort(router_at(route, 0.1, 1), kitchen);
  EXPECT_EQ(common(small, cohort(router_at(route, 0.2, 2), kitchen)), small.size());
}

TEST(RouterTest, ASaltPerStepDrawsANewCohortAtEveryStep) {
  const Route route = Sticky{.salt_per = SaltScope::step};
  const auto first = cohort(router_at(route, 0.1, 1), api);
  const auto second = cohort(router_at(route, 0.1, 2), api);
  EXPECT_NEAR(static_cast<double>(common(first, second)), 100, 4 * 9.95);
}

TEST(RouterTest, ASaltPerStepIsSharedByTheFunctionsOfOneStep) {
  const Router router = router_at(Sticky{.salt_per = SaltScope::step}, 0.1, 3);
  EXPECT_EQ(cohort(router, api), cohort(router, kitchen));
}

TEST(RouterTest, ACarriedDecisionWinsWhileTheCanaryIsServed) {
  for (const Route& route : {Route{AllAtOnce{}}, Route{Weighted{}}, Route{Sticky{}}}) {
    for (const double share : {1e-9, 0.5, 1.0}) {
      const Router router = router_at(route, share);
      for (const Version carried : {Version::stable, Version::canary}) {
        EXPECT_EQ(router.decide({.function = api, .key = 1, .carried = carried}), carried);
      }
    }
  }
}

TEST(RouterTest, ACarriedCanaryIsServedByStableOnceTheCanaryIsGone) {
  Router router = router_at(Sticky{}, 0.5);
  router.set_weight(api, {Weight{}, 1});
  EXPECT_EQ(router.decide({.function = api, .carried = Version::canary}), Version::stable);
}

TEST(RouterTest, RefusesAFunctionItDoesNotKnow) {
  const Router router = router_at(Weighted{}, 0.5);
  EXPECT_DEATH(router.decide({.function = functions}), "functions_.size");
}

TEST(OnwardTest, PassesOnTheDecisionThatWasMadeHere) {
  const Router router = router_at(Weighted{}, 0.5);
  EXPECT_EQ(router.onward({.function = api}, Version::canary), Version::canary);
  EXPECT_EQ(router.onward({.function = api}, Version::stable), Version::stable);
}

TEST(OnwardTest, PassesOnWhatArrivedEvenWhereItCouldNotBeServed) {
  Router router = router_at(Weighted{}, 0.5);
  router.set_weight(kitchen, {Weight{}, 1});
  const Invocation invocation{.function = kitchen, .carried = Version::canary};
  EXPECT_EQ(router.decide(invocation), Version::stable);
  EXPECT_EQ(router.onward(invocation, Version::stable), Version::canary);
}

TEST(OnwardTest, AFunctionOutsideTheReleaseDecidesNothing) {
  Router router(Policy{.route = Weighted{}}, functions, salt);
  router.set_weight(kitchen, {weight(0.5), 1});
  EXPECT_EQ(router.onward({.function = api}, Version::stable), std::nullopt);
  EXPECT_EQ(router.onward({.function = api, .carried = Version::canary}, Version::stable),
            Version::canary);
}

TEST(OnwardTest, AFunctionThatHasNotBegunToMoveDecidesForStable) {
  const Router router = router_at(Weighted{}, 0, 0);
  EXPECT_EQ(router.onward({.function = api}, Version::stable), Version::stable);
}

TEST(ReceivedTest, IsNothingWithoutPropagation) {
  EXPECT_EQ(received({.enabled = false}, Version::canary, false), std::nullopt);
}

TEST(ReceivedTest, IsWhatWasSentUnlessTheHopLostIt) {
  const Propagation reroll{.enabled = true, .on_loss = OnLoss::reroll};
  EXPECT_EQ(received(reroll, Version::canary, false), Version::canary);
  EXPECT_EQ(received(reroll, Version::stable, false), Version::stable);
  EXPECT_EQ(received(reroll, Version::canary, true), std::nullopt);
}

TEST(ReceivedTest, IsStableAfterALossWithBaseline) {
  const Propagation baseline{.enabled = true, .on_loss = OnLoss::baseline};
  EXPECT_EQ(received(baseline, Version::canary, true), Version::stable);
}

TEST(ReceivedTest, NothingSentIsNothingLost) {
  const Propagation baseline{.enabled = true, .on_loss = OnLoss::baseline};
  EXPECT_EQ(received(baseline, std::nullopt, true), std::nullopt);
}

// One request through api and kitchen; the hop between them may lose the decision.
struct Chain {
  Version api_version;
  Version kitchen_version;
  std::optional<Version> sent_on;
};

Chain run_chain(const Router& router, const Propagation& propagation, bool lost,
                std::uint64_t api_draw, std::uint64_t kitchen_draw) {
  const Invocation first{.function = api, .draw = api_draw};
  const Version api_version = router.decide(first);
  const Invocation second{
      .function = kitchen,
      .draw = kitchen_draw,
      .carried = received(propagation, router.onward(first, api_version), lost)};
  const Version kitchen_version = router.decide(second);
  return {api_version, kitchen_version, router.onward(second, kitchen_version)};
}

TEST(ChainTest, IsNeverMixedWhileTheDecisionTravels) {
  const Router router = router_at(Weighted{}, 0.5);
  for (const double a : {0.1, 0.9}) {
    for (const double k : {0.1, 0.9}) {
      const Chain chain = run_chain(router, {.enabled = true}, false, draw_of(a), draw_of(k));
      EXPECT_EQ(chain.kitchen_version, chain.api_version);
    }
  }
}

TEST(ChainTest, AHopThatRerollsDrawsAnewAndItsChoiceTravelsOn) {
  const Router router = router_at(Weighted{}, 0.5);
  const Propagation reroll{.enabled = true, .on_loss = OnLoss::reroll};
  const Chain chain = run_chain(router, reroll, true, draw_of(0.9), draw_of(0.1));
  EXPECT_EQ(chain.api_version, Version::stable);
  EXPECT_EQ(chain.kitchen_version, Version::canary);
  EXPECT_EQ(chain.sent_on, Version::canary);
}

TEST(ChainTest, AHopThatTakesTheBaselineSendsStableOn) {
  const Router router = router_at(Weighted{}, 0.5);
  const Propagation baseline{.enabled = true, .on_loss = OnLoss::baseline};
  const Chain chain = run_chain(router, baseline, true, draw_of(0.1), draw_of(0.1));
  EXPECT_EQ(chain.api_version, Version::canary);
  EXPECT_EQ(chain.kitchen_version, Version::stable);
  EXPECT_EQ(chain.sent_on, Version::stable);
}

TEST(ChainTest, BehindAnEntryOutsideTheReleaseTheFirstMovingFunctionDecides) {
  Router router(Policy{.route = Weighted{}}, functions, salt);
  router.set_weight(kitchen, {weight(0.5), 1});
  const Chain chain = run_chain(router, {.enabled = true}, false, draw_of(0.9), draw_of(0.1));
  EXPECT_EQ(chain.api_version, Version::stable);
  EXPECT_EQ(chain.kitchen_version, Version::canary);
  EXPECT_EQ(chain.sent_on, Version::canary);
}

TEST(PinnedExecution, EndsOnTheVersionItBeganOnWhereThatVersionExists) {
  for (const bool pinned : {false, true}) {
    Router router({.route = Weighted{}, .propagation = {.enabled = true, .pinned = pinned}},
                  functions, salt);
    router.set_weight(api, {Weight{}, 0});  // rolled back; the kitchen is not part of the release
    EXPECT_EQ(router.decide({.function = api, .carried = Version::canary}),
              pinned ? Version::canary : Version::stable);
    EXPECT_EQ(router.decide({.function = kitchen, .carried = Version::canary}), Version::stable);
  }
}

TEST(RulesAndMemory, RulesComeFirstUnlessTheMemoryOutranksThem) {
  const std::vector<Rule> rules{{WithHeader{"x-canary"}, Gets::canary}};
  const HeaderField headers[] = {{"x-canary", "always"}};
  const RequestFacts facts{.headers = headers};
  const std::optional<Held> stable = Held{.until = Instant{std::chrono::seconds{60}}};
  for (const bool outranks : {false, true}) {
    Router router(
        {.route = Weighted{}, .memory = Memory{.outranks_rules = outranks}, .rules = rules},
        functions, salt);
    router.set_weight(api, {Weight::make(0.1).value(), 1});
    EXPECT_EQ(router.decide_by_rule(api, facts), Version::canary);
    EXPECT_EQ(router.decide_by_rule(api, facts, stable, Instant{}).has_value(), !outranks);
    EXPECT_EQ(router.decide_by_rule(api, facts, stable, stable->until), Version::canary);
  }
}

}  // namespace
}  // namespace coalmine::routing
