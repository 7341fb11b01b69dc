#include "routing/judge/argo/metric_run.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <string>

namespace coalmine::routing::argo {
namespace {

using namespace std::chrono_literals;

constexpr Instant at(Duration since_start) { return Instant{since_start}; }

// Every five minutes, for ever, as in the product's documentation.
Metric every_5min() { return {.interval = 5min, .failure_limit = 3}; }

class MetricRunTest : public testing::Test {
 protected:
  void configure(const Metric& metric) { run_ = MetricRun(metric, at(0s)); }
  // As often as it wants to be measured; when the last was.
  Instant measure(Measurement measurement, int times = 1) {
    Instant now{};
    for (int i = 0; i < times; ++i) {
      now = *run_.next_measurement();
      run_.handle_measurement(measurement, now);
    }
    return now;
  }
  void succeed(int times = 1) { measure(Measurement::successful, times); }
  void fail(int times = 1) { measure(Measurement::failed, times); }
  void err(int times = 1) { measure(Measurement::error, times); }
  void be_inconclusive(int times = 1) { measure(Measurement::inconclusive, times); }
  void expect(Phase phase) const { EXPECT_EQ(name_of(run_.phase()), name_of(phase)); }

  MetricRun run_{every_5min(), at(0s)};
};

TEST_F(MetricRunTest, IsMeasuredWithTheRunAndThenOnceAnInterval) {
  EXPECT_EQ(run_.next_measurement(), at(0s));
  expect(Phase::pending);
  run_.handle_measurement(Measurement::successful, at(0s));
  expect(Phase::running);
  EXPECT_EQ(run_.next_measurement(), at(5min));
  // The interval counts from when it was measured, not from when it was due.
  run_.handle_measurement(Measurement::successful, at(6min));
  EXPECT_EQ(run_.next_measurement(), at(11min));
}

TEST_F(MetricRunTest, IsMeasuredFirstAfterItsDelay) {
  Metric metric = every_5min();
  metric.initial_delay = 90s;
  configure(metric);
  EXPECT_EQ(run_.next_measurement(), at(90s));
}

// IN-16: "failed after three failures" in the documentation, the fourth in the code; one interval
// more of exposure.
TEST_F(MetricRunTest, FailsWithTheFourthFailureForALimitOfThree) {
  fail(3);
  expect(Phase::running);
  EXPECT_EQ(measure(Measurement::failed), at(15min));
  expect(Phase::failed);
  EXPECT_EQ(run_.next_measurement(), std::nullopt);
}

TEST_F(MetricRunTest, NeverForgivesAFailure) {
  for (int i = 0; i < 3; ++i) {
    fail();
    succeed(10);
  }
  expect(Phase::running);
  fail();
  expect(Phase::failed);
}

TEST_F(MetricRunTest, FailsAtOnceWithoutALimit) {
  configure({.interval = 5min});
  fail();
  expect(Phase::failed);
}

TEST_F(MetricRunTest, NeverFailsWhereFailuresHaveNoLimit) {
  configure({.interval = 5min, .failure_limit = -1, .consecutive_success_limit = 2});
  fail(100);
  expect(Phase::running);
}

TEST_F(MetricRunTest, IsInconclusiveAboveTheLimit) {
  Metric metric = every_5min();
  metric.inconclusive_limit = 1;
  configure(metric);
  be_inconclusive();
  succeed();
  expect(Phase::running);
  be_inconclusive();
  expect(Phase::inconclusive);
}

// IN-11: "consecutiveErrors (5) > consecutiveErrorLimit (4)", 40 s after the first, although the
// interval is 5 min.
TEST_F(MetricRunTest, IsAnErrorFortySecondsAfterTheFirst) {
  EXPECT_EQ(measure(Measurement::error, 4), at(30s));
  expect(Phase::running);
  EXPECT_EQ(measure(Measurement::error), at(40s));
  expect(Phase::error);
  EXPECT_EQ(run_.tally().consecutive_errors, 5);
}

TEST_F(MetricRunTest, ForgivesErrorsWithWhateverIsNone) {
  for (const auto other : {Measurement::successful, Measurement::failed}) {
    err(4);
    measure(other);
    EXPECT_EQ(run_.tally().consecutive_errors, 0);
  }
  err(4);
  expect(Phase::running);
}

TEST_F(MetricRunTest, ReturnsToItsIntervalAfterAnError) {
  run_.handle_measurement(Measurement::error, at(0s));
  EXPECT_EQ(run_.next_measurement(), at(10s));
  run_.handle_measurement(Measurement::failed, at(10s));
  EXPECT_EQ(run_.next_measurement(), at(5min + 10s));
}

TEST_F(MetricRunTest, SucceedsWhenItsCountIsReachedWithinTheLimit) {
  configure({.interval = 1min, .count = 4, .failure_limit = 2});
  fail(2);
  succeed();
  expect(Phase::running);
  succeed();
  expect(Phase::successful);
}

TEST_F(MetricRunTest, DoesNotCountErrors) {
  configure({.interval = 1min, .count = 2, .consecutive_error_limit = 10});
  err(10);
  succeed();
  expect(Phase::running);
  succeed();
  expect(Phase::successful);
}

TEST_F(MetricRunTest, IsMeasuredOnceWithoutIntervalAndCount) {
  configure({});
  err();
  EXPECT_EQ(run_.next_measurement(), at(10s));
  succeed();
  expect(Phase::successful);
}

TEST_F(MetricRunTest, FailsRatherThanSucceedsWithItsLastMeasurement) {
  configure({.interval = 1min, .count = 2, .failure_limit = 1});
  fail(2);
  expect(Phase::failed);
}

TEST_F(MetricRunTest, SucceedsAfterSuccessesInARow) {
  configure({.interval = 1min, .failure_limit = 5, .consecutive_success_limit = 3});
  for (const auto other : {Measurement::failed, Measurement::error}) {
    succeed(2);
    measure(other);
  }
  succeed(2);
  expect(Phase::running);
  succeed();
  expect(Phase::successful);
}

TEST_F(MetricRunTest, DoesNotSucceedByItsCountWhereSuccessesInARowAreAskedFor) {
  Metric metric{.interval = 1min, .count = 3, .failure_limit = 3, .consecutive_success_limit = 2};
  configure(metric);
  succeed();
  fail();
  succeed();
  expect(Phase::inconclusive);

  metric.failure_limit = -1;
  configure(metric);
  succeed();
  fail();
  succeed();
  expect(Phase::failed);
}

TEST_F(MetricRunTest, IsSuccessfulWhenTerminatedBeforeALimitIsExceeded) {
  run_.handle_termination();
  expect(Phase::successful);

  configure(every_5min());
  fail(3);
  run_.handle_termination();
  expect(Phase::successful);
  EXPECT_EQ(run_.next_measurement(), std::nullopt);
}

TEST_F(MetricRunTest, StaysWhatItIsWhenTerminatedAfterwards) {
  fail(4);
  run_.handle_termination();
  expect(Phase::failed);
}

// Every sequence of six measurements, against what it comes to as a whole.
TEST_F(MetricRunTest, ComesToTheSameAsTheWholeSequence) {
  constexpr int length = 6;
  constexpr std::array kinds{Measurement::successful, Measurement::failed,
                             Measurement::inconclusive, Measurement::error};
  const Metric metric{.interval = 1min,
                      .count = 4,
                      .failure_limit = 2,
                      .inconclusive_limit = 1,
                      .consecutive_error_limit = 2};
  for (int number = 0; number < 4096; ++number) {
    configure(metric);
    std::string sequence;
    for (int i = 0; i < length && !completed(run_.phase()); ++i) {
      const int kind = number >> (2 * i) & 3;
      sequence += "sfie"[kind];
      measure(kinds[static_cast<std::size_t>(kind)]);
    }
    const auto times = [&](char kind) {
      return std::count(sequence.begin(), sequence.end(), kind);
    };
    Phase expected = Phase::running;
    if (std::ssize(sequence) - times('e') == 4) expected = Phase::successful;
    if (times('f') == 3) expected = Phase::failed;
    if (times('i') == 2) expected = Phase::inconclusive;
    if (sequence.ends_with("eee")) expected = Phase::error;
    EXPECT_EQ(name_of(run_.phase()), name_of(expected)) << sequence;
  }
}

TEST(MetricTransitions, HaveARowForEverySignalWhileNotCompletedAndNoneAfterwards) {
  for (const Phase phase : phases) {
    for (const MetricSignal signal : metric_signals) {
      EXPECT_EQ(next_state(metric_transitions, phase, signal).has_value(), !completed(phase))
          << name_of(phase) << " " << name_of(signal);
    }
  }
}

TEST(MetricTransitions, HaveOneRowForAPairAndANameForAll) {
  std::set<std::pair<std::string_view, std::string_view>> pairs;
  for (const NamedRow& row : metric_transitions_by_name()) {
    EXPECT_TRUE(pairs.emplace(row.from, row.signal).second) << row.from << " " << row.signal;
    EXPECT_THAT((std::vector{row.from, row.signal, row.to}),
                testing::Each(testing::Not(testing::IsEmpty())));
  }
}

}  // namespace
}  // namespace coalmine::routing::argo
