#include "models/platform/permits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "tests/models/platform/queueing.hpp"

namespace coalmine::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using enum Permits::Admission;

TEST(PermitsTest, AreGrantedUntilAllAreOut) {
  Permits permits(2, std::nullopt);
  EXPECT_EQ(permits.admit(7), granted);
  EXPECT_EQ(permits.admit(8), granted);
  EXPECT_EQ(permits.admit(9), waiting);
  EXPECT_EQ(permits.out(), 2u);
  EXPECT_EQ(permits.waiting(), 1u);
}

TEST(PermitsTest, GoToThoseWhoWaitInTheOrderOfArrival) {
  Permits permits(1, std::nullopt);
  permits.admit(5);
  permits.admit(9);
  permits.admit(2);
  permits.admit(4);
  EXPECT_EQ(permits.release(), 9u);
  EXPECT_EQ(permits.release(), 2u);
  EXPECT_EQ(permits.release(), 4u);
  EXPECT_EQ(permits.release(), std::nullopt);
  EXPECT_EQ(permits.out(), 0u);
}

TEST(PermitsTest, AreRefusedWhereTheQueueIsFull) {
  Permits permits(1, 1);
  permits.admit(0);
  EXPECT_EQ(permits.admit(1), waiting);
  EXPECT_EQ(permits.admit(2), refused);
  permits.release();
  EXPECT_EQ(permits.admit(2), waiting);
}

TEST(PermitsTest, AreGrantedOrRefusedWhereNobodyMayWait) {
  Permits permits(1, 0);
  EXPECT_EQ(permits.admit(0), granted);
  EXPECT_EQ(permits.admit(1), refused);
  EXPECT_EQ(permits.release(), std::nullopt);
  EXPECT_EQ(permits.admit(1), granted);
}

TEST(PermitsTest, PassOverThoseWhoStoppedWaiting) {
  Permits permits(1, std::nullopt);
  for (std::uint32_t item = 0; item <= 4; ++item) permits.admit(item);
  EXPECT_TRUE(permits.withdraw(1)) << "the first";
  EXPECT_TRUE(permits.withdraw(3)) << "one in the middle";
  EXPECT_TRUE(permits.withdraw(4)) << "the last";
  EXPECT_EQ(permits.waiting(), 1u);
  EXPECT_EQ(permits.admit(3), waiting);
  EXPECT_EQ(permits.release(), 2u);
  EXPECT_EQ(permits.release(), 3u);
  EXPECT_EQ(permits.release(), std::nullopt);
}

TEST(PermitsTest, AreNotWaitedForByOneWhoHasOneOrNeverCame) {
  Permits permits(1, std::nullopt);
  permits.admit(0);
  permits.admit(1);
  EXPECT_FALSE(permits.withdraw(0));
  EXPECT_FALSE(permits.withdraw(1'000));
  permits.release();
  EXPECT_FALSE(permits.withdraw(1));
}

TEST(PermitsTest, AWithdrawalMakesRoomInTheQueue) {
  Permits permits(1, 1);
  permits.admit(0);
  permits.admit(1);
  permits.withdraw(1);
  EXPECT_EQ(permits.admit(2), waiting);
}

TEST(PermitsTest, MoreOfThemAreGrantedAtOnceToThoseWhoWait) {
  Permits permits(1, std::nullopt);
  for (std::uint32_t item = 0; item < 4; ++item) permits.admit(item);
  std::vector<std::uint32_t> next{77};
  permits.resize(3, next);
  EXPECT_THAT(next, ElementsAre(77, 1, 2)) << "appended";
  EXPECT_EQ(permits.out(), 3u);
  EXPECT_EQ(permits.waiting(), 1u);
}

TEST(PermitsTest, FewerOfThemTakeNoneBack) {
  Permits permits(3, std::nullopt);
  for (std::uint32_t item = 0; item < 5; ++item) permits.admit(item);
  std::vector<std::uint32_t> next;
  permits.resize(1, next);
  EXPECT_THAT(next, IsEmpty());
  EXPECT_EQ(permits.out(), 3u);
  EXPECT_EQ(permits.release(), std::nullopt);
  EXPECT_EQ(permits.release(), std::nullopt);
  EXPECT_EQ(permits.release(), 3u) << "the last of the three is the one that there is";
}

TEST(PermitsTest, AreAllBackAfterClear) {
  Permits permits(1, 2);
  permits.admit(0);
  permits.admit(1);
  permits.clear(2);
  EXPECT_EQ(permits.count(), 2u);
  EXPECT_EQ(permits.waiting(), 0u);
  EXPECT_FALSE(permits.withdraw(1));
  EXPECT_EQ(permits.admit(1), granted);
  EXPECT_EQ(permits.admit(0), granted);
  EXPECT_EQ(permits.release(), std::nullopt);
}

// Whatever happens, nobody waits while a permit is free, and who waits is served in order.
TEST(PermitsTest, KeepAgreeingWithAListOfThoseWhoWait) {
  Bits bits(Purpose::fault);
  std::uint32_t count = 3;
  std::uint32_t out = 0;
  std::deque<std::uint32_t> line;
  Permits permits(count, 6);
  std::vector<std::uint32_t> next;
  const auto serve = [&] {
    std::vector<std::uint32_t> served;
    for (; out < count && !line.empty(); ++out, line.pop_front()) served.push_back(line.front());
    return served;
  };
  for (int step = 0; step < 20'000; ++step) {
    const auto item = static_cast<std::uint32_t>(below(20, bits.next()));
    const auto place = std::find(line.begin(), line.end(), item);
    switch (below(8, bits.next())) {
      case 0:
        EXPECT_EQ(permits.withdraw(item), place != line.end());
        if (place != line.end()) line.erase(place);
        break;
      case 1:
        count = static_cast<std::uint32_t>(below(6, bits.next()));
        next.clear();
        permits.resize(count, next);
        EXPECT_EQ(next, serve());
        break;
      case 2:
      case 3:
      case 4: {
        if (out == 0) break;
        const auto granted_to = permits.release();
        --out;
        const auto served = serve();
        ASSERT_EQ(granted_to.has_value(), !served.empty());
        if (granted_to) {
          EXPECT_EQ(served, std::vector{*granted_to});
        }
        break;
      }
      default:
        if (place != line.end()) break;
        line.push_back(item);
        if (permits.admit(item) == refused) {
          EXPECT_EQ(line.size(), 7u);
          line.pop_back();
        } else {
          serve();
        }
    }
    ASSERT_EQ(permits.out(), out);
    ASSERT_EQ(permits.waiting(), line.size());
  }
}

// A station with Poisson arrivals and exponential service of mean 1.
struct Station {
  Estimate wait;    // seconds, of those who were not refused
  Estimate waited;  // share
  Estimate lost;    // share

  Station(double arrival_rate, std::uint32_t workers, std::optional<std::uint32_t> queue,
          std::size_t customers)
      : wait(customers / 40), waited(customers / 40), lost(customers / 40) {
    Bits gaps(Purpose::arrival_gap);
    Bits services(Purpose::invocation);
    Permits permits(workers, queue);
    Ends ends;
    std::vector<Instant> arrived_at(customers);
    const auto begin = [&](std::uint32_t customer, Instant now) {
      wait.add(in_seconds(now - arrived_at[customer]));
      ends.add(now + services.exponential(1), customer);
    };
    Instant now{};
    for (std::uint32_t customer = 0; customer < customers; ++customer) {
      now += gaps.exponential(1 / arrival_rate);
      ends.run_until(now, [&](std::uint32_t, Instant end) {
        if (const auto next = permits.release()) begin(*next, end);
      });
      arrived_at[customer] = now;
      const Permits::Admission admission = permits.admit(customer);
      if (admission == granted) begin(customer, now);
      waited.add(admission == waiting ? 1 : 0);
      lost.add(admission == refused ? 1 : 0);
    }
  }
};

// The share of arrivals that find c workers busy, where nobody waits: B(0) = 1,
// B(c) = a B(c - 1) / (c + a B(c - 1)), for an offered load of a.
double erlang_b(double load, std::uint32_t workers) {
  double blocked = 1;
  for (std::uint32_t c = 1; c <= workers; ++c) blocked = load * blocked / (c + load * blocked);
  return blocked;
}

// The share that waits, where everybody does.
double erlang_c(double load, std::uint32_t workers) {
  const double blocked = erlang_b(load, workers);
  const double utilisation = load / workers;
  return blocked / (1 - utilisation * (1 - blocked));
}

// At utilisation 1/2 half of them wait, 1 on average over all.
TEST(StationTest, WithOneWorkerWaitsAsMM1) {
  const Station station(0.5, 1, std::nullopt, 400'000);
  station.wait.expect(1);
  station.waited.expect(0.5);
}

TEST(StationTest, WithTenWorkersWaitsAsMM10) {
  const double waits = erlang_c(9, 10);
  EXPECT_NEAR(waits, 0.6687315241076971, 1e-15);
  const Station station(9, 10, std::nullopt, 1'000'000);
  station.waited.expect(waits);
  station.wait.expect(waits / (10 - 9));
}

TEST(StationTest, WithoutAQueueLosesAsErlangB) {
  const Station station(8, 10, 0, 400'000);
  EXPECT_EQ(station.waited.mean(), 0);
  station.lost.expect(erlang_b(8, 10));
}

// M/M/1 with two places to wait: the share lost is (1 - r) r^3 / (1 - r^4), r = 0.8.
TEST(StationTest, WithAShortQueueLosesAsMM1K) {
  const Station station(0.8, 1, 2, 400'000);
  station.lost.expect(0.2 * 0.512 / (1 - 0.4096));
}

}  // namespace
}  // namespace coalmine::models
