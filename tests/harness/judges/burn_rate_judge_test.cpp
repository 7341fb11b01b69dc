#include "harness/judges/burn_rate_judge.hpp"

#include <gtest/gtest.h>

#include "tests/harness/judges/judged.hpp"

namespace coalmine::harness {
namespace {

using namespace std::chrono_literals;
using namespace routing::burn_rate;
using routing::Dimension;
using routing::Version;

// 10 % of invocations may be bad; burns above 20 %. A new service.
Spec twice_the_budget() {
  Spec spec;
  spec.objective = 0.9;
  spec.alerts = {{2, 10min, 1min}};
  spec.history = History::none;
  return spec;
}

TEST(BurnRateJudge, RemembersItsLongestWindow) {
  Spec spec;
  spec.every = 90s;
  spec.delay = 60s;
  const TelemetryNeeds needs = at_work(spec).judge().needs();
  EXPECT_EQ(needs.slice, 30s);
  EXPECT_EQ(needs.memory, 72h + 60s);
  EXPECT_FALSE(needs.latency);
}

TEST(BurnRateJudge, RollsBackWhenBothWindowsBurn) {
  Judged judge = at_work(twice_the_budget());
  judge.invoke(at(0s), Version::stable, 900, 0);
  judge.invoke(at(0s), Version::canary, 100, 100);
  EXPECT_EQ(judge.look(), Command::none);  // 10 %
  judge.invoke(at(60s), Version::stable, 300, 200);
  EXPECT_EQ(judge.next_look(), at(2min));
  EXPECT_EQ(judge.look(), Command::roll_back);  // 300 of 1300, and 200 of 300 in the last minute
}

TEST(BurnRateJudge, WaitsForTheShortWindowToGoOnBurning) {
  Judged judge = at_work(twice_the_budget());
  judge.invoke(at(0s), Version::canary, 100, 100);
  judge.invoke(at(60s), Version::stable, 100, 0);
  EXPECT_EQ(judge.next_look(), at(1min));
  judge.rollout().handle_hold(at(1min));  // no matter
  EXPECT_EQ(judge.look(), Command::roll_back);
  Judged late = at_work(twice_the_budget(), at(1min));
  late.invoke(at(0s), Version::canary, 100, 100);
  late.invoke(at(60s), Version::stable, 100, 0);
  EXPECT_EQ(late.look(), Command::none);  // 50 % of ten minutes, nothing of the last
}

TEST(BurnRateJudge, SeesWhatWasBeforeTheRollout) {
  Judged judge = at_work(twice_the_budget(), at(5min));
  judge.invoke(at(0s), Version::stable, 900, 0);
  judge.invoke(at(5min), Version::canary, 100, 100);
  EXPECT_EQ(judge.look(), Command::none);
}

TEST(BurnRateJudge, TakesTheTimeBeforeForAsGoodAsStable) {
  Spec spec = twice_the_budget();
  for (const History history : {History::none, History::steady}) {
    spec.history = history;
    Judged judge = at_work(spec);
    judge.invoke(at(0s), Version::stable, 500, 50);
    judge.invoke(at(0s), Version::canary, 500, 500);
    // 55 % of the last minute. Of ten minutes: the same, or 0.1 x 55 % + 0.9 x 10 % = 14.5 %.
    EXPECT_EQ(judge.look(), history == History::none ? Command::roll_back : Command::none);
    judge.invoke(at(60s), Version::stable, 500, 50);
    judge.invoke(at(60s), Version::canary, 500, 500);
    judge.invoke(at(120s), Version::stable, 500, 50);
    judge.invoke(at(120s), Version::canary, 500, 500);
    judge.look();                                 // 19 %
    EXPECT_EQ(judge.look(), Command::roll_back);  // 23.5 %
  }
}

TEST(BurnRateJudge, KnowsNoTimeBeforeTheCanary) {
  Spec spec = twice_the_budget();
  spec.history = History::steady;
  spec.scope = Dimension::version;
  Judged judge = at_work(spec);
  judge.invoke(at(0s), Version::stable, 900, 0);
  judge.invoke(at(0s), Version::canary, 100, 30);
  EXPECT_EQ(judge.look(), Command::roll_back);
}

TEST(BurnRateJudge, NeedsNoHistoryOnceItsWindowIsFull) {
  Spec spec = twice_the_budget();
  spec.history = History::steady;
  Judged judge = at_work(spec, at(9min));
  judge.invoke(at(0s), Version::stable, 700, 0);
  judge.invoke(at(9min), Version::canary, 300, 300);
  EXPECT_EQ(judge.next_look(), at(10min));
  EXPECT_EQ(judge.look(), Command::roll_back);  // 30 % of ten minutes
}

TEST(BurnRateJudge, CountsTheCanaryAloneWhereToldSo) {
  for (const Dimension scope : {Dimension::alias, Dimension::function, Dimension::version}) {
    Spec spec = twice_the_budget();
    spec.scope = scope;
    Judged judge = at_work(spec);
    judge.invoke(at(0s), Version::stable, 900, 0);
    judge.invoke(at(0s), Version::canary, 100, 30);
    EXPECT_EQ(judge.look(), scope == Dimension::version ? Command::roll_back : Command::none);
  }
}

TEST(BurnRateJudge, CountsWhatIsSlowWhereToldSo) {
  Spec spec = twice_the_budget();
  spec.bad = Bad::slow;
  spec.limit = 300ms;
  EXPECT_TRUE(at_work(spec).judge().needs().latency);
  Judged judge = at_work(spec);
  judge.invoke(at(0s), Version::stable, 100, 100, 300ms);
  EXPECT_EQ(judge.look(), Command::none);
  judge.invoke(at(60s), Version::stable, 100, 0, 400ms);
  EXPECT_EQ(judge.look(), Command::roll_back);
}

TEST(BurnRateJudge, SeesNothingYoungerThanItsDelay) {
  Spec spec = twice_the_budget();
  spec.delay = 30s;
  Judged judge = at_work(spec);
  judge.invoke(at(31s), Version::canary, 100, 100);
  EXPECT_EQ(judge.look(), Command::none);
  EXPECT_EQ(judge.look(), Command::roll_back);
}

TEST(BurnRateJudge, LeavesTicketsAlone) {
  Spec spec = twice_the_budget();
  spec.alerts[0].severity = Severity::ticket;
  Judged judge = at_work(spec);
  judge.invoke(at(0s), Version::canary, 100, 100);
  EXPECT_EQ(judge.look(), Command::none);
  EXPECT_EQ(judge.next_look(), at(2min));
}

TEST(BurnRateJudge, WantsNothingOnceTheRolloutHasEnded) {
  Judged judge = at_work(twice_the_budget());
  judge.invoke(at(0s), Version::canary, 100, 100);
  judge.rollout().handle_stop(at(30s));
  EXPECT_EQ(judge.look(), Command::none);
  EXPECT_FALSE(judge.next_look());
}

TEST(BurnRateJudge, BeginsAnewWithEachReplication) {
  Judged judge = at_work(twice_the_budget());
  judge.rollout().handle_stop(at(30s));
  judge.look();
  judge.begin(at(5min), 1);
  EXPECT_EQ(judge.next_look(), at(6min));
}

}  // namespace
}  // namespace coalmine::harness
