#include "routing/table.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <utility>

namespace coalmine::routing {
namespace {

// Counts how many of its kind exist.
class Counted {
 public:
  Counted() { ++alive; }
  Counted(const Counted&) { ++alive; }
  ~Counted() { --alive; }
  Counted& operator=(const Counted&) = default;
  static inline int alive = 0;
};

struct Numbered {
  std::uint64_t number = 0;
  Counted counted{};
};

TEST(TableTest, GivesAReaderTheTableThatWasCurrentWhenItCame) {
  Table<Numbered> table(Numbered{1});
  table.publish(Numbered{2});
  Table<Numbered>::Reader reader(table);
  EXPECT_EQ(reader.current().number, 2U);
}

TEST(TableTest, KeepsTheReadersTableUntilItRefreshes) {
  Table<Numbered> table(Numbered{1});
  Table<Numbered>::Reader reader(table);
  table.publish(Numbered{2});
  EXPECT_EQ(reader.current().number, 1U);
  EXPECT_EQ(reader.refresh().number, 2U);
  EXPECT_EQ(reader.current().number, 2U);
}

TEST(TableTest, DestroysATableOnceTheLastReaderHasMovedOn) {
  Table<Numbered> table(Numbered{1});
  Table<Numbered>::Reader first(table);
  Table<Numbered>::Reader second(table);
  table.publish(Numbered{2});
  first.refresh();
  EXPECT_EQ(table.reclaim(), 1U);
  EXPECT_EQ(Counted::alive, 2);
  second.refresh();
  EXPECT_EQ(table.reclaim(), 0U);
  EXPECT_EQ(Counted::alive, 1);
}

TEST(TableTest, DestroysAtOnceWhatNobodyReads) {
  Table<Numbered> table(Numbered{1});
  table.publish(Numbered{2});
  EXPECT_EQ(Counted::alive, 1);
}

TEST(TableTest, KeepsOneTableForAReaderThatIsStuckHoweverManyArePublished) {
  Table<Numbered> table(Numbered{1});
  Table<Numbered>::Reader stuck(table);
  Table<Numbered>::Reader busy(table);
  for (std::uint64_t number = 2; number <= 1000; ++number) {
    table.publish(Numbered{number});
    EXPECT_LE(Counted::alive, 3);  // of two readers, and the current one
    busy.refresh();
  }
  EXPECT_EQ(stuck.current().number, 1U);
  EXPECT_EQ(table.reclaim(), 1U);
}

TEST(TableTest, KeepsNothingForAReaderThatHasLeft) {
  Table<Numbered> table(Numbered{1});
  {
    const Table<Numbered>::Reader reader(table);
    table.publish(Numbered{2});
  }
  EXPECT_EQ(table.reclaim(), 0U);
  EXPECT_EQ(Counted::alive, 1);
}

TEST(TableTest, LeavesNothingBehind) {
  { Table<Numbered> table(Numbered{1}); }
  EXPECT_EQ(Counted::alive, 0);
}

TEST(TableTest, RefusesToGoBeforeItsReaders) {
  EXPECT_DEATH(
      {
        std::optional<Table<Numbered>> table(std::in_place, Numbered{1});
        const Table<Numbered>::Reader reader(*table);
        table.reset();
      },
      "slots_.empty");
}

}  // namespace
}  // namespace coalmine::routing
