// Flags: which configuration an instance acts on, and when. The weight goes from 0 to 100 % at five
// minutes and back at fifteen, unless a test says otherwise.
#include <gtest/gtest.h>

#include "replay.hpp"

namespace coalmine::harness {
namespace {

constexpr auto on_and_off =
    "[{ weight: 0%, for: 5m }, { weight: 100%, for: 10m }, { weight: 0%, for: 5m }]";

Replay flags(const std::string& staleness, std::vector<support::Request> requests) {
  return {.steps = on_and_off,
          .policy = "route: weighted, staleness: { " + staleness + " }",
          .requests = std::move(requests)};
}

double requests_on_canary(const std::string& staleness, const std::vector<double>& at_minutes) {
  return static_cast<double>(at_minutes.size()) *
         flags(staleness, of_user(at_minutes))["canary.traffic_share"];
}

TEST(FlagsTest, ActOnTheOldConfigurationUntilTheNewOneArrives) {
  const auto replay = flags("stream: 2m", of_user({6, 8, 16, 18}));
  EXPECT_EQ(4 * replay["canary.traffic_share"], 2) << "at 8 and 16 minutes";
  EXPECT_EQ(4 * replay["flags.stale_share"], 2) << "at 6 and 16 minutes";
  EXPECT_EQ(replay["flags.stale_canary"], 1);
}

TEST(FlagsTest, NeverGoBackToAConfigurationThatArrivesLate) {
  // On at 5 and off at 5.1 minutes: both arrive within two minutes, perhaps in the wrong order.
  Replay replay{
      .steps = "[{ weight: 0%, for: 5m }, { weight: 100%, for: 6s }, { weight: 0%, for: 10m }]",
      .policy =
          "route: weighted, staleness: { stream: { percentiles: { p0: 0s, p100: 2m } }, "
          "instances: 0 }",
      .requests = of_users(1000, 7.2)};
  EXPECT_EQ(replay["canary.traffic_share"], 0);
}

TEST(FlagsTest, ArePolledByEachInstanceAtItsOwnTime) {
  const auto stale_at = [](double at_minute) {
    return flags("poll: 4m, latency: 1m, instances: 0",
                 of_users(10'000, at_minute))["flags.stale_share"];
  };
  EXPECT_EQ(stale_at(5.9), 1);
  EXPECT_NEAR(stale_at(8), 0.5, 4.5 * 0.005);
  EXPECT_EQ(stale_at(10.1), 0);
}

TEST(FlagsTest, AreKnownToAnInstanceAndNotToAUser) {
  const auto shares = [](int instances) {
    Replay replay = flags(fmt::format("poll: 4m, instances: {}", instances), of_users(1000, 7));
    replay.replications = 20;
    const RunResult result = replay.run();
    return support::Figures(result.policies[0]).share("flags.stale_share", [](double s) {
      return s == 0 || s == 1;
    });
  };
  EXPECT_EQ(shares(1), 1);
  EXPECT_EQ(shares(0), 0);
}

// Fetched at 4 and, two minutes old, again at 6.5: who waits acts on the answer, who does not acts
// on it the next time.
TEST(FlagsTest, AreFetchedByAnInvocationThatFindsThemOld) {
  const std::vector<double> at{4, 5.5, 6.5, 7};
  EXPECT_EQ(requests_on_canary("on_invocation: 2m, waits: true", at), 2);
  EXPECT_EQ(requests_on_canary("on_invocation: 2m", at), 1);
}

TEST(FlagsTest, WaitForTheEndOfAnOutage) {
  const std::vector<double> at{5.5, 6.5, 8.5};
  EXPECT_EQ(requests_on_canary("stream: 1s", at), 3);
  EXPECT_EQ(requests_on_canary("stream: 1s, outage: { from: 4m, to: 8m }", at), 1);
  EXPECT_EQ(requests_on_canary("on_invocation: 1s, waits: true, outage: { from: 4m, to: 8m }", at),
            1);
}

// Instances live for two minutes and know nothing in the first of these.
TEST(FlagsTest, AreAtTheirDefaultInAColdInstance) {
  const std::string cold = "stream: 0s, cold_start: { life: 2m, first_fetch: 1m }, instances: 0";
  const auto share = [&](const std::string& keys, double at_minute) {
    return flags(cold + keys, of_users(10'000, at_minute))["canary.traffic_share"];
  };
  EXPECT_NEAR(share("", 10), 0.5, 4.5 * 0.005);
  EXPECT_EQ(share(", default: canary", 10), 1);
  EXPECT_NEAR(share(", default: canary", 18), 0.5, 4.5 * 0.005) << "also when the weight is 0";
}

TEST(FlagsTest, AreEvaluatedInEveryFunctionUnlessTheDecisionTravels) {
  Replay replay = flags("poll: 8m", of_users(1, 7));
  replay.functions = "{ api: { calls: [shop] }, shop: {} }";
  replay.replications = 200;
  EXPECT_GT(replay["chains.mixed"], 0.2);
  replay.policy += ", propagate: true";
  EXPECT_EQ(replay["chains.mixed"], 0);
}

TEST(FlagsTest, GoWithAMemory) {
  // The cookie that the old configuration gave is kept when the new one is known.
  Replay replay = flags("stream: 2m", of_user({8, 16, 18}));
  replay.policy = "route: { cookie: { keeps: first, at_zero: kept } }, staleness: { stream: 2m }";
  EXPECT_EQ(3 * replay["canary.traffic_share"], 3);
  replay.policy = "route: redraw, staleness: { stream: 2m }";
  EXPECT_EQ(3 * replay["canary.traffic_share"], 2);
}

TEST(FlagsTest, HaveNoFigureForPoliciesThatKnowTheWeight) {
  const RunResult result = Replay{.requests = of_user({1})}.run();
  EXPECT_FALSE(support::Figures(result.policies[0]).has_data("flags.stale_share"));
  EXPECT_FALSE(support::Figures(result.policies[0]).has_data("flags.stale_canary"));
}

TEST(FlagsTest, SayNothingAboutFunctionsThatDoNotMove) {
  // Every instance is always cold, and the default is the canary.
  const auto result = support::rehearse(R"(
name: flags-beside
replications: 1
duration: 10m
traffic: { users: 50, requests: { fixed: 4 } }
functions: { api: { calls: [kitchen] }, kitchen: {} }
release: { functions: [api], rollout: { steps: [{ weight: 10%, for: 10m }] } }
policies:
  cold: { route: weighted, staleness: { poll: 30s, cold_start: { life: 1m, first_fetch: 1m }, default: canary } }
)");
  const support::Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("canary.traffic_share"), 1);
  EXPECT_EQ(figures.mean("chains.mixed"), 0) << "the kitchen has one version";
}

}  // namespace
}  // namespace coalmine::harness
