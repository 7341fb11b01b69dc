#include "routing/judge/evidence/clusters.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "routing/judge/evidence/shares.hpp"

namespace coalmine::routing::evidence {
namespace {

struct User {
  std::uint32_t invocations;
  std::uint32_t errors;
};

// Built one invocation at a time, errors last.
Clusters clusters_of(const std::vector<User>& users) {
  Clusters clusters;
  for (const User& user : users) {
    for (std::uint32_t i = 0; i < user.invocations; ++i) {
      const std::uint32_t good = user.invocations - user.errors;
      clusters.grow(i, i > good ? i - good : 0, i >= good);
    }
  }
  return clusters;
}

// Two of ten failed, both of one user: residuals -0.8, 1.6, -0.4, -0.4.
const Clusters four_users = clusters_of({{4, 0}, {2, 2}, {2, 0}, {2, 0}});
// Five of ten: residuals 0.5, -0.5, 2, -1, -1.
const Clusters five_users = clusters_of({{1, 1}, {1, 0}, {4, 4}, {2, 0}, {2, 0}});
constexpr double tolerance = 1e-15;

TEST(ClustersTest, GrowToTheSumsOverUsers) {
  EXPECT_EQ(four_users, (Clusters{.users = 4,
                                  .invocations = 10,
                                  .errors = 2,
                                  .square_invocations = 16 + 4 + 4 + 4,
                                  .square_errors = 4,
                                  .cross = 4}));
  EXPECT_EQ(five_users.square_errors, 1U + 16U);
  EXPECT_EQ(five_users.cross, 1U + 16U);
  EXPECT_EQ(four_users.counts(), (Counts{10, 2}));
}

TEST(ClustersTest, VaryByWhatUsersDeviateFromTheCommonRate) {
  // 4/3 x (0.64 + 2.56 + 0.16 + 0.16) / 100
  EXPECT_NEAR(variance_of_rate(four_users), 4.0 / 3 * 3.52 / 100, tolerance);
  EXPECT_NEAR(variance_of_rate(five_users), 5.0 / 4 * 6.5 / 100, tolerance);
}

TEST(ClustersTest, VaryAsIndependentInvocationsIfEveryUserHasOne) {
  std::vector<User> users(1'000, User{1, 0});
  for (int i = 0; i < 100; ++i) users[static_cast<std::size_t>(i)].errors = 1;
  EXPECT_NEAR(variance_of_rate(clusters_of(users)), 0.1 * 0.9 / 999, tolerance);
}

TEST(ClustersTest, DifferByRateWithUsersForUnits) {
  const auto difference = difference_of_rates(four_users, five_users);
  EXPECT_NEAR(difference->value, 0.3, tolerance);
  EXPECT_NEAR(difference->variance, 0.046933333333333334 + 0.08125, tolerance);
  EXPECT_EQ(difference->units, 9);
}

TEST(ClustersTest, DivideTheEvidenceByTheDesignEffect) {
  // Independent invocations: 0.2 x 0.8 / 10 + 0.5 x 0.5 / 10.
  EXPECT_NEAR(*design_effect(four_users, five_users), 0.12818333333333334 / 0.041, 1e-12);
}

TEST(ClustersTest, AreCautiouslyNeverSurerThanIndependentInvocations) {
  EXPECT_NEAR(cautious_difference_of_rates(four_users, five_users)->variance, 0.12818333333333334,
              tolerance);
  // Every user fails once in two: the rate does not vary between users at all.
  const Clusters alike = clusters_of({{2, 1}, {2, 1}, {2, 1}, {2, 1}, {2, 1}});
  EXPECT_FALSE(difference_of_rates(alike, alike));
  EXPECT_NEAR(cautious_difference_of_rates(alike, alike)->variance, 2 * 0.5 * 0.5 / 10, tolerance);
  EXPECT_EQ(cautious_difference_of_rates(alike, alike)->units, 10);
}

TEST(ClustersTest, SayNothingBelowTwoUsers) {
  const Clusters one_user = clusters_of({{10, 3}});
  EXPECT_FALSE(difference_of_rates(four_users, one_user));
  EXPECT_FALSE(difference_of_rates(one_user, four_users));
  EXPECT_FALSE(cautious_difference_of_rates(four_users, one_user));
  EXPECT_FALSE(design_effect(four_users, one_user));
}

}  // namespace
}  // namespace coalmine::routing::evidence
