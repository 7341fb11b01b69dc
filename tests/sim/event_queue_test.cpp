#include "sim/event_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

#include "base/math.hpp"
#include "base/random.hpp"

namespace coalmine::sim {
namespace {

using namespace std::chrono_literals;

constexpr Instant at(Duration since_start) { return Instant{since_start}; }

std::vector<std::uint32_t> pop_all(EventQueue& queue) {
  std::vector<std::uint32_t> slots;
  while (const auto event = queue.pop_before(never)) slots.push_back(event->slot);
  return slots;
}

TEST(EventQueueTest, PopsInTheOrderOfTime) {
  EventQueue queue;
  queue.push(at(3s), 3);
  queue.push(at(1ns), 1);
  queue.push(at(500h), 4);
  queue.push(at(2ms), 2);
  EXPECT_EQ(pop_all(queue), (std::vector<std::uint32_t>{1, 2, 3, 4}));
}

TEST(EventQueueTest, PopsEqualTimesInTheOrderOfPushing) {
  EventQueue queue;
  std::vector<std::uint32_t> slots;
  for (std::uint32_t slot = 0; slot < 1000; ++slot) {
    queue.push(at(7ms), 1000 - slot);
    slots.push_back(1000 - slot);
  }
  EXPECT_EQ(pop_all(queue), slots);
}

TEST(EventQueueTest, AnEventPushedForTheCurrentTimeComesAfterThoseAlreadyThere) {
  EventQueue queue;
  queue.push(at(1s), 1);
  queue.push(at(1s), 2);
  EXPECT_EQ(queue.pop_before(never)->slot, 1u);
  queue.push(at(1s), 3);
  EXPECT_EQ(pop_all(queue), (std::vector<std::uint32_t>{2, 3}));
}

TEST(EventQueueTest, KeepsAnEventThatIsNotEarlierThanTheLimit) {
  EventQueue queue;
  queue.push(at(10ms), 1);
  EXPECT_EQ(queue.pop_before(at(0s)), std::nullopt);
  EXPECT_EQ(queue.pop_before(at(10ms)), std::nullopt);
  EXPECT_EQ(queue.size(), 1u);
  EXPECT_EQ(queue.pop_before(at(10ms + 1ns)), (Event{at(10ms), 1}));
  EXPECT_EQ(queue.pop_before(never), std::nullopt);
}

TEST(EventQueueTest, LookingForAnEventDoesNotForbidEarlierOnes) {
  EventQueue queue;
  queue.push(at(1h), 3);
  EXPECT_EQ(queue.pop_before(at(59min)), std::nullopt);
  EXPECT_EQ(queue.next_at(), at(1h));
  queue.push(at(2s), 2);
  queue.push(at(1s), 1);
  EXPECT_EQ(pop_all(queue), (std::vector<std::uint32_t>{1, 2, 3}));
}

TEST(EventQueueTest, TellsTheTimeOfTheFirstEvent) {
  EventQueue queue;
  EXPECT_EQ(queue.next_at(), std::nullopt);
  queue.push(at(5s), 0);
  queue.push(at(4s), 0);
  EXPECT_EQ(queue.next_at(), at(4s));
  queue.pop_before(never);
  EXPECT_EQ(queue.next_at(), at(5s));
  queue.pop_before(never);
  EXPECT_EQ(queue.next_at(), std::nullopt);
}

TEST(EventQueueTest, StartsAgainAfterClear) {
  EventQueue queue;
  for (std::uint32_t slot = 0; slot < 100; ++slot) queue.push(at(slot * 1s), slot);
  for (int i = 0; i < 50; ++i) queue.pop_before(never);
  queue.clear();
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.pop_before(never), std::nullopt);
  queue.push(at(1ns), 7);
  EXPECT_EQ(queue.pop_before(never), (Event{at(1ns), 7}));
}

TEST(EventQueueTest, HoldsTheLastInstantOfAll) {
  EventQueue queue;
  queue.push(never, 2);
  queue.push(never - 1ns, 1);
  EXPECT_EQ(queue.pop_before(never), (Event{never - 1ns, 1}));
  EXPECT_EQ(queue.pop_before(never), std::nullopt);  // not strictly earlier
  EXPECT_EQ(queue.next_at(), never);
}

TEST(EventQueueDeathTest, RefusesAnEventInThePast) {
  EventQueue queue;
  queue.push(at(2s), 0);
  queue.pop_before(never);
  queue.push(at(2s), 0);
  EXPECT_DEATH(queue.push(at(2s) - 1ns, 0), "last_popped_");
  EXPECT_DEATH(EventQueue().push(at(-1ns), 0), "at >= Instant");
}

// The obvious pending-event set: a heap over (time, order of pushing).
class ReferenceQueue {
 public:
  void push(Instant time, std::uint32_t slot) { heap_.push({time, sequence_++, slot}); }

  std::optional<Event> pop_before(Instant limit) {
    if (heap_.empty() || heap_.top().time >= limit) return std::nullopt;
    const Event event{heap_.top().time, heap_.top().slot};
    heap_.pop();
    return event;
  }

  std::optional<Instant> next_at() const {
    return heap_.empty() ? std::nullopt : std::optional(heap_.top().time);
  }

  std::size_t size() const { return heap_.size(); }

 private:
  struct Entry {
    Instant time;
    std::uint64_t sequence;
    std::uint32_t slot;
    bool operator<(const Entry& other) const {
      return time != other.time ? time > other.time : sequence > other.sequence;
    }
  };
  std::priority_queue<Entry> heap_;
  std::uint64_t sequence_ = 0;
};

// How far ahead events are scheduled.
enum class Ahead { never_far, ties, heavy_tail, bimodal, bits };

struct FuzzCase {
  Ahead ahead;
  std::uint64_t pending;  // the queue hovers around this many
};

class EventQueueFuzzTest : public testing::TestWithParam<FuzzCase> {};

Duration draw_ahead(Ahead ahead, std::uint64_t bits) {
  const double u = unit(bits);
  switch (ahead) {
    case Ahead::never_far:  // exponential, mean 1 ms
      return Duration{static_cast<std::int64_t>(-1e6 * math::log(1 - u))};
    case Ahead::ties:  // 0 to 3 steps of one second
      return Duration{static_cast<std::int64_t>(below(4, bits)) * 1'000'000'000};
    case Ahead::heavy_tail:  // Pareto with index 1/2 from 1 us, at most four weeks
      return Duration{static_cast<std::int64_t>(std::min(1e3 / ((1 - u) * (1 - u)), 2.4e15))};
    case Ahead::bimodal:  // mostly microseconds, one in a hundred an hour
      return u < 0.99 ? Duration{static_cast<std::int64_t>(u * 1e4)} : Duration{1h};
    case Ahead::bits:  // any magnitude up to 2^46 ns
      return Duration{static_cast<std::int64_t>(bits >> (18 + (bits & 31)))};
  }
  return {};
}

// 200,000 random steps against the reference: single pushes, bursts at one time, pops below near
// and far limits, draining. One wrong order, one lost event or one wrong size fails.
TEST_P(EventQueueFuzzTest, AgreesWithAHeapStepByStep) {
  const auto [ahead, pending] = GetParam();
  EventQueue queue;
  ReferenceQueue reference;
  const RandomStream stream(42, 0, Purpose::arrival_gap);
  Instant now{};
  std::uint32_t slot = 0;
  const auto push = [&](Instant time) {
    queue.push(time, slot);
    reference.push(time, slot);
    ++slot;
  };
  for (std::uint64_t step = 0; step < 200'000; ++step) {
    const Draw draw = stream.at(step);
    const auto what = below(1000, draw.first);
    const Duration reach = draw_ahead(ahead, draw.second);
    if (what < 2) {
      for (std::uint64_t i = 0; i < 1 + pending / 4; ++i) push(now + reach);
    } else if (what < 4) {
      for (std::uint32_t i = 0; i < 1 + pending / 4; ++i) {
        push(now + draw_ahead(ahead, stream.at(step, 1 + i).first));
      }
    } else if (what < 500) {
      push(now + reach);
    } else if (reference.size() > pending || what < 900) {
      const Instant limit = what % 2 == 0 ? never : now + reach;
      const auto expected = reference.pop_before(limit);
      ASSERT_EQ(queue.pop_before(limit), expected) << "step " << step;
      if (expected) now = expected->at;
    }
    if (what == 999) {
      while (const auto expected = reference.pop_before(never)) {
        ASSERT_EQ(queue.pop_before(never), expected) << "step " << step;
        now = expected->at;
      }
    }
    ASSERT_EQ(queue.size(), reference.size());
    if (what % 8 == 0) {
      ASSERT_EQ(queue.next_at(), reference.next_at());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, EventQueueFuzzTest,
    testing::Values(FuzzCase{Ahead::never_far, 5}, FuzzCase{Ahead::never_far, 1000},
                    FuzzCase{Ahead::ties, 10}, FuzzCase{Ahead::ties, 1000},
                    FuzzCase{Ahead::heavy_tail, 30}, FuzzCase{Ahead::heavy_tail, 2000},
                    FuzzCase{Ahead::bimodal, 30}, FuzzCase{Ahead::bimodal, 2000},
                    FuzzCase{Ahead::bits, 3}, FuzzCase{Ahead::bits, 500}));

}  // namespace
}  // namespace coalmine::sim
