#include "routing/replicas.hpp"

#include <gtest/gtest.h>

namespace coalmine::routing {
namespace {

ReplicaCounts counts(double share, std::uint32_t replicas, bool surge) {
  return replica_counts(Weight::make(share).value(), replicas, surge);
}

bool are(ReplicaCounts counts, std::uint32_t stable, std::uint32_t canary) {
  return counts == ReplicaCounts{stable, canary};
}

TEST(Replicas, RoundToTheNearestShare) {
  EXPECT_TRUE(are(counts(0.1, 10, false), 9, 1));
  EXPECT_TRUE(are(counts(0.24, 5, false), 4, 1));
  EXPECT_TRUE(are(counts(0.34, 5, false), 3, 2));
}

TEST(Replicas, ASurgeMayComeNearer) {
  // 1 of 4 is 25 %; with one more, 1 of 5 is 20 %.
  EXPECT_TRUE(are(counts(0.2, 4, false), 3, 1));
  EXPECT_TRUE(are(counts(0.2, 4, true), 4, 1));
}

TEST(Replicas, TheLargerCanaryWinsATie) {
  // 30 % lies half way between 1 and 2 of 5.
  EXPECT_TRUE(are(counts(0.3, 5, false), 3, 2));
}

TEST(Replicas, KeepBothVersionsStrictlyBetweenZeroAndOne) {
  EXPECT_TRUE(are(counts(0.01, 5, false), 4, 1));
  EXPECT_TRUE(are(counts(0.99, 5, false), 1, 4));
  EXPECT_TRUE(are(counts(0, 5, true), 5, 0));
  EXPECT_TRUE(are(counts(1, 5, true), 0, 5));
}

TEST(Replicas, ASingleOneIsTheCanaryOrBesideIt) {
  EXPECT_TRUE(are(counts(0.1, 1, false), 0, 1));
  EXPECT_TRUE(are(counts(0.1, 1, true), 1, 1));
}

TEST(Replicas, TheirShareIsTheWeightOfRequests) {
  EXPECT_NEAR(weight_of({9, 1}).share(), 0.1, 1e-15);
  EXPECT_EQ(weight_of({0, 3}), Weight::all());
  EXPECT_EQ(weight_of({3, 0}), Weight{});
}

}  // namespace
}  // namespace coalmine::routing
