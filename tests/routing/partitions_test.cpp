#include "routing/partitions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace coalmine::routing {
namespace {

std::string dealt(double share, std::uint32_t partitions, std::uint32_t workers,
                  std::uint32_t rotation = 0) {
  std::string result;
  for (const bool canary :
       canary_partitions(Weight::make(share).value(), partitions, workers, rotation)) {
    result += canary ? 'C' : '.';
  }
  return result;
}

TEST(Partitions, TheCanaryReadsThoseOfTheLastWorkers) {
  EXPECT_EQ(dealt(0.5, 12, 6), "......CCCCCC");
  EXPECT_EQ(dealt(1, 12, 6), "CCCCCCCCCCCC");
  EXPECT_EQ(dealt(0, 12, 6), "............");
}

TEST(Partitions, OneWorkerIsTheLeastACanaryCanHave) {
  // A tenth of 6 workers is less than half a worker, and becomes a sixth of the keys.
  EXPECT_EQ(dealt(0.1, 12, 6), "..........CC");
}

TEST(Partitions, TheFirstWorkersReadOneMoreWhereTheyDoNotDivide) {
  // 7 partitions, 3 workers: 3, 2, 2.
  EXPECT_EQ(dealt(0.33, 7, 3), ".....CC");
  EXPECT_EQ(dealt(0.67, 7, 3), "...CCCC");
}

TEST(Partitions, ARebalanceMovesThemAround) { EXPECT_EQ(dealt(0.1, 12, 6, 3), ".CC........."); }

}  // namespace
}  // namespace coalmine::routing
