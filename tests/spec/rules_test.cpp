// Rules, flags that are late, and executions that are pinned: the rest of a policy.
#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace routing;
using testing::ElementsAre;

// What follows begins at 6:42.
std::string with(const std::string& keys) {
  return "policies: { a: { route: weighted, " + keys + " } }";
}
Policy policy(const std::string& keys, std::vector<std::string> more = {}) {
  more.push_back(with(keys));
  return parsed_with(more).policies[0];
}
std::vector<std::string> problems_in(const std::string& keys) {
  return problems_with({with(keys)});
}

const std::string people =
    "traffic: { users: 10, tenants: 2, groups: { eu: 30%, internal: 1% }, requests: { fixed: 1 } }";

TEST(Rules, SayWhoGetsWhat) {
  const Policy ruled = policy(
      "rules: [{ users: [17, 0], gets: canary }, { tenants: [1], gets: stable, from_step: 2 }, "
      "{ group: internal, gets: split }, { header: x-canary, carried_by: 1%, gets: canary }]",
      {people});
  EXPECT_THAT(
      ruled.routing.rules,
      ElementsAre(Rule{OfUsers{{0, 17}}, Gets::canary, 1}, Rule{OfTenants{{1}}, Gets::stable, 2},
                  Rule{OfGroup{1}, Gets::split, 1}, Rule{WithHeader{"x-canary"}, Gets::canary, 1}));
  EXPECT_THAT(ruled.header_rate, ElementsAre(0, 0, 0, 0.01));
}

TEST(Rules, NeedOneCondition) {
  const std::string one_of =
      "a rule needs one of \"users\", \"tenants\", \"group\", \"header\" | for example { group: "
      "internal, gets: canary }";
  EXPECT_THAT(problems_in("rules: [{ gets: canary }]"), ElementsAre("6:43: " + one_of));
  EXPECT_THAT(problems_in("rules: [{ users: [1], header: x, gets: canary }]"),
              ElementsAre("6:43: " + one_of));
  EXPECT_THAT(
      problems_in("rules: [{ users: [1], carried_by: 1%, gets: canary }]"),
      ElementsAre("6:57: \"carried_by\" says how many requests carry a header | add header: "
                  "x-canary"));
}

TEST(Rules, NameWhatIsThere) {
  EXPECT_THAT(problems_in("rules: [{ tenants: [1], gets: canary }]"),
              ElementsAre("6:43: a rule for tenants, but there are none | add traffic.tenants"));
  EXPECT_THAT(problems_in("rules: [{ group: internal, gets: canary }]"),
              ElementsAre("6:52: unknown group \"internal\" | add traffic.groups"));
  EXPECT_THAT(problems_with({people, with("rules: [{ group: intrnal, gets: canary }]")}),
              ElementsAre("6:52: unknown group \"intrnal\" | did you mean \"internal\"?"));
  EXPECT_THAT(
      problems_in("rules: [{ users: [1], gets: v2 }]"),
      ElementsAre("6:63: gets: unknown result of a rule \"v2\" | one of: canary, stable, split"));
}

TEST(Staleness, SaysHowNewsArrive) {
  EXPECT_EQ(policy("staleness: { stream: 200ms }").flags,
            (models::FlagDelivery{.how = models::Streaming{models::Constant{0.2}}}));
  EXPECT_EQ(policy("staleness: { poll: 30s, latency: 2s, instances: 20 }").flags,
            (models::FlagDelivery{.how = models::Polling{30s, 2s}, .instances = 20}));
  EXPECT_EQ(policy("staleness: { on_invocation: 30s, waits: true, instances: 0 }").flags,
            (models::FlagDelivery{.how = models::OnInvocation{30s, true}, .instances = 0}));
  EXPECT_EQ(policy("staleness: { poll: 30s, default: canary, outage: { from: 5m, to: 7m }, "
                   "cold_start: { life: 30m, first_fetch: 2s } }")
                .flags,
            (models::FlagDelivery{.how = models::Polling{30s},
                                  .cold_start = models::ColdStart{30min, 2s},
                                  .outage = models::Outage{5min, 7min},
                                  .canary_by_default = true}));
  EXPECT_EQ(policy("propagate: true").flags, std::nullopt);
}

TEST(Staleness, ComesInOneWay) {
  const std::string one_of =
      "needs one of \"stream\", \"poll\", \"on_invocation\" | for example poll: 30s";
  EXPECT_THAT(problems_in("staleness: { instances: 2 }"), ElementsAre("6:46: " + one_of));
  EXPECT_THAT(problems_in("staleness: { stream: 1s, poll: 30s }"), ElementsAre("6:46: " + one_of));
  EXPECT_THAT(problems_in("staleness: { stream: 1s, latency: 2s }"),
              ElementsAre("6:60: \"latency\" goes with \"poll\""));
  EXPECT_THAT(problems_in("staleness: { poll: 30s, waits: true }"),
              ElementsAre("6:59: \"waits\" goes with \"on_invocation\""));
  EXPECT_THAT(problems_in("staleness: { poll: 30s, outage: { from: 7m, to: 5m } }"),
              ElementsAre("6:67: outage: ends before it begins | to must be after from"));
  EXPECT_THAT(problems_in("staleness: { poll: 30s, cold_start: { life: 30m } }"),
              ElementsAre("6:71: cold_start needs the key \"first_fetch\" | for example "
                          "first_fetch: 2s"));
}

TEST(Propagation, MayPinExecutions) {
  EXPECT_TRUE(policy("propagate: { pinned: true }").routing.propagation.pinned);
  EXPECT_FALSE(policy("propagate: true").routing.propagation.pinned);
}

TEST(Propagation, IsTheProductsUnlessThePolicySaysOtherwise) {
  const auto of = [](const std::string& written) {
    return parsed_with({"policies: { a: { " + written + " } }"}).policies[0].routing.propagation;
  };
  EXPECT_EQ(of("route: temporal"), (routing::Propagation{.enabled = true, .pinned = true}));
  EXPECT_EQ(of("route: temporal, propagate: false"), routing::Propagation{});
  EXPECT_EQ(of("route: flagger"), routing::Propagation{});
}

}  // namespace
}  // namespace coalmine::spec
