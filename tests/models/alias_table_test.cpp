#include "models/alias_table.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace coalmine::models {
namespace {

// What each of `weights` gets of all 64-bit words, by a grid: every column, and of each column
// `levels` evenly spaced sides.
std::vector<double> shares(const std::vector<double>& weights) {
  constexpr std::uint64_t levels = 1000;
  const AliasTable table(weights);
  std::vector<double> share(weights.size());
  for (std::uint64_t column = 0; column < weights.size(); ++column) {
    const std::uint64_t high = (2 * column + 1) * (std::uint64_t{1} << 31) / weights.size();
    for (std::uint64_t level = 0; level < levels; ++level) {
      const std::uint64_t low = (2 * level + 1) * (std::uint64_t{1} << 31) / levels;
      share[table.at(high << 32 | low)] += 1.0 / static_cast<double>(levels * weights.size());
    }
  }
  return share;
}

TEST(AliasTableTest, GivesEachIndexItsShareOfTheWeights) {
  const std::vector<double> share = shares({1, 2, 3, 4});
  EXPECT_NEAR(share[0], 0.1, 1e-3);
  EXPECT_NEAR(share[1], 0.2, 1e-3);
  EXPECT_NEAR(share[2], 0.3, 1e-3);
  EXPECT_NEAR(share[3], 0.4, 1e-3);
}

TEST(AliasTableTest, NeverGivesAnIndexOfWeightZero) {
  const std::vector<double> share = shares({0, 5, 0, 5});
  EXPECT_EQ(share[0], 0);
  EXPECT_EQ(share[2], 0);
  EXPECT_NEAR(share[1], 0.5, 1e-9);
}

TEST(AliasTableTest, CutsTheWordsIntoEqualPartsWhereWeightsAreEqual) {
  const std::vector<double> equal(4, 7.5);
  const AliasTable table(equal);
  EXPECT_EQ(table.at(0), 0u);
  EXPECT_EQ(table.at(0x3fff'ffff'ffff'ffff), 0u);
  EXPECT_EQ(table.at(0x4000'0000'0000'0000), 1u);
  EXPECT_EQ(table.at(0xbfff'ffff'ffff'ffff), 2u);
  EXPECT_EQ(table.at(0xffff'ffff'ffff'ffff), 3u);
}

TEST(AliasTableTest, GivesASingleIndexEveryWord) {
  const std::vector<double> single{0.25};
  const AliasTable table(single);
  EXPECT_EQ(table.at(0), 0u);
  EXPECT_EQ(table.at(UINT64_MAX), 0u);
}

}  // namespace
}  // namespace coalmine::models
