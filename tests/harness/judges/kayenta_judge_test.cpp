#include "harness/judges/kayenta_judge.hpp"

#include <gtest/gtest.h>

#include "tests/harness/judges/judged.hpp"

namespace coalmine::harness {
namespace {

using namespace std::chrono_literals;
namespace kayenta = routing::kayenta;
using routing::Version;

class KayentaJudgeTest : public testing::Test {
 protected:
  void judge_by(const kayenta::Spec& spec) { judged_.emplace(at_work(spec)); }

  // One invocation of each version in every minute of [from, to).
  void serve(Duration from, Duration to, Duration stable, Duration canary) {
    for (Duration now = from; now < to; now += 60s) {
      judged_->invoke(at(now), Version::stable, 1, 0, stable);
      judged_->invoke(at(now), Version::canary, 1, 0, canary);
    }
  }

  Command look() { return judged_->look(); }

  kayenta::Spec latency_for(Duration lifetime, Duration interval) const {
    return {.metrics = {{.measure = {kayenta::Statistic::latency},
                         .direction = kayenta::Direction::increase}},
            .lifetime = lifetime,
            .interval = interval};
  }

  std::optional<Judged> judged_;
};

TEST_F(KayentaJudgeTest, RollsBackWithTheEighthSlowMinuteOfTenAndNotWithTheSeventh) {  // IN-13
  for (const auto slow : {7min, 8min}) {
    judge_by(latency_for(10min, 10min));
    serve(0min, slow, 1ms, 100ms);
    serve(slow, 10min, 1ms, 1ms);
    ASSERT_EQ(judged_->next_look(), at(10min));
    EXPECT_EQ(look(), slow == 8min ? Command::roll_back : Command::none);
    EXPECT_EQ(judged_->next_look(), std::nullopt);
  }
}

TEST_F(KayentaJudgeTest, JudgesAtIntervalsUntilARunFails) {
  judge_by(latency_for(30min, 10min));
  serve(0min, 10min, 1ms, 1ms);
  EXPECT_EQ(look(), Command::none);
  serve(10min, 20min, 1ms, 100ms);
  EXPECT_EQ(look(), Command::none);  // ten of twenty points
  serve(20min, 30min, 1ms, 100ms);
  ASSERT_EQ(judged_->next_look(), at(30min));
  EXPECT_EQ(look(), Command::roll_back);
}

TEST_F(KayentaJudgeTest, ForgetsGoodTimesWithALookback) {
  kayenta::Spec spec = latency_for(30min, 10min);
  spec.lookback = 10min;
  judge_by(spec);
  serve(0min, 10min, 1ms, 1ms);
  EXPECT_EQ(look(), Command::none);
  serve(10min, 20min, 1ms, 100ms);
  EXPECT_EQ(look(), Command::roll_back);
}

TEST_F(KayentaJudgeTest, DoesNotSeeWhatIsNotPublished) {
  kayenta::Spec spec = latency_for(10min, 10min);
  spec.publication_delay = 1s;  // so the tenth point is missing at the end of the tenth minute
  spec.lookback = 2min;
  judge_by(spec);
  serve(0min, 9min, 1ms, 1ms);
  serve(9min, 10min, 1ms, 100ms);
  EXPECT_EQ(look(), Command::none);  // one good point each
}

TEST_F(KayentaJudgeTest, SeesLaterWhatWasNotPublished) {
  kayenta::Spec spec = latency_for(20min, 10min);
  spec.publication_delay = 1min;
  spec.lookback = 11min;
  judge_by(spec);
  serve(0min, 9min, 1ms, 1ms);
  serve(9min, 10min, 1ms, 100ms);
  EXPECT_EQ(look(), Command::none);
  serve(10min, 20min, 1ms, 100ms);  // of points 9 to 19 the last is not published
  EXPECT_EQ(look(), Command::roll_back);
}

TEST_F(KayentaJudgeTest, WaitsForTheWarmUp) {
  kayenta::Spec spec = latency_for(10min, 10min);
  spec.begin_after = 5min;
  judge_by(spec);
  serve(0min, 5min, 1ms, 100ms);
  serve(5min, 15min, 1ms, 1ms);
  ASSERT_EQ(judged_->next_look(), at(15min));
  EXPECT_EQ(look(), Command::none);
}

TEST_F(KayentaJudgeTest, FailsACanaryWithoutTraffic) {
  judge_by(latency_for(10min, 10min));
  judged_->record({at(1min), Version::stable});
  EXPECT_EQ(look(), Command::roll_back);  // no data in all of its metrics: score 0
}

TEST_F(KayentaJudgeTest, ComparesErrorsInPerCent) {
  kayenta::Spec spec = latency_for(10min, 10min);
  spec.metrics[0].measure = {kayenta::Statistic::error_rate};
  judge_by(spec);
  for (Duration now = 0s; now < 10min; now += 1s) {
    judged_->record({at(now), Version::stable});
    judged_->record({at(now), Version::canary, now % 10s == 0s});
  }
  EXPECT_EQ(look(), Command::roll_back);
}

TEST_F(KayentaJudgeTest, StopsWithTheRollout) {
  judge_by(latency_for(10min, 10min));
  serve(0min, 10min, 1ms, 100ms);
  judged_->rollout().handle_stop(at(5min));
  EXPECT_EQ(look(), Command::none);
  EXPECT_EQ(judged_->next_look(), std::nullopt);
}

TEST_F(KayentaJudgeTest, BeginsWithARolloutThatIsHeldBack) {
  judge_by(latency_for(10min, 10min));
  judged_->rollout() = routing::Rollout{*routing::canary_plan(0.1, 60min), never};
  EXPECT_EQ(look(), Command::none);
  EXPECT_EQ(judged_->next_look(), at(20min));
}

TEST_F(KayentaJudgeTest, BeginsAnewWithEveryReplication) {
  judge_by(latency_for(10min, 10min));
  serve(0min, 10min, 1ms, 100ms);
  EXPECT_EQ(look(), Command::roll_back);
  judged_->begin(at(0s), 1);
  serve(0min, 10min, 1ms, 1ms);
  ASSERT_EQ(judged_->next_look(), at(10min));
  EXPECT_EQ(look(), Command::none);
}

TEST_F(KayentaJudgeTest, AsksForAsMuchOfThePastAsARunLooksAt) {
  kayenta::Spec spec = latency_for(30min, 10min);
  spec.begin_after = 45s;
  spec.lookback = 25min;
  judge_by(spec);
  const TelemetryNeeds needs = judged_->judge().needs();
  EXPECT_EQ(needs.slice, 15s);
  EXPECT_GE(needs.memory, 25min);
  EXPECT_TRUE(needs.latency);
  spec.metrics[0].measure = {kayenta::Statistic::error_rate};
  judge_by(spec);
  EXPECT_FALSE(judged_->judge().needs().latency);
}

}  // namespace
}  // namespace coalmine::harness
