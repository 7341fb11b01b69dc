#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "tests/spec/scenario_text.hpp"
#include "tests/support/scratch_directory.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace models;
using testing::ElementsAre;

TrafficSpec traffic_of(const std::string& traffic) {
  return parsed_with({"traffic: " + traffic}).traffic;
}

std::vector<std::string> problems_in(const std::string& traffic) {
  return problems_with({"traffic: " + traffic});
}

TEST(Traffic, RatesOfUsersAddUp) {
  const auto spec = traffic_of("{ users: 120, requests: { poisson: { per_user: 1/min } } }");
  EXPECT_EQ(spec.users, 120U);
  EXPECT_EQ(spec.pattern, TrafficPattern(PoissonTraffic{2.0, EqualRates{}}));
}

TEST(Traffic, ATotalRateStaysAsItIs) {
  const auto spec = traffic_of(
      "{ users: 7, requests: { poisson: { total: 600/min, rates: { zipf: { exponent: 1 } } } } }");
  EXPECT_EQ(spec.pattern, TrafficPattern(PoissonTraffic{10.0, ZipfRates{1}}));
}

TEST(Traffic, MayBeFixedForEachUserOrInTotalOrListed) {
  EXPECT_EQ(traffic_of("{ users: 3, requests: { fixed: 41 } }").pattern,
            TrafficPattern(FixedTraffic{{41, 41, 41}}));
  EXPECT_EQ(traffic_of("{ users: 5, requests: { total: 41 } }").pattern,
            TrafficPattern(TotalTraffic{41}));
  const auto listed = traffic_of("{ requests: { list: [9, 8, 0] } }");
  EXPECT_EQ(listed.users, 3U);
  EXPECT_EQ(listed.pattern, TrafficPattern(FixedTraffic{{9, 8, 0}}));
}

TEST(Traffic, MayComeInSessions) {
  const auto spec = traffic_of(
      "{ users: 3600, requests: { sessions: { per_user: 2/h, length: { geometric: 5 }, gap: 30s, "
      "rates: { gamma: { shape: 0.5 } } } } }");
  EXPECT_EQ(spec.pattern,
            TrafficPattern(SessionTraffic{2.0, GammaRates{0.5}, {5, true}, Constant{30}}));
}

TEST(Traffic, MayVaryThroughTheDay) {
  const auto spec = traffic_of(
      "{ users: 1, requests: { poisson: { total: 1/s } }, daily: { factors: [1, 0.5, 2], "
      "starts_at: 9h }, tenants: 1 }");
  EXPECT_EQ(spec.daily, (DailyCurve{{1, 0.5, 2}, 9h}));
  EXPECT_EQ(spec.tenants, 1U);
}

TEST(Traffic, NeedsExactlyOneSource) {
  EXPECT_THAT(problems_in("{ users: 10 }"),
              ElementsAre("3:10: traffic needs the key \"requests\" or \"trace\" | "
                          "for example requests: { poisson: { per_user: 1/min } }"));
  EXPECT_THAT(
      problems_in("{ users: 10, requests: { fixed: 1, total: 10 } }"),
      ElementsAre(
          "3:45: \"fixed\" and \"total\" exclude one another | requests has exactly one key"));
  EXPECT_THAT(
      problems_in("{ users: 10, requests: {} }"),
      ElementsAre("3:33: requests is empty | one of: poisson, fixed, list, total, sessions"));
  EXPECT_THAT(problems_in("{ requests: { fixed: 1 } }"),
              ElementsAre("3:10: traffic needs the key \"users\" | for example users: 2000"));
}

TEST(Traffic, NeedsExactlyOneRate) {
  EXPECT_THAT(
      problems_in("{ users: 1, requests: { poisson: {} } }"),
      ElementsAre("3:43: poisson: needs a rate | for example per_user: 1/min, or total: 600/min"));
  EXPECT_THAT(
      problems_in("{ users: 1, requests: { poisson: { per_user: 1/s, total: 1/s } } }"),
      ElementsAre(
          "3:60: \"per_user\" and \"total\" exclude one another | total = per_user * users"));
}

TEST(Traffic, WithoutATraceNeedsADuration) {
  EXPECT_THAT(problems_of("name: demo\n"
                          "traffic: { users: 10, requests: { fixed: 1 } }\n"
                          "functions: { api: {} }\n"
                          "policies: { a: { route: weighted, rollout: AllAtOnce } }\n"),
              ElementsAre("1:1: scenario needs the key \"duration\" | for example duration: 10m"));
}

TEST(Traffic, HasRatesWithUnits) {
  EXPECT_THAT(
      problems_in("{ users: 1, requests: { poisson: { total: 600 } } }"),
      ElementsAre("3:52: total: \"600\" has no unit | write it as 0.5/s, 600/min, 3/h or 2/d"));
}

TEST(Traffic, HasNumbersInTheirRange) {
  EXPECT_THAT(
      problems_in(
          "{ users: 9, requests: { poisson: { total: 1/s, rates: { gamma: { shape: 0.05 } } } } }"),
      ElementsAre("3:82: shape: 0.05 is out of range | a number from 0.1 to 1000"));
  EXPECT_THAT(problems_in("{ users: 0, requests: { fixed: 1 } }"),
              ElementsAre("3:19: users: 0 is out of range | a whole number from 1 to 2147483647"));
  EXPECT_THAT(
      problems_in("{ users: 2147483648, requests: { total: 1 } }"),
      ElementsAre("3:19: users: 2147483648 is out of range | a whole number from 1 to 2147483647"));
  EXPECT_THAT(problems_in("{ users: 10, tenants: 11, requests: { total: 1 } }"),
              ElementsAre("3:32: 11 tenants for 10 users | at most one tenant a user"));
  EXPECT_THAT(problems_in("{ requests: { list: [] } }"),
              ElementsAre("3:30: list: the list is empty"));
  EXPECT_THAT(
      problems_in("{ requests: { list: [1, -1, x] } }"),
      ElementsAre("3:34: list: \"-1\" is not a whole number | a whole number from 0 to 1000000",
                  "3:38: list: \"x\" is not a whole number | a whole number from 0 to 1000000"));
  EXPECT_THAT(problems_in("{ users: 2, requests: { list: [1, 2, 3] } }"),
              ElementsAre("3:19: users: 2, but the list has 3 numbers | leave users out"));
}

TEST(Traffic, ThatNoMachineCouldPlayIsRefused) {
  EXPECT_THAT(problems_in("{ users: 2147483647, requests: { fixed: 1000000 } }"),
              ElementsAre("3:41: 2147483647000000 requests are too many | at most 100000000 where "
                          "they are counted"));
  EXPECT_THAT(problems_in("{ users: 2000000000, requests: { poisson: { per_user: 1/s } } }"),
              ElementsAre("3:41: about 1.2e+12 requests are too many | at most 1e+10"));
}

TEST(Traffic, HasDailyCurvesOnlyWithRates) {
  EXPECT_THAT(
      problems_in("{ users: 1, requests: { fixed: 1 }, daily: { factors: [1] } }"),
      ElementsAre(
          "3:46: a daily curve needs requests that follow a rate | requests: poisson or sessions"));
  EXPECT_THAT(problems_in("{ users: 1, requests: { poisson: { total: 1/s } }, daily: { factors: "
                          "[0, 0], starts_at: 24h } }"),
              ElementsAre("3:79: factors: all factors are 0",
                          "3:98: starts_at: a time of day is below 24h"));
}

// A scenario that replays a log which the test writes.
class ReplayTest : public testing::Test {
 protected:
  void SetUp() override {
    write("log.csv",
          "t,user,endpoint,status,bytes\n"
          "0,70,0,200,1\n"
          "1.5,80,0,200,\n"
          "2,70,0,200,1\n"
          "3,90,0,200,1\n");
  }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(directory_ + "/" + name) << text;
  }
  std::string path(const std::string& name) const { return directory_ + "/" + name; }

  static std::string text(const std::string& trace, const std::string& duration = "") {
    return "name: demo\n" + duration + "traffic: { trace: " + trace +
           " }\n"
           "functions: { api: {} }\n"
           "policies: { a: { route: weighted, rollout: AllAtOnce } }\n";
  }
  Result<Scenario> play(const std::string& trace, const std::string& duration = "") const {
    return parse(text(trace, duration), path("demo.yaml"));
  }
  std::vector<std::string> problems(const std::string& trace) const {
    std::vector<std::string> lines;
    const auto result = play(trace);
    if (result) return lines;
    for (Diagnostic diagnostic : result.error()) {
      diagnostic.file = std::filesystem::path(diagnostic.file).filename().string();
      lines.push_back(in_one_line(diagnostic));
    }
    return lines;
  }

 private:
  ScratchDirectory scratch_;
  std::string directory_ = scratch_.path();
};

TEST_F(ReplayTest, ReplaysTheWholeLogByDefault) {
  const auto scenario = play("{ file: log.csv }");
  ASSERT_TRUE(scenario);
  EXPECT_EQ(scenario->duration, Duration{3s} + Duration{1});  // the last request is inside
  EXPECT_EQ(scenario->traffic.users, 3U);
  EXPECT_THAT(scenario->trace->at,
              ElementsAre(Instant{0s}, Instant{1500ms}, Instant{2s}, Instant{3s}));
  EXPECT_THAT(scenario->trace->user, ElementsAre(0U, 1U, 0U, 2U));
}

TEST_F(ReplayTest, ShiftsTheRangeToTheStartAndKeepsUserNumbers) {
  const auto scenario = play("{ file: log.csv, from: 1500ms, to: 3s }");
  ASSERT_TRUE(scenario);
  EXPECT_EQ(scenario->duration, Duration{1500ms});
  EXPECT_EQ(scenario->traffic.users, 3U);
  EXPECT_THAT(scenario->trace->at, ElementsAre(Instant{0s}, Instant{500ms}));
  EXPECT_THAT(scenario->trace->user, ElementsAre(1U, 0U));
}

TEST_F(ReplayTest, EndsWithTheObservation) {
  const auto scenario = play("{ file: log.csv }", "duration: 2s\n");
  ASSERT_TRUE(scenario);
  EXPECT_THAT(scenario->trace->at, ElementsAre(Instant{0s}, Instant{1500ms}));
}

TEST_F(ReplayTest, ExcludesModels) {
  EXPECT_THAT(
      problems_with({"traffic: { trace: { file: no.csv }, users: 1, requests: { fixed: 1 } }"}),
      ElementsAre("3:27: trace \"no.csv\": cannot be read: No such file or directory | the path is "
                  "relative to the scenario",
                  "3:37: \"users\" and \"trace\" exclude one another | the log says who sends what "
                  "and when",
                  "3:47: \"requests\" and \"trace\" exclude one another | the log says who sends "
                  "what and when"));
}

TEST_F(ReplayTest, NeedsAFileThatIsThere) {
  EXPECT_THAT(problems("{ file: gone.csv }"),
              ElementsAre("2:27: trace \"gone.csv\": cannot be read: No such file or directory | "
                          "the path is relative to the scenario"));
  EXPECT_THAT(
      problems("{ file: . }"),
      ElementsAre("2:27: trace \".\": is not a file | the path is relative to the scenario"));
}

TEST_F(ReplayTest, ReportsWhatIsWrongInTheLogByItsOwnPosition) {
  write("bad.csv", "t,user,endpoint,status,bytes\n5,1,0,200,1\n4,x,0,200,1\n");
  EXPECT_THAT(problems("{ file: bad.csv }"),
              ElementsAre("bad.csv:3:1: t: 4 comes after a later time | a log is sorted by t",
                          "bad.csv:3:3: user: \"x\" is not a whole number"));
}

TEST_F(ReplayTest, HasARangeWithRequests) {
  EXPECT_THAT(problems("{ file: log.csv, from: 2s, to: 1s }"),
              ElementsAre("2:50: to: 1s is not after from: 2s"));
  EXPECT_THAT(problems("{ file: log.csv, from: 1h, to: 2h }"),
              ElementsAre("2:19: the log has no requests in this range | its last is at 3s"));
}

}  // namespace
}  // namespace coalmine::spec
