#include "harness/tally.hpp"

#include <gtest/gtest.h>

namespace coalmine::harness {
namespace {

// Chains of three invocations, of which the second does not move.
constexpr std::uint64_t all_ran = 0b111;
Tally tally_of_three() { return Tally(0b101, 3); }

ChainFacts ran(std::uint64_t canary_nodes, std::uint64_t ran_nodes = all_ran) {
  return {.canary_nodes = canary_nodes, .ran_nodes = ran_nodes};
}

TEST(TallyTest, CallsAChainMixedIfItsMovingInvocationsRanOnBothVersions) {
  Tally tally = tally_of_three();
  tally.add(ran(0b000));
  tally.add(ran(0b101));
  EXPECT_EQ(tally.mixed(), 0u);
  tally.add(ran(0b001));
  tally.add(ran(0b100));
  EXPECT_EQ(tally.mixed(), 2u);
  EXPECT_EQ(tally.chains(), 4u);
}

TEST(TallyTest, JudgesOnlyTheInvocationsThatRan) {
  Tally tally = tally_of_three();
  tally.add(ran(0b001, 0b001));  // it ended after the entry
  EXPECT_EQ(tally.mixed(), 0u);
  EXPECT_EQ(tally.all_canary(), 1u);
}

TEST(TallyTest, CallsAChainAllCanaryOnlyIfItWasOnTheCanaryAtAll) {
  Tally tally = tally_of_three();
  tally.add(ran(0b000));
  EXPECT_EQ(tally.all_canary(), 0u);
  tally.add(ran(0b101));
  EXPECT_EQ(tally.all_canary(), 1u);
}

TEST(TallyTest, CountsEntriesOnTheCanary) {
  Tally tally = tally_of_three();
  tally.add(ran(0b001));
  tally.add(ran(0b100));
  EXPECT_EQ(tally.entry_on_canary(), 1u);
}

TEST(TallyTest, CountsAFailedRequestUnderOneCause) {
  Tally tally = tally_of_three();
  ChainFacts failed = ran(0b001);
  failed.failure = Cause::mismatch;
  tally.add(failed);
  tally.add(ran(0));
  EXPECT_EQ(tally.failed(Cause::mismatch), 1u);
  for (const Cause other : {Cause::bug, Cause::collateral, Cause::baseline, Cause::timeout})
    EXPECT_EQ(tally.failed(other), 0u);
}

TEST(TallyTest, CountsChainsWithAMismatchAndMismatches) {
  Tally tally = tally_of_three();
  ChainFacts met = ran(0b001);
  met.forward = 3;
  tally.add(met);
  met.backward = 1;
  tally.add(met);
  EXPECT_EQ(tally.chains_forward(), 2u);
  EXPECT_EQ(tally.forward(), 6u);
  EXPECT_EQ(tally.chains_backward(), 1u);
  EXPECT_EQ(tally.backward(), 1u);
}

TEST(TallyTest, CountsDistinctCombinationsOfAnyLength) {
  Tally tally(~std::uint64_t{0}, 64);
  const std::uint64_t last = std::uint64_t{1} << 63;
  for (const std::uint64_t canary : {std::uint64_t{0}, std::uint64_t{0}, std::uint64_t{5}, last,
                                     last, last | 5, std::uint64_t{63}, std::uint64_t{64}}) {
    tally.add(ran(canary, ~std::uint64_t{0}));
  }
  EXPECT_EQ(tally.combinations(), 6u);
}

TEST(TallyTest, CountsInvocationsByFunctionAndVersion) {
  Tally tally = tally_of_three();
  tally.add_invocation(2, routing::Version::canary);
  tally.add_invocation(2, routing::Version::stable);
  tally.add_invocation(2, routing::Version::stable);
  EXPECT_EQ(tally.invocations(2)[0], 2u);
  EXPECT_EQ(tally.invocations(2)[1], 1u);
  EXPECT_EQ(tally.invocations(0)[1], 0u);
}

TEST(TallyTest, ForgetsEverythingWhenCleared) {
  Tally tally = tally_of_three();
  tally.add(ran(0b101));
  tally.add_late();
  tally.clear();
  EXPECT_EQ(tally.chains(), 0u);
  EXPECT_EQ(tally.combinations(), 0u);
  EXPECT_EQ(tally.late(), 0u);
  tally.add(ran(0b101));
  EXPECT_EQ(tally.all_canary(), 1u) << "which invocations move is not forgotten";
}

}  // namespace
}  // namespace coalmine::harness
