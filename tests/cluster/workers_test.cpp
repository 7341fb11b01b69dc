// The threads of one process of a crew.
#include "cluster/workers.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <set>
#include <stdexcept>

namespace coalmine::cluster {
namespace {

using namespace std::chrono_literals;

constexpr Duration long_enough = 10s;

using Jobs = std::vector<std::uint32_t>;
using MakeWorker = std::function<harness::JobWorker()>;

MakeWorker squares() {
  return [] { return [](std::uint32_t job) { return std::to_string(job * job); }; };
}

TEST(Workers, DoEveryJobOnceAndSayWhatItFound) {
  const MakeWorker make = squares();
  Workers workers(3, make);
  workers.add(Jobs{4, 5, 6});
  workers.add(Jobs{7});
  std::set<std::string> found;
  for (int i = 0; i < 4; ++i) found.insert(workers.next(long_enough)->text);
  EXPECT_EQ(found, (std::set<std::string>{"16", "25", "36", "49"}));
  EXPECT_EQ(workers.unfinished(), 0u);
}

TEST(Workers, HaveNothingToSayBeforeAJobIsDone) {
  const MakeWorker make = squares();
  Workers workers(1, make);
  EXPECT_FALSE(workers.next(1ms));
  EXPECT_EQ(workers.idle(), 1u);
}

TEST(Workers, GiveAwayTheJobsThatWouldBeNext) {
  std::latch may_end(1);
  std::latch has_begun(1);
  const MakeWorker make = [&] {
    return [&](std::uint32_t) -> std::string {
      has_begun.count_down();
      may_end.wait();
      return "done";
    };
  };
  Workers workers(1, make);
  workers.add(Jobs{1});
  has_begun.wait();
  workers.add(Jobs{2, 3, 4});
  EXPECT_EQ(workers.idle(), 0u);
  EXPECT_EQ(workers.waiting(), 3u);
  EXPECT_EQ(workers.take(2), (Jobs{2, 3}));
  EXPECT_EQ(workers.waiting(), 1u);
  EXPECT_EQ(workers.unfinished(), 2u);
  EXPECT_EQ(workers.take(5), (Jobs{4}));
  may_end.count_down();
  EXPECT_EQ(workers.next(long_enough)->job, 1u);
}

TEST(Workers, MakeAWorkerInEachThreadThatHasAJob) {
  std::atomic<int> made = 0;
  const MakeWorker make = [&] {
    ++made;
    return [](std::uint32_t) { return std::string("done"); };
  };
  Workers workers(8, make);
  workers.add(Jobs{1});
  (void)workers.next(long_enough);
  EXPECT_EQ(made, 1);
}

TEST(Workers, KeepTheirWorkerFromJobToJob) {
  std::atomic<int> made = 0;
  const MakeWorker make = [&] {
    ++made;
    return [](std::uint32_t) { return std::string("done"); };
  };
  Workers workers(1, make);
  workers.add(Jobs{1, 2});
  (void)workers.next(long_enough);
  (void)workers.next(long_enough);
  EXPECT_EQ(made, 1);
}

TEST(Workers, PassOnWhatAJobThrows) {
  const MakeWorker make = [] {
    return [](std::uint32_t) -> std::string { throw std::runtime_error("too hot"); };
  };
  Workers workers(2, make);
  workers.add(Jobs{1});
  try {
    (void)workers.next(long_enough);
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "too hot");
  }
}

TEST(Workers, LeaveUndoneWhatNobodyBegan) {
  std::atomic<int> done = 0;
  const MakeWorker make = [&] {
    return [&](std::uint32_t) -> std::string {
      ++done;
      throw std::runtime_error("the first is the last");
    };
  };
  {
    Workers workers(1, make);
    workers.add(Jobs{1, 2, 3});
  }
  EXPECT_LE(done, 1);
}

}  // namespace
}  // namespace coalmine::cluster
