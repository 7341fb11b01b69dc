// What a scenario says of its users beside their requests, and of who takes the release back.
#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

models::TrafficSpec users(const std::string& keys) {
  return parsed_with({"traffic: { users: 10, requests: { fixed: 1 }, " + keys + " }"}).traffic;
}

// What follows begins at 3:45.
std::vector<std::string> problems_of_users(const std::string& keys) {
  return problems_with({"traffic: { users: 10, requests: { fixed: 1 }, " + keys + " }"});
}

TEST(People, ShareAddresses) {
  EXPECT_EQ(users("addresses: 5").addresses, 5U);
  EXPECT_EQ(users("tenants: 5").addresses, 0U);
}

TEST(People, HaveIdsThatProductsHash) {
  EXPECT_EQ(models::id_of(users("tenants: 5"), 7), "user-7");
  EXPECT_EQ(models::id_of(users("ids: \"u{}@example.com\""), 7), "u7@example.com");
  EXPECT_THAT(problems_of_users("ids: somebody"),
              ElementsAre("3:52: all users would have one id | write {} where the number goes: "
                          "user-{}"));
}

TEST(People, AreNotBlamedForTrafficThatCannotBeRead) {
  EXPECT_THAT(problems_with({"traffic: 5"}),
              ElementsAre("3:10: traffic: expected traffic, found a single value"));
  EXPECT_THAT(problems_of("scenario: demo\n"),
              testing::Each(testing::Not(testing::HasSubstr("all users would have one id"))));
  EXPECT_THAT(problems_with({"traffic: { users: 10, requests: { fixed: 1 }, ids: [a] }"}),
              ElementsAre("3:52: ids: expected text, found a list"));
}

TEST(People, BelongToGroups) {
  EXPECT_THAT(users("groups: { internal: 1%, eu: 30% }").groups,
              ElementsAre(models::Group{"internal", 0.01}, models::Group{"eu", 0.3}));
  EXPECT_THAT(problems_of_users("groups: { internal: 101% }"),
              ElementsAre(testing::StartsWith("3:67: ")));
  std::string many;
  for (int i = 0; i < 65; ++i) many += fmt::format("{}g{}: 1%", i == 0 ? "" : ", ", i);
  EXPECT_THAT(problems_of_users("groups: { " + many + " }"),
              ElementsAre(testing::EndsWith("too many groups | at most 64")));
}

TEST(People, LogIn) {
  EXPECT_EQ(users("logins: { after: 3m, share: 60% }").logins,
            (models::Logins{0.6, models::Constant{180}}));
  EXPECT_EQ(users("logins: { after: { exponential: { mean: 3m } } }").logins,
            (models::Logins{1, models::Exponential{180}}));
  EXPECT_EQ(users("tenants: 5").logins, std::nullopt);
  EXPECT_THAT(problems_of_users("logins: { share: 60% }"),
              ElementsAre(testing::HasSubstr("logins needs the key \"after\"")));
}

TEST(Operator, TakesTheReleaseBack) {
  const auto at = [](const std::string& keys) {
    return parsed_with({"release: { rollout: AllAtOnce, " + keys + " }"}).release.rollback_at;
  };
  EXPECT_EQ(at("rollback_at: 6m"), Duration{6min});
  EXPECT_EQ(at("start: 1m"), std::nullopt);
  EXPECT_THAT(problems_with({"release: { rollout: AllAtOnce, rollback_at: 10m }"}),
              ElementsAre("5:45: the rollback is at 10m, but only 10m are observed"));
}

TEST(WarmUp, EndsBeforeTheObservationDoes) {
  EXPECT_EQ(parsed_with({"warm_up: 5m"}).warm_up, Duration{5min});
  EXPECT_EQ(parsed_with({}).warm_up, Duration{});
  EXPECT_THAT(problems_with({"warm_up: 10m"}), ElementsAre(testing::StartsWith("7:10: ")));
}

}  // namespace
}  // namespace coalmine::spec
