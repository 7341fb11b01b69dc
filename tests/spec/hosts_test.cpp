// Where functions run, and what they share.
#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace models;
using testing::ElementsAre;
using testing::IsEmpty;

Host host(const std::string& written) {
  return parsed_with({"functions: { api: { " + written + " } }"}).system.functions[0].host;
}

std::vector<std::string> problems_in(const std::string& written) {
  return problems_with({"functions: { api: { " + written + " } }"});
}

TEST(Hosts, AreNoneUnlessAFunctionNamesOne) {
  EXPECT_TRUE(std::holds_alternative<std::monostate>(host("latency: 5ms")));
  EXPECT_THAT(problems_in("lambda: {}, servers: {}"),
              ElementsAre("4:33: \"lambda\" and \"servers\" exclude one another | it runs in one "
                          "place"));
}

TEST(Lambda, HasTheDefaultsOfItsModel) {  // X3
  EXPECT_EQ(std::get<LambdaHost>(host("lambda: {}")), LambdaHost{});
  EXPECT_EQ(std::get<LambdaHost>(host("lambda: {}")).idle_reclaim, Distribution(Constant{600}));
}

TEST(Lambda, HasEverySetting) {
  EXPECT_EQ(
      std::get<LambdaHost>(host(
          "lambda: { cold_start: { exponential: { mean: 400ms } }, idle_reclaim: 5m, max_lifetime: "
          "1h, reuse: least_recent, reserved_concurrency: 100, provisioned: { stable: 20, canary: "
          "5 }, provisioned_on: alias, prepare: 1m }")),
      (LambdaHost{.cold_start = Exponential{0.4},
                  .idle_reclaim = Constant{300},
                  .max_lifetime = 1h,
                  .reuse = Reuse::least_recent,
                  .reserved = 100,
                  .provisioned = {20, 5},
                  .provisioned_on_alias = true,
                  .prepare = 1min}));
  EXPECT_THAT(std::get<LambdaHost>(host("lambda: { provisioned: 3 }")).provisioned,
              ElementsAre(3, 3));
}

TEST(Lambda, ProvisionsSomethingWhereItSaysOnWhat) {
  EXPECT_THAT(problems_in("lambda: { provisioned_on: alias }"),
              ElementsAre("4:31: \"provisioned_on\" goes with provisioned"));
  EXPECT_THAT(problems_in("lambda: { provisioned: 2, prepare: 1m }"),
              ElementsAre("4:47: \"prepare\" goes with provisioned_on: alias"));
}

TEST(Servers, AreOneWorkerByDefault) {
  EXPECT_EQ(std::get<ServerHost>(host("servers: {}")), ServerHost{});
}

TEST(Servers, HaveEverySetting) {
  EXPECT_EQ(
      std::get<ServerHost>(
          host("servers: { workers: 8, replicas: { stable: 9, canary: 2 }, queue: 0, patience: 2s, "
               "autoscaling: { min: 2, max: 10, target: 50%, every: 30s, start_up: 1m, calm: 0s, "
               "tolerance: 0% } }")),
      (ServerHost{.workers = 8,
                  .replicas = {9, 2},
                  .queue = 0,
                  .patience = 2s,
                  .autoscaling = Autoscaling{2, 10, 0.5, 30s, 1min, 0s, 0}}));
}

TEST(Servers, BeginWithTheFewestReplicasThatAutoscalingAllows) {
  const auto servers = std::get<ServerHost>(host("servers: { autoscaling: { min: 3, max: 5 } }"));
  EXPECT_THAT(servers.replicas, ElementsAre(3, 3));
  EXPECT_EQ(servers.autoscaling, (Autoscaling{.replicas_min = 3, .replicas_max = 5}));
}

TEST(Servers, HaveReplicasWithinTheLimitsOfAutoscaling) {
  EXPECT_THAT(
      problems_in("servers: { replicas: { stable: 5, canary: 6 }, autoscaling: { max: 5 } }"),
      ElementsAre("4:42: replicas: 6 is not between the 1 and 5 of autoscaling"));
  EXPECT_THAT(problems_in("servers: { replicas: 1, autoscaling: { min: 2, max: 5 } }"),
              ElementsAre("4:42: replicas: 1 is not between the 2 and 5 of autoscaling"));
  EXPECT_THAT(problems_in("servers: { autoscaling: { min: 6, max: 5 } }"),
              ElementsAre("4:60: max: is below the minimum of 6"));
  EXPECT_THAT(problems_in("servers: { replicas: 0, autoscaling: { max: 5, target: 0% } }"),
              ElementsAre("4:42: replicas: 0 is out of range | a whole number from 1 to 1000000",
                          "4:76: target: must be above 0"));
}

TEST(Hosts, ThatDifferBelongToFunctionsThatMove) {
  const auto problems_of_db = [](const std::string& written) {
    return problems_with({"functions: { api: { calls: [db] }, db: { " + written + " } }",
                          "release: { rollout: AllAtOnce, functions: [api] }"});
  };
  const auto no_canary = ElementsAre(
      "4:36: \"db\" has no canary: it is not part of the release | add it to release.functions");
  EXPECT_THAT(problems_of_db("servers: { replicas: { stable: 2, canary: 1 } }"), no_canary);
  EXPECT_THAT(problems_of_db("lambda: { provisioned: { stable: 2, canary: 1 } }"), no_canary);
  EXPECT_THAT(problems_of_db("servers: { replicas: 2 }"), IsEmpty());
}

TEST(Calls, MayHaveAPoolOfConnections) {
  const System system =
      parsed_with({"functions: { api: { calls: [{ to: db, connections: { count: 20, patience: 1s } "
                   "}, db] }, db: {} }"})
          .system;
  EXPECT_EQ(system.functions[0].calls[0].connections, (Connections{20, 1s}));
  EXPECT_EQ(system.functions[0].calls[1].connections, std::nullopt);
}

TEST(Calls, HaveAConnectionIfTheyHaveAPool) {
  EXPECT_THAT(
      problems_with({"functions: { api: { calls: [{ to: db, connections: {} }] }, db: {} }"}),
      ElementsAre("4:52: connections needs the key \"count\" | for example count: 20"));
}

Account account(const std::string& written) {
  return parsed_with({"functions: { api: { lambda: {} } }", "account: { " + written + " }"})
      .system.account;
}

TEST(Accounts, HaveAwsDefaults) {  // X4, X5
  EXPECT_EQ(account(""), Account{});
  EXPECT_EQ(account("concurrency: 200, scale_up: 500, scale_up_every: 1m, "
                    "requests_per_concurrency: 2.5"),
            (Account{200, 500, 1min, 2.5}));
}

TEST(Accounts, AreOfFunctionsThatRunOnLambda) {
  EXPECT_THAT(problems_with({"account: {}"}),
              ElementsAre("7:10: no function runs on lambda, so the account limits nobody | give a "
                          "function lambda: {}"));
}

TEST(Accounts, HaveWhatIsReserved) {  // X4
  const auto reserved = [](int api, int db, const std::string& account) {
    return problems_with(
        {fmt::format(
             "functions: {{ api: {{ lambda: {{ reserved_concurrency: {} }}, calls: [db] }}, "
             "db: {{ lambda: {{ reserved_concurrency: {} }} }} }}",
             api, db),
         account});
  };
  EXPECT_THAT(reserved(600, 400, "seed: 1"), IsEmpty());
  EXPECT_THAT(reserved(600, 401, "seed: 1"),
              ElementsAre("4:89: with \"db\", 1001 are reserved of the account's concurrency of "
                          "1000 | see account.concurrency"));
  EXPECT_THAT(reserved(600, 401, "account: { concurrency: 1001 }"), IsEmpty());
}

}  // namespace
}  // namespace coalmine::spec
