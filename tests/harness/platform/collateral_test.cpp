// Harm of the release, and harm to those who only stood behind others, told apart by a world in
// which nothing is released.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::Figures;

// A thousand requests, each of a user of its own, under a faulty release at its weight and at 0 %.
// What the two worlds differ in is the release's doing.
struct TwoWorlds {
  std::string system;   // lines of the scenario
  std::string release;  // keys of the release: what is wrong
  std::string weight = "30%";

  RunResult run() const {
    return harness::run(
        support::with_requests(support::scenario_of(fmt::format(R"(
name: two-worlds
replications: 1
duration: 100s
traffic: {{ users: 2, requests: {{ fixed: 1 }} }}
{}
release: {{ {} }}
policies:
  released: {{ route: weighted, rollout: {{ steps: [{{ weight: {}, for: 1h }}] }} }}
  kept: {{ route: weighted, rollout: {{ steps: [{{ weight: 0%, for: 1h }}] }} }}
)",
                                                                system, release, weight)),
                               support::ten_a_second(100)));
  }
};

// Of a run of two worlds.
struct Compared {
  explicit Compared(const RunResult& result)
      : released(result.policies[0]), kept(result.policies[1]) {}
  double more(const std::string& figure) const { return released.mean(figure) - kept.mean(figure); }
  double collateral_users() const {
    return released.mean("blast_radius.collateral") * released.mean("users.active");
  }
  Figures released;
  Figures kept;
};

// The api fails 20 % of the requests by itself.
constexpr const char* stream =
    "functions: { api: { errors: 20% }, reader: { latency: 5ms } }\n"
    "streams: { s: { from: api, to: reader, kinesis: { poll: 0s, batch: 10, window: 1s, retries: "
    "2 } } }";

TEST(CollateralTest, ABatchThatIsGivenUpHarmsThoseInIt) {
  const RunResult result =
      TwoWorlds{stream, "fields: [{ name: new, written_by: api, needed_by: reader }]"}.run();
  const Compared worlds(result);
  EXPECT_GT(worlds.kept.mean("requests.failed"), 100) << "stable's own";
  EXPECT_EQ(worlds.kept.mean("blast_radius.harmed_users"), 0);
  EXPECT_GT(worlds.released.mean("requests.failed.collateral"), 0);
  // Whoever failed at the api did so in both worlds; the others failed in one.
  EXPECT_EQ(worlds.released.mean("requests.failed.baseline"),
            worlds.kept.mean("requests.failed.baseline"));
  EXPECT_EQ(worlds.released.mean("blast_radius.harmed_users"), worlds.more("requests.failed"));
  EXPECT_EQ(worlds.collateral_users(), worlds.released.mean("requests.failed.collateral"));
}

// The bug fails nobody for good: its records pass with a retry, but all behind them are late.
TEST(CollateralTest, WhoIsLateBehindARetryWasHarmedByIt) {
  const RunResult result =
      TwoWorlds{
          "functions: { api: {}, reader: { latency: 5ms } }\n"
          "streams: { s: { from: api, to: reader, kinesis: { poll: 0s, batch: 1, "
          "retry_wait: { first: 3s, longest: 3s } } } }\n"
          "harm: { events_late_after: 2s }",
          "functions: [reader], bugs: [{ in: reader, fails_for: 1% }]"}
          .run();
  const Compared worlds(result);
  EXPECT_EQ(worlds.released.mean("requests.failed"), 0);
  EXPECT_EQ(worlds.kept.mean("requests.late"), 0);
  EXPECT_EQ(worlds.released.mean("blast_radius.harmed_users"),
            worlds.released.mean("requests.late"));
  EXPECT_GT(worlds.collateral_users(), 0);
}

// The order is paid after the stock was asked, and the canary of pay fails. Its users ask the stock
// again, whose only worker was busy nine tenths of the time before.
constexpr const char* shop =
    "functions:\n"
    "  api: { calls: [stock, pay] }\n"
    "  stock: { latency: 90ms, servers: { workers: 1, queue: 3 } }\n"
    "  pay: {}\n"
    "clients: { retries: { attempts: 4, wait: 200ms, jitter: full } }\n";

TEST(CollateralTest, ARetryStormHarmsWhoNeverMetTheCanary) {
  const RunResult result =
      TwoWorlds{shop, "functions: [pay], bugs: [{ in: pay, fails: 100% }]", "40%"}.run();
  const Compared worlds(result);
  EXPECT_EQ(worlds.kept.mean("requests.failed"), 0);
  EXPECT_EQ(worlds.kept.mean("clients.retries"), 0);
  EXPECT_GT(worlds.released.mean("requests.failed.throttled"), 50);
  EXPECT_GT(worlds.collateral_users(), 20);
  EXPECT_LE(worlds.collateral_users(), worlds.released.mean("requests.failed.throttled"));
  // Who met the bug was harmed directly: at least the 40 % whose first attempt did.
  EXPECT_GT(worlds.released.mean("blast_radius.harmed_users") - worlds.collateral_users(),
            400 - 4.5 * std::sqrt(1000 * 0.24));
}

TEST(CollateralTest, WithoutTheBugNothingIsDifferent) {
  for (const char* system : {shop, stream}) {
    const RunResult result = TwoWorlds{system, "start: 0s", "40%"}.run();
    const Compared worlds(result);
    for (const char* figure : {"requests.total", "requests.failed", "blast_radius.harmed_users",
                               "blast_radius.collateral"}) {
      EXPECT_EQ(worlds.more(figure), 0) << figure;
    }
    EXPECT_EQ(worlds.released.mean("blast_radius.harmed_users"), 0);
  }
}

// What stable turns away too is nobody's harm: the pool is overloaded without any release.
TEST(CollateralTest, AnOverloadedPoolHarmsNobodyByItself) {
  const RunResult result =
      TwoWorlds{
          "functions:\n"
          "  api: { calls: [stock] }\n"
          "  stock: { latency: 200ms, servers: { workers: 1, queue: 3 } }",
          "functions: [api], bugs: [{ in: api, fails: 10% }]"}
          .run();
  const Compared worlds(result);
  EXPECT_GT(worlds.kept.mean("requests.failed.throttled"), 300);
  EXPECT_EQ(worlds.kept.mean("blast_radius.harmed_users"), 0);
  // The bug also frees the stock of work: some whom stable would have turned away are served, and
  // harmed are only those whom it would have served.
  EXPECT_GE(worlds.released.mean("blast_radius.harmed_users"), worlds.more("requests.failed"));
  EXPECT_LT(worlds.released.mean("blast_radius.harmed_users"),
            worlds.released.mean("requests.failed"));
}

// A gateway that waits for 15 minutes changes nothing but how harm is found: by a whole world
// without the release, and not by the single request. Both find the same users.
TEST(CollateralTest, AWholeWorldFindsTheHarmThatTheSingleRequestShows) {
  for (const char* what :
       {"bugs: [{ in: api, fails: 20% }]", "bugs: [{ in: stock, fails_for: 20% }]",
        "bugs: [{ in: stock, slower_by: 100ms }]",
        "fields: [{ name: new, written_by: api, needed_by: reader }]",
        "fields: [{ name: old, written_by: api, unreadable_by: reader }]"}) {
    const auto harmed = [&](const std::string& more) {
      const std::string system =
          "functions:\n"
          "  api: { latency: { exponential: { mean: 50ms } }, errors: 10%, calls: [stock, bill] }\n"
          "  stock: { latency: { exponential: { mean: 50ms } }, errors: 5%, timeout: 150ms }\n"
          "  bill: { errors: 5% }\n"
          "  reader: { errors: 10% }\n"
          "streams: { s: { from: api, to: reader, delay: 1s } }\n"
          "harm: { late_after: 200ms }\n";
      const RunResult result = TwoWorlds{system + more, what}.run();
      return Compared(result).released.mean("blast_radius.harmed_users");
    };
    EXPECT_GT(harmed(""), 0) << what;
    EXPECT_EQ(harmed("gateway: { timeout: 15m }"), harmed("")) << what;
  }
}

}  // namespace
}  // namespace coalmine::harness
