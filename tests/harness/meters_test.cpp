#include "harness/meters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/support/rehearse.hpp"

namespace coalmine::harness {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto stable = routing::Version::stable;
constexpr auto canary = routing::Version::canary;
constexpr bool failed = true;
constexpr models::FunctionIndex api = 0;
constexpr models::FunctionIndex shop = 1;

// The first shift is at 2 min; an alarm watches the shop and shows its datapoints 30 s late.
class MetersTest : public testing::Test {
 protected:
  MetersTest()
      : scenario_(support::scenario_of(R"(
name: meters
duration: 10m
traffic: { users: 10, requests: { fixed: 1 } }
functions: { api: { calls: [shop] }, shop: {} }
release: { start: 2m, rollout: { steps: [{ weight: 10%, for: 5m }] } }
alarms: [ { metric: error_count, above: 0.5, function: shop, publication_delay: 30s } ]
policies: { p: { route: weighted } }
)")),
        setup_(scenario_),
        meters_(setup_, scenario_.policies[0]) {
    meters_.begin();
  }

  void record(models::FunctionIndex function, routing::Version version, Duration began, bool fails,
              Duration latency = 1ms) {
    run_until(Instant{began});
    meters_.record(function, version, Instant{began}, latency, fails);
  }
  // The end of one control is that of a segment, and perhaps of a period and of a timeline step.
  void run_until(Instant end) {
    while (meters_.next() <= end) {
      const Instant now = meters_.next();
      meters_.end_segment(now);
      if (!meters_.evaluate(now).empty()) alarms_s_.push_back(in_seconds(now.time_since_epoch()));
      meters_.roll_over(now, weight_, exposed_users_);
    }
  }
  void finish(Duration at) {
    run_until(Instant{at});
    meters_.end_segment(Instant{at});
    meters_.close(weight_, exposed_users_);
  }

  spec::Scenario scenario_;
  harness::Setup setup_;
  Meters meters_;
  double weight_ = 0.1;
  std::uint64_t exposed_users_ = 0;
  std::vector<double> alarms_s_;
};

TEST_F(MetersTest, FeedAnAlarmWithItsOwnFunction) {
  record(api, canary, 130s, failed);
  finish(10min);
  EXPECT_THAT(alarms_s_, IsEmpty());
}

TEST_F(MetersTest, NameTheAlarmThatFires) {
  record(shop, canary, 130s, failed);
  finish(10min);
  EXPECT_THAT(alarms_s_, ElementsAre(210));
}

TEST_F(MetersTest, FillTheTimelineByMinutesOfTheWatchedFunction) {
  record(api, stable, 10s, failed);
  record(shop, stable, 20s, failed);
  record(api, stable, 59s, !failed);
  record(api, canary, 60s, !failed);  // the second minute begins with its first instant
  finish(2min);
  ASSERT_EQ(meters_.timeline().size(), 3u);
  EXPECT_EQ(meters_.timeline()[0].counts[0], (routing::Counts{2, 1}));
  EXPECT_EQ(meters_.timeline()[0].counts[1], (routing::Counts{0, 0}));
  EXPECT_EQ(meters_.timeline()[1].counts[1], (routing::Counts{1, 0}));
}

TEST_F(MetersTest, KeepWeightAndUsersOfTheEndOfEachMinute) {
  exposed_users_ = 3;
  run_until(Instant{60s});
  exposed_users_ = 5;
  weight_ = 0.2;
  finish(90s);
  EXPECT_EQ(meters_.timeline().at(0).exposed_users, 3u);
  EXPECT_EQ(meters_.timeline().at(0).weight, 0.1);
  EXPECT_EQ(meters_.timeline().at(1).exposed_users, 5u);
  EXPECT_EQ(meters_.timeline().at(1).weight, 0.2);
}

TEST_F(MetersTest, PutHarmIntoTheMinuteInWhichItHappened) {
  finish(setup_.scenario.duration);
  const std::vector<Instant> first_harms{Instant{59s}, never, Instant{60s}, Instant{130s}};
  meters_.settle(0, first_harms);
  EXPECT_EQ(meters_.timeline()[0].harmed_users, 1u);
  EXPECT_EQ(meters_.timeline()[1].harmed_users, 2u);
  EXPECT_EQ(meters_.timeline()[2].harmed_users, 3u);
  EXPECT_EQ(meters_.timeline().back().harmed_users, 3u);
}

TEST_F(MetersTest, PutWhatHappenedAfterTheEndIntoTheLastMinute) {
  exposed_users_ = 2;
  finish(setup_.scenario.duration);
  const std::vector<Instant> first_harms{Instant{setup_.scenario.duration + 1h}};
  meters_.settle(7, first_harms);
  ASSERT_EQ(meters_.timeline().size(), timeline_steps(setup_.scenario.duration));
  EXPECT_EQ(meters_.timeline().back().harmed_users, 1u);
  EXPECT_EQ(meters_.timeline().back().exposed_users, 7u);
  EXPECT_EQ(meters_.timeline()[meters_.timeline().size() - 2].exposed_users, 2u);
}

TEST_F(MetersTest, CountALateOutcomeIntoTheMinuteInWhichItBegan) {
  record(api, stable, 130s, !failed);
  run_until(Instant{185s});
  meters_.record(api, canary, Instant{135s}, 1ms, failed);
  finish(4min);
  EXPECT_EQ(meters_.timeline()[2].counts[1], (routing::Counts{1, 1}));
  EXPECT_EQ(meters_.timeline()[3].counts[1], (routing::Counts{0, 0}));
  EXPECT_EQ(meters_.watched_counts()[1], (routing::Counts{1, 1}));
}

TEST_F(MetersTest, MeasureLatencyAndErrorsInTheWindowOnly) {
  record(api, stable, 119s, failed, 7ms);
  run_until(Instant{2min});
  meters_.end_segment(Instant{2min});  // the control of the first shift
  record(api, stable, 121s, failed, 5ms);
  record(api, canary, 122s, !failed, 9ms);
  finish(10min);
  EXPECT_EQ(meters_.watched_counts()[0], (routing::Counts{1, 1}));
  EXPECT_EQ(meters_.watched_counts()[1], (routing::Counts{1, 0}));
  EXPECT_EQ(meters_.latency()[0].count(), 1u);
  EXPECT_EQ(meters_.latency()[0].quantile(0.5), 5ms);
  EXPECT_EQ(meters_.latency()[1].quantile(0.5), 9ms);
}

TEST_F(MetersTest, ForgetOneReplicationBeforeTheNext) {
  record(shop, canary, 130s, failed);
  record(api, canary, 131s, failed);
  meters_.begin();
  finish(10min);
  EXPECT_THAT(alarms_s_, IsEmpty());
  EXPECT_EQ(meters_.watched_counts()[1], (routing::Counts{0, 0}));
  EXPECT_EQ(meters_.latency()[1].count(), 0u);
}

}  // namespace
}  // namespace coalmine::harness
