// One subscriber of a stream: when records are read, and what a failed batch does to its lane.
#include "models/platform/stream_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

#include "tests/models/platform/source_driver.hpp"

namespace coalmine::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Driver = SourceDriver<StreamReader, KinesisDelivery>;

// One shard that is read at once, one record at a time, with waits of one second.
KinesisDelivery plain() { return {.batch = 1, .poll = 0s, .retry_wait = {1s, 1, 1s}}; }

Answer refuse(const std::vector<EventRecord>&) { return {.takes = 0s, .refused = true}; }

// ---- Reading

TEST(StreamReader, ReadsAnIdleShardAtTheNextPoll) {  // E1
  KinesisDelivery delivery = plain();
  delivery.poll = 1s;
  Driver driver(delivery, succeed);
  driver.send(at(300ms), 1);
  driver.send(at(5s), 2);
  driver.run();
  EXPECT_THAT(driver.invocations, ElementsAre(Invocation{at(1s), {1}}, Invocation{at(5s), {2}}));
}

TEST(StreamReader, ReadsAtOnceWhatCameDuringAnInvocation) {  // E1
  KinesisDelivery delivery = plain();
  delivery.poll = 1s;
  Driver driver(delivery, succeed);
  driver.send(at(1s), 1);
  driver.send(at(1050ms), 2);
  driver.run();
  EXPECT_THAT(driver.invocations,
              ElementsAre(Invocation{at(1s), {1}}, Invocation{at(1100ms), {2}}));
}

TEST(StreamReader, PollsShardsInTurn) {  // E1
  KinesisDelivery delivery = plain();
  delivery.poll = 1s;
  delivery.shards = 4;
  Driver driver(delivery, succeed);
  for (std::uint32_t i = 0; i < 100; ++i) driver.send(at(10s + 1ms), i, /*key=*/i);
  driver.run_until(at(11s));
  std::set<Instant> first_reads;
  for (const Invocation& invocation : driver.invocations) first_reads.insert(invocation.begun_at);
  for (const Duration poll : {10250ms, 10500ms, 10750ms, 11000ms}) {
    EXPECT_TRUE(first_reads.contains(at(poll)));
  }
}

TEST(StreamReader, SpreadsKeysOverShardsAndTheirParts) {  // E3
  KinesisDelivery delivery = plain();
  delivery.shards = 4;
  delivery.parallelization = 5;
  Driver driver(delivery, succeed);
  for (std::uint32_t i = 0; i < 1000; ++i) driver.send(at(0s), i, /*key=*/i);
  driver.run_until(at(50ms));
  EXPECT_EQ(driver.running, 20u);
  driver.run();
  // 50 records in each lane on average, one after another.
  EXPECT_GT(driver.invocations.back().begun_at, at(4900ms));
  EXPECT_LT(driver.invocations.back().begun_at, at(8s));
}

TEST(StreamReader, TakesABatchOfAllThatWaitsUpToItsSize) {  // E2
  KinesisDelivery delivery = plain();
  delivery.batch = 3;
  Driver driver(delivery, succeed);
  for (std::uint32_t i = 0; i < 6; ++i) driver.send(at(i * 10ms), i);
  driver.run();
  EXPECT_THAT(driver.invocations,
              ElementsAre(Invocation{at(0s), {0}}, Invocation{at(100ms), {1, 2, 3}},
                          Invocation{at(200ms), {4, 5}}));
}

TEST(StreamReader, OpensAWindowAtTheFirstRecordAndClosesItWhenTheBatchIsFull) {  // E4
  KinesisDelivery delivery = plain();
  delivery.batch = 2;
  delivery.window = 10s;
  Driver driver(delivery, succeed);
  driver.send(at(1s), 1);
  driver.send(at(20s), 2);
  driver.send(at(23s), 3);
  driver.run();
  EXPECT_THAT(driver.invocations,
              ElementsAre(Invocation{at(11s), {1}}, Invocation{at(23s), {2, 3}}));
}

TEST(StreamReader, OpensTheNextWindowWhenTheInvocationEnds) {  // E4
  KinesisDelivery delivery = plain();
  delivery.batch = 2;
  delivery.window = 10s;
  Driver driver(delivery, [](const auto&) { return Answer{.takes = 5s}; });
  driver.send(at(0s), 1);
  driver.send(at(11s), 2);
  driver.run();
  EXPECT_THAT(driver.invocations, ElementsAre(Invocation{at(10s), {1}}, Invocation{at(25s), {2}}));
}

// ---- Failing

TEST(StreamReader, RetriesTheWholeBatchWhileAllBehindItWaits) {  // E6
  KinesisDelivery delivery = plain();
  delivery.batch = 2;
  delivery.retry_wait = {1s, 2, 60s};
  Driver driver(delivery, [](const auto& records) {
    return Answer{.failed = {records[0].item == 1 && records[0].attempts < 2}};
  });
  for (std::uint32_t i = 0; i < 4; ++i) driver.send(at(0s), i);
  driver.run();
  // 0 goes alone, for it comes first. The waits are 1 s and 2 s.
  EXPECT_THAT(driver.invocations,
              ElementsAre(Invocation{at(0s), {0}}, Invocation{at(100ms), {1, 2}},
                          Invocation{at(1200ms), {1, 2}}, Invocation{at(3300ms), {1, 2}},
                          Invocation{at(3400ms), {3}}));
  EXPECT_EQ(driver.processed.at(1).record.attempts, 2u);
  EXPECT_EQ(driver.processed.at(1).record.tried_at, at(100ms));
  EXPECT_EQ(driver.processed.at(3).record.attempts, 0u);
}

TEST(StreamReader, GivesUpTheWholeBatchWhenItsRetriesAreUsedUp) {  // E9
  KinesisDelivery delivery = plain();
  delivery.batch = 2;
  delivery.retries = 1;
  Driver driver(delivery, fail_for({1}));
  for (std::uint32_t i = 0; i < 4; ++i) driver.send(at(0s), i);
  driver.run();
  EXPECT_THAT(driver.order, ElementsAre(0, 1, 2, 3));
  ASSERT_THAT(driver.dropped, SizeIs(2));
  EXPECT_EQ(driver.dropped.at(2).second, Drop::exhausted);
  EXPECT_EQ(driver.dropped.at(2).first.at, at(1300ms));
  EXPECT_EQ(driver.dropped.at(2).first.record.attempts, 2u);
  EXPECT_EQ(driver.processed.at(3).record.tried_at, at(1300ms));
}

TEST(StreamReader, DoesNotCountThrottlesAsRetries) {  // E6
  KinesisDelivery delivery = plain();
  delivery.retries = 0;
  delivery.retry_wait = {1s, 2, 60s};
  int calls = 0;
  Driver driver(delivery, [&](const auto& records) {
    return ++calls <= 3 ? refuse(records) : succeed(records);
  });
  driver.send(at(0s), 1);
  driver.run();
  EXPECT_THAT(driver.invocations, ElementsAre(Invocation{at(0s), {1}}, Invocation{at(1s), {1}},
                                              Invocation{at(3s), {1}}, Invocation{at(7s), {1}}));
  EXPECT_EQ(driver.processed.at(1).record.attempts, 0u);
  EXPECT_EQ(driver.processed.at(1).record.tried_at, at(7s));
  EXPECT_EQ(driver.source.blocked(at(10s)), 0s);
}

TEST(StreamReader, WaitsOfThrottlesBeginAnewAfterTheFunctionRan) {
  KinesisDelivery delivery = plain();
  delivery.retry_wait = {1s, 2, 60s};
  int calls = 0;
  Driver driver(delivery, [&](const auto& records) {
    ++calls;
    if (calls == 1 || calls == 2 || calls == 4) return refuse(records);
    return Answer{.takes = 0s, .failed = {calls == 3}};
  });
  driver.send(at(0s), 1);
  driver.run();
  // Throttled: 1 s, 2 s. Failed for the first time: 1 s. Throttled again: 1 s.
  EXPECT_THAT(driver.invocations,
              ElementsAre(Invocation{at(0s), {1}}, Invocation{at(1s), {1}}, Invocation{at(3s), {1}},
                          Invocation{at(4s), {1}}, Invocation{at(5s), {1}}));
}

TEST(StreamReader, SplitsAFailedBatchDownToTheRecordThatFailsWithoutUsingUpAttempts) {  // E7
  KinesisDelivery delivery = plain();
  delivery.batch = 4;
  delivery.retries = 0;
  delivery.bisect = true;
  delivery.poll = 1s;
  Driver driver(delivery, fail_for({2}));
  for (std::uint32_t i = 0; i < 5; ++i) driver.send(at(500ms), i);
  driver.run();
  EXPECT_THAT(driver.invocations,
              ElementsAre(Invocation{at(1s), {0, 1, 2, 3}}, Invocation{at(2100ms), {0, 1}},
                          Invocation{at(2200ms), {2, 3}}, Invocation{at(3300ms), {2}},
                          Invocation{at(3400ms), {3}}, Invocation{at(3500ms), {4}}));
  EXPECT_THAT(driver.order, ElementsAre(0, 1, 2, 3, 4));
  ASSERT_THAT(driver.dropped, SizeIs(1));
  EXPECT_EQ(driver.dropped.at(2).second, Drop::exhausted);
  EXPECT_EQ(driver.dropped.at(2).first.record.attempts, 3u);
}

TEST(StreamReader, PutsTheLargerHalfFirst) {
  KinesisDelivery delivery = plain();
  delivery.batch = 3;
  delivery.bisect = true;
  delivery.poll = 1s;
  Driver driver(delivery,
                [](const auto& records) { return Answer{.failed = {records.size() == 3}}; });
  for (std::uint32_t i = 0; i < 3; ++i) driver.send(at(500ms), i);
  driver.run();
  EXPECT_THAT(driver.invocations,
              ElementsAre(Invocation{at(1s), {0, 1, 2}}, Invocation{at(2100ms), {0, 1}},
                          Invocation{at(2200ms), {2}}));
}

TEST(StreamReader, RetriesFromTheCheckpointWhereTheFunctionReportsIt) {  // E8
  KinesisDelivery delivery = plain();
  delivery.batch = 4;
  delivery.retries = 1;
  delivery.partial = true;
  delivery.poll = 1s;
  Driver driver(delivery, fail_for({1}));
  for (std::uint32_t i = 0; i < 4; ++i) driver.send(at(500ms), i);
  driver.run();
  EXPECT_THAT(driver.invocations,
              ElementsAre(Invocation{at(1s), {0, 1, 2, 3}}, Invocation{at(2100ms), {1, 2, 3}}));
  EXPECT_EQ(driver.processed.at(0).at, at(1100ms));
  EXPECT_THAT(driver.dropped, SizeIs(3)) << "the checkpoint used up the attempt";
}

TEST(StreamReader, SplitsAtTheCheckpointWithoutUsingUpAnAttempt) {  // E7, E8
  KinesisDelivery delivery = plain();
  delivery.batch = 4;
  delivery.retries = 1;
  delivery.partial = true;
  delivery.bisect = true;
  delivery.poll = 1s;
  Driver driver(delivery, fail_for({1}));
  for (std::uint32_t i = 0; i < 4; ++i) driver.send(at(500ms), i);
  driver.run();
  EXPECT_THAT(driver.invocations,
              ElementsAre(Invocation{at(1s), {0, 1, 2, 3}}, Invocation{at(2100ms), {1, 2, 3}},
                          Invocation{at(3200ms), {1, 2, 3}}));
}

// ---- Age

// The oracle's blocked shard in miniature: the poison holds it for exactly its greatest age.
TEST(StreamReader, DropsAPoisonedRecordAtTheInstantAtWhichItIsTooOld) {  // E6, E9
  KinesisDelivery delivery = plain();
  delivery.max_age = 60s;
  delivery.retry_wait = {1s, 2, 60s};
  Driver driver(delivery, fail_for({0}));
  driver.send(at(0s), 0);
  driver.send(at(10s), 1);
  driver.run();
  EXPECT_EQ(driver.dropped.at(0).second, Drop::expired);
  EXPECT_EQ(driver.dropped.at(0).first.at, at(60s));
  EXPECT_EQ(driver.processed.at(1).record.tried_at, at(60s));
}

TEST(StreamReader, LeavesAnAttemptThatRunsTimeToEnd) {
  KinesisDelivery delivery = plain();
  delivery.max_age = 60s;
  Driver driver(delivery, [](const auto&) { return Answer{.takes = 61s, .failed = {true}}; });
  driver.send(at(0s), 0);
  driver.run();
  EXPECT_EQ(driver.dropped.at(0).first.at, at(61s));
  EXPECT_THAT(driver.invocations, SizeIs(1));
}

TEST(StreamReader, RetriesTheRestOfABatchWhenItsFirstRecordIsTooOld) {  // E9
  KinesisDelivery delivery = plain();
  delivery.batch = 2;
  delivery.max_age = 60s;
  delivery.retry_wait = {50s, 1, 50s};
  delivery.poll = 10s;
  Driver driver(delivery, fail_for({0}));
  driver.send(at(1s), 0);
  driver.send(at(5s), 1);
  driver.run();
  EXPECT_THAT(driver.invocations,
              ElementsAre(Invocation{at(10s), {0, 1}}, Invocation{at(60100ms), {0, 1}},
                          Invocation{at(61s), {1}}));
}

TEST(StreamReader, ExpiresWhatIsOlderThanTheRetentionWhenItReachesTheHead) {
  KinesisDelivery delivery = plain();
  delivery.retention = 60s;
  Driver driver(delivery, [](const auto& records) {
    return records[0].item == 0 ? Answer{.takes = 61s} : Answer{};
  });
  driver.send(at(0s), 0);
  driver.send(at(999ms), 1);
  driver.send(at(1s), 2);
  driver.run();
  EXPECT_EQ(driver.dropped.at(1).second, Drop::expired);
  EXPECT_EQ(driver.dropped.at(1).first.at, at(61s));
  EXPECT_EQ(driver.dropped.at(1).first.record.tried_at, never);
  EXPECT_TRUE(driver.processed.contains(2)) << "of exactly the age that is allowed";
}

TEST(StreamReader, CountsTheAgeFromWhenTheRecordWasWritten) {
  KinesisDelivery delivery = plain();
  delivery.max_age = 60s;
  Driver driver(delivery, succeed);
  driver.send(at(70s), {.item = 1, .written_at = at(9s)});
  driver.send(at(70s), {.item = 2, .written_at = at(10s)});
  driver.run();
  EXPECT_TRUE(driver.dropped.contains(1));
  EXPECT_EQ(driver.processed.at(2).record.readable_at, at(70s));
}

TEST(StreamReader, ExpiresARecordThatGotTooOldInTheWindow) {
  KinesisDelivery delivery = plain();
  delivery.max_age = 60s;
  delivery.batch = 10;
  delivery.window = 100s;
  Driver driver(delivery, succeed);
  driver.send(at(0s), 1);
  driver.send(at(50s), 2);
  driver.run();
  EXPECT_TRUE(driver.dropped.contains(1));
  EXPECT_THAT(driver.invocations, ElementsAre(Invocation{at(100s), {2}}));
}

// ---- Delay

TEST(StreamReader, CallsDelayedWhatCameBeforeTheBacklogWasGone) {
  KinesisDelivery delivery = plain();
  delivery.retries = 0;
  Driver driver(delivery, fail_for({0}));
  driver.send(at(0s), 0);
  driver.send(at(50ms), 1);
  driver.send(at(150ms), 2);  // while 1 is processed, which catches up
  driver.send(at(400ms), 3);
  driver.run();
  EXPECT_FALSE(driver.dropped.at(0).first.record.delayed);
  EXPECT_TRUE(driver.processed.at(1).record.delayed);
  EXPECT_TRUE(driver.processed.at(2).record.delayed);
  EXPECT_FALSE(driver.processed.at(3).record.delayed);
}

// Blocked for 60 s with 5 records a second and 10 a second when it catches up: 60 / (1 - 5/10) s.
TEST(StreamReader, DelaysRecordsUntilTheShardHasCaughtUp) {
  KinesisDelivery delivery = plain();
  delivery.max_age = 60s;
  Driver driver(delivery, fail_for({0}));
  driver.send(at(0s), 0);
  for (std::uint32_t i = 1; i <= 1000; ++i) driver.send(at(200ms * i - 100ms), i);
  driver.run();
  const auto delayed = std::count_if(driver.processed.begin(), driver.processed.end(),
                                     [](const auto& p) { return p.second.record.delayed; });
  EXPECT_EQ(delayed, 600);
  EXPECT_EQ(driver.source.blocked(at(1h)), 120s);
}

TEST(StreamReader, AddsUpTheTimeInWhichALaneWasBlocked) {
  KinesisDelivery delivery = plain();
  delivery.retries = 1;
  Driver driver(delivery, fail_for({0, 2}));
  driver.send(at(1s), 0);  // fails until 2.2 s; then 1 catches up until 2.3 s
  driver.send(at(2s), 1);
  driver.send(at(10s), 2);  // fails until 11.2 s
  driver.run_until(at(1050ms));
  EXPECT_EQ(driver.source.blocked(at(1050ms)), 0s) << "nothing has failed yet";
  driver.run_until(at(1500ms));
  EXPECT_EQ(driver.source.blocked(at(1500ms)), 500ms);
  driver.run_until(at(5s));
  EXPECT_EQ(driver.source.blocked(at(5s)), 1300ms);
  driver.run();
  EXPECT_EQ(driver.source.blocked(at(20s)), 2500ms);
}

TEST(StreamReader, ABatchWithRoomToSpareEndsTheBacklog) {
  KinesisDelivery delivery = plain();
  delivery.batch = 10;
  delivery.retries = 0;
  Driver driver(delivery, fail_for({0}));
  driver.send(at(0s), 0);
  driver.send(at(50ms), 1);
  driver.send(at(150ms), 2);  // while 1 is processed; nobody waits behind 0 any more
  driver.run();
  EXPECT_TRUE(driver.processed.at(1).record.delayed);
  EXPECT_FALSE(driver.processed.at(2).record.delayed);
  EXPECT_EQ(driver.source.blocked(at(1s)), 100ms);
}

TEST(StreamReader, CallsTheInnocentOfAFailedBatchDelayed) {
  KinesisDelivery delivery = plain();
  delivery.batch = 2;
  delivery.retries = 0;
  delivery.poll = 1s;
  Driver driver(delivery, fail_for({1}));
  driver.send(at(500ms), 0);
  driver.send(at(500ms), 1);
  driver.run();
  EXPECT_TRUE(driver.dropped.at(0).first.record.delayed);
  EXPECT_FALSE(driver.dropped.at(1).first.record.delayed);
}

TEST(StreamReader, ForgetsEverythingWhenCleared) {
  Driver driver(plain(), fail_for({0}));
  driver.send(at(0s), 0);
  driver.send(at(0s), 1);
  driver.run_until(at(500ms));
  driver.source.clear();
  EXPECT_EQ(driver.source.waiting(), 0u);
  EXPECT_EQ(driver.source.blocked(at(1s)), 0s);
}

}  // namespace
}  // namespace coalmine::models
