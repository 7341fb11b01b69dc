#include "routing/judge/kayenta/clean.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace coalmine::routing::kayenta {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Values = std::vector<double>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const Metric removes_outliers{.outliers = Outliers::remove};

TEST(Clean, LeavesOutWhatIsNotANumberUnlessToldToReplaceIt) {
  EXPECT_THAT(clean(Values{0, nan, 2, nan, 1}, {}), ElementsAre(0, 2, 1));
  EXPECT_THAT(clean(Values{nan, nan}, {}), IsEmpty());
  const Metric replaces{.nan_strategy = NanStrategy::replace};
  EXPECT_THAT(clean(Values{0, nan, 2}, replaces), ElementsAre(0, 0, 2));
  EXPECT_THAT(clean(Values{nan, nan}, replaces), ElementsAre(0, 0));
  EXPECT_THAT(clean(Values{}, replaces), IsEmpty());
}

TEST(Clean, KeepsOutliersUnlessToldToRemoveThem) {
  const Values values{21, 23, 24, 25, 1000, 29, 23, 21};
  EXPECT_EQ(clean(values, {}), values);
  EXPECT_THAT(clean(values, removes_outliers), ElementsAre(21, 23, 24, 25, 29, 23, 21));
  EXPECT_THAT(clean(Values{}, removes_outliers), IsEmpty());
}

TEST(Clean, RemovesOutliersAtBothEnds) {
  EXPECT_THAT(clean(Values{21, 23, 24, -50, 25, 29, 23, 21, 100}, removes_outliers),
              ElementsAre(21, 23, 24, 25, 29, 23, 21));
  Values values(300, 10.0);
  std::iota(values.begin(), values.begin() + 5, -100.0);
  EXPECT_EQ(clean(values, removes_outliers).size(), 297U);
}

TEST(Clean, TakesThreeInterquartileRangesForAnOutlierByDefault) {
  // Quartiles 22.5 and 26, so the fence is at 36.5.
  EXPECT_THAT(clean(Values{21, 23, 24, 25, 36.5, 29, 23, 21}, removes_outliers),
              testing::Contains(36.5));
  EXPECT_THAT(clean(Values{21, 23, 24, 25, 36.6, 29, 23, 21}, removes_outliers),
              testing::Not(testing::Contains(36.6)));
  Metric strict = removes_outliers;
  strict.outlier_factor = 1.5;  // at 31.25
  EXPECT_THAT(clean(Values{21, 23, 24, 25, 32, 29, 23, 21}, strict),
              testing::Not(testing::Contains(32)));
}

TEST(Clean, RemovesNoMoreThanOnePerCentAtEitherEnd) {
  Values values(300, 10.0);  // no spread, so the fences are the 1st and the 99th percentile
  std::iota(values.begin(), values.begin() + 5, 100.0);
  EXPECT_EQ(clean(values, removes_outliers).size(), 297U);  // 99th: between the 3rd and 4th largest
}

TEST(Percentile, IsLinearBetweenTheValues) {
  const Values values{0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5};
  EXPECT_NEAR(percentile(values, 0.05), 0.175, 1e-12);
  EXPECT_EQ(percentile(values, 0.5), 1.75);
  EXPECT_EQ(percentile(values, 1), 3.5);
  EXPECT_EQ(percentile(values, 0), 0);
  EXPECT_EQ(percentile(Values{7}, 0.99), 7);
}

TEST(Percentile, AgreesWithTheHandbookOfNist) {
  Values values{95.1772, 95.1567, 95.1937, 95.1959, 95.1442, 95.0610,
                95.1591, 95.1195, 95.1772, 95.0925, 95.1990, 95.1682};
  std::sort(values.begin(), values.end());
  EXPECT_NEAR(percentile(values, 0.9), 95.19568, 1e-12);  // as Kayenta's StatisticSuite expects
}

}  // namespace
}  // namespace coalmine::routing::kayenta
