#include "harness/judges/evidence_judge.hpp"

#include <gtest/gtest.h>

#include "tests/harness/judges/judged.hpp"

namespace coalmine::harness {
namespace {

using namespace std::chrono_literals;
using namespace routing::evidence;
using routing::Version;

TEST(EvidenceJudge, AsksForNoMoreThanItLooksAt) {
  const TelemetryNeeds errors = at_work(Spec{.every = 60s, .delay = 45s}).judge().needs();
  EXPECT_EQ(errors.slice, 15s);
  EXPECT_EQ(errors.memory, 105s);
  EXPECT_FALSE(errors.latency);
  EXPECT_FALSE(errors.clusters);
  const TelemetryNeeds once =
      at_work(Spec{.every = 0s, .until = 30min, .delay = 60s}).judge().needs();
  EXPECT_EQ(once.slice, 60s);
  EXPECT_EQ(once.memory, 31min);
  EXPECT_TRUE(at_work(Spec{.measure = Measure::slower_than, .limit = 1s}).judge().needs().latency);
  EXPECT_TRUE(at_work(Spec{.clustered = true}).judge().needs().clusters);
}

TEST(EvidenceJudge, AddsUpWhatBothVersionsDidSinceTheRolloutBegan) {
  Judged judge = at_work(Spec{}, at(10min));
  judge.invoke(at(9min), Version::stable, 1'000, 1'000);  // before: of no concern
  judge.invoke(at(10min), Version::stable, 400, 4);
  judge.invoke(at(10min), Version::canary, 60, 20);
  EXPECT_EQ(judge.next_look(), at(11min));
  EXPECT_EQ(judge.look(), Command::none);  // 60 are too few
  judge.invoke(at(11min), Version::stable, 400, 4);
  judge.invoke(at(11min), Version::canary, 40, 20);
  EXPECT_EQ(judge.next_look(), at(12min));
  EXPECT_EQ(judge.look(), Command::roll_back);
  EXPECT_FALSE(judge.next_look());
}

TEST(EvidenceJudge, CountsEverythingOnce) {
  Judged judge = at_work(Spec{});
  judge.invoke(at(0s), Version::stable, 900, 9);
  judge.invoke(at(0s), Version::canary, 100, 5);
  for (int look = 0; look < 20; ++look) EXPECT_EQ(judge.look(), Command::none);
  judge.invoke(at(20min), Version::stable, 9'000, 90);
  judge.invoke(at(20min), Version::canary, 1'000, 50);
  EXPECT_EQ(judge.look(), Command::roll_back);  // the same shares of eleven times as many
}

TEST(EvidenceJudge, SeesNothingYoungerThanItsDelay) {
  Judged judge = at_work(Spec{.delay = 30s});
  judge.invoke(at(0s), Version::stable, 900, 9);
  judge.invoke(at(30s), Version::canary, 100, 100);
  EXPECT_EQ(judge.look(), Command::none);
  EXPECT_EQ(judge.next_look(), at(2min));
  EXPECT_EQ(judge.look(), Command::roll_back);
}

TEST(EvidenceJudge, CountsWhatIsSlowerThanALimit) {
  Judged judge = at_work(Spec{.measure = Measure::slower_than, .limit = 400ms});
  judge.invoke(at(0s), Version::stable, 900, 900, 300ms);  // failures are not slow
  judge.invoke(at(0s), Version::canary, 100, 0, 300ms);
  EXPECT_EQ(judge.look(), Command::none);
  judge.invoke(at(60s), Version::canary, 50, 0, 500ms);
  EXPECT_EQ(judge.look(), Command::roll_back);
}

TEST(EvidenceJudge, ComparesAPercentile) {
  Judged judge = at_work(Spec{.measure = Measure::quantile, .quantile = 0.9});
  for (int i = 0; i < 500; ++i) {
    judge.invoke(at(0s), Version::stable, 1, 0, 100ms + i * 1ms);
    judge.invoke(at(0s), Version::canary, 1, 0, 100ms + i * 1ms);
    judge.invoke(at(60s), Version::canary, 1, 0, 500ms + i * 1ms);
  }
  EXPECT_EQ(judge.look(), Command::none);
  EXPECT_EQ(judge.look(), Command::roll_back);
}

TEST(EvidenceJudge, ComparesWholeLatencies) {
  Judged judge = at_work(Spec{.measure = Measure::latency, .method = Method::mann_whitney});
  for (int i = 0; i < 500; ++i) {
    judge.invoke(at(0s), Version::stable, 1, 0, 100ms + i * 1ms);
    judge.invoke(at(0s), Version::canary, 1, 0, 100ms + i * 1ms);
    judge.invoke(at(60s), Version::canary, 1, 0, 200ms + i * 1ms);
  }
  EXPECT_EQ(judge.look(), Command::none);
  EXPECT_EQ(judge.look(), Command::roll_back);
}

// Ten requests each of 400 users of stable, 4 of whom fail always, and of 50 of the canary.
void serve_users(Judged& judge, Instant when, std::uint32_t failing_of_canary) {
  for (int i = 0; i < 10; ++i) {
    judge.invoke(when, Version::canary, 50, failing_of_canary, 100ms, 500);
    judge.invoke(when, Version::stable, 400, 4);
  }
}

TEST(EvidenceJudge, TakesUsersForEvidenceWhereClustered) {
  for (const bool clustered : {false, true}) {
    Judged judge = at_work(Spec{.method = Method::two_proportion, .clustered = clustered});
    serve_users(judge, at(0s), 2);
    EXPECT_EQ(judge.look(), clustered ? Command::none : Command::roll_back);
  }
}

TEST(EvidenceJudge, SeesUsersAsLateAsEverythingElse) {
  Judged judge = at_work(Spec{.every = 1min, .delay = 90s, .clustered = true});
  EXPECT_EQ(judge.next_look(), at(30s));  // to take down what the look at 2 min will see
  serve_users(judge, at(0s), 1);
  EXPECT_EQ(judge.look(), Command::none);
  serve_users(judge, at(31s), 49);
  EXPECT_EQ(judge.next_look(), at(1min));
  EXPECT_EQ(judge.look(), Command::none);  // knows nothing at all
  EXPECT_EQ(judge.next_look(), at(90s));
  EXPECT_EQ(judge.look(), Command::none);
  EXPECT_EQ(judge.next_look(), at(2min));
  EXPECT_EQ(judge.look(), Command::none);  // knows the first 30 s
  EXPECT_EQ(judge.next_look(), at(150s));
  EXPECT_EQ(judge.look(), Command::none);
  EXPECT_EQ(judge.next_look(), at(3min));
  EXPECT_EQ(judge.look(), Command::roll_back);
}

TEST(EvidenceJudge, DoesNotWakeToSeeThatThereIsNothingYet) {
  Judged judge = at_work(Spec{.every = 1min, .delay = 1min, .clustered = true}, at(5min));
  EXPECT_EQ(judge.next_look(), at(6min));
}

TEST(EvidenceJudge, TakesOneSnapshotForOneLook) {
  Judged judge = at_work(Spec{.every = 0s, .until = 30min, .delay = 60s, .clustered = true});
  EXPECT_EQ(judge.next_look(), at(29min));
  serve_users(judge, at(0s), 49);
  EXPECT_EQ(judge.look(), Command::none);
  EXPECT_EQ(judge.next_look(), at(30min));
  EXPECT_EQ(judge.look(), Command::roll_back);
  EXPECT_FALSE(judge.next_look());
}

TEST(EvidenceJudge, WantsNothingOnceTheRolloutHasEnded) {
  Judged judge = at_work(Spec{});
  judge.invoke(at(0s), Version::stable, 900, 9);
  judge.invoke(at(0s), Version::canary, 100, 100);
  judge.rollout().handle_stop(at(30s));
  EXPECT_EQ(judge.look(), Command::none);
  EXPECT_FALSE(judge.next_look());
}

TEST(EvidenceJudge, WatchesAStepThatIsHeld) {
  Judged judge = at_work(Spec{});
  judge.rollout().handle_hold(at(10s));
  judge.invoke(at(0s), Version::stable, 900, 9);
  judge.invoke(at(0s), Version::canary, 100, 100);
  EXPECT_EQ(judge.look(), Command::roll_back);
}

TEST(EvidenceJudge, BeginsAnewWithEachReplication) {
  Judged judge = at_work(Spec{});
  judge.invoke(at(0s), Version::stable, 900, 9);
  judge.invoke(at(0s), Version::canary, 100, 100);
  EXPECT_EQ(judge.look(), Command::roll_back);
  judge.begin(at(5min), 1);
  EXPECT_EQ(judge.next_look(), at(6min));
  EXPECT_EQ(judge.look(), Command::none);
}

}  // namespace
}  // namespace coalmine::harness
