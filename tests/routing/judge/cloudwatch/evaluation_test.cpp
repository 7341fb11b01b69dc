#include "routing/judge/cloudwatch/evaluation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/routing/judge/cloudwatch/build.hpp"

namespace coalmine::routing::cloudwatch {
namespace {

using namespace std::chrono_literals;

Outcome evaluated(const MetricAlarmSpec& spec, const std::string& slots) {
  return evaluate(spec, range_of(slots));
}

// W12 once more, in the order and the words of the fact, on the drawing of the slots.
Outcome as_documented(const std::string& slots, int m, int n, MissingData missing) {
  const std::string newest_first{slots.rbegin(), slots.rend()};
  std::string real;
  std::copy_if(newest_first.begin(), newest_first.end(), std::back_inserter(real),
               [](char slot) { return slot != '-'; });
  const auto breaching = [](const std::string& some) {
    return static_cast<int>(std::count(some.begin(), some.end(), 'X'));
  };
  const int count = static_cast<int>(real.size());
  const int b = breaching(real);
  if (count == 0) {
    if (missing == MissingData::missing) return Outcome::insufficient_data;
    if (missing == MissingData::ignore) return Outcome::keep;
    return missing == MissingData::breaching ? Outcome::alarm : Outcome::ok;
  }
  if (count >= n) {
    return breaching(real.substr(0, static_cast<std::size_t>(n))) >= m ? Outcome::alarm
                                                                       : Outcome::ok;
  }
  if (missing == MissingData::breaching) return b + n - count >= m ? Outcome::alarm : Outcome::ok;
  if (b >= m) return Outcome::alarm;
  if (missing == MissingData::not_breaching || b < count) return Outcome::ok;
  const int age = static_cast<int>(newest_first.rfind('X')) + 1;
  return age >= m && missing == MissingData::missing ? Outcome::alarm : Outcome::keep;
}

// Every drawing of `length` slots.
std::vector<std::string> drawings(std::size_t length) {
  std::vector<std::string> all{""};
  for (std::size_t i = 0; i < length; ++i) {
    std::vector<std::string> longer;
    for (const std::string& one : all) {
      for (const char slot : {'0', 'X', '-'}) longer.push_back(one + slot);
    }
    all = longer;
  }
  return all;
}

// Calls `use` for all M of N up to 3 of 3, in all modes.
template <class Use>
void for_each_alarm(Use use) {
  for (std::uint32_t n = 1; n <= 3; ++n) {
    for (std::uint32_t m = 1; m <= n; ++m) {
      for (const MissingData missing : missing_modes) use(m_of_n(m, n, 5, missing));
    }
  }
}

std::string text_of(const MetricAlarmSpec& spec, const std::string& slots) {
  return std::to_string(datapoints_to_alarm(spec)) + " of " +
         std::to_string(spec.evaluation_periods) + ", mode " +
         std::to_string(static_cast<int>(spec.missing)) + ": " + slots;
}

TEST(CloudwatchEvaluation, FollowsTheFactForEveryDrawingOfFiveSlotsFromEveryState) {
  const auto all = drawings(5);
  ASSERT_EQ(all.size(), 243U);
  for_each_alarm([&](const MetricAlarmSpec& spec) {
    for (const std::string& slots : all) {
      const Outcome expected =
          as_documented(slots, static_cast<int>(*spec.datapoints_to_alarm),
                        static_cast<int>(spec.evaluation_periods), spec.missing);
      ASSERT_EQ(name_of(evaluated(spec, slots)), name_of(expected)) << text_of(spec, slots);
      for (const State prior : all_states) {
        Alarm alarm = alarm_in(prior, spec);
        alarm.handle_evaluation(range_of(slots), at(1min));
        ASSERT_EQ(alarm.state(), next_state(transitions, prior, expected)) << text_of(spec, slots);
      }
    }
  });
}

// Of each drawing with `before` somewhere, the outcome with it and with `after` in its place.
template <class Use>
void for_each_change(char before, char after, Use use) {
  for_each_alarm([&](const MetricAlarmSpec& spec) {
    for (const std::string& slots : drawings(5)) {
      for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i] != before) continue;
        std::string changed = slots;
        changed[i] = after;
        SCOPED_TRACE(text_of(spec, slots) + " -> " + changed);
        use(evaluated(spec, slots), evaluated(spec, changed));
      }
    }
  });
}

TEST(CloudwatchEvaluation, NeverClearsAnAlarmBecauseOneMorePointBreaches) {
  const auto stays = [](Outcome before, Outcome after) {
    if (before == Outcome::alarm) {
      EXPECT_EQ(after, Outcome::alarm);
    }
  };
  for_each_change('0', 'X', stays);
  for_each_change('-', 'X', stays);
}

TEST(CloudwatchEvaluation, NeverAlarmsBecauseAMissingPointTurnsOutToBeFine) {
  for_each_change('-', '0', [](Outcome before, Outcome after) {
    if (before != Outcome::alarm) {
      EXPECT_NE(after, Outcome::alarm);
    }
  });
}

TEST(CloudwatchEvaluation, DoesNotLookAtMissingDataWhileNPointsAreReal) {
  for (const std::string& slots : drawings(5)) {
    if (std::count(slots.begin(), slots.end(), '-') > 2) continue;
    for (const MissingData missing : missing_modes) {
      EXPECT_EQ(evaluated(m_of_n(2, 3, 5, missing), slots), evaluated(m_of_n(2, 3, 5), slots))
          << slots;
    }
  }
}

// W22: N = 1 has a range of 3, so that one late minute does no harm; the price is that one error
// keeps the alarm up until it leaves the range, whatever missing data count as.
TEST(CloudwatchEvaluation, KeepsOneErrorInAlarmUntilItLeavesTheRange) {
  const MetricAlarmSpec spec = m_of_n(1, 1, 3, MissingData::not_breaching);
  EXPECT_EQ(evaluated(spec, "--X"), Outcome::alarm);
  EXPECT_EQ(evaluated(spec, "-X-"), Outcome::alarm);
  EXPECT_EQ(evaluated(spec, "X--"), Outcome::alarm);
  EXPECT_EQ(evaluated(spec, "---"), Outcome::ok);
}

// W14: no new data, and yet the state changes twice as the same points move through the range.
TEST(CloudwatchEvaluation, ChangesItsMindWhileDataHaveStopped) {
  Alarm alarm = alarm_in(State::ok, m_of_n(3, 3, 5));
  std::vector<State> states;
  for (const char* slots : {"----X", "---X-", "--X--", "-X---", "X----", "-----"}) {
    alarm.handle_evaluation(range_of(slots), at(1min));
    states.push_back(alarm.state());
  }
  EXPECT_EQ(states, (std::vector{State::ok, State::ok, State::alarm, State::alarm, State::alarm,
                                 State::insufficient_data}));
}

TEST(CloudwatchEvaluation, LooksAtTheNewestNPointsEvenIfTheyAreOld) {
  EXPECT_EQ(evaluated(m_of_n(2, 2, 5), "XX--0"), Outcome::ok);
  EXPECT_EQ(evaluated(m_of_n(2, 2, 5), "0XX--"), Outcome::alarm);
  EXPECT_EQ(evaluated(m_of_n(2, 2, 5), "XX0--"), Outcome::ok);
}

TEST(CloudwatchEvaluation, ComparesAsTheOperatorSays) {
  struct Case {
    Comparison comparison;
    bool below, equal, above;
  };
  for (const Case& one : {Case{Comparison::greater_than, false, false, true},
                          Case{Comparison::greater_than_or_equal, false, true, true},
                          Case{Comparison::less_than, true, false, false},
                          Case{Comparison::less_than_or_equal, true, true, false}}) {
    EXPECT_EQ(breaches(one.comparison, 4.5, 5), one.below);
    EXPECT_EQ(breaches(one.comparison, 5, 5), one.equal);
    EXPECT_EQ(breaches(one.comparison, 5.5, 5), one.above);
  }
}

// An alarm on p99 above 100 ms, 1 of 2.
class CloudwatchLowSamples : public testing::Test {
 protected:
  Outcome evaluated(std::vector<Point> range) {
    spec_.watched = Metric{Measure::duration, {Aggregate::percentile, 0.99}, Dimension::version};
    spec_.threshold = 100;
    return evaluate(spec_, range);
  }

  MetricAlarmSpec spec_ = m_of_n(1, 2, 4);
};

TEST_F(CloudwatchLowSamples, AreTakenByDefault) {
  EXPECT_EQ(evaluated({{}, {}, {}, {500.0, 1}}), Outcome::alarm);
}

TEST_F(CloudwatchLowSamples, KeepTheStateIfTheyAreIgnored) {
  spec_.low_samples = LowSamples::ignore;
  EXPECT_EQ(evaluated({{}, {}, {}, {500.0, 999}}), Outcome::keep);
  EXPECT_EQ(evaluated({{}, {}, {}, {500.0, 1'000}}), Outcome::alarm);
  EXPECT_EQ(evaluated({{}, {}, {20.0, 1'000}, {50.0, 999}}), Outcome::keep);
}

TEST_F(CloudwatchLowSamples, CountInTheNewestPointThatThereIs) {
  spec_.low_samples = LowSamples::ignore;
  EXPECT_EQ(evaluated({{}, {20.0, 1'000}, {500.0, 999}, {}}), Outcome::keep);
  EXPECT_EQ(evaluated({{}, {500.0, 999}, {20.0, 1'000}, {}}), Outcome::alarm);
}

TEST_F(CloudwatchLowSamples, AreNoneWhereNoDataIs) {
  spec_.low_samples = LowSamples::ignore;
  EXPECT_EQ(evaluated({{}, {}, {}, {}}), Outcome::insufficient_data);
}

}  // namespace
}  // namespace coalmine::routing::cloudwatch
