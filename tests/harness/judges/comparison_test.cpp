#include "harness/judges/comparison.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "base/random.hpp"
#include "harness/judges/hearing.hpp"
#include "harness/judges/stage.hpp"
#include "spec/standard_judges.hpp"
#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using support::Figures;
using support::scenario_of;

// 20 % of 20 requests a second for ten minutes, then all of them.
struct Shop {
  std::string functions =
      "{ api: { latency: { lognormal: { p50: 60ms, p99: 400ms } }, errors: 0.2% } }";
  std::string release = "";  // more keys of it, behind a comma
  std::string route = "weighted";
  std::string policy = "";  // more keys of the only one, behind a comma
  std::string judges = std::string(spec::standard_judges());
  int replications = 6;
  std::uint64_t seed = 1;

  std::string text() const {
    return fmt::format(
        "name: shop\nseed: {}\nreplications: {}\nduration: 12m\n"
        "traffic: {{ users: 400, requests: {{ poisson: {{ total: 20/s }} }} }}\nfunctions: {}\n"
        "release: {{ rollout: {{ steps: [{{ weight: 20%, for: 10m }}, {{ weight: 100%, for: 1m }}] "
        "}}{} }}\n"
        "policies: {{ only: {{ route: {}{} }} }}\n{}\n",
        seed, replications, functions, release, route, policy, judges);
  }
  spec::Scenario scenario() const { return scenario_of(text()); }
};

const std::string bug = ", bugs: [{ in: api, fails: 10% }]";
const std::string rate_alarm =
    "judges: { rate: { engine: { codedeploy: { alarms: [{ expression: errors / invocations, "
    "metrics: { errors: { metric: errors, dimension: version }, invocations: { metric: "
    "invocations, dimension: version } }, above: 5%, datapoints: 2 of 2, missing: not_breaching }] "
    "} "
    "} } }";
// A measurement that is neither good nor bad.
const std::string inconclusive =
    "judges: { unsure: { engine: { argo: { metrics: [{ measure: error_rate, success: \"< 0.1%\", "
    "failure: \"> 90%\", window: 1m, interval: 1m, initial_delay: 1m, count: 3 }] } } } }";

JudgeComparison compared(const Shop& shop, const ComparisonOptions& options = {}) {
  auto comparison = compare_judges(shop.scenario(), options);
  if (!comparison) throw std::runtime_error(comparison.error().message);
  return *comparison;
}

std::string refusal(const Shop& shop, const ComparisonOptions& options) {
  const auto comparison = compare_judges(shop.scenario(), options);
  return comparison ? "none" : comparison.error().message;
}

const JudgeRecord& record_of(const JudgeComparison& comparison, const std::string& judge) {
  const auto& judges = comparison.traffic.front().policies.front().judges;
  const auto found = std::ranges::find(judges, judge, &JudgeRecord::judge);
  if (found == judges.end()) throw std::runtime_error("no judge " + judge);
  return *found;
}

// All of a record, to compare bit for bit.
std::string text_of(const JudgeRecord& record) {
  std::string text = record.judge + " " + record.engine;
  for (const Summary& figure : {record.detected, record.missed, record.held, record.false_rollback,
                                record.false_hold, record.time_to_detect, record.harmed_users}) {
    text += fmt::format(" {}:{}:{}:{}", figure.n, figure.mean.value_or(-1),
                        figure.ci95_low.value_or(-1), figure.ci95_high.value_or(-1));
  }
  return text;
}

std::string text_of(const JudgeComparison& comparison) {
  std::string text;
  for (const auto& traffic : comparison.traffic) {
    for (const auto& policy : traffic.policies) {
      for (const auto& judge : policy.judges) text += text_of(judge) + "\n";
      for (const auto& figure : policy.masking) {
        text += fmt::format("{} {}\n", figure.name, figure.value.mean.value_or(-1));
      }
    }
  }
  return text;
}

// What judges were heard to say, by replication, and what `coalmine run` finds where the same judge
// decides.
struct Both {
  std::vector<HeardPolicy> heard;  // by replication, of the only policy
  std::vector<std::string> judges;
};

Both hear_all(const Shop& shop) {
  const spec::Scenario scenario = shop.scenario();
  std::vector<std::size_t> places;
  Both both;
  for (std::size_t i = 0; i < scenario.judges.size(); ++i) {
    places.push_back(i);
    both.judges.push_back(scenario.judges[i].name);
  }
  const Stage stage(scenario, places);
  const Setup setup(stage.scenario());
  Hearing hearing(setup, stage, scenario.policies, Hears::everything);
  for (std::uint32_t i = 0; i < scenario.replications; ++i) {
    both.heard.push_back(hearing.hear(i).front());
  }
  return both;
}

// With this one deciding. After the rollback of a function that nobody calls nobody is harmed.
void expect_the_same_where_it_decides(Shop shop, const Both& both, std::size_t judge) {
  shop.policy = fmt::format(", judges: [{}]", both.judges[judge]);
  const RunResult result = run(shop.scenario());
  const Figures figures(result.policies.front());
  for (std::size_t i = 0; i < both.heard.size(); ++i) {
    const Heard& heard = both.heard[i].judges[judge];
    const auto stopped_after = heard.stops_at
                                   ? std::optional(in_seconds(heard.since_first_shift))
                                   : std::nullopt;
    EXPECT_EQ(stopped_after, figures.of("alarm.time_to_detect").values[i])
        << both.judges[judge] << ", replication " << i << "\n"
        << shop.text();
    EXPECT_EQ(static_cast<double>(heard.harmed_users),
              figures.of("blast_radius.harmed_users").values[i])
        << both.judges[judge] << ", replication " << i << "\n"
        << shop.text();
  }
}

TEST(Comparison, AJudgeThatWatchesSaysWhatItDoesWhereItDecides) {
  const RandomStream draws(/*seed=*/1, 0, Purpose::judge);
  std::size_t stops = 0;
  for (std::uint64_t i = 0; i < 6; ++i) {
    const double fails = 0.2 * unit(draws.at(i).first) * static_cast<double>(i % 3 != 0);
    const std::string kind = i % 2 == 0 ? "fails" : "fails_for";
    const Shop shop{.release = fmt::format(", bugs: [{{ in: api, {}: {:.4f} }}]", kind, fails),
                    .route = i % 4 < 2 ? "weighted" : "{ sticky: user }",
                    .replications = 2,
                    .seed = i + 1};
    const Both both = hear_all(shop);
    for (std::size_t judge = 0; judge < both.judges.size(); ++judge) {
      expect_the_same_where_it_decides(shop, both, judge);
      stops += both.heard.front().judges[judge].stops_at.has_value();
    }
  }
  EXPECT_GT(stops, 20u) << "little is proved by judges that never say anything";
}

// Judges look at full seconds. Those who look every minute do not wait for the next one.
TEST(Comparison, AJudgeBeginsWithARolloutBetweenTwoSecondsWhoeverSitsBesideIt) {
  const Shop shop{.release = ", start: 90500ms" + bug, .replications = 1};
  const Both both = hear_all(shop);
  for (std::size_t judge = 0; judge < both.judges.size(); ++judge) {
    expect_the_same_where_it_decides(shop, both, judge);
  }
}

TEST(Comparison, AJudgeThatAsksForAPersonGetsAWorldOfItsOwn) {
  const Shop shop{.release = bug, .judges = inconclusive};
  const Both both = hear_all(shop);
  EXPECT_TRUE(both.heard.front().judges.front().holds);
  EXPECT_LT(both.heard.front().judges.front().harmed_users, both.heard.front().harmed_users)
      << "the weight was to go to 100 % after ten minutes";
  expect_the_same_where_it_decides(shop, both, 0);
}

// 0.5 % more errors leave 99 % of the requests sound, so Flagger promotes, and looks no more.
TEST(Comparison, AJudgeThatLetsTheBugThroughAnswersForItUntilTheEnd) {
  const Shop shop{.release = ", bugs: [{ in: api, fails: 0.5% }]"};
  const Both both = hear_all(shop);
  const auto flagger = std::ranges::find(both.judges, "flagger") - both.judges.begin();
  const auto judge = static_cast<std::size_t>(flagger);
  EXPECT_FALSE(both.heard.front().judges[judge].stops_at);
  expect_the_same_where_it_decides(shop, both, judge);
}

TEST(Comparison, CountsWhatBecameOfTheFaultyReleaseOnceAndOfTheHealthyOneApart) {
  const JudgeComparison detects = compared({.release = bug, .judges = rate_alarm});
  EXPECT_TRUE(detects.faulty);
  EXPECT_EQ(record_of(detects, "rate").detected.mean, 1);
  EXPECT_EQ(record_of(detects, "rate").missed.mean, 0);
  EXPECT_EQ(record_of(detects, "rate").held.mean, 0);
  EXPECT_EQ(record_of(detects, "rate").false_rollback.mean, 0);

  const JudgeComparison holds = compared({.release = bug, .judges = inconclusive});
  EXPECT_EQ(record_of(holds, "unsure").held.mean, 1);
  EXPECT_EQ(record_of(holds, "unsure").missed.mean, 0);
  EXPECT_EQ(record_of(holds, "unsure").detected.mean, 0);
  EXPECT_EQ(record_of(holds, "unsure").time_to_detect.n, 0u);
}

// The deployment stops, which asks for a person; a minute later the old version is back.
TEST(Comparison, AJudgeThatHoldsAndThenRollsBackHasDetected) {
  Shop shop{.release = bug, .judges = rate_alarm};
  shop.judges.replace(shop.judges.find("alarms:"), 7, "rollback_delay: 1m, alarms:");
  const JudgeRecord record = record_of(compared(shop), "rate");
  EXPECT_EQ(record.detected.mean, 1);
  EXPECT_EQ(record.held.mean, 0);
  EXPECT_EQ(record.time_to_detect.mean, 240);
}

// Its analysis succeeds after two minutes, and all traffic meets the bug eight minutes early.
TEST(Comparison, AJudgeThatOnlyMovesTheWeightGetsAWorldOfItsOwn) {
  const Shop shop{.release = bug,
                  .judges =
                      "judges: { hasty: { engine: { argo: { background: false, analyses: [{ "
                      "step: 1, after: 2m, metrics: [{ measure: error_rate, failure: \"> "
                      "50%\", window: 1m }] }] } } } }"};
  const Both both = hear_all(shop);
  EXPECT_GT(both.heard.front().judges.front().harmed_users, both.heard.front().harmed_users);
  expect_the_same_where_it_decides(shop, both, 0);
}

TEST(Comparison, AlarmsOfThePolicyDoNothing) {
  const std::string alarm = ", alarms: [{ metric: error_rate, above: 1% }]";
  const Shop alone{.release = bug, .judges = rate_alarm};
  const Shop with_alarm{.release = bug, .policy = alarm, .judges = rate_alarm};
  EXPECT_EQ(compared(with_alarm).traffic[0].policies[0].harmed_users.mean,
            compared(alone).traffic[0].policies[0].harmed_users.mean);
}

// Two minutes must breach, and the second is published a minute after its end.
TEST(Comparison, CountsTimeFromTheFirstShift) {
  const Shop at_once{.release = bug, .judges = rate_alarm};
  const Shop later{.release = bug + ", start: 1m", .judges = rate_alarm};
  const auto time = [](const Shop& shop) {
    return *record_of(compared(shop), "rate").time_to_detect.mean;
  };
  EXPECT_EQ(time(at_once), 180);
  EXPECT_EQ(time(later), 180);
}

TEST(Comparison, HasNothingToDetectWithoutABug) {
  const JudgeComparison comparison = compared({});
  EXPECT_FALSE(comparison.faulty);
  for (const auto& judge : comparison.traffic.front().policies.front().judges) {
    EXPECT_EQ(judge.detected.n, 0u) << judge.judge;
    EXPECT_EQ(judge.missed.n, 0u) << judge.judge;
    EXPECT_EQ(judge.held.n, 0u) << judge.judge;
    EXPECT_EQ(judge.false_rollback.n, 6u) << judge.judge;
  }
  // 0.2 % of 960 requests a minute fail on both versions, of which the alarm on the function sees
  // all.
  EXPECT_EQ(record_of(comparison, "errors-function").false_rollback.mean, 1);
}

TEST(Comparison, AJudgeWhoNeverSpeaksSavesNobody) {
  const JudgeComparison comparison = compared({.release = bug});
  const PolicyRecord& policy = comparison.traffic.front().policies.front();
  EXPECT_EQ(record_of(comparison, "errors-nowhere").missed.mean, 1);
  EXPECT_EQ(record_of(comparison, "errors-nowhere").harmed_users.mean, policy.harmed_users.mean);
  EXPECT_LT(*record_of(comparison, "msprt").harmed_users.mean, *policy.harmed_users.mean);
}

TEST(Comparison, IsTheSameOnAnyNumberOfThreads) {
  const Shop shop{.release = bug};
  const std::string one = text_of(compared(shop));
  EXPECT_EQ(text_of(compared(shop, {.run = {.threads = 2}})), one);
  EXPECT_EQ(text_of(compared(shop, {.run = {.threads = 5}})), one);
}

TEST(Comparison, AJudgeIsTheSameWhoeverSitsBesideIt) {
  // Its polls fail at random, as draws of its own say.
  const std::string quiet = "alarms: [{ metric: errors, above: 1000 }] } } }";
  const std::string fails_to_poll = fmt::format(
      "judges: {{ other: {{ engine: {{ codedeploy: {{ poll_fails: 5%, {0}, shaky: {{ engine: {{ "
      "codedeploy: {{ poll_fails: 5%, {0} }}",
      quiet);
  const Shop shop{.release = bug, .judges = fails_to_poll};
  const std::string among = text_of(record_of(compared(shop), "shaky"));
  EXPECT_EQ(text_of(record_of(compared(shop, {.judges = {"shaky"}}), "shaky")), among);
  EXPECT_EQ(record_of(compared(shop), "shaky").false_rollback.mean, 1);
  EXPECT_NE(record_of(compared(shop), "shaky").time_to_detect.mean,
            record_of(compared(shop), "other").time_to_detect.mean)
      << "each has luck of its own";
}

TEST(Comparison, JudgesWatchWhichFunctionsTheyAreTold) {
  const Shop shop{.functions = "{ api: { calls: [db] }, db: {} }", .release = bug};
  const JudgeComparison api = compared(shop, {.judges = {"msprt"}, .functions = {"api"}});
  EXPECT_EQ(record_of(api, "msprt").detected.mean, 1);
  EXPECT_EQ(api.watched, "api");
  const JudgeComparison db = compared(shop, {.judges = {"msprt"}, .functions = {"db"}});
  EXPECT_EQ(record_of(db, "msprt").detected.mean, 0);
  EXPECT_EQ(db.watched, "db");
}

TEST(Comparison, NamesWhatIsNotThere) {
  const Shop shop{.release = bug, .judges = rate_alarm};
  EXPECT_EQ(refusal(shop, {.judges = {"rats"}}), "unknown judge \"rats\": did you mean \"rate\"?");
  EXPECT_EQ(refusal(shop, {.functions = {"apo"}}),
            "unknown function of the release \"apo\": did you mean \"api\"?");
  EXPECT_EQ(refusal({.judges = ""}, {}), "the scenario has no judges");
  EXPECT_EQ(refusal(shop, {.traffic = {1, 0}}), "a factor of traffic has to be above 0");
  const Shop two{.functions = "{ api: { calls: [db] }, db: {} }",
                 .judges = "judges: { a: { functions: [api], engine: { evidence: {} } } }"};
  EXPECT_EQ(refusal(two, {.functions = {"db"}}), "no judge watches any of these functions");
}

TEST(Comparison, MoreTrafficIsMoreEvidence) {
  const Shop shop{.release = ", bugs: [{ in: api, fails: 2% }]"};
  const JudgeComparison comparison = compared(shop, {.judges = {"msprt"}, .traffic = {0.05, 5}});
  ASSERT_EQ(comparison.traffic.size(), 2u);
  EXPECT_EQ(comparison.traffic[0].users, 20u);
  EXPECT_EQ(comparison.traffic[1].users, 2000u);
  EXPECT_EQ(comparison.traffic[0].policies[0].judges[0].detected.mean, 0);
  EXPECT_EQ(comparison.traffic[1].policies[0].judges[0].detected.mean, 1);
}

TEST(Comparison, ShowsWhatTheAliasHides) {
  const JudgeComparison comparison = compared({.release = bug});
  const auto& masking = comparison.traffic.front().policies.front().masking;
  const auto mean = [&](const std::string& name) {
    return *std::ranges::find(masking, name, &MaskingFigure::name)->value.mean;
  };
  EXPECT_NEAR(mean("errors.canary") - mean("errors.stable"), 0.1, 0.01);
  EXPECT_NEAR(mean("errors.alias") - mean("errors.stable"), 0.1 * (0.2 * 10 + 2) / 12, 0.01);
  // (alias - stable) / (canary - stable) is the canary's share of the invocations: 20 % of ten
  // minutes, then all for two.
  EXPECT_NEAR(mean("masking.errors"), (0.2 * 10 + 2) / 12, 0.02);
}

// A scenario whose own judge moves the weight has no rollout for the others to watch.
TEST(Comparison, WhereAJudgeMovesTheWeightOthersWatchItsPace) {
  Shop shop{.release = bug, .policy = ", judges: [flagger]"};
  std::string text = shop.text();
  const std::string rollout =
      "rollout: { steps: [{ weight: 20%, for: 10m }, { weight: 100%, for: 1m }] }, ";
  text.replace(text.find(rollout), rollout.size(), "");
  const auto comparison = compare_judges(scenario_of(text), {.judges = {"msprt", "flagger"}});
  ASSERT_TRUE(comparison) << comparison.error().message;
  EXPECT_EQ(record_of(*comparison, "msprt").detected.mean, 1);
  EXPECT_EQ(record_of(*comparison, "flagger").detected.mean, 1);
}

}  // namespace
}  // namespace coalmine::harness
