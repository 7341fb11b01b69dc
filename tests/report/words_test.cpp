// Small pieces of sentences.
#include "report/words.hpp"

#include <gtest/gtest.h>

namespace coalmine::report {
namespace {

TEST(Words, Count) {
  EXPECT_EQ(counted(1, "policy", "policies"), "1 policy");
  EXPECT_EQ(counted(0, "policy", "policies"), "0 policies");
  EXPECT_EQ(counted(20'000, "user", "users"), "20,000 users");
}

TEST(Words, List) {
  EXPECT_EQ(listed({}), "");
  EXPECT_EQ(listed({"a"}), "a");
  EXPECT_EQ(listed({"a", "b"}), "a and b");
  EXPECT_EQ(listed({"a", "b", "c"}), "a, b and c");
}

}  // namespace
}  // namespace coalmine::report
