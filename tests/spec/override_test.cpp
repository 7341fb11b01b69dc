#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using testing::ElementsAre;

Scenario set(const std::string& path_and_value, const std::vector<std::string>& changes = {}) {
  return parsed(scenario(changes), {.set = {path_and_value}, .policies = {}});
}

std::vector<std::string> problems_of_set(const std::string& path_and_value) {
  return problems_of(scenario(), {.set = {path_and_value}, .policies = {}});
}

const std::string two_policies =
    "policies: { weighted: { route: weighted }, sticky: { route: sticky } }";
const std::string expectations =
    "expect: [{ policy: weighted, metric: chains.mixed, rule: \"< 1%\" }, { policy: sticky, "
    "metric: chains.mixed, rule: \"< 2%\" }]";

TEST(Set, ReplacesAValue) {
  EXPECT_EQ(set("traffic.users=500").traffic.users, 500U);
  EXPECT_EQ(set("policies.weighted.route={ sticky: request }").policies[0].routing.route,
            routing::Route(routing::Sticky{.key = routing::StickyKey::request}));
  EXPECT_EQ(set("expect[1].rule=mean < 5%", {two_policies, expectations}).expectations[1].rule,
            "mean < 5%");
}

TEST(Set, LeavesARuleWithoutAPlaceInTheFile) {
  const auto rules = set("expect[1].rule=mean < 5%", {two_policies, expectations}).expectations;
  EXPECT_GT(rules[0].at.line, 0);
  EXPECT_EQ(rules[1].at, Position{});
}

TEST(Set, AddsAKey) {
  EXPECT_EQ(set("seed=7").seed, 7U);
  EXPECT_TRUE(set("policies.weighted.propagate=true").policies[0].routing.propagation.enabled);
}

TEST(Set, IsAppliedInOrder) {
  const Scenario scenario_ = parsed(scenario(), {.set = {"seed=7", "seed=8"}, .policies = {}});
  EXPECT_EQ(scenario_.seed, 8U);
}

TEST(Set, IsTheSourceOfItsProblems) {
  EXPECT_THAT(problems_of_set("traffic.users=many"),
              ElementsAre("--set traffic.users=many:1:15: users: \"many\" is not a whole number | "
                          "a whole number from 1 to 2147483647"));
  EXPECT_THAT(
      problems_of_set("traffic.usres=5"),
      ElementsAre(
          "--set traffic.usres=5:1:9: unknown key \"usres\" in traffic | did you mean \"users\"?"));
  EXPECT_THAT(problems_of_set("seed="),
              ElementsAre("--set seed=:1:1: seed: expected whole number, found nothing"));
  EXPECT_THAT(problems_of_set("seed=[1"),
              ElementsAre("--set seed=[1:1:6: not valid YAML: this bracket is never closed"));
}

TEST(Set, LeadsToSomethingThatExists) {
  EXPECT_THAT(
      problems_of_set("trafic.users=5"),
      ElementsAre("--set trafic.users=5:1:1: unknown key \"trafic\" | did you mean \"traffic\"?"));
  EXPECT_THAT(problems_of_set("name.first=5"),
              ElementsAre("--set name.first=5:1:6: \"name\" is not a map | a key follows a map, as "
                          "in traffic.users"));
  EXPECT_THAT(
      problems_of_set("functions.api.calls[1]=db"),
      ElementsAre("--set functions.api.calls[1]=db:1:20: the list has 1 item | the first is [0]"));
  EXPECT_THAT(
      problems_of_set("traffic[0]=5"),
      ElementsAre(
          "--set traffic[0]=5:1:8: this is not a list | an index follows a list, as in expect[0]"));
}

TEST(Set, IsAPathAndAValue) {
  EXPECT_THAT(
      problems_of_set("seed"),
      ElementsAre(
          "--set seed:1:1: no \"=\" between path and value | write it as traffic.users=500"));
  for (const std::string path : {"", ".seed", "a..b", "a[", "a[x]", "a[0]b", "a."}) {
    EXPECT_THAT(problems_of_set(path + "=1"),
                ElementsAre(testing::StartsWith("--set " + path + "=1:1:1: not a path")))
        << path;
  }
}

TEST(Set, ProblemsComeAfterThoseOfTheFile) {
  EXPECT_THAT(problems_of(scenario({"entry: nobody"}), {.set = {"sed=7"}, .policies = {}}),
              ElementsAre(testing::StartsWith("7:8: unknown function"),
                          testing::StartsWith("--set sed=7:1:1: unknown key")));
}

TEST(PolicyFilter, KeepsThosePoliciesAndTheirExpectations) {
  const Scenario kept =
      parsed(scenario({two_policies, expectations}), {.set = {}, .policies = {"sticky"}});
  ASSERT_EQ(kept.policies.size(), 1U);
  EXPECT_EQ(kept.policies[0].name, "sticky");
  ASSERT_EQ(kept.expectations.size(), 1U);
  EXPECT_EQ(kept.expectations[0].policy, "sticky");
}

TEST(PolicyFilter, NamesPoliciesThatExist) {
  EXPECT_THAT(
      problems_of(scenario({two_policies}), {.set = {}, .policies = {"stiky"}}),
      ElementsAre("--policy stiky:1:1: unknown policy \"stiky\" | did you mean \"sticky\"?"));
}

TEST(PolicyFilter, DoesNotHideAMisspeltExpectation) {
  EXPECT_THAT(
      problems_of(scenario({"expect: [{ policy: wighted, metric: chains.mixed, rule: \"< 1%\" }]"}),
                  {.set = {}, .policies = {"weighted"}}),
      ElementsAre("7:20: unknown policy \"wighted\" | did you mean \"weighted\"?"));
}

TEST(Origin, IsTheTextAsWritten) { EXPECT_EQ(set("traffic.users=500").text, scenario()); }

// These two are members of a scenario of their own, so whoever repeats it would say them twice.
TEST(Origin, IsWhatWasSetBesideSeedAndReplications) {
  const Scenario changed = parsed(
      scenario(), {.set = {"seed=7", "traffic.users=500", "replications=3", "description=seed=4"},
                   .policies = {}});
  EXPECT_THAT(changed.set, ElementsAre("traffic.users=500", "description=seed=4"));
}

TEST(Origin, IsWhichPoliciesWereKept) {
  EXPECT_THAT(parsed(scenario({two_policies}), {.set = {}, .policies = {"sticky"}}).only_policies,
              ElementsAre("sticky"));
}

}  // namespace
}  // namespace coalmine::spec
