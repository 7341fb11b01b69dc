// What common random numbers promise: a policy, a bug or a thread more changes no other figure.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::Figures;
using support::rehearse;
using testing::ElementsAre;

std::string text(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "no data";
}

std::string text(const std::vector<std::optional<double>>& values) {
  std::string all;
  for (const auto& value : values) all += text(value) + " ";
  return all;
}

// Each value of a policy, in full: doubles are written with the digits that read back to the same.
std::vector<std::string> lines(const PolicyResult& policy) {
  std::vector<std::string> all;
  for (const Figure& f : policy.figures) {
    all.push_back(fmt::format("{} {} n={} {} {} {} {} | {}", f.name, f.unit, f.n, text(f.mean),
                              text(f.sd), text(f.ci95_low), text(f.ci95_high), text(f.values)));
  }
  for (const Series& series : policy.timeline)
    all.push_back(series.name + ": " + text(series.values));
  return all;
}

std::vector<std::string> lines(const RunResult& result) {
  std::vector<std::string> all;
  for (const PolicyResult& policy : result.policies) {
    for (const std::string& line : lines(policy)) all.push_back(policy.name + " " + line);
  }
  for (const Difference& d : result.comparisons) {
    all.push_back(fmt::format("{} {} {} n={} {} {} {} {}", d.metric, d.policy, d.against, d.n,
                              text(d.mean), text(d.sd), text(d.ci95_low), text(d.ci95_high)));
  }
  for (const Judgement& j : result.judgements) {
    all.push_back(fmt::format("{} {} {} {} {}", j.policy, j.metric, j.rule, text(j.value),
                              static_cast<int>(j.verdict)));
  }
  return all;
}

// A bit of everything; `bugs` and `policies` are what the tests vary.
std::string everything(const std::string& bugs, const std::string& policies) {
  return R"(
name: everything
replications: 9
duration: 5m
traffic: { users: 60, requests: { poisson: { per_user: 4/min, rates: { gamma: { shape: 0.7 } } } } }
functions:
  api: { latency: { lognormal: { p50: 60ms, p99: 400ms } }, errors: 1%, timeout: 1s, calls: [shop] }
  shop: { latency: { exponential: { mean: 50ms } }, errors: { stable: 1%, canary: 2% } }
  mail: { latency: 3s }
streams: { orders: { from: api, to: mail, delay: 1s, order: user, batch: 5, loses_decision: 5% } }
incidents: [ { in: shop, from: 1m, to: 2m, errors: 20%, slower: 3 } ]
harm: { late_after: 300ms }
release:
  rollout: Linear10PercentEvery1Minute
  bugs: )" +
         bugs + R"(
  fields: [ { name: id, written_by: api, needed_by: mail } ]
alarms: [ { metric: error_rate, above: 15%, datapoints: 2 of 3 } ]
policies: )" +
         policies + R"(
observe: { windows: [30s] }
expect: [ { policy: weighted, metric: blast_radius.harmed, rule: mean < 50% } ]
)";
}

const std::string no_bugs = "[]";
const std::string weighted = "weighted: { route: weighted }";
const std::string others =
    "sticky: { route: { sticky: user }, propagate: true }, all: { route: all-at-once, alarms: none "
    "}";

TEST(PairingTest, ARunIsTheSameOnAnyNumberOfThreads) {
  const std::string scenario =
      everything("[ { in: api, fails: 5% }, { in: shop, fails_for: 10% } ]",
                 "{ " + weighted + ", " + others + " }");
  const auto one = lines(rehearse(scenario, 1));
  EXPECT_GT(one.size(), 300u);
  EXPECT_EQ(lines(rehearse(scenario, 2)), one);
  EXPECT_EQ(lines(rehearse(scenario, 8)), one);
}

TEST(PairingTest, AnotherSeedIsAnotherRun) {
  const std::string scenario = everything(no_bugs, "{ " + weighted + " }");
  EXPECT_NE(lines(rehearse(scenario + "seed: 2\n")), lines(rehearse(scenario)));
}

TEST(PairingTest, MoreReplicationsLeaveTheFirstAsTheyAre) {
  const std::string scenario = everything(no_bugs, "{ " + weighted + " }");
  const RunResult nine = rehearse(scenario);
  std::string fewer = scenario;
  fewer.replace(fewer.find("replications: 9"), 15, "replications: 4");
  const RunResult four = rehearse(fewer);
  for (std::size_t i = 0; i < four.policies[0].figures.size(); ++i) {
    auto first = nine.policies[0].figures[i].values;
    first.resize(4);
    EXPECT_EQ(four.policies[0].figures[i].values, first) << four.policies[0].figures[i].name;
  }
}

TEST(PairingTest, APolicyMoreChangesNoFigureOfTheOthers) {
  const RunResult alone = rehearse(everything(no_bugs, "{ " + weighted + " }"));
  const RunResult among = rehearse(everything(no_bugs, "{ " + others + ", " + weighted + " }"));
  EXPECT_EQ(lines(among.policies[2]), lines(alone.policies[0]));
}

TEST(PairingTest, ADeckOfAnotherSizeChangesNoFigureOfTheOthers) {
  const auto with = [](const std::string& more) {
    return lines(rehearse(R"(
name: decks
replications: 5
duration: 1m
traffic: { users: 10, requests: { total: 120 } }
functions: { api: {} }
release: { rollout: { steps: [{ weight: 30%, for: 1m }] } }
policies: { ten: { route: { weighted: { deck: 10 } } })" +
                          more + " }\n")
                     .policies[0]);
  };
  EXPECT_EQ(with(", forty: { route: { weighted: { deck: 40 } } }"), with(""));
}

TEST(PairingTest, RequestsAreThoseOfTheWorldAndNotOfThePolicy) {
  const RunResult result =
      rehearse(everything("[ { in: api, fails: 30% } ]", "{ " + weighted + ", " + others + " }"));
  const Figures first(result.policies[0]);
  for (const PolicyResult& policy : result.policies) {
    for (const char* name : {"users.active", "requests.total"}) {
      EXPECT_EQ(Figures(policy).of(name).values, first.of(name).values)
          << policy.name << " " << name;
    }
  }
}

// The callee's bug decides who fails, and no more: not who comes, who is routed where, or how long
// the caller's own work takes.
TEST(PairingTest, ABugOfOneFunctionChangesNothingOfAnother) {
  const auto scenario = [](const std::string& bugs) {
    return R"(
name: bugs
replications: 5
duration: 5m
traffic: { users: 60, requests: { poisson: { per_user: 4/min } } }
functions:
  api: { latency: { lognormal: { p50: 60ms, p99: 400ms } } }
  mail: { latency: { exponential: { mean: 1s } } }
streams: { orders: { from: api, to: mail } }
release: { rollout: { steps: [{ weight: 30%, for: 5m }] }, bugs: )" +
           bugs + R"( }
policies: { p: { route: weighted } }
)";
  };
  const RunResult result = rehearse(scenario(
      "[ { in: mail, fails: 50% }, { in: mail, fails_for: 20% }, { in: api, fails_for: 10% } ]"));
  const Figures after(result.policies[0]);
  const RunResult unchanged = rehearse(scenario("[ { in: api, fails_for: 10% } ]"));
  const Figures same(unchanged.policies[0]);
  for (const char* name :
       {"users.active", "requests.total", "canary.traffic_share", "canary.invocation_share.api",
        "canary.invocation_share.mail", "latency.p50.canary", "latency.p99.stable", "chains.mixed",
        "users.flips"}) {
    EXPECT_EQ(after.of(name).values, same.of(name).values) << name;
  }
  EXPECT_GT(after.mean("requests.failed.bug"), same.mean("requests.failed.bug"));
}

TEST(PairingTest, DifferencesAreTakenReplicationByReplication) {
  const RunResult result = rehearse(everything(no_bugs, "{ " + weighted + ", " + others + " }"));
  const Figures first(result.policies[0]);
  for (const Difference& difference : result.comparisons) {
    EXPECT_EQ(difference.against, "weighted");
    if (difference.metric != "blast_radius.exposed") continue;
    const Figures other(result.policies[difference.policy == "sticky" ? 1 : 2]);
    double sum = 0;
    for (std::size_t i = 0; i < 9; ++i) {
      sum += other.of(difference.metric).values[i].value() -
             first.of(difference.metric).values[i].value();
    }
    EXPECT_EQ(difference.n, 9u);
    EXPECT_NEAR(*difference.mean, sum / 9, 1e-12);
  }
}

TEST(PairingTest, TheDifferenceOfWhatIsTheSameHasNoSpread) {
  const RunResult result = rehearse(everything(no_bugs, "{ " + weighted + ", " + others + " }"));
  for (const Difference& difference : result.comparisons) {
    if (difference.metric != "requests.total") continue;
    EXPECT_EQ(difference.mean, 0);
    EXPECT_EQ(difference.sd, 0);
  }
}

// The only request comes before the window opens.
TEST(NoDataTest, AWindowWithoutRequestsHasNoShares) {
  const RunResult result = run(support::with_requests(support::scenario_of(R"(
name: empty
replications: 3
duration: 2m
traffic: { users: 1, requests: { fixed: 1 } }
functions: { api: {} }
release: { start: 1m, rollout: { steps: [{ weight: 10%, for: 1m }] } }
alarms: [ { metric: error_rate, above: 1% } ]
policies: { p: { route: weighted } }
observe: { windows: [30s] }
expect:
  - { policy: p, metric: blast_radius.exposed, rule: mean < 50% }
  - { policy: p, metric: blast_radius.exposed, rule: mean >= 0 }
  - { policy: p, metric: requests.total, rule: mean = 0 }
)"),
                                                      {{30, 0}}));
  const Figures figures(result.policies[0]);
  for (const char* name :
       {"blast_radius.exposed", "blast_radius.harmed", "canary.traffic_share", "canary.user_share",
        "chains.mixed", "users.flips", "latency.p50.alias", "latency.p99.canary", "masking.p50",
        "masking.errors", "blast_radius.exposed.per_30s", "canary.invocation_share.api",
        "alarm.time_to_detect"}) {
    EXPECT_FALSE(figures.has_data(name)) << name;
    EXPECT_FALSE(figures.of(name).mean.has_value()) << name;
  }
  EXPECT_EQ(figures.mean("requests.total"), 0) << "a count of nothing is zero";
  std::vector<Verdict> verdicts;
  for (const Judgement& judgement : result.judgements) verdicts.push_back(judgement.verdict);
  EXPECT_THAT(verdicts, ElementsAre(Verdict::no_data, Verdict::no_data, Verdict::met));
}

TEST(NoDataTest, ACanaryThatNeverRanHasNoLatencyAndHidesNothing) {
  const RunResult result = rehearse(R"(
name: idle
replications: 2
duration: 1m
traffic: { users: 10, requests: { fixed: 5 } }
functions: { api: { latency: 10ms } }
release: { rollout: { steps: [{ weight: 0%, for: 1m }] } }
policies: { p: { route: weighted } }
)");
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("latency.p50.alias"), 10);
  EXPECT_FALSE(figures.has_data("latency.p50.canary"));
  EXPECT_FALSE(figures.has_data("masking.p50"));
  EXPECT_FALSE(figures.has_data("alarm.detected")) << "there is no alarm";
  EXPECT_EQ(figures.series("error_rate.canary").at(0), std::nullopt);
  EXPECT_EQ(figures.series("error_rate.stable").at(0), 0.0);
}

}  // namespace
}  // namespace coalmine::harness
