#include "harness/baseline/holm.hpp"

#include <gmock/gmock.h>

namespace coalmine::harness {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<double> adjusted(std::vector<double> p) { return holm_adjusted(p); }

TEST(Holm, MultipliesTheSmallestByAllAndTheNextByOneLess) {
  EXPECT_THAT(adjusted({0.001, 0.01, 0.2}),
              ElementsAre(DoubleEq(0.003), DoubleEq(0.02), DoubleEq(0.2)));
}

TEST(Holm, KeepsTheOrderInWhichTheyCame) {
  EXPECT_THAT(adjusted({0.2, 0.001, 0.01}),
              ElementsAre(DoubleEq(0.2), DoubleEq(0.003), DoubleEq(0.02)));
}

TEST(Holm, NeverIsSurerOfALargerOne) {
  // 0.02 * 3 = 0.06; 0.025 * 2 = 0.05 is no less.
  EXPECT_THAT(adjusted({0.02, 0.025, 0.5}),
              ElementsAre(DoubleEq(0.06), DoubleEq(0.06), DoubleEq(0.5)));
}

TEST(Holm, StopsAtOne) { EXPECT_THAT(adjusted({0.6, 1, 0.7}), ElementsAre(1, 1, 1)); }

TEST(Holm, LeavesASingleTestAlone) {
  EXPECT_THAT(adjusted({0.04}), ElementsAre(0.04));
  EXPECT_THAT(adjusted({}), IsEmpty());
}

}  // namespace
}  // namespace coalmine::harness
