// Runs of one scenario: what tells them apart is said, and nothing else.
#include "report/page/run/told_apart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalmine::report {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

harness::RunResult run_of(const std::string& scenario) {
  harness::RunResult run;
  run.version = "0.1.0";
  run.scenario = scenario;
  run.digest = "0123456789abcdef";
  run.seed = 1;
  run.replications = 100;
  return run;
}

TEST(ToldApart, SaysNothingOfScenariosThatAreThereOnce) {
  const std::vector<harness::RunResult> runs{run_of("coffee"), run_of("tea")};
  EXPECT_THAT(told_apart(runs, {"coffee", "tea"}), IsEmpty());
}

TEST(ToldApart, SaysOnlyWhatDiffers) {
  std::vector<harness::RunResult> runs{run_of("coffee"), run_of("tea"), run_of("coffee"),
                                       run_of("tea")};
  runs[2].seed = 7;
  runs[2].set = {"traffic.users=20", "seed=7"};
  runs[3].replications = 1;
  runs[3].only_policies = {"sticky"};
  EXPECT_THAT(
      told_apart(runs, {"coffee (1)", "tea (1)", "coffee (2)", "tea (2)"}),
      ElementsAre(
          "coffee (1): seed 1, no --set; coffee (2): seed 7, --set traffic.users=20 --set seed=7.",
          "tea (1): 100 replications, all policies; tea (2): 1 replication, policy sticky."));
}

TEST(ToldApart, SaysWhichTextAndVersionItWas) {
  std::vector<harness::RunResult> runs{run_of("coffee"), run_of("coffee")};
  runs[1].version = "0.2.0";
  runs[1].text = "name: coffee\n";
  runs[1].digest = "fedcba9876543210";
  EXPECT_THAT(told_apart(runs, {"a", "b"}),
              ElementsAre("a: coalmine 0.1.0, digest 0123456789ab; b: coalmine 0.2.0, digest "
                          "fedcba987654."));
}

TEST(ToldApart, HasTheDigestWhereNothingElseTells) {
  std::vector<harness::RunResult> runs{run_of("coffee"), run_of("coffee")};
  EXPECT_THAT(told_apart(runs, {"a", "b"}), ElementsAre("a and b are the same run."));
  runs[1].digest = "fedcba9876543210";
  EXPECT_THAT(told_apart(runs, {"a", "b"}),
              ElementsAre("a: digest 0123456789ab; b: digest fedcba987654."));
}

}  // namespace
}  // namespace coalmine::report
