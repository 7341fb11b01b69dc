// The platform against the formulas of queueing theory and of shards behind two versions.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/support/rehearse.hpp"
#include "within.hpp"

namespace coalmine::harness {
namespace {

using support::Figures;
using support::rehearse;

// One function under Poisson arrivals, all of it on stable.
struct Station {
  double rate = 0;      // a second
  std::string latency;  // mean 1 s, unless a test says otherwise
  std::string host;
  std::string more = "";
  std::string duration = "22000s";

  RunResult run() const {
    return rehearse(fmt::format(R"(
name: station
replications: 40
duration: {}
warm_up: 2000s
traffic: {{ users: 100, requests: {{ poisson: {{ total: {}/s }} }} }}
functions: {{ api: {{ latency: {}, {} }} }}
release: {{ rollout: {{ steps: [{{ weight: 0%, for: 1h }}] }} }}
policies: {{ p: {{ route: weighted }} }}
{}
)",
                                duration, rate, latency, host, more));
  }
};

constexpr const char* exponential = "{ exponential: { mean: 1s } }";

// Of `offered` Erlangs, the share that finds all of `places` taken.
double erlang_b(double offered, int places) {
  double blocked = 1;
  for (int n = 1; n <= places; ++n) blocked = offered * blocked / (n + offered * blocked);
  return blocked;
}

// The same with a queue: the share that waits.
double erlang_c(double offered, int servers) {
  const double blocked = erlang_b(offered, servers);
  const double utilisation = offered / servers;
  return blocked / (1 - utilisation * (1 - blocked));
}

TEST(FormulasTest, OneWorkerIsMM1) {
  const double rho = 0.7;
  const RunResult result = Station{.rate = rho,
                                   .latency = exponential,
                                   .host = "servers: { workers: 1 }",
                                   .more = "observe: { long_wait: 5s }"}
                               .run();
  expect_mean(result, "servers.wait.api", rho / (1 - rho));
  expect_mean(result, "servers.waited.api", rho);
  expect_mean(result, "servers.waited_long.api", rho * std::exp(-(1 - rho) * 5));
  expect_mean(result, "servers.turned_away.api", 0);
}

TEST(FormulasTest, SeveralWorkersAreMMc) {
  const double offered = 3.2;
  const double waits = erlang_c(offered, 4);
  const RunResult result =
      Station{.rate = offered, .latency = exponential, .host = "servers: { workers: 4 }"}.run();
  expect_mean(result, "servers.waited.api", waits);
  expect_mean(result, "servers.wait.api", waits / (4 - offered));
}

// Who has four replicas of one worker has one queue for all.
TEST(FormulasTest, ReplicasShareOneQueue) {
  const double offered = 3.2;
  const RunResult result =
      Station{
          .rate = offered, .latency = exponential, .host = "servers: { workers: 1, replicas: 4 }"}
          .run();
  expect_mean(result, "servers.waited.api", erlang_c(offered, 4));
}

// Pollaczek-Khinchine: rate * E[S^2] / (2 (1 - rho)), for gamma of shape k E[S^2] = 1 + 1 / k.
TEST(FormulasTest, OneWorkerOfAnyServiceTimeIsMG1) {
  const double rho = 0.6;
  for (const double shape : {0.5, 4.0}) {
    const RunResult result =
        Station{.rate = rho,
                .latency = fmt::format("{{ gamma: {{ shape: {}, mean: 1s }} }}", shape),
                .host = "servers: { workers: 1 }"}
            .run();
    expect_mean(result, "servers.wait.api", rho * (1 + 1 / shape) / (2 * (1 - rho)));
  }
  const RunResult result =
      Station{.rate = rho, .latency = "1s", .host = "servers: { workers: 1 }"}.run();
  expect_mean(result, "servers.wait.api", rho / (2 * (1 - rho)));
}

// Erlang's loss formula, which no distribution of service times but its mean enters.
TEST(FormulasTest, WorkersWithoutAQueueAreErlangB) {
  const double offered = 3;
  for (const char* latency : {exponential, "1s"}) {
    const RunResult result =
        Station{.rate = offered, .latency = latency, .host = "servers: { workers: 4, queue: 0 }"}
            .run();
    expect_mean(result, "servers.turned_away.api", erlang_b(offered, 4));
    expect_mean(result, "servers.waited.api", 0);
  }
}

// The reserved concurrency caps (X4): who finds it used up is throttled.
TEST(FormulasTest, ThrottlesOfReservedConcurrencyAreErlangB) {
  const double offered = 3;
  const RunResult result =
      Station{
          .rate = offered, .latency = exponential, .host = "lambda: { reserved_concurrency: 4 }"}
          .run();
  const Figures figures(result.policies[0]);
  EXPECT_NEAR(figures.sum("lambda.throttles") / figures.sum("requests.total"), erlang_b(offered, 4),
              0.002);
  EXPECT_EQ(figures.sum("lambda.throttles"), figures.sum("requests.failed.throttled"));
}

// M/M/1/K: with a place to work and `K - 1` to wait.
TEST(FormulasTest, AShortQueueTurnsAwayAsMM1K) {
  const double rho = 0.8;
  const int places = 4;
  const RunResult result =
      Station{.rate = rho, .latency = exponential, .host = "servers: { workers: 1, queue: 3 }"}
          .run();
  expect_mean(result, "servers.turned_away.api",
              (1 - rho) * std::pow(rho, places) / (1 - std::pow(rho, places + 1)));
}

// Requests that take no time need one environment: it is gone if the gap to the next is too long
// (X3).
TEST(FormulasTest, AnEnvironmentStartsColdAfterALongGap) {
  const double rate = 0.2;
  const auto cold_share = [&](const std::string& idle) {
    return Station{.rate = rate,
                   .latency = "0s",
                   .host = "lambda: { idle_reclaim: " + idle + ", max_lifetime: 30d }",
                   .duration = "102000s"}
        .run();
  };
  expect_mean(cold_share("10s"), "lambda.cold_share", std::exp(-rate * 10));
  expect_mean(cold_share("{ exponential: { mean: 10s } }"), "lambda.cold_share",
              1 / (1 + rate * 10));
}

// Until the first canary invocation is over, each needs an environment of its own: a shift of share
// w needs rate * w * d of them (X8), and all of them are cold starts.
TEST(FormulasTest, AShiftNeedsNewEnvironments) {
  for (const double weight : {0.1, 1.0}) {
    const RunResult result = rehearse(fmt::format(R"(
name: shift
replications: 100
duration: 104s
traffic: {{ users: 100, requests: {{ poisson: {{ total: 50/s }} }} }}
functions: {{ api: {{ latency: 4s, lambda: {{}} }} }}
release: {{ start: 100s, rollout: {{ steps: [{{ weight: {}, for: 1h }}] }} }}
policies: {{ p: {{ route: weighted }} }}
)",
                                                  weight));
    expect_mean(result, "lambda.cold_starts.canary", 50 * weight * 4);
    expect_mean(result, "lambda.cold_share.canary", 1);
    // The stable version has had environments for all of them, and now has too many.
    expect_mean(result, "lambda.cold_starts.stable", 0);
  }
}

// Records of the api, read in full batches. The reader's canary needs what the api's canary alone
// writes: a share q of the records is readable for it.
RunResult batches(double weight, double readable, int batch, const std::string& keys) {
  return rehearse(fmt::format(R"(
name: batches
replications: 40
duration: 1000s
traffic: {{ users: 100, requests: {{ poisson: {{ total: 20/s }} }} }}
functions: {{ api: {{}}, reader: {{}} }}
streams: {{ s: {{ from: api, to: reader, kinesis: {{ batch: {}, window: 300s, poll: 0s, {} }} }} }}
release:
  rollouts:
    api: {{ steps: [{{ weight: {}, for: 1h }}] }}
    reader: {{ steps: [{{ weight: {}, for: 1h }}] }}
  fields: [{{ name: new, written_by: api, needed_by: reader }}]
policies: {{ p: {{ route: weighted }} }}
)",
                              batch, keys, readable, weight));
}

double dead_share(const RunResult& result) {
  const Figures figures(result.policies[0]);
  return figures.sum("events.dead_lettered") /
         (figures.sum("events.written") - figures.sum("events.waiting"));
}

// w (1 - q^B) of the batches fail (E11, N11): one record is enough. All of a failed batch is given
// up, as there are no retries.
TEST(FormulasTest, ABatchFailsIfAnyOfItsRecordsDoes) {
  for (const auto& [batch, readable] : {std::pair(1, 0.9), {10, 0.9}, {10, 0.5}}) {
    const double share = 0.5 * (1 - std::pow(readable, batch));
    const double batches_tried = 40 * 20'000.0 / batch;
    EXPECT_NEAR(dead_share(batches(0.5, readable, batch, "retries: 0")), share,
                4.5 * std::sqrt(share * (1 - share) / batches_tried))
        << batch << " " << readable;
  }
}

// IN-09: batches of 100 and 10 % of the readers on the canary. Almost each of its batches fails
// until nearly all producers are on the canary.
TEST(FormulasTest, LargeBatchesFailUntilNearlyAllProducersAreNew) {
  const double batches_tried = 40 * 200.0;
  for (const auto& [readable, share] :
       {std::pair(0.1, 0.1), {0.9, 0.09999734}, {0.99, 0.0633968}}) {
    EXPECT_NEAR(dead_share(batches(0.1, readable, 100, "retries: 0")), share,
                4.5 * std::sqrt(share * (1 - share) / batches_tried))
        << readable;
  }
}

// Each attempt draws again (L9): a record that the canary cannot read needs 1 / (1 - w) of them
// (E11), 1.11 at 10 %.
TEST(FormulasTest, AttemptsUntilARecordMeetsTheOtherVersionAreGeometric) {
  for (const double weight : {0.1, 0.5}) {
    const RunResult result = batches(weight, 0, 1, "retry_wait: 1ms");
    const Figures figures(result.policies[0]);
    const double attempts = figures.sum("events.attempts") / figures.sum("events.processed");
    const double sd = std::sqrt(weight) / (1 - weight);
    EXPECT_NEAR(attempts, 1 / (1 - weight), 4.5 * sd / std::sqrt(figures.sum("events.processed")));
    EXPECT_EQ(figures.sum("requests.failed"), 0) << "the failures heal themselves";
  }
}

}  // namespace
}  // namespace coalmine::harness
