#include "routing/rules.hpp"

#include <gtest/gtest.h>

#include <array>

namespace coalmine::routing {
namespace {

const Rule deny{OfUsers{{3, 9}}, Gets::stable};
const Rule insiders{OfGroup{5}, Gets::canary};
const Rule region{OfTenants{{1}}, Gets::split, 2};
const Rule others{OfTenants{{1, 2}}, Gets::stable};
const Rule header{WithHeader{"X-Canary", "always"}, Gets::canary};

TEST(Rules, TheFirstThatMatchesDecides) {
  const std::array rules{deny, insiders};
  EXPECT_EQ(version_by_rule(rules, {.user = 9, .groups = 1U << 5}, 1), Version::stable);
  EXPECT_EQ(version_by_rule(rules, {.user = 8, .groups = 1U << 5}, 1), Version::canary);
  EXPECT_EQ(version_by_rule(rules, {.user = 8, .groups = 1U << 4}, 1), std::nullopt);
}

TEST(Rules, SplitLeavesTheRestToTheRouteAndAsksNoLaterRule) {
  const std::array rules{region, others};
  EXPECT_EQ(version_by_rule(rules, {.tenant = 1}, 2), std::nullopt);
  EXPECT_EQ(version_by_rule(rules, {.tenant = 2}, 2), Version::stable);
}

TEST(Rules, MatchFromTheirStepOn) {
  const std::array rules{region, others};
  EXPECT_EQ(version_by_rule(rules, {.tenant = 1}, 1), Version::stable);
}

TEST(Rules, NoneHoldsBeforeTheReleaseOrAfterItsRollback) {
  const std::array rules{insiders};
  EXPECT_EQ(version_by_rule(rules, {.groups = 1U << 5}, 0), std::nullopt);
}

TEST(Rules, HeaderNamesHaveNoCaseAndValuesDo) {
  const std::array rules{header};
  const std::array same{HeaderField{"accept", "*/*"}, HeaderField{"x-canary", "always"}};
  const std::array other{HeaderField{"x-canary", "Always"}};
  EXPECT_EQ(version_by_rule(rules, {.headers = same}, 1), Version::canary);
  EXPECT_EQ(version_by_rule(rules, {.headers = other}, 1), std::nullopt);
  const std::array any{Rule{WithHeader{"X-Canary"}, Gets::canary}};
  EXPECT_EQ(version_by_rule(any, {.headers = other}, 1), Version::canary);
}

}  // namespace
}  // namespace coalmine::routing
