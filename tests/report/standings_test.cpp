// Who is ahead in a figure.
#include "report/standings.hpp"

#include <gmock/gmock.h>

#include "tests/report/sample.hpp"

namespace coalmine::report {
namespace {

using testing::ElementsAre;
using testing::Field;

TEST(Standings, AreOfThePoliciesThatHaveData) {
  const auto result = result_of({policy("a", {figure("m", "share", 0.3, 0)}),
                                 policy("b", {no_data_figure("m", "share")}),
                                 policy("c", {figure("m", "share", 0.1, 0)})});
  const auto all = standings(result, "m");
  EXPECT_THAT(all, ElementsAre(Field(&Standing::policy, "a"), Field(&Standing::policy, "c")));
  EXPECT_EQ(lowest(all).policy, "c");
  EXPECT_EQ(highest(all).policy, "a");
}

TEST(AboutEqual, IsUpToATenthMore) {
  EXPECT_TRUE(about_equal(0.2, 0.219));
  EXPECT_TRUE(about_equal(0.219, 0.2));
  EXPECT_FALSE(about_equal(0.2, 0.221));
  EXPECT_TRUE(about_equal(0, 0));
  EXPECT_FALSE(about_equal(0, 0.01));
}

}  // namespace
}  // namespace coalmine::report
