// A queue: how many batches run, and when messages that failed come back.
#include "models/platform/message_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <vector>

#include "tests/models/platform/source_driver.hpp"

namespace coalmine::models {
namespace {

using testing::ElementsAre;
using testing::SizeIs;
using Driver = SourceDriver<MessageQueue, SqsDelivery>;

constexpr Duration forever = std::chrono::hours{10'000};

// One message a batch, back after 30 s.
SqsDelivery standard() { return {.batch = 1, .visibility = 30s}; }
SqsDelivery fifo() { return {.fifo = true, .batch = 1, .visibility = 30s}; }

auto takes(Duration time) {
  return [time](const std::vector<EventRecord>&) { return Answer{.takes = time}; };
}

// Fails for these, until each has been tried so often.
auto fail_until(std::uint32_t attempts, std::set<std::uint32_t> items) {
  return [attempts, items](const std::vector<EventRecord>& records) {
    Answer answer;
    for (const EventRecord& record : records) {
      answer.failed.push_back(items.contains(record.item) && record.attempts < attempts);
    }
    return answer;
  };
}

// ---- Failing

TEST(MessageQueue, HidesAFailedMessageForTheVisibilityTimeoutFromWhenItWasReceived) {  // E13
  Driver driver(standard(), fail_until(1, {1}));
  driver.send(at(0s), 1);
  driver.run();
  EXPECT_THAT(driver.invocations, ElementsAre(Invocation{at(0s), {1}}, Invocation{at(30s), {1}}));
  EXPECT_EQ(driver.processed.at(1).record.attempts, 1u);
  EXPECT_EQ(driver.processed.at(1).record.tried_at, at(0s));
}

TEST(MessageQueue, ShowsAtOnceAMessageWhoseFunctionOutlivedTheTimeout) {
  Driver driver(standard(), [](const auto& records) {
    return Answer{.takes = 40s, .failed = {records[0].attempts == 0}};
  });
  driver.send(at(0s), 1);
  driver.run();
  EXPECT_THAT(driver.invocations, ElementsAre(Invocation{at(0s), {1}}, Invocation{at(40s), {1}}));
}

TEST(MessageQueue, ShowsEachMessageInItsTimeInWhateverOrderTheyFailed) {  // E13
  Driver driver(standard(), [](const auto& records) {
    return Answer{.takes = records[0].item == 1 ? 20s : 1s, .failed = {records[0].attempts == 0}};
  });
  driver.send(at(0s), 1);
  driver.send(at(5s), 2);
  driver.send(at(7s), 3);
  driver.run();
  ASSERT_THAT(driver.invocations, SizeIs(6));
  EXPECT_EQ(driver.invocations[3], (Invocation{at(30s), {1}}));
  EXPECT_EQ(driver.invocations[4], (Invocation{at(35s), {2}}));
  EXPECT_EQ(driver.invocations[5], (Invocation{at(37s), {3}}));
}

TEST(MessageQueue, HoldsUpNobodyElseWhenAMessageFails) {  // E13
  Driver driver(standard(), fail_until(1, {0}));
  driver.send(at(0s), 0);
  driver.send(at(1s), 1);
  driver.run();
  EXPECT_EQ(driver.processed.at(1).record.tried_at, at(1s));
  EXPECT_FALSE(driver.processed.at(1).record.delayed);
  EXPECT_EQ(driver.source.blocked(at(60s)), 0s);
}

TEST(MessageQueue, SendsToTheDeadLetterQueueWhatWasReceivedTooOften) {  // E13
  SqsDelivery delivery = standard();
  delivery.max_receives = 3;
  Driver driver(delivery, fail_for({1}));
  driver.send(at(0s), 1);
  driver.run();
  EXPECT_THAT(driver.invocations, SizeIs(3));
  EXPECT_EQ(driver.dropped.at(1).second, Drop::exhausted);
  EXPECT_EQ(driver.dropped.at(1).first.at, at(90s));
  EXPECT_EQ(driver.dropped.at(1).first.record.attempts, 3u);
}

TEST(MessageQueue, CountsAThrottledBatchAsReceivedButNotAsTried) {  // E13
  SqsDelivery delivery = standard();
  delivery.max_receives = 2;
  Driver driver(delivery, [](const auto&) { return Answer{.takes = 0s, .refused = true}; });
  driver.send(at(0s), 1);
  driver.run();
  EXPECT_THAT(driver.invocations, SizeIs(2));
  EXPECT_EQ(driver.dropped.at(1).second, Drop::exhausted);
  EXPECT_EQ(driver.dropped.at(1).first.record.attempts, 0u);
  EXPECT_EQ(driver.dropped.at(1).first.record.tried_at, never);
}

TEST(MessageQueue, BringsBackTheWholeBatchWithoutAReportAndTheFailedMessagesWithOne) {  // E14
  for (const bool partial : {false, true}) {
    SqsDelivery delivery = standard();
    delivery.batch = 3;
    delivery.window = 1s;
    delivery.partial = partial;
    Driver driver(delivery, fail_until(1, {1}));
    for (std::uint32_t i = 0; i < 3; ++i) driver.send(at(0s), i);
    driver.run();
    using Items = std::vector<std::uint32_t>;
    ASSERT_THAT(driver.invocations, SizeIs(2));
    EXPECT_EQ(driver.invocations[1].items, partial ? Items{1} : (Items{0, 1, 2}));
    EXPECT_EQ(driver.processed.at(0).record.delayed, !partial) << "through no fault of its own";
    EXPECT_EQ(driver.processed.at(0).record.attempts, partial ? 0u : 1u);
    EXPECT_FALSE(driver.processed.at(1).record.delayed);
  }
}

TEST(MessageQueue, ExpiresWhatIsOlderThanTheRetentionWhenItIsReceived) {
  SqsDelivery delivery = standard();
  delivery.retention = 60s;
  Driver driver(delivery, fail_for({1}));
  driver.send(at(0s), 1);
  driver.run();
  EXPECT_THAT(driver.invocations, SizeIs(3)) << "at 0, 30 and 60 s";
  EXPECT_EQ(driver.dropped.at(1).second, Drop::expired);
  EXPECT_EQ(driver.dropped.at(1).first.at, at(90s));
}

TEST(MessageQueue, ReceivesTheOldestFirst) {
  SqsDelivery delivery = standard();
  delivery.pollers_first = delivery.pollers_max = 1;
  Driver driver(delivery, [](const auto& records) {
    const bool fails = records[0].item == 0 && records[0].attempts == 0;
    return Answer{.takes = fails ? 0s : 29s, .failed = {fails}};
  });
  driver.send(at(0s), 0);
  for (std::uint32_t i = 1; i < 5; ++i) driver.send(at(2s), i);
  driver.run();  // 0 is visible again at 30 s, while 1 runs until 31 s
  EXPECT_THAT(driver.order, ElementsAre(1, 0, 2, 3, 4));
}

// ---- Batches and pollers

TEST(MessageQueue, WaitsInItsWindowForAFullBatch) {  // E12
  SqsDelivery delivery = standard();
  delivery.batch = 2;
  delivery.window = 10s;
  Driver driver(delivery, succeed);
  driver.send(at(0s), 1);
  driver.send(at(20s), 2);
  driver.send(at(23s), 3);
  driver.send(at(23s), 4);
  driver.run();
  EXPECT_THAT(driver.invocations, ElementsAre(Invocation{at(10s), {1}}, Invocation{at(23s), {2, 3}},
                                              Invocation{at(33s), {4}}));
}

TEST(MessageQueue, OpensTheWindowWhenAPollerIsFree) {  // E12
  SqsDelivery delivery = standard();
  delivery.batch = 2;
  delivery.window = 10s;
  delivery.pollers_first = delivery.pollers_max = 1;
  Driver driver(delivery, takes(20s));
  driver.send(at(0s), 1);
  driver.send(at(15s), 2);
  driver.run();
  EXPECT_THAT(driver.invocations, ElementsAre(Invocation{at(10s), {1}}, Invocation{at(40s), {2}}));
}

TEST(MessageQueue, BeginsWithFiveBatchesAndAddsThreeHundredAMinuteWhileThereIsABacklog) {  // E15
  Driver driver(standard(), takes(forever));
  for (std::uint32_t i = 0; i < 2000; ++i) driver.send(at(1min), i);
  driver.run_until(at(1min));
  EXPECT_EQ(driver.running, 5u);
  driver.run_until(at(1min + 200ms));
  EXPECT_EQ(driver.running, 6u);
  driver.run_until(at(2min));
  EXPECT_EQ(driver.running, 305u);
  driver.run_until(at(60min));
  EXPECT_EQ(driver.running, 1250u);
}

TEST(MessageQueue, AddsNoPollersWithoutABacklog) {  // E15
  Driver driver(standard(), takes(forever));
  for (std::uint32_t i = 0; i < 5; ++i) driver.send(at(0s), i);
  for (std::uint32_t i = 5; i < 20; ++i) driver.send(at(1min), i);
  driver.run_until(at(1min));
  EXPECT_EQ(driver.running, 5u);
}

TEST(MessageQueue, GoesBackToTheFirstPollersWhenTheQueueIsEmpty) {  // E15
  Driver driver(standard(), takes(1min));
  for (std::uint32_t i = 0; i < 100; ++i) driver.send(at(0s), i);
  for (std::uint32_t i = 100; i < 200; ++i) driver.send(at(10min), i);
  driver.run_until(at(59s));
  EXPECT_EQ(driver.running, 100u);
  driver.run_until(at(10min));
  EXPECT_EQ(driver.running, 5u);
}

TEST(MessageQueue, KeepsToTheMaximumConcurrency) {  // E15
  SqsDelivery delivery = standard();
  delivery.pollers_max = 2;
  Driver driver(delivery, takes(forever));
  for (std::uint32_t i = 0; i < 20; ++i) driver.send(at(0s), i);
  driver.run_until(at(60min));
  EXPECT_EQ(driver.running, 2u);
}

// 105 pollers after 20 s of backlog, when one batch fails.
std::size_t running_after_a_failure(bool partial) {
  SqsDelivery delivery = standard();
  delivery.partial = partial;
  Driver driver(delivery, [](const auto& records) {
    return records[0].item == 0 ? Answer{.takes = 20s, .failed = {true}} : Answer{.takes = 20500ms};
  });
  for (std::uint32_t i = 0; i < 2000; ++i) driver.send(at(0s), i);
  driver.run_until(at(25s));
  return driver.running;
}

TEST(MessageQueue, HalvesItsConcurrencyWhenABatchFailsWithoutAReport) {  // E14
  EXPECT_EQ(running_after_a_failure(/*partial=*/true), 130u) << "5 + 25 s * 5/s";
  EXPECT_EQ(running_after_a_failure(/*partial=*/false), 77u) << "105 / 2 + 5 s * 5/s";
}

TEST(MessageQueue, NeverHasFewerPollersThanAtFirst) {  // E14
  Driver driver(standard(), [](const auto& records) {
    return records[0].item < 3 ? Answer{.takes = 100ms, .failed = {true}}
                               : Answer{.takes = forever};
  });
  for (std::uint32_t i = 0; i < 20; ++i) driver.send(at(0s), i);
  driver.run_until(at(150ms));
  EXPECT_EQ(driver.running, 5u);
}

// ---- FIFO

TEST(FifoQueue, RunsOneBatchAtATimeForEachGroup) {  // E15
  Driver driver(fifo(), succeed);
  driver.send(at(0s), 1, /*key=*/7);
  driver.send(at(0s), 2, /*key=*/7);
  driver.send(at(0s), 3, /*key=*/8);
  driver.run();
  EXPECT_THAT(driver.invocations, ElementsAre(Invocation{at(0s), {1}}, Invocation{at(0s), {3}},
                                              Invocation{at(100ms), {2}}));
}

TEST(FifoQueue, RunsAsManyBatchesAsThereAreGroupsUpToTheMaximum) {  // E15
  SqsDelivery delivery = fifo();
  delivery.pollers_max = 30;
  Driver driver(delivery, takes(forever));
  for (std::uint32_t i = 0; i < 20; ++i) driver.send(at(0s), i, /*key=*/i);
  driver.run_until(at(0s));
  EXPECT_EQ(driver.running, 20u);
  for (std::uint32_t i = 20; i < 40; ++i) driver.send(at(1s), i, /*key=*/i);
  driver.run_until(at(1h));
  EXPECT_EQ(driver.running, 30u);
}

TEST(FifoQueue, ServesWaitingGroupsInTurn) {
  SqsDelivery delivery = fifo();
  delivery.pollers_max = 1;
  Driver driver(delivery, succeed);
  for (const std::uint32_t i : {10, 11, 20, 30}) driver.send(at(0s), i, /*key=*/i / 10);
  driver.run();
  EXPECT_THAT(driver.order, ElementsAre(10, 20, 30, 11));
}

TEST(FifoQueue, TakesABatchFromOneGroup) {
  SqsDelivery delivery = fifo();
  delivery.batch = 3;
  Driver driver(delivery, succeed);
  for (const std::uint32_t i : {10, 11, 12, 13, 14, 20}) driver.send(at(0s), i, /*key=*/i / 10);
  driver.run();
  EXPECT_THAT(driver.invocations,
              ElementsAre(Invocation{at(0s), {10}}, Invocation{at(0s), {20}},
                          Invocation{at(100ms), {11, 12, 13}}, Invocation{at(200ms), {14}}));
}

TEST(FifoQueue, AFailedMessageHoldsUpItsGroupAndNoOther) {  // E13, E15
  Driver driver(fifo(), fail_until(1, {10}));
  driver.send(at(0s), 10, /*key=*/1);
  driver.send(at(1s), 11, /*key=*/1);
  driver.send(at(1s), 20, /*key=*/2);
  driver.run();
  EXPECT_THAT(driver.order, ElementsAre(20, 10, 11));
  EXPECT_EQ(driver.processed.at(11).record.tried_at, at(30100ms));
  EXPECT_TRUE(driver.processed.at(11).record.delayed);
  EXPECT_FALSE(driver.processed.at(10).record.delayed);
  EXPECT_FALSE(driver.processed.at(20).record.delayed);
  EXPECT_EQ(driver.source.blocked(at(60s)), 30200ms);
}

TEST(FifoQueue, DelaysWhatComesWhileTheFailedMessageIsTriedAgain) {
  SqsDelivery delivery = fifo();
  delivery.batch = 2;
  Driver driver(delivery, fail_until(1, {10}));
  driver.send(at(0s), 10, /*key=*/1);
  driver.send(at(30050ms), 11, /*key=*/1);
  driver.run();
  EXPECT_TRUE(driver.processed.at(11).record.delayed);
}

TEST(FifoQueue, DelaysNobodyOnceABatchHasRoomToSpare) {
  SqsDelivery delivery = fifo();
  delivery.batch = 2;
  delivery.max_receives = 1;
  Driver driver(delivery, fail_for({10}));
  driver.send(at(0s), 10, /*key=*/1);
  driver.send(at(1s), 11, /*key=*/1);
  driver.send(at(30050ms), 12, /*key=*/1);
  driver.run();
  EXPECT_TRUE(driver.processed.at(11).record.delayed);
  EXPECT_FALSE(driver.processed.at(12).record.delayed);
  EXPECT_EQ(driver.source.blocked(at(60s)), 30s);
}

TEST(FifoQueue, GoesOnWithItsGroupWhenTheFailedMessageIsADeadLetter) {  // E13
  SqsDelivery delivery = fifo();
  delivery.max_receives = 1;
  Driver driver(delivery, fail_for({10}));
  driver.send(at(0s), 10, /*key=*/1);
  driver.send(at(1s), 11, /*key=*/1);
  driver.run();
  EXPECT_EQ(driver.dropped.at(10).first.at, at(30s));
  EXPECT_EQ(driver.processed.at(11).record.tried_at, at(30s));
}

TEST(FifoQueue, KeepsTheOrderOfWhatFollowsAReportedFailure) {  // E14
  SqsDelivery delivery = fifo();
  delivery.batch = 4;
  delivery.partial = true;
  Driver driver(delivery, fail_until(1, {11}));
  for (const std::uint32_t i : {9, 10, 11, 12}) driver.send(at(0s), i, /*key=*/1);
  driver.run();
  EXPECT_THAT(driver.order, ElementsAre(9, 10, 11, 12));
  EXPECT_THAT(driver.invocations,
              ElementsAre(Invocation{at(0s), {9}}, Invocation{at(100ms), {10, 11, 12}},
                          Invocation{at(30100ms), {11, 12}}));
}

TEST(FifoQueue, ForgetsAGroupThatIsEmptyAndItsDisturbance) {
  SqsDelivery delivery = fifo();
  delivery.max_receives = 1;
  Driver driver(delivery, fail_for({10}));
  driver.send(at(0s), 10, /*key=*/1);
  driver.send(at(40s), 11, /*key=*/1);
  driver.run();
  EXPECT_FALSE(driver.processed.at(11).record.delayed);
  EXPECT_EQ(driver.source.blocked(at(60s)), 30s);
  EXPECT_EQ(driver.source.waiting(), 0u);
}

}  // namespace
}  // namespace coalmine::models
