// Routes: what a scenario writes, and the policy that it means.
#include <gmock/gmock.h>

#include "routing/presets.hpp"
#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace routing;
using testing::ElementsAre;

Policy routed(const std::string& route, std::vector<std::string> more = {}) {
  more.push_back("policies: { a: { route: " + route + " } }");
  return parsed_with(more).policies[0];
}

// The route begins at 6:25.
std::vector<std::string> problems_in(const std::string& route) {
  return problems_with({"policies: { a: { route: " + route + " } }"});
}

Memory cookie(const std::string& written) {
  return routed("{ cookie: " + written + " }").routing.memory.value();
}

TEST(Routes, AreProductsByName) {
  for (const Preset& preset : presets()) {
    const Policy policy =
        routed(preset.name, {"traffic: { users: 10, addresses: 5, requests: { fixed: 1 } }"});
    EXPECT_EQ(policy.routing, preset.policy) << preset.name;
  }
  EXPECT_THAT(problems_in("fagger"),
              ElementsAre("6:25: route: unknown route \"fagger\" | did you mean \"flagger\"?"));
}

TEST(Routes, AreDrawnInTurnOrByWholeReplicas) {
  EXPECT_EQ(routed("round-robin").routing.route, Route(RoundRobin{1}));
  EXPECT_EQ(routed("{ round-robin: { proxies: 3 } }").routing.route, Route(RoundRobin{3}));
  EXPECT_EQ(routed("{ replicas: {} }").routing.route, Route(Replicas{10, true}));
  EXPECT_EQ(routed("{ replicas: { count: 5, surge: false } }").routing.route,
            Route(Replicas{5, false}));
  EXPECT_EQ(routed("{ iter8: { processes: 4 } }").routing.route, Route(WrongRendezvous{4}));
  EXPECT_THAT(problems_in("{ replicas: { count: 0 } }"),
              ElementsAre("6:46: count: 0 is out of range | a whole number from 1 to 1000000"));
}

TEST(Routes, HashOtherKeysThanTheUser) {
  const Policy policy =
      routed("{ sticky: { key: device, buckets: 100, missing: 5%, without_key: stable } }");
  EXPECT_EQ(
      policy.routing.route,
      Route(Sticky{.key = StickyKey::device, .buckets = 100, .without_key = WithoutKey::stable}));
  EXPECT_EQ(policy.without_key, 0.05);
  EXPECT_FALSE(policy.keeps_first_key);
  EXPECT_TRUE(routed("{ sticky: { key: user, keeps_first: true } }").keeps_first_key);
  EXPECT_THAT(problems_in("{ sticky: { key: device, keeps_first: true } }"),
              ElementsAre("6:63: keeps_first: only a user has a first key | use key: user"));
  EXPECT_THAT(
      problems_in("{ sticky: address }"),
      ElementsAre("6:25: sticky by address, but there are no addresses | add traffic.addresses"));
}

TEST(Routes, HashAsAProductDoes) {
  const Policy policy = routed(
      "{ bucket: { product: unleash, params: { group: g }, missing: 10%, without_key: draw } }");
  EXPECT_EQ(policy.routing.route, Route(Bucketed{"unleash", {{"group", "g"}}, WithoutKey::draw}));
  EXPECT_EQ(policy.without_key, 0.1);
  EXPECT_EQ(routed("{ bucket: nginx }").routing.route, Route(Bucketed{"nginx", {}}));
}

TEST(Routes, OfAProductAreRefusedWhereItWouldNotKnowWhatToDo) {
  EXPECT_THAT(problems_in("{ bucket: nginks }"),
              ElementsAre("6:35: bucket: unknown product \"nginks\" | did you mean \"nginx\"?"));
  EXPECT_THAT(problems_in("{ bucket: { product: unleash, params: { grup: g } } }"),
              ElementsAre(testing::StartsWith("6:35: ")));
}

TEST(Routes, DealPartitionsOutToWorkers) {
  EXPECT_EQ(routed("{ partitions: { count: 24, workers: 4, moves: false } }").routing.route,
            Route(Partitioned{StickyKey::user, 24, 4, false}));
  EXPECT_THAT(problems_in("{ partitions: { count: 4, workers: 5 } }"),
              ElementsAre("6:25: 5 workers share 4 partitions: some would read none"));
  EXPECT_THAT(
      problems_in("{ partitions: { key: tenant } }"),
      ElementsAre("6:25: sticky by tenant, but there are no tenants | add traffic.tenants"));
}

TEST(Cookies, KeepTheFirstDecisionOrTheCanary) {
  EXPECT_EQ(cookie("first"), Memory{});
  EXPECT_EQ(cookie("canary-only"), (Memory{.remembers = {false, true}}));
  EXPECT_EQ(cookie("{ keeps: first }"), Memory{});
  EXPECT_EQ(routed("{ cookie: first }").routing.route, Route(Weighted{}));
}

TEST(Cookies, LiveAsLongAsIsWritten) {
  EXPECT_EQ(cookie("{ keeps: first, ttl: 1h }"), (Memory{.time_to_live = {1h, 1h}}));
  EXPECT_EQ(cookie("{ keeps: first, ttl_canary: 1h }"),
            (Memory{.time_to_live = {std::nullopt, 1h}}));
  EXPECT_EQ(cookie("{ keeps: first, ttl: 1h, ttl_stable: 1m, renewal: sliding }"),
            (Memory{.time_to_live = {1min, 1h}, .renewal = Renewal::sliding}));
  EXPECT_EQ(cookie("{ keeps: first, at_zero: kept, at_rest: true, each_step: true }"),
            (Memory{.at_zero = AtZero::kept, .at_rest = true, .step_bound = true}));
}

TEST(Cookies, AreRefusedWhereTheyWouldRememberNothing) {
  EXPECT_THAT(
      problems_in("{ cookie: second }"),
      ElementsAre("6:35: cookie: unknown kind of memory \"second\" | one of: canary-only, first"));
  EXPECT_THAT(problems_in("{ cookie: { ttl: 1h } }"),
              ElementsAre("6:35: cookie needs the key \"keeps\" | for example keeps: first"));
  EXPECT_THAT(problems_in("{ cookie: { keeps: first, ttl: 0s } }"),
              ElementsAre(testing::StartsWith("6:56: ttl: ")));
}

TEST(Redraw, RemembersEitherDecision) {
  EXPECT_EQ(routed("redraw").routing.memory, (Memory{.redraws = true}));
  EXPECT_EQ(routed("{ redraw: { ttl: 30d } }").routing.memory,
            (Memory{.time_to_live = {720h, 720h}, .redraws = true}));
}

TEST(Holders, AreConnectionsProcessesAndCachedEntrypoints) {
  const Memory held{.at_zero = AtZero::kept, .at_rest = true};
  const Policy connection = routed("{ connection: { life: 10m, ages: fixed, pool: 50 } }");
  EXPECT_EQ(connection.routing.memory, held);
  EXPECT_EQ(connection.holders,
            (models::Holders{.members = 50, .life = 10min, .ages = models::Ages::fixed}));
  EXPECT_EQ(routed("{ connection: { life: 10m } }").holders,
            (models::Holders{.life = 10min, .ages = models::Ages::exponential}));
  EXPECT_EQ(routed("{ process: {} }").holders, (models::Holders{.members = 20}));
  EXPECT_EQ(routed("{ process: { count: 5, refresh: 30m } }").holders,
            (models::Holders{.members = 5, .life = 30min}));
  const Policy entrypoint =
      routed("{ entrypoint: { cached: 1m, stale: 2%, stale_for: 7d, by: sticky } }");
  EXPECT_EQ(entrypoint.holders, (models::Holders{.stale = 0.02, .stale_life = 168h}));
  EXPECT_EQ(entrypoint.routing.memory->time_to_live[0], 1min);
  EXPECT_EQ(entrypoint.routing.route, Route(Sticky{}));
  EXPECT_THAT(problems_in("{ connection: {} }"),
              ElementsAre("6:39: connection needs the key \"life\" | for example life: 10m"));
}

}  // namespace
}  // namespace coalmine::spec
