#include <gmock/gmock.h>

#include "routing/judge/flagger/plan.hpp"
#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* judges =
    "judges: { first: { engine: { burn_rate: {} } }, second: { engine: { flagger: {} }, functions: "
    "db } }";

std::vector<std::string> problems_in(const std::string& policy) {
  return problems_with({"policies: { a: " + policy + " }", judges});
}

TEST(Judges, WatchWhatMovesUnlessTheySayOtherwise) {
  const Scenario scenario = parsed_with({judges});
  ASSERT_EQ(scenario.judges.size(), 2U);
  EXPECT_EQ(scenario.judges[0].name, "first");
  EXPECT_THAT(scenario.judges[0].functions, ElementsAre(0, 1));
  EXPECT_THAT(scenario.judges[1].functions, ElementsAre(1));
  EXPECT_TRUE(std::holds_alternative<routing::flagger::Spec>(scenario.judges[1].engine));
}

TEST(Judges, ThatWatchWhatHasNoCanaryAreRefused) {
  EXPECT_THAT(
      problems_with({"release: { functions: [api], rollout: AllAtOnce }",
                     "judges: { a: { engine: { argo: {} }, functions: [db, dp, api, api] } }"}),
      ElementsAre("7:50: \"db\" has no canary to judge: it is not part of the release | watch a "
                  "function that moves",
                  "7:54: unknown function \"dp\" | did you mean \"db\"?",
                  "7:63: \"api\" is listed twice"));
}

TEST(Judges, HaveOneEngine) {
  EXPECT_THAT(problems_with({"judges: { a: { engine: { ergo: {} } } }"}),
              ElementsAre("7:26: unknown key \"ergo\" in engine | did you mean \"argo\"?"));
  EXPECT_THAT(problems_with({"judges: { a: { engine: { argo: {}, flagger: {} } } }"}),
              ElementsAre("7:36: \"argo\" and \"flagger\" exclude one another | engine has exactly "
                          "one key"));
}

TEST(Judges, AreNotCalledAsAlarmsAndTheOperatorAreInFigures) {
  EXPECT_THAT(
      problems_with(
          {"judges: { operator: { engine: { argo: {} } }, alarm_2: { engine: { argo: {} } "
           "}, alarm_: { engine: { argo: {} } }, alarm_2b: { engine: { argo: {} } } }"}),
      ElementsAre("7:11: a judge cannot be called \"operator\" | figures call the operator and the "
                  "policy's alarms so",
                  "7:47: a judge cannot be called \"alarm_2\" | figures call the operator and the "
                  "policy's alarms so"));
}

TEST(PolicyJudges, AreFoundByName) {
  const auto policies =
      parsed_with(
          {"policies: { a: { route: weighted, judges: [first] }, b: { route: weighted } }", judges})
          .policies;
  EXPECT_THAT(policies[0].judges, ElementsAre(0));
  EXPECT_THAT(policies[1].judges, IsEmpty());
  EXPECT_THAT(policies[0].watchers, IsEmpty());
}

TEST(PolicyJudges, ThatAreUnknownOrNamedTwiceAreRefused) {
  EXPECT_THAT(problems_in("{ route: weighted, judges: [frist, first, first] }"),
              ElementsAre("6:44: unknown judge \"frist\" | did you mean \"first\"?",
                          "6:58: \"first\" is listed twice"));
  EXPECT_THAT(problems_with({"policies: { a: { route: weighted, judges: [first] } }"}),
              ElementsAre("6:44: unknown judge \"first\" | add it to judges"));
}

TEST(PolicyJudges, ThatMoveTheWeightBringTheirPlan) {
  const Scenario scenario =
      parsed_with({"policies: { a: { route: weighted, judges: [second] } }", judges});
  const auto& plans = scenario.policies[0].plans;
  EXPECT_EQ(plans[0], routing::predefined_plan("AllAtOnce").value());
  EXPECT_EQ(plans[1],
            routing::flagger::plan_of(std::get<routing::flagger::Spec>(scenario.judges[1].engine)));
  EXPECT_EQ(plans[1].steps.front().hold, routing::until_advanced);
}

TEST(PolicyJudges, ThatMoveTheWeightNeedNoRollout) {
  EXPECT_THAT(problems_with({"release: { functions: [db] }",
                             "policies: { a: { route: weighted, judges: [second] } }", judges}),
              IsEmpty());
}

TEST(PolicyJudges, ThatMoveTheWeightTakeNoRolloutOfItsOwn) {
  EXPECT_THAT(
      problems_in("{ route: weighted, judges: [second], rollouts: { db: AllAtOnce } }"),
      ElementsAre("6:65: \"db\" has a judge that moves the weight itself | leave out the rollout, "
                  "or the judge"));
}

TEST(PolicyJudges, OfWhichTwoMoveOneWeightAreRefused) {
  EXPECT_THAT(
      problems_with({"judges: { a: { engine: { flagger: {} } }, b: { engine: { flagger: {} }, "
                     "functions: db } }",
                     "policies: { p: { route: weighted, judges: [a, b] } }"}),
      ElementsAre("6:13: policy \"p\" has 2 judges that move the weight of \"db\" | one of them, "
                  "or different functions"));
}

TEST(PolicyJudges, HaveNoAnalysisAtAStepThatNeverComes) {
  const auto problems_at = [](const std::string& step) {
    return problems_with(
        {"release: { rollout: Canary10Percent5Minutes }",
         "judges: { a: { functions: api, engine: { argo: { starting_step: " + step +
             ", metrics: [{ measure: error_rate, success: \"< 1%\" }] } } } }",
         "policies: { p: { route: weighted, judges: [a] } }"});
  };
  EXPECT_THAT(problems_at("2"), IsEmpty());
  EXPECT_THAT(problems_at("3"),
              ElementsAre("6:13: judge \"a\" has an analysis at step 3, but the rollout of \"api\" "
                          "has 2 | steps are counted from 1"));
}

}  // namespace
}  // namespace coalmine::spec
