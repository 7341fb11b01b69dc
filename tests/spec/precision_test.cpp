#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* two_policies =
    "policies: { weighted: { route: weighted }, sticky: { route: sticky } }";

TEST(Precision, IsAskedOfOnePolicyOrOfAll) {
  EXPECT_THAT(parsed_with({two_policies,
                           "precision: { policy: sticky, metric: blast_radius.harmed, "
                           "half_width: 0.5%, at_most: 2000 }"})
                  .precision,
              ElementsAre(Precision{"sticky", "blast_radius.harmed", 0.005, 2000}));
  EXPECT_THAT(
      parsed_with({two_policies, "precision: { metric: users.active, half_width: 3, at_most: 50 }"})
          .precision,
      ElementsAre(Precision{"weighted", "users.active", 3, 50},
                  Precision{"sticky", "users.active", 3, 50}));
}

TEST(Precision, IsAskedOfOneFigureOrOfSeveral) {
  EXPECT_THAT(parsed_with({"precision: [{ metric: chains.mixed, half_width: 1%, at_most: 40 }, "
                           "{ metric: latency.p99.alias, half_width: 20ms, at_most: 60 }]"})
                  .precision,
              ElementsAre(Precision{"weighted", "chains.mixed", 0.01, 40},
                          Precision{"weighted", "latency.p99.alias", 20, 60}));
}

TEST(Precision, IsNotAskedOfPoliciesThatAreLeftOut) {
  const std::string item = "{ policy: sticky, metric: users.active, half_width: 3, at_most: 50 }";
  const Overrides only_weighted{.policies = {"weighted"}};
  EXPECT_THAT(parsed(scenario({two_policies, "precision: " + item}), only_weighted).precision,
              IsEmpty());
  EXPECT_THAT(parsed(scenario({two_policies, "precision: [" + item +
                                                 ", { metric: users.active, "
                                                 "half_width: 3, at_most: 60 }]"}),
                     only_weighted)
                  .precision,
              ElementsAre(Precision{"weighted", "users.active", 3, 60}));
}

TEST(Precision, ChangesNoDigest) {
  EXPECT_EQ(parsed_with({"precision: { metric: users.active, half_width: 3, at_most: 50 }"}).digest,
            parsed_with({}).digest);
}

std::vector<std::string> problems_in(const std::string& precision) {
  return problems_with({"precision: " + precision});
}

TEST(Precision, IsAboutPoliciesAndFiguresThatExist) {
  EXPECT_THAT(problems_in("{ policy: wieghted, metric: chains.mixd, half_width: 1%, at_most: 50 }"),
              ElementsAre("7:22: unknown policy \"wieghted\" | did you mean \"weighted\"?",
                          "7:40: unknown metric \"chains.mixd\" | did you mean \"chains.mixed\"?"));
  EXPECT_THAT(problems_in("{ metric: canary.user_share.step_9, half_width: 1%, at_most: 50 }"),
              ElementsAre(testing::StartsWith("7:22: the rollout of \"weighted\" has no such")));
}

TEST(Precision, HasAWidthInTheUnitOfTheFigure) {
  EXPECT_THAT(problems_in("{ metric: users.active, half_width: 1%, at_most: 50 }"),
              ElementsAre("7:48: half_width: users.active is not a share but a number"));
  EXPECT_THAT(problems_in("{ metric: chains.mixed, half_width: 1s, at_most: 50 }"),
              ElementsAre("7:48: half_width: chains.mixed is not a time but a share"));
  EXPECT_THAT(problems_in("{ metric: chains.mixed, half_width: wide, at_most: 50 }"),
              ElementsAre("7:48: half_width: \"wide\" is not a number, percentage or duration"));
  EXPECT_THAT(problems_in("{ metric: chains.mixed, half_width: 0, at_most: 50 }"),
              ElementsAre("7:48: half_width: must be above 0 | for example 0.5%"));
}

TEST(Precision, NeedsALimit) {
  EXPECT_THAT(problems_in("{ metric: chains.mixed, half_width: 1% }"),
              ElementsAre("7:12: precision needs the key \"at_most\" | for example at_most: 2000"));
}

}  // namespace
}  // namespace coalmine::spec
