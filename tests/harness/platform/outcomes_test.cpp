// What became of wishes where nothing is released: kept as long as somebody needs it.
#include "harness/outcomes.hpp"

#include <gtest/gtest.h>

#include "harness/attempts.hpp"

namespace coalmine::harness {
namespace {

constexpr bool twin = true;
constexpr bool policy = false;

TEST(OutcomesTest, TellAttemptsOfAWishApart) {
  Outcomes outcomes;
  const std::uint64_t second = next_try(7);
  outcomes.hold(7, twin);
  outcomes.note(7, true, false);
  outcomes.hold(second, twin);
  outcomes.note(second, false, true);
  EXPECT_EQ(outcomes.of(7).failed, 1u << attempt_of(7));
  EXPECT_EQ(outcomes.of(7).late, 1u << attempt_of(second));
}

TEST(OutcomesTest, AreSettledWhenTheTwinHasNothingUnderWay) {
  Outcomes outcomes;
  outcomes.hold(7, policy);
  outcomes.hold(7, twin);
  outcomes.hold(next_try(7), twin);
  outcomes.release(7, twin);
  EXPECT_FALSE(outcomes.settled(7));
  outcomes.release(next_try(7), twin);
  EXPECT_TRUE(outcomes.settled(7));
}

TEST(OutcomesTest, AreKeptWhileARequestOfTheirsIsUnderWay) {
  Outcomes outcomes;
  outcomes.hold(7, twin);
  outcomes.hold(7, policy);
  outcomes.note(7, true, false);
  outcomes.release(7, twin);
  outcomes.forget_before(1'000'000);
  EXPECT_NE(outcomes.of(7).failed, 0u);
}

TEST(OutcomesTest, BeginCleanWhereMemoryWasUsedBefore) {
  Outcomes outcomes;
  outcomes.hold(7, twin);
  outcomes.note(7, true, true);
  outcomes.release(7, twin);
  outcomes.forget_before(10'000);
  const std::uint64_t later = 10 * 1024 + 7;
  outcomes.hold(later, policy);
  EXPECT_EQ(outcomes.of(later).failed, 0u);
  EXPECT_EQ(outcomes.of(later).late, 0u);
}

TEST(OutcomesTest, NeedMemoryForWhatIsUnderWayAndNotForWhatHasBeen) {
  Outcomes outcomes;
  outcomes.hold(0, policy);  // an old one, as a record that blocks a shard
  for (std::uint64_t number = 1; number < 1'000'000; ++number) {
    outcomes.hold(number, twin);
    outcomes.release(number, twin);
    if (number % 1024 == 0) outcomes.forget_before(number);
    ASSERT_LE(outcomes.size(), 3u * 1024);
  }
  outcomes.release(0, policy);
  outcomes.forget_before(1'000'000);
  EXPECT_LE(outcomes.size(), 1024u);
}

TEST(OutcomesTest, AreForgottenBetweenReplications) {
  Outcomes outcomes;
  outcomes.hold(7, twin);
  outcomes.note(7, true, true);
  outcomes.clear();
  outcomes.hold(7, policy);
  EXPECT_TRUE(outcomes.settled(7));
  EXPECT_EQ(outcomes.of(7).failed, 0u);
}

// Old wishes that are still needed do not keep those that came after them.
TEST(OutcomesTest, ForgetWhatIsBetween) {
  Outcomes outcomes;
  outcomes.hold(7, policy);
  for (std::uint64_t wish = 1024; wish < 10 * 1024; ++wish) {
    outcomes.hold(wish, twin);
    outcomes.note(wish, true, false);
    outcomes.release(wish, twin);
  }
  outcomes.forget_before(10 * 1024);
  outcomes.hold(10 * 1024, twin);
  outcomes.release(7, policy);
  outcomes.forget_before(10 * 1024);
  EXPECT_FALSE(outcomes.settled(10 * 1024));
}

}  // namespace
}  // namespace coalmine::harness
