// A scenario as a whole: its top-level keys, its digest, and every problem in one pass.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "tests/spec/scenario_text.hpp"
#include "tests/support/scratch_directory.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(Scenario, HasDefaultsForWhatIsNotWritten) {
  const Scenario demo = parsed(scenario());
  EXPECT_EQ(demo.name, "demo");
  EXPECT_EQ(demo.description, "");
  EXPECT_EQ(demo.seed, 1U);
  EXPECT_EQ(demo.replications, 100U);
  EXPECT_EQ(demo.duration, Duration{10min});
  EXPECT_EQ(demo.trace, nullptr);
}

TEST(Scenario, SaysWhichKeysItNeeds) {
  EXPECT_THAT(
      problems_of("name: demo\nduration: 10m\ntraffic: { users: 10, requests: { fixed: 1 } }\n"),
      ElementsAre("1:1: scenario needs the key \"functions\" | for example functions: { api: { "
                  "latency: 20ms } }",
                  "1:1: scenario needs the key \"policies\" | for example policies: { weighted: { "
                  "route: weighted } }"));
  EXPECT_THAT(problems_of("just text\n"),
              ElementsAre("1:1: expected scenario, found a single value"));
}

TEST(Scenario, DoesNotCallAMisspeltKeyMissing) {
  std::string text = scenario();
  text.replace(text.find("policies"), 8, "polices");
  EXPECT_THAT(problems_of(text),
              ElementsAre("6:1: unknown key \"polices\" in scenario | did you mean \"policies\"?"));
}

TEST(Scenario, HasNumbersInTheirRange) {
  EXPECT_THAT(
      problems_with({"replications: 0"}),
      ElementsAre("7:15: replications: 0 is out of range | a whole number from 1 to 1000000"));
  EXPECT_THAT(
      problems_with({"replications: 1000001"}),
      ElementsAre(
          "7:15: replications: 1000001 is out of range | a whole number from 1 to 1000000"));
  EXPECT_THAT(problems_with({"seed: 18446744073709551616"}),
              ElementsAre("7:7: seed: \"18446744073709551616\" is too large | a whole number from "
                          "0 to 18446744073709551615"));
  EXPECT_THAT(problems_with({"duration: 0s"}),
              ElementsAre("2:11: duration: must be longer than 0"));
  EXPECT_THAT(problems_with({"name: two words"}),
              ElementsAre("1:7: name: \"two words\" is not a name | letters, digits, \"-\" and "
                          "\"_\", at most 100"));
}

TEST(Scenario, ReportsEveryProblemInTheOrderOfTheText) {
  EXPECT_THAT(
      problems_of("name: demo\n"
                  "duration: 10\n"
                  "functions:\n"
                  "  api: { calls: [db], erors: 1% }\n"
                  "  db: { calls: [api], latency: -5ms }\n"
                  "policies:\n"
                  "  a: { route: stiky }\n"
                  "traffic: { users: 10, requests: { fixed: 1 } }\n"),
      ElementsAre("2:11: duration: \"10\" has no unit | write it as 250us, 80ms, 1.5s, 10m, 2h, 1d "
                  "or 1h30m",
                  "4:23: unknown key \"erors\" in function | did you mean \"errors\"?",
                  "5:17: calls and streams make a cycle: api -> db -> api | a chain must end",
                  "5:32: latency: \"-5ms\" is negative | a duration is at least 0s",
                  "7:3: policy \"a\" has no rollout for \"api\" | give the policy or the release a "
                  "rollout: Canary10Percent5Minutes",
                  "7:3: policy \"a\" has no rollout for \"db\" | give the policy or the release a "
                  "rollout: Canary10Percent5Minutes",
                  "7:15: route: unknown route \"stiky\" | did you mean \"sticky\"?"));
}

TEST(Scenario, ThatCannotBeReadIsReportedAsAWhole) {
  const auto missing = load("no/such/scenario.yaml");
  ASSERT_FALSE(missing);
  EXPECT_THAT(
      missing.error(),
      ElementsAre(Diagnostic{"no/such/scenario.yaml", {}, "cannot be read", "is the path right?"}));
}

TEST(Scenario, IsNoFolder) {
  const auto folder = load(testing::TempDir());
  ASSERT_FALSE(folder);
  EXPECT_THAT(folder.error(), ElementsAre(Diagnostic{testing::TempDir(),
                                                     {},
                                                     "is a folder, not a scenario",
                                                     "coalmine test takes folders of scenarios"}));
}

TEST(Digest, IsThatOfTheScenarioAndNotOfItsLayout) {
  const std::string digest = parsed(scenario()).digest;
  EXPECT_EQ(digest.size(), 64U);
  EXPECT_EQ(parsed("# a comment\n\n" + scenario({"duration: '10m'"})).digest, digest);
  EXPECT_NE(parsed_with({"duration: 11m"}).digest, digest);
}

TEST(Digest, LeavesOutSeedAndReplicationsWhichStandBesideIt) {
  EXPECT_EQ(parsed_with({"seed: 7", "replications: 3"}).digest, parsed(scenario()).digest);
}

TEST(Digest, IsTakenAfterOverrides) {
  EXPECT_EQ(parsed(scenario(), {.set = {"duration=11m"}, .policies = {}}).digest,
            parsed_with({"duration: 11m"}).digest);
}

TEST(Digest, IncludesTheBytesOfTheTrace) {
  const ScratchDirectory scratch;
  const std::string directory = scratch.path();
  const auto digest_with = [&directory](const std::string& log) {
    std::ofstream(directory + "/log.csv") << "t,user,endpoint,status,bytes\n" << log;
    const auto scenario = parse(
        "name: demo\ntraffic: { trace: { file: log.csv } }\nfunctions: { api: {} }\n"
        "policies: { a: { route: weighted, rollout: AllAtOnce } }\n",
        directory + "/demo.yaml");
    return scenario ? scenario->digest : "none";
  };
  const std::string digest = digest_with("0,1,0,200,1\n");
  EXPECT_EQ(digest_with("0,1,0,200,1\n"), digest);
  EXPECT_NE(digest_with("0,1,0,200,2\n"), digest);
}

TEST(Rendering, ShowsTheLineAndACaretBelowTheColumn) {
  EXPECT_EQ(render({"a.yaml", {2, 10}, "unknown route \"stiky\"", "did you mean \"sticky\"?"},
                   "x: 1\n  route: stiky\n"),
            "a.yaml:2:10: error: unknown route \"stiky\"\n"
            "    2 |   route: stiky\n"
            "      |          ^ did you mean \"sticky\"?\n");
}

TEST(Rendering, LinesUpBelowTabsAndWideText) {
  EXPECT_EQ(render({"a.yaml", {1, 5}, "bad", ""}, "\tab\tx\n"),
            "a.yaml:1:5: error: bad\n"
            "    1 | \tab\tx\n"
            "      | \t  \t^\n");
  EXPECT_EQ(render({"a.yaml", {1, 5}, "bad", ""}, "öä x\n"),  // columns count bytes
            "a.yaml:1:5: error: bad\n"
            "    1 | öä x\n"
            "      |   ^\n");
}

TEST(Rendering, DoesWithoutALineWhereThereIsNone) {
  EXPECT_EQ(render({"a.yaml", {}, "cannot be read", "is the path right?"}, ""),
            "a.yaml: error: cannot be read\n      | is the path right?\n");
  EXPECT_EQ(render({"a.yaml", {9, 1}, "bad", ""}, "x: 1\n"), "a.yaml:9:1: error: bad\n");
}

TEST(Rendering, FindsTheSourceOfAnOverrideInItsName) {
  EXPECT_EQ(render({"--set seed=x", {1, 6}, "bad", ""}),
            "--set seed=x:1:6: error: bad\n"
            "    1 | seed=x\n"
            "      |      ^\n");
}

TEST(Rendering, KeepsControlCharactersFromTheTerminal) {
  EXPECT_THAT(problems_with({"description: \"\"", "entry: \"\\e[31m\""}),
              ElementsAre("8:8: unknown function \"?[31m\" | one of: api, db"));
}

}  // namespace
}  // namespace coalmine::spec
