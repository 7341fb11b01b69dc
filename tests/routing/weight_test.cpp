#include "routing/weight.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace coalmine::routing {
namespace {

constexpr Ticket lowest{0};
constexpr Ticket highest{whole - 1};

Weight weight(double share) { return Weight::make(share).value(); }

TEST(WeightTest, OfZeroCoversNothing) {
  EXPECT_FALSE(weight(0).covers(lowest));
  EXPECT_FALSE(Weight{}.covers(lowest));
  EXPECT_EQ(weight(0), Weight{});
  EXPECT_EQ(weight(-0.0), Weight{});
}

TEST(WeightTest, OfOneCoversEverything) {
  EXPECT_TRUE(weight(1).covers(highest));
  EXPECT_EQ(weight(1), Weight::all());
}

TEST(WeightTest, JustBelowOneSparesOnlyTheHighestTicket) {
  const Weight almost = weight(1 - 0x1p-53);
  EXPECT_FALSE(almost.covers(highest));
  EXPECT_TRUE(almost.covers(Ticket{whole - 2}));
}

TEST(WeightTest, AboveZeroCoversAtLeastTheLowestTicket) {
  for (const double share : {0x1p-53, 1e-300, std::numeric_limits<double>::denorm_min()}) {
    EXPECT_TRUE(weight(share).covers(lowest)) << share;
    EXPECT_FALSE(weight(share).covers(Ticket{1})) << share;
  }
}

TEST(WeightTest, OwnsAHalfOpenRange) {
  const Weight quarter = weight(0.25);
  EXPECT_TRUE(quarter.covers(Ticket{whole / 4 - 1}));
  EXPECT_FALSE(quarter.covers(Ticket{whole / 4}));
}

TEST(WeightTest, AgreesWithTheComparisonOfDoublesAroundItsBorder) {
  for (const double share : {0.1, 0.2, 0.3, 1.0 / 3, 4.0 / 41, 0.02, 0.999, 0x1.8p-50}) {
    const auto border = static_cast<std::uint64_t>(std::floor(share * 0x1p53));
    for (std::uint64_t value = border - 2; value <= border + 2; ++value) {
      const double draw = static_cast<double>(value) * 0x1p-53;
      EXPECT_EQ(weight(share).covers(Ticket{value}), draw < share) << share << " at " << value;
    }
  }
}

TEST(WeightTest, CoversExactlyKCardsOfADeckThatLieInTheMiddleOfTheirShares) {
  for (std::uint32_t k = 0; k <= 41; ++k) {
    std::uint32_t covered = 0;
    for (std::uint32_t card = 0; card < 41; ++card) {
      const double middle = (card + 0.5) / 41;
      covered += weight(k / 41.0).covers(Ticket{static_cast<std::uint64_t>(middle * 0x1p53)});
    }
    EXPECT_EQ(covered, k);
  }
}

TEST(WeightTest, TellsItsShareToTheLastPlaceOfTheGrid) {
  EXPECT_EQ(weight(0.5).share(), 0.5);
  EXPECT_EQ(weight(1).share(), 1);
  EXPECT_GE(weight(0.1).share(), 0.1);
  EXPECT_LE(weight(0.1).share(), 0.1 + 0x1p-53);
}

TEST(WeightTest, IsRefusedOutsideZeroToOne) {
  EXPECT_EQ(Weight::make(1.5).error().message, "weight is 1.5, expected 0 to 1");
  EXPECT_EQ(Weight::make(-0.1).error().message, "weight is -0.1, expected 0 to 1");
  EXPECT_EQ(Weight::make(std::nan("")).error().message, "weight is nan, expected 0 to 1");
  EXPECT_EQ(Weight::make(std::numeric_limits<double>::infinity()).error().message,
            "weight is inf, expected 0 to 1");
  EXPECT_FALSE(Weight::make(std::nextafter(1.0, 2.0)).has_value());
  EXPECT_FALSE(Weight::make(-std::numeric_limits<double>::denorm_min()).has_value());
}

TEST(TicketTest, IsTheTop53BitsOfADraw) {
  EXPECT_EQ(Ticket::from_bits(0), lowest);
  EXPECT_EQ(Ticket::from_bits(2047), lowest);
  EXPECT_EQ(Ticket::from_bits(2048), Ticket{1});
  EXPECT_EQ(Ticket::from_bits(std::numeric_limits<std::uint64_t>::max()), highest);
}

}  // namespace
}  // namespace coalmine::routing
