#include "base/random.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace coalmine {
namespace {

// The three vectors that Random123 publishes for philox4x32-10 (its tests/kat_vectors). Words are
// little-endian pairs: index 0xB'A is the counter words A, B.
TEST(RandomStreamTest, ReproducesThePublishedKnownAnswers) {
  EXPECT_EQ(RandomStream(0, 0, Purpose{0}).at(0), (Draw{0xe169c58d'6627e8d5, 0x9b00dbd8'bc57ac4c}));
  EXPECT_EQ(RandomStream(0xffffffff'ffffffff, 0xffffffff, Purpose{0xff})
                .at(0xffffffff'ffffffff, 0xffffff),
            (Draw{0x41c83b0e'408f276d, 0x6d5451fd'a20bc7c6}));
  EXPECT_EQ(RandomStream(0x299f31d0'a4093822, 0x13198a2e, Purpose{0x44})
                .at(0x85a308d3'243f6a88, 0x037073),
            (Draw{0x94fdcceb'd16cfe09, 0x24126ea1'5001e420}));
}

struct FillCase {
  std::uint64_t first_index;
  std::size_t size;
};

class RandomFillTest : public testing::TestWithParam<FillCase> {};

TEST_P(RandomFillTest, FillsTheBitsThatSingleDrawsGive) {
  const auto [first_index, size] = GetParam();
  const RandomStream stream(0x0123'4567'89ab'cdef, 17, Purpose::invocation);
  std::vector<std::uint64_t> first(size), second(size);
  stream.fill(first_index, first, second, 3);
  for (std::size_t i = 0; i < size; ++i) {
    ASSERT_EQ((Draw{first[i], second[i]}), stream.at(first_index + i, 3)) << "index " << i;
  }
}

// Below, at and above the block size; across the carry into the upper counter word; around the end
// of the index range.
INSTANTIATE_TEST_SUITE_P(Blocks, RandomFillTest,
                         testing::Values(FillCase{0, 0}, FillCase{0, 1}, FillCase{5, 63},
                                         FillCase{0, 64}, FillCase{1, 65}, FillCase{1000, 4096},
                                         FillCase{0xffff'ffe0, 200},
                                         FillCase{0xffff'ffff'ffff'ffe0, 64}));

TEST(RandomStreamTest, DrawsAboutDifferentThingsAreDifferent) {
  const Draw draw = RandomStream(1, 2, Purpose::invocation).at(3, 4);
  EXPECT_NE(RandomStream(2, 2, Purpose::invocation).at(3, 4), draw);
  EXPECT_NE(RandomStream(1 + (std::uint64_t{1} << 32), 2, Purpose::invocation).at(3, 4), draw);
  EXPECT_NE(RandomStream(1, 3, Purpose::invocation).at(3, 4), draw);
  EXPECT_NE(RandomStream(1, 2, Purpose::fault).at(3, 4), draw);
  EXPECT_NE(RandomStream(1, 2, Purpose::invocation).at(4, 4), draw);
  EXPECT_NE(RandomStream(1, 2, Purpose::invocation).at(3, 5), draw);
}

// 2^20 draws of two words in 256 equal cells: mean 8192 a cell. Chi-square with 255 degrees of
// freedom has mean 255 and standard deviation sqrt(510) = 22.6; five of them are 113. The seed is
// fixed, so the test gives one answer for ever.
TEST(RandomStreamTest, TheTopAndTheBottomByteAreUniform) {
  constexpr std::size_t draws = std::size_t{1} << 20;
  std::vector<std::uint64_t> first(draws), second(draws);
  RandomStream(8113, 0, Purpose::arrival_gap).fill(0, first, second);
  for (const int shift : {0, 56}) {
    std::array<double, 256> count{};
    for (const std::uint64_t word : first) count[(word >> shift) & 255] += 1;
    for (const std::uint64_t word : second) count[(word >> shift) & 255] += 1;
    double chi_square = 0;
    for (const double n : count) chi_square += (n - 8192) * (n - 8192) / 8192;
    EXPECT_GT(chi_square, 255 - 113) << "shift " << shift;
    EXPECT_LT(chi_square, 255 + 113) << "shift " << shift;
  }
}

TEST(UnitTest, CoversZeroUpToButNotIncludingOne) {
  EXPECT_EQ(unit(0), 0.0);
  EXPECT_EQ(unit(std::uint64_t{1} << 11), 0x1p-53);
  EXPECT_EQ(unit(std::uint64_t{1} << 63), 0.5);
  EXPECT_EQ(unit(~std::uint64_t{0}), 1.0 - 0x1p-53);
}

TEST(BelowTest, CutsTheRangeIntoEqualParts) {
  EXPECT_EQ(below(10, 0), 0u);
  EXPECT_EQ(below(10, std::uint64_t{1} << 63), 5u);
  EXPECT_EQ(below(10, ~std::uint64_t{0}), 9u);
  EXPECT_EQ(below(1, ~std::uint64_t{0}), 0u);
}

}  // namespace
}  // namespace coalmine
