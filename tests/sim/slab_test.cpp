#include "sim/slab.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace coalmine::sim {
namespace {

TEST(SlabTest, KeepsItemsUnderTheirSlots) {
  Slab<int> slab;
  const std::uint32_t seven = slab.create(7);
  const std::uint32_t eight = slab.create(8);
  EXPECT_EQ(slab.at(seven), 7);
  slab.at(seven) = 70;
  EXPECT_EQ(slab.at(seven), 70);
  EXPECT_EQ(slab.at(eight), 8);
  EXPECT_EQ(slab.size(), 2u);
}

TEST(SlabTest, ReusesTheSlotDestroyedLast) {
  Slab<int> slab;
  const std::uint32_t first = slab.create(1);
  const std::uint32_t second = slab.create(2);
  slab.destroy(first);
  slab.destroy(second);
  EXPECT_EQ(slab.size(), 0u);
  EXPECT_EQ(slab.create(3), second);
  EXPECT_EQ(slab.create(4), first);
  EXPECT_EQ(slab.at(second), 3);
  EXPECT_EQ(slab.at(first), 4);
}

TEST(SlabTest, GrowsOnlyWithTheItemsAliveAtOnce) {
  Slab<std::uint64_t> slab;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const std::uint32_t slot = slab.create(i);
    EXPECT_LT(slot, 1u);
    slab.destroy(slot);
  }
}

TEST(SlabDeathTest, RefusesASlotThatNeverWas) {
  Slab<int> slab;
  EXPECT_DEATH(slab.at(0), "slot < items_.size\\(\\)");
  EXPECT_DEATH(slab.destroy(0), "slot < items_.size\\(\\)");
}

}  // namespace
}  // namespace coalmine::sim
