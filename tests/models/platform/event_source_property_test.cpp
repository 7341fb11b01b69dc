// What holds for every event source, whatever its settings, what comes and what the function does:
// random runs, of which each has a number.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <map>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "models/platform/async_queue.hpp"
#include "models/platform/message_queue.hpp"
#include "models/platform/stream_reader.hpp"
#include "tests/models/platform/source_driver.hpp"

namespace coalmine::models {
namespace {

constexpr std::uint64_t runs = 100;
constexpr std::uint32_t items = 300;
constexpr std::uint64_t keys = 12;

class Choices {
 public:
  explicit Choices(std::uint64_t run) : stream_(run, 0, Purpose::fault) {}
  std::uint64_t below(std::uint64_t n) { return coalmine::below(n, stream_.at(count_++).first); }
  std::uint32_t from_1_to(std::uint32_t n) { return static_cast<std::uint32_t>(1 + below(n)); }
  bool coin() { return below(2) == 1; }
  Duration one_of(std::initializer_list<Duration> times) {
    return times.begin()[below(times.size())];
  }
  Duration up_to(Duration most) {
    return Duration{static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most.count())))};
  }

 private:
  RandomStream stream_;
  std::uint64_t count_ = 0;
};

KinesisDelivery choose(Choices& choices, const KinesisDelivery&) {
  KinesisDelivery delivery{.shards = choices.from_1_to(4),
                           .batch = choices.from_1_to(10),
                           .window = choices.one_of({0s, 0s, 700ms}),
                           .parallelization = choices.from_1_to(3)};
  if (choices.coin()) delivery.retries = choices.from_1_to(4) - 1;
  if (choices.coin()) delivery.max_age = 20s;
  delivery.retention = 2min;
  delivery.bisect = choices.coin();
  delivery.partial = choices.coin();
  delivery.poll = choices.one_of({0s, 1s});
  return delivery;
}

SqsDelivery choose(Choices& choices, const SqsDelivery&) {
  SqsDelivery delivery{.fifo = choices.coin(),
                       .batch = choices.from_1_to(10),
                       .window = choices.one_of({0s, 0s, 700ms}),
                       .visibility = choices.one_of({0s, 100ms, 5s})};
  if (choices.coin()) delivery.max_receives = choices.from_1_to(4);
  delivery.retention = choices.one_of({20s, 2min});
  delivery.partial = choices.coin();
  delivery.pollers_first = choices.from_1_to(3);
  delivery.pollers_per_minute = choices.coin() ? 7 : 300;
  delivery.pollers_max = choices.from_1_to(10);
  return delivery;
}

AsyncDelivery choose(Choices& choices, const AsyncDelivery&) {
  return {.retries = choices.from_1_to(3) - 1, .max_age = choices.one_of({2min, 20min})};
}

// Are records of one key tried one batch after another, in their order?
bool keeps_order(const KinesisDelivery&) { return true; }
bool keeps_order(const SqsDelivery& delivery) { return delivery.fifo; }
bool keeps_order(const AsyncDelivery&) { return false; }

template <class Source, class Delivery>
class Run {
 public:
  using Driver = SourceDriver<Source, Delivery>;

  explicit Run(std::uint64_t number)
      : choices(number),
        delivery(choose(choices, Delivery{})),
        driver(delivery, [this](const auto& records) { return answer(records); }),
        answers_(number, 1, Purpose::fault) {
    Instant now{};
    for (std::uint32_t item = 0; item < items; ++item) {
      now += choices.up_to(200ms);
      const std::uint64_t key = choices.below(keys);
      driver.send(now, item, key);
    }
  }

  const EventRecord& result(std::uint32_t item) const {
    const auto processed = driver.processed.find(item);
    return processed != driver.processed.end() ? processed->second.record
                                               : driver.dropped.at(item).first.record;
  }

  Choices choices;
  Delivery delivery;
  Driver driver;

 private:
  // Anything, but a function of what is asked for the how many-th time: a source that does the same
  // gets the same answers.
  Answer answer(const std::vector<EventRecord>& records) {
    const std::uint64_t asked = records[0].item * 1'000ull + ++asked_[records[0].item];
    const Draw draw = answers_.at(asked);
    Answer answer{.takes = Duration{static_cast<std::int64_t>(below(300'000'000, draw.first))},
                  .refused = below(10, draw.second) == 0};
    for (const EventRecord& record : records) {
      const bool poisoned = record.item % 50 == 0;
      const std::uint64_t bits = answers_.at(asked, record.item + 1).first;
      answer.failed.push_back(poisoned || below(10, bits) == 0);
    }
    if (keeps_order(delivery)) expect_free(records, answer.takes);
    return answer;
  }

  void expect_free(const std::vector<EventRecord>& records, Duration takes) {
    for (const EventRecord& record : records) EXPECT_LE(busy_until_[record.key], driver.now());
    for (const EventRecord& record : records) busy_until_[record.key] = driver.now() + takes;
  }

  RandomStream answers_;
  std::map<std::uint32_t, std::uint32_t> asked_;  // by first item
  std::map<std::uint64_t, Instant> busy_until_;
};

template <class Run>
class EventSources : public testing::Test {};
using Kinds = testing::Types<Run<StreamReader, KinesisDelivery>, Run<MessageQueue, SqsDelivery>,
                             Run<AsyncQueue, AsyncDelivery>>;
TYPED_TEST_SUITE(EventSources, Kinds);

TYPED_TEST(EventSources, GiveEveryRecordBackOnceAndHaveTheOthersWaiting) {
  for (std::uint64_t number = 0; number < runs; ++number) {
    SCOPED_TRACE(number);
    TypeParam run(number);
    for (Instant now{}; now < at(40s); now += 500ms) {
      run.driver.run_until(now);
      EXPECT_EQ(run.driver.source.waiting(), run.driver.sent - run.driver.order.size());
    }
    run.driver.run();
    EXPECT_EQ(run.driver.source.waiting(), 0u);
    EXPECT_EQ(run.driver.order.size(), items);
  }
}

TYPED_TEST(EventSources, KeepTheOrderOfEachKeyWhereTheyPromiseIt) {
  for (std::uint64_t number = 0; number < runs; ++number) {
    SCOPED_TRACE(number);
    TypeParam run(number);
    run.driver.run();
    if (!keeps_order(run.delivery)) continue;
    std::map<std::uint64_t, std::uint32_t> last;
    for (const std::uint32_t item : run.driver.order) {
      const auto [place, first] = last.try_emplace(run.result(item).key, item);
      EXPECT_TRUE(first || std::exchange(place->second, item) < item) << "item " << item;
    }
  }
}

TYPED_TEST(EventSources, CountTheFailedInvocationsOfARecordAndRememberItsFirst) {
  for (std::uint64_t number = 0; number < runs; ++number) {
    SCOPED_TRACE(number);
    TypeParam run(number);
    run.driver.run();
    for (const auto& [item, gone] : run.driver.processed) {
      EXPECT_GE(gone.record.tried_at, gone.record.readable_at);
      EXPECT_LE(gone.record.tried_at, gone.at);
      EXPECT_NE(item % 50, 0u) << "nobody can process this one";
    }
    for (const auto& [item, dropped] : run.driver.dropped) {
      const EventRecord& record = dropped.first.record;
      EXPECT_EQ(record.attempts == 0, record.tried_at == never) << "item " << item;
    }
  }
}

TYPED_TEST(EventSources, IgnoreWakesThatTheyHaveNotAskedFor) {
  for (std::uint64_t number = 0; number < runs; ++number) {
    SCOPED_TRACE(number);
    TypeParam run(number);
    TypeParam woken(number);
    for (int i = 0; i < 1000; ++i) {
      woken.driver.wake_without_reason(at(woken.choices.up_to(60s)), woken.choices.below(1'000));
    }
    run.driver.run();
    woken.driver.run();
    EXPECT_EQ(run.driver.invocations, woken.driver.invocations);
    EXPECT_EQ(run.driver.order, woken.driver.order);
    EXPECT_EQ(run.driver.source.blocked(at(1h)), woken.driver.source.blocked(at(1h)));
  }
}

TYPED_TEST(EventSources, DoTheSameAgainAfterTheyWereCleared) {
  for (std::uint64_t number = 0; number < runs; ++number) {
    SCOPED_TRACE(number);
    TypeParam run(number);
    TypeParam again(number);
    SourceActions actions;
    for (std::uint32_t item = 0; item < 20; ++item) {
      again.driver.source.add({.item = item, .key = item}, at(0s), actions);
    }
    again.driver.source.clear();
    run.driver.run();
    again.driver.run();
    EXPECT_EQ(run.driver.invocations, again.driver.invocations);
  }
}

}  // namespace
}  // namespace coalmine::models
