// How records reach a subscriber: in order, in batches, and across a step of the rollout.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::Figures;
using support::ten_a_second;
using support::with_requests;

// The api writes at once; a read takes 10 s. Until 5 s readers are on stable, then all on the
// canary.
RunResult slow_reader(const std::string& stream, const std::vector<support::Request>& requests) {
  return run(with_requests(support::scenario_of(R"(
name: slow-reader
replications: 2
duration: 1m
traffic: { users: 1, requests: { fixed: 1 } }
functions: { api: {}, reader: { latency: 10s } }
streams: { orders: { from: api, to: reader, )" + stream +
                                                R"( } }
release:
  rollouts: { api: { steps: [{ weight: 0%, for: 1h }] }, reader: AllAtOnce }
  starts: { reader: 5s }
policies: { p: { route: weighted } }
)"),
                           requests));
}

double readers_on_canary(const RunResult& result) {
  return Figures(result.policies[0]).mean("canary.invocation_share.reader");
}

// User 0 twice, user 1 once, all read before 5 s unless they wait for the first.
const std::vector<support::Request> two_users{{0, 0}, {1, 0}, {1, 1}};

TEST(DeliveryTest, WithoutOrderNobodyWaits) {
  EXPECT_EQ(readers_on_canary(slow_reader("order: none", two_users)), 0);
}

TEST(DeliveryTest, ASlowRecordDelaysTheNextOfItsUser) {
  EXPECT_DOUBLE_EQ(readers_on_canary(slow_reader("order: user", two_users)), 1.0 / 3);
}

TEST(DeliveryTest, ASlowRecordDelaysAllOfItsShard) {
  EXPECT_DOUBLE_EQ(readers_on_canary(slow_reader("order: user, shards: 1", two_users)), 2.0 / 3);
}

// Record 2 is read from 10 s to 20 s, record 3 from 20 s to 30 s, one after another: the reader
// that shifts at 25 s has none of them on the canary, the one that shifts at 15 s has one.
TEST(DeliveryTest, RecordsOfALaneFollowOneAnother) {
  const auto shares = [](const std::string& shift) {
    return readers_on_canary(run(with_requests(support::scenario_of(R"(
name: lane
duration: 1m
replications: 1
traffic: { users: 1, requests: { fixed: 1 } }
functions: { api: {}, reader: { latency: 10s } }
streams: { orders: { from: api, to: reader, order: user } }
release:
  rollouts: { api: { steps: [{ weight: 0%, for: 1h }] }, reader: AllAtOnce }
  starts: { reader: )" + shift + R"( }
policies: { p: { route: weighted } }
)"),
                                               {{0, 0}, {1, 0}, {2, 0}})));
  };
  EXPECT_DOUBLE_EQ(shares("9s"), 2.0 / 3);
  EXPECT_DOUBLE_EQ(shares("15s"), 1.0 / 3);
  EXPECT_DOUBLE_EQ(shares("25s"), 0);
}

// One lane and one batch: the record of 0 s is read alone, those of 1 s, 2 s and 3 s together at 10
// s. The api is on the canary from 2.5 s on, and the reader cannot read what its canary writes.
RunResult batch(const std::string& policy, const std::string& reader = "latency: 10s") {
  return run(with_requests(support::scenario_of(R"(
name: batch
replications: 2
duration: 1m
traffic: { users: 1, requests: { fixed: 1 } }
functions: { api: {}, reader: { )" + reader + R"( } }
streams: { orders: { from: api, to: reader, order: user, shards: 1, batch: 10 } }
release:
  rollouts: { api: AllAtOnce, reader: { steps: [{ weight: 0%, for: 1h }] } }
  starts: { api: 2.5s, reader: 0s }
  fields: [ { name: prices, written_by: api, unreadable_by: reader } ]
policies: { p: { route: weighted, )" + policy + R"( } }
)"),
                           {{0, 0}, {1, 1}, {2, 2}, {3, 3}}));
}

TEST(DeliveryTest, ARecordThatCannotBeReadTakesItsBatchWithIt) {
  const RunResult result = batch("propagate: false");
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("requests.failed.mismatch"), 1);
  EXPECT_EQ(figures.mean("requests.failed.collateral"), 2);
  EXPECT_EQ(figures.mean("blast_radius.harmed_users"), 3) << "the record of 0 s was read before";
  EXPECT_EQ(figures.mean("blast_radius.exposed_users"), 1);
}

TEST(DeliveryTest, ABatchEndsWhereTheDecisionThatTravelsChanges) {
  const RunResult result = batch("propagate: true");
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("requests.failed.mismatch"), 1);
  EXPECT_EQ(figures.mean("requests.failed.collateral"), 0);
  EXPECT_EQ(figures.mean("blast_radius.harmed_users"), 1);
}

TEST(DeliveryTest, CollateralThatStableWouldHaveLostHarmsNobody) {
  const RunResult result = batch("propagate: false", "latency: 10s, errors: 100%");
  const Figures figures(result.policies[0]);
  EXPECT_EQ(figures.mean("requests.failed.baseline"), 4);
  EXPECT_EQ(figures.mean("blast_radius.harmed_users"), 0);
}

// A batch is one invocation: it takes the time of one.
TEST(DeliveryTest, ABatchIsReadInOneInvocation) {
  const auto requests = std::vector<support::Request>{{0, 0}, {1, 1}, {2, 2}, {3, 3}, {15, 4}};
  EXPECT_DOUBLE_EQ(readers_on_canary(slow_reader("order: user, shards: 1, batch: 10", requests)),
                   4.0 / 5);
  // Batches of two: reads begin at 0, 10, 20 and, for the last of the four waiting, at 20 with the
  // one of 15 s. All but the first are after 5 s.
  EXPECT_DOUBLE_EQ(readers_on_canary(slow_reader("order: user, shards: 1, batch: 2", requests)),
                   4.0 / 5);
}

// One read in four takes too long, whoever reads, and its whole batch is lost with it. The record
// that led the batch had the bad luck; on stable, too.
TEST(DeliveryTest, ABatchThatTimesOutWouldHaveTimedOutOnStable) {
  const RunResult result = run(with_requests(support::scenario_of(R"(
name: batch-timeout
replications: 3
duration: 1m
traffic: { users: 1, requests: { fixed: 1 } }
functions: { api: {}, reader: { latency: { percentiles: { p0: 100ms, p75: 400ms, p100: 800ms } }, timeout: 400ms } }
streams: { orders: { from: api, to: reader, order: user, shards: 1, batch: 5 } }
release: { rollout: { steps: [{ weight: 100%, for: 1m }] } }
policies: { p: { route: weighted } }
)"),
                                             ten_a_second(60)));
  const Figures figures(result.policies[0]);
  EXPECT_GT(figures.mean("requests.failed.timeout"), 50);
  EXPECT_EQ(figures.mean("blast_radius.exposed"), 1);
  EXPECT_EQ(figures.mean("blast_radius.harmed"), 0);
}

// A reader with a time limit is done with its lane when it gives up, whatever those it called still
// do.
TEST(DeliveryTest, ALaneIsFreeWhenItsReaderTimesOut) {
  const RunResult result = run(with_requests(support::scenario_of(R"(
name: timeout
replications: 1
duration: 1m
traffic: { users: 1, requests: { fixed: 1 } }
functions:
  api: {}
  reader: { timeout: 1s, calls: [slow] }
  slow: { latency: 2s, calls: [slower] }
  slower: { latency: 20s }
streams: { orders: { from: api, to: reader, order: user } }
release: { functions: [api], rollout: AllAtOnce }
policies: { p: { route: weighted } }
)"),
                                             {{0, 0}, {0.5, 0}, {7, 0}}));
  EXPECT_EQ(Figures(result.policies[0]).mean("requests.failed.timeout"), 3);
}

// A record waits a minute in the stream; the last step begins at 300 s: the 600 records written in
// the minute before are read after it.
TEST(DeliveryTest, RecordsThatMeetTheLastStepOnTheirWayAreStranded) {
  const RunResult result = run(with_requests(support::scenario_of(R"(
name: stranded
replications: 2
duration: 10m
traffic: { users: 1, requests: { fixed: 1 } }
functions: { api: {}, reader: {} }
streams: { orders: { from: api, to: reader, delay: 1m } }
release: { rollout: { steps: [{ weight: 50%, for: 5m }, { weight: 100%, for: 1m }] } }
policies: { p: { route: weighted } }
)"),
                                             ten_a_second(600)));
  EXPECT_EQ(Figures(result.policies[0]).mean("chains.stranded"), 600);
}

TEST(DeliveryTest, NoRecordIsStrandedWithoutADelay) {
  const RunResult result = run(with_requests(support::scenario_of(R"(
name: stranded
replications: 2
duration: 10m
traffic: { users: 1, requests: { fixed: 1 } }
functions: { api: {}, reader: {} }
streams: { orders: { from: api, to: reader } }
release: { rollout: { steps: [{ weight: 50%, for: 5m }, { weight: 100%, for: 1m }] } }
policies: { p: { route: weighted } }
)"),
                                             ten_a_second(600)));
  EXPECT_EQ(Figures(result.policies[0]).mean("chains.stranded"), 0);
}

}  // namespace
}  // namespace coalmine::harness
