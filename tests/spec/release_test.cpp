#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace models;
using routing::Plan;
using routing::Weight;
using testing::ElementsAre;

const std::string three_functions = "functions: { api: { calls: [db, mail] }, db: {}, mail: {} }";

std::vector<std::string> problems_in(const std::string& release) {
  return problems_with({three_functions, "release: " + release});
}

TEST(Releases, MoveEveryFunctionAtOnceByDefault) {
  const Release release = parsed(scenario()).release;
  EXPECT_THAT(release.functions, ElementsAre(0, 1));
  EXPECT_THAT(release.starts, ElementsAre(Duration{0}, Duration{0}));
  EXPECT_TRUE(release.rollback_together);
}

TEST(Releases, MayMoveSomeFunctionsEachAtItsTime) {
  const Release release = parsed_with({three_functions,
                                       "release: { functions: [mail, api], start: 1m, starts: { "
                                       "mail: 30s }, rollback: alone, rollout: AllAtOnce }"})
                              .release;
  EXPECT_THAT(release.functions, ElementsAre(0, 2));
  EXPECT_THAT(release.starts, ElementsAre(Duration{1min}, Duration{30s}));
  EXPECT_FALSE(release.rollback_together);
}

TEST(Releases, NameFunctionsThatExistOnce) {
  EXPECT_THAT(problems_in("{ functions: [apy, db, db], rollout: AllAtOnce }"),
              ElementsAre("5:24: unknown function \"apy\" | did you mean \"api\"?",
                          "5:33: \"db\" is listed twice"));
  EXPECT_THAT(
      problems_in("{ functions: [db], starts: { api: 1m }, rollouts: { mail: AllAtOnce }, rollout: "
                  "AllAtOnce }"),
      ElementsAre("5:39: \"api\" is not part of the release | add it to release.functions",
                  "5:62: \"mail\" is not part of the release | add it to release.functions"));
}

TEST(Releases, BeginWhileSomebodyLooks) {
  EXPECT_THAT(problems_in("{ start: 10m, rollout: AllAtOnce }"),
              ElementsAre("5:19: the release begins at 10m, but only 10m are observed"));
  EXPECT_THAT(problems_in("{ starts: { db: 1h }, rollout: AllAtOnce }"),
              ElementsAre("5:22: the release begins at 1h, but only 10m are observed"));
}

std::vector<Plan> plans(const std::string& release, const std::string& policy) {
  return parsed_with({three_functions, "release: " + release, "policies: { a: " + policy + " }"})
      .policies[0]
      .plans;
}

Plan steps(std::vector<std::pair<double, Duration>> parts) {
  Plan plan;
  for (const auto& [share, hold] : parts) plan.steps.push_back({*Weight::make(share), hold});
  return plan;
}

TEST(Rollouts, AreNamedOrSpelledOut) {
  const auto plan = [](const std::string& rollout) {
    return plans("{ rollout: " + rollout + " }", "{ route: weighted }")[0];
  };
  EXPECT_EQ(plan("Canary10Percent5Minutes"), *routing::predefined_plan("Canary10Percent5Minutes"));
  EXPECT_EQ(plan("{ canary: { share: 10%, interval: 5m } }"), *routing::canary_plan(0.1, 5min));
  EXPECT_EQ(plan("{ linear: { share: 10%, interval: 1m } }"), *routing::linear_plan(0.1, 1min));
  EXPECT_EQ(plan("{ steps: [{ weight: 4/41, for: 10m }, { weight: 100% }] }"),
            steps({{4.0 / 41, 10min}, {1, 0s}}));
}

TEST(Rollouts, AreTakenFromTheNearestPlace) {
  const Plan in_release = *routing::predefined_plan("AllAtOnce");
  const Plan of_db = *routing::predefined_plan("Canary10Percent5Minutes");
  const Plan in_policy = *routing::predefined_plan("Linear10PercentEvery1Minute");
  const std::string release = "{ rollout: AllAtOnce, rollouts: { db: Canary10Percent5Minutes } }";
  EXPECT_THAT(plans(release, "{ route: weighted }"), ElementsAre(in_release, of_db, in_release));
  EXPECT_THAT(plans(release, "{ route: weighted, rollout: Linear10PercentEvery1Minute }"),
              ElementsAre(in_policy, in_policy, in_policy));
  EXPECT_THAT(
      plans(release, "{ route: weighted, rollouts: { mail: Linear10PercentEvery1Minute } }"),
      ElementsAre(in_release, of_db, in_policy));
}

TEST(Rollouts, AreNeverMissing) {
  EXPECT_THAT(problems_in("{ functions: [api, db], rollouts: { api: AllAtOnce } }"),
              ElementsAre("6:13: policy \"weighted\" has no rollout for \"db\" | give the policy "
                          "or the release a rollout: Canary10Percent5Minutes"));
}

TEST(Rollouts, ThatAreNoneAreRefused) {
  EXPECT_THAT(problems_in("{ rollout: Canary10Percent6Minutes }"),
              ElementsAre("5:21: rollout: unknown rollout \"Canary10Percent6Minutes\" | did you "
                          "mean \"Canary10Percent5Minutes\"?"));
  EXPECT_THAT(problems_in("{ rollout: { steps: [{ weight: 10% }, { weight: 110%, for: 1m }] } }"),
              ElementsAre("5:31: step needs the key \"for\" | only the last step may leave it out",
                          "5:58: weight: \"110%\" is above 1 | a share is at most 1, or 100%"));
  EXPECT_THAT(problems_in("{ rollout: { canary: { share: 10%, interval: 0s } } }"),
              ElementsAre("5:55: interval: must be longer than 0"));
  EXPECT_THAT(
      problems_in("{ rollout: { canary: { share: 10%, interval: 5m }, steps: [] } }"),
      ElementsAre(
          "5:61: \"canary\" and \"steps\" exclude one another | rollout has exactly one key",
          "5:68: steps: the list is empty"));
}

TEST(Bugs, AreOfThreeKinds) {
  const System system =
      parsed_with({"release: { rollout: AllAtOnce, bugs: [{ in: api, fails: 5% }, { in: db, "
                   "fails_for: 2% }, { in: db, slower_by: 300ms }] }"})
          .system;
  EXPECT_THAT(system.bugs, ElementsAre(Bug{0, FailsBug{0.05}}, Bug{1, TraitBug{0.02}},
                                       Bug{1, SlowerBug{1, 300ms}}));
}

TEST(Bugs, AreOneThingInAFunctionThatMoves) {
  EXPECT_THAT(
      problems_in("{ rollout: AllAtOnce, bugs: [{ in: api }, { in: api, fails: 1%, slower: 2 }] }"),
      ElementsAre("5:39: the bug does nothing | give it fails: 5%, fails_for: 2%, slower: 2 or "
                  "slower_by: 300ms",
                  "5:52: one bug, one kind of fault | write a bug for each: fails, fails_for, "
                  "slower with slower_by"));
  EXPECT_THAT(
      problems_in("{ rollout: AllAtOnce, functions: [api], bugs: [{ in: db, fails: 1% }] }"),
      ElementsAre("5:63: \"db\" has no canary: it is not part of the release | add it to "
                  "release.functions"));
}

TEST(Canaries, ThatDifferBelongToFunctionsThatMove) {
  EXPECT_THAT(problems_with(
                  {"functions: { api: { calls: [db] }, db: { errors: { stable: 0, canary: 1% } } }",
                   "release: { rollout: AllAtOnce, functions: [api] }"}),
              ElementsAre("4:36: \"db\" has no canary: it is not part of the release | add it to "
                          "release.functions"));
  EXPECT_THAT(problems_with({"release: { rollout: AllAtOnce, functions: [api] }",
                             "incidents: [{ in: db, version: canary, to: 1m, errors: 1% }]"}),
              ElementsAre("7:32: \"db\" has no canary: it is not part of the release | add it to "
                          "release.functions"));
}

TEST(Fields, AreNeededForwardsAndUnreadableBackwards) {
  const System system = parsed_with({three_functions,
                                     "release: { rollout: AllAtOnce, fields: [{ name: id, "
                                     "written_by: api, needed_by: [db, mail] }, "
                                     "{ name: price, written_by: api, unreadable_by: mail }] }"})
                            .system;
  EXPECT_THAT(system.field_changes, ElementsAre(FieldChange{"id", Mismatch::forward, 0, 1},
                                                FieldChange{"id", Mismatch::forward, 0, 2},
                                                FieldChange{"price", Mismatch::backward, 0, 2}));
}

TEST(Fields, HarmSomebodyDownstream) {
  EXPECT_THAT(
      problems_in("{ rollout: AllAtOnce, fields: [{ name: id, written_by: db }, { name: id, "
                  "written_by: db, needed_by: api }] }"),
      ElementsAre("5:41: the field harms nobody | give it needed_by or unreadable_by",
                  "5:110: \"api\" never reads what \"db\" writes: it is not downstream of it"));
}

TEST(Fields, AreWrittenAndNeededByFunctionsThatMove) {
  EXPECT_THAT(problems_in("{ rollout: AllAtOnce, functions: [api], fields: [{ name: id, "
                          "written_by: api, needed_by: db }] }"),
              ElementsAre("5:99: \"db\" has no canary: it is not part of the release | add it to "
                          "release.functions"));
  EXPECT_THAT(problems_in("{ rollout: AllAtOnce, functions: [db], fields: [{ name: id, written_by: "
                          "api, unreadable_by: db }] }"),
              ElementsAre("5:82: \"api\" has no canary: it is not part of the release | add it to "
                          "release.functions"));
}

TEST(Fields, MayBeUnreadableForAFunctionThatStaysStable) {
  EXPECT_THAT(problems_in("{ rollout: AllAtOnce, functions: [api], fields: [{ name: id, "
                          "written_by: api, unreadable_by: db }] }"),
              testing::IsEmpty());
}

}  // namespace
}  // namespace coalmine::spec
