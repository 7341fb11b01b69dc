// Asynchronous invocations: each event alone, with its own retries.
#include "models/platform/async_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/models/platform/source_driver.hpp"

namespace coalmine::models {
namespace {

using testing::ElementsAre;
using testing::SizeIs;
using Driver = SourceDriver<AsyncQueue, AsyncDelivery>;

Answer refuse(const std::vector<EventRecord>&) { return {.takes = 0s, .refused = true}; }

TEST(AsyncQueue, InvokesEachEventOnItsOwnAtOnce) {  // E16
  Driver driver(AsyncDelivery{}, succeed);
  driver.send(at(1s), 1);
  driver.send(at(1s), 2);
  driver.run();
  EXPECT_THAT(driver.invocations, ElementsAre(Invocation{at(1s), {1}}, Invocation{at(1s), {2}}));
  EXPECT_EQ(driver.processed.at(2).at, at(1100ms));
}

TEST(AsyncQueue, RetriesAfterOneMinuteAndAfterTwoMoreAndThenGivesUp) {  // E16
  Driver driver(AsyncDelivery{}, [](const auto&) { return Answer{.takes = 0s, .failed = {true}}; });
  driver.send(at(0s), 1);
  driver.run();
  EXPECT_THAT(driver.invocations, ElementsAre(Invocation{at(0min), {1}}, Invocation{at(1min), {1}},
                                              Invocation{at(3min), {1}}));
  EXPECT_EQ(driver.dropped.at(1).second, Drop::exhausted);
  EXPECT_EQ(driver.dropped.at(1).first.at, at(3min));
  EXPECT_EQ(driver.dropped.at(1).first.record.attempts, 3u);
}

TEST(AsyncQueue, LetsNoEventWaitForAnother) {  // E16
  Driver driver(AsyncDelivery{}, fail_for({1}));
  driver.send(at(0s), 1);
  driver.send(at(30s), 2);
  driver.run();
  EXPECT_EQ(driver.processed.at(2).record.tried_at, at(30s));
  EXPECT_FALSE(driver.processed.at(2).record.delayed);
  EXPECT_EQ(driver.source.blocked(at(1h)), 0s);
}

TEST(AsyncQueue, WaitsLongerAndLongerWhenThrottledWithoutUsingUpARetry) {  // E16
  AsyncDelivery delivery;
  delivery.retries = 0;
  int calls = 0;
  Driver driver(delivery, [&](const auto& records) {
    return ++calls <= 3 ? refuse(records) : succeed(records);
  });
  driver.send(at(0s), 1);
  driver.run();
  EXPECT_THAT(driver.invocations, ElementsAre(Invocation{at(0s), {1}}, Invocation{at(1s), {1}},
                                              Invocation{at(3s), {1}}, Invocation{at(7s), {1}}));
  EXPECT_EQ(driver.processed.at(1).record.tried_at, at(7s));
  EXPECT_EQ(driver.processed.at(1).record.attempts, 0u);
}

TEST(AsyncQueue, RemembersTheFirstTryWhenALaterOneIsThrottled) {
  int calls = 0;
  Driver driver(AsyncDelivery{}, [&](const auto& records) {
    ++calls;
    return calls == 1 ? fail_for({1})(records) : calls == 2 ? refuse(records) : succeed(records);
  });
  driver.send(at(5s), 1);
  driver.run();
  EXPECT_EQ(driver.processed.at(1).record.tried_at, at(5s));
  EXPECT_EQ(driver.processed.at(1).at, at(5s + 100ms + 1min + 1s + 100ms));
}

TEST(AsyncQueue, GivesUpAThrottledEventAtItsGreatestAge) {  // E16, E17
  Driver driver(AsyncDelivery{}, refuse);
  driver.send(at(0s), 1);
  driver.run();
  EXPECT_EQ(driver.dropped.at(1).second, Drop::expired);
  EXPECT_EQ(driver.dropped.at(1).first.at, at(6h));
  EXPECT_EQ(driver.dropped.at(1).first.record.tried_at, never);
}

TEST(AsyncQueue, CutsTheWaitForARetryShortAtTheGreatestAge) {  // E17
  AsyncDelivery delivery;
  delivery.max_age = 90s;
  Driver driver(delivery, fail_for({1}));
  driver.send(at(10s), {.item = 1, .written_at = at(5s)});
  driver.run();
  EXPECT_THAT(driver.invocations, SizeIs(2)) << "at 10 s and at 70.1 s";
  EXPECT_EQ(driver.dropped.at(1).second, Drop::expired);
  EXPECT_EQ(driver.dropped.at(1).first.at, at(95s));
}

TEST(AsyncQueue, GivesUpAtOnceAnEventThatGotTooOldWhileItRan) {  // E17
  AsyncDelivery delivery;
  delivery.max_age = 60s;
  Driver driver(delivery, [](const auto&) { return Answer{.takes = 61s, .failed = {true}}; });
  driver.send(at(0s), 1);
  driver.run();
  EXPECT_EQ(driver.dropped.at(1).second, Drop::expired);
  EXPECT_EQ(driver.dropped.at(1).first.at, at(61s));
}

}  // namespace
}  // namespace coalmine::models
