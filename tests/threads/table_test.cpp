// One routing table, many threads: what the thread sanitizer watches.
#include "routing/table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <cstdint>
#include <thread>
#include <vector>

#include "routing/router.hpp"

namespace coalmine::routing {
namespace {

constexpr FunctionId api = 0;
constexpr FunctionId kitchen = 1;

TEST(TableThreadsTest, LosesNoChangeOfSeveralWriters) {
  Table<int> table(0);
  const auto write = [&] {
    for (int i = 0; i < 1000; ++i) table.update([](int& next) { ++next; });
  };
  std::thread first(write);
  std::thread second(write);
  first.join();
  second.join();
  EXPECT_EQ(Table<int>::Reader(table).current(), 2000);
}

Router router_at(double share, std::uint32_t step) {
  Router router(Policy{.route = Sticky{.salt_per = SaltScope::step}}, /*functions=*/2, /*salt=*/7);
  for (const FunctionId id : {api, kitchen}) {
    router.set_weight(id, {Weight::make(share).value(), step});
  }
  return router;
}

// The decisions for 32 users at two functions as one word: bit by bit the router's, and not
// another's, who differs from it in half of the users.
std::uint64_t decisions(const Router& router) {
  std::uint64_t bits = 0;
  for (std::uint64_t user = 0; user < 32; ++user) {
    for (const FunctionId id : {api, kitchen}) {
      const bool canary = router.decide({.function = id, .key = user}) == Version::canary;
      bits = bits << 1 | (canary ? 1U : 0U);
    }
  }
  return bits;
}

TEST(TableThreadsTest, ARollbackReachesEveryThreadWithItsNextTurn) {
  constexpr int threads = 8;
  Table<Router> table(router_at(1, 1));
  std::barrier turn(threads + 1);
  std::atomic<int> on_canary = 0;
  std::atomic<int> on_stable = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < threads; ++i) {
    readers.emplace_back([&] {
      Table<Router>::Reader reader(table);
      on_canary += decisions(reader.refresh()) == ~std::uint64_t{0};
      turn.arrive_and_wait();
      turn.arrive_and_wait();  // the roll back is in between
      on_stable += decisions(reader.refresh()) == 0;
      turn.arrive_and_wait();
      turn.arrive_and_wait();  // nobody leaves before all have been asked
    });
  }
  turn.arrive_and_wait();
  table.publish(router_at(0, 1));
  EXPECT_EQ(table.reclaim(), 1U);
  turn.arrive_and_wait();
  turn.arrive_and_wait();
  EXPECT_EQ(table.reclaim(), 0U);
  turn.arrive_and_wait();
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(on_canary, threads);
  EXPECT_EQ(on_stable, threads);
}

// Counts how many of its kind exist.
class Counted {
 public:
  Counted() { ++alive; }
  Counted(const Counted&) { ++alive; }
  ~Counted() { --alive; }
  Counted& operator=(const Counted&) = default;
  static inline std::atomic<int> alive = 0;
};

// A router of its own for each number: with a salt a step, the decisions tell which one it was.
struct NumberedRouter {
  explicit NumberedRouter(std::uint32_t number_)
      : number(number_), router(router_at(0.5, number)) {}
  std::uint32_t number;
  Router router;
  Counted counted{};
};

// Takes turns, each checked against a router made anew for the number that it saw, until told to
// stop.
struct CheckingReader {
  void run(Table<NumberedRouter>& table, const std::atomic<bool>& stop) {
    Table<NumberedRouter>::Reader reader(table);
    std::uint32_t last = 0;
    while (!stop) {
      const NumberedRouter& seen = reader.refresh();
      const std::uint64_t first = decisions(seen.router);
      mixed += first != decisions(router_at(0.5, seen.number));
      mixed += first != decisions(reader.current().router);
      backwards += seen.number < last;
      changes += seen.number != last;
      last = seen.number;
    }
  }
  std::uint64_t mixed = 0;
  std::uint64_t backwards = 0;
  std::atomic<std::uint64_t> changes = 0;
};

TEST(TableThreadsTest, EveryTurnDecidesByOnePublishedTableHoweverOftenItIsReplaced) {
  constexpr std::uint64_t changes_for_each = 50;   // tables that every reader is to meet
  constexpr std::uint32_t tables_max = 1'000'000;  // and here it gives up on that
  Table<NumberedRouter> table(NumberedRouter{0});
  std::vector<CheckingReader> checks(8);
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
  for (CheckingReader& check : checks) {
    threads.emplace_back([&] { check.run(table, stop); });
  }
  const auto has_met_enough = [](const CheckingReader& check) {
    return check.changes >= changes_for_each;
  };
  bool all_have_met_enough = false;
  for (std::uint32_t number = 1; number < tables_max && !all_have_met_enough; ++number) {
    table.publish(NumberedRouter{number});
    EXPECT_LE(Counted::alive, static_cast<int>(checks.size()) + 1);
    std::this_thread::yield();
    all_have_met_enough = std::ranges::all_of(checks, has_met_enough);
  }
  EXPECT_TRUE(all_have_met_enough);
  stop = true;
  for (std::thread& thread : threads) thread.join();
  for (const CheckingReader& check : checks) {
    EXPECT_EQ(check.mixed, 0U);
    EXPECT_EQ(check.backwards, 0U);
  }
  EXPECT_EQ(table.reclaim(), 0U);
  EXPECT_EQ(Counted::alive, 1);
}

}  // namespace
}  // namespace coalmine::routing
