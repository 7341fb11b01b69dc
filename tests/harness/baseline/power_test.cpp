// How many replications a baseline needs before anything judged by it could fail.
#include "harness/baseline/power.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/harness/baseline/results.hpp"

namespace coalmine::harness {
namespace {

using testing::ElementsAre;

// Of `tests` figures, each judged: one outcome, and the rest of policies that have no other.
RunResult baseline(std::uint32_t tests, std::uint32_t replications) {
  std::vector<PolicyResult> policies;
  for (std::uint32_t i = 0; i < tests; ++i) {
    const std::string metric = i == 0 ? "alarm.missed" : "requests.failed";
    policies.push_back(
        policy_with(fmt::format("p{}", i), {figure_with(metric, all_of(0, replications))}));
  }
  return result_with(std::move(policies));
}

std::vector<std::uint32_t> needed(const std::vector<RunResult>& baselines) {
  return replications_to_judge_by(baselines);
}

// 2^-n <= 1 % / tests.
TEST(ReplicationsToJudgeBy, GrowWithTheNumberOfTests) {
  EXPECT_THAT(needed({baseline(1, 20)}), ElementsAre(7));
  EXPECT_THAT(needed({baseline(10, 20)}), ElementsAre(10));
  EXPECT_THAT(needed({baseline(11, 20)}), ElementsAre(11));
}

TEST(ReplicationsToJudgeBy, AreEstimatedFromFewerThanAreCompared) {
  EXPECT_THAT(needed({baseline(11, 3)}), ElementsAre(11));
}

TEST(ReplicationsToJudgeBy, AreCountedOverAllThatIsComparedTogether) {
  EXPECT_THAT(needed({baseline(10, 20), baseline(1, 20)}), ElementsAre(11, 11));
}

TEST(ReplicationsToJudgeBy, AreFiveWhereNoOutcomeIsJudged) {
  EXPECT_THAT(needed({result_with("requests.failed", all_of(0, 3))}), ElementsAre(5));
}

TEST(ReplicationsToJudgeBy, AreMoreWhereOnlySomeHaveTheOutcome) {
  Values half = no_data(20);
  std::fill_n(half.begin(), 6, 0.0);
  EXPECT_THAT(needed({result_with("alarm.missed", half)}),
              ElementsAre(24));  // 7 with data, where 6 of 20 have any
}

// What no comparison tests is no reason to refuse one.
TEST(ReplicationsToJudgeBy, AreNoneForFiguresWithLessDataThanIsCompared) {
  Values rare = no_data(20);
  std::fill_n(rare.begin(), 4, 0.0);
  EXPECT_THAT(needed({result_with("alarm.missed", rare)}), ElementsAre(5));
}

TEST(ReplicationsToJudgeBy, AreThoseThatAComparisonAsksFor) {
  for (const std::uint32_t tests : {1U, 2U, 10U, 11U, 40U}) {
    for (std::uint32_t replications = 1; replications < 16; ++replications) {
      const RunResult result = baseline(tests, replications);
      EXPECT_EQ(compare(result, result).has_value(), needed({result}).front() <= replications)
          << tests << " tests, " << replications << " replications";
    }
  }
}

}  // namespace
}  // namespace coalmine::harness
