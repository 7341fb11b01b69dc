#include "routing/judge/cloudwatch/alarm_group.hpp"

#include <gtest/gtest.h>

#include "tests/routing/judge/cloudwatch/build.hpp"

namespace coalmine::routing::cloudwatch {
namespace {

using namespace std::chrono_literals;

AlarmSpec metric(const std::string& name) { return {name, m_of_n(1, 1, 1)}; }
AlarmSpec composite(const std::string& name, const std::string& rule) {
  return {name, CompositeAlarmSpec{rule}};
}

std::string error(const std::vector<AlarmSpec>& alarms) {
  const auto checked = check(alarms);
  return checked ? "" : checked.error().message;
}

// "outer" watches "inner", which watches two metric alarms; the list is out of order.
class CloudwatchGroup : public testing::Test {
 protected:
  // The next instant: each of "errors" and "slow" breaches (X), does not (0) or has no data (-).
  void evaluate(const char* errors, const char* slow) {
    now_ += 1min;
    group_.handle_evaluation(place("errors"), range_of(errors), now_);
    group_.handle_evaluation(place("slow"), range_of(slow), now_);
    group_.handle_settled(now_);
  }
  std::size_t place(std::string_view name) const { return group_.find(name).value(); }
  State state(std::string_view name) const { return group_.state(place(name)); }

  AlarmGroup group_{{composite("outer", "ALARM(inner) OR FALSE"), metric("errors"),
                     composite("inner", "ALARM(errors) AND NOT ALARM(slow)"), metric("slow")}};
  Instant now_{};
};

TEST_F(CloudwatchGroup, KnowsItsAlarmsByPlaceAndName) {
  EXPECT_EQ(group_.size(), 4U);
  EXPECT_EQ(group_.find("errors"), 1U);
  EXPECT_EQ(group_.find("error"), std::nullopt);
  EXPECT_NE(group_.metric_alarm(1), nullptr);
  EXPECT_EQ(group_.metric_alarm(2), nullptr);
}

TEST_F(CloudwatchGroup, HasNoDataAtFirst) {
  for (std::size_t alarm = 0; alarm < group_.size(); ++alarm) {
    EXPECT_EQ(group_.state(alarm), State::insufficient_data);
  }
}

TEST_F(CloudwatchGroup, TakesCompositesFromTheInsideOut) {
  evaluate("X", "0");
  EXPECT_EQ(state("inner"), State::alarm);
  EXPECT_EQ(state("outer"), State::alarm);
  evaluate("X", "X");
  EXPECT_EQ(state("inner"), State::ok);
  EXPECT_EQ(state("outer"), State::ok);
}

TEST_F(CloudwatchGroup, DoesNotShowACompositeHalfAnInstant) {
  evaluate("0", "X");
  group_.handle_evaluation(place("slow"), range_of("0"), now_ + 1min);
  group_.handle_evaluation(place("errors"), range_of("X"), now_ + 1min);
  EXPECT_EQ(state("inner"), State::ok);
  group_.handle_settled(now_ + 1min);
  EXPECT_EQ(state("inner"), State::alarm);
}

TEST_F(CloudwatchGroup, HasCompositesThatAreOkWhereTheirAlarmsHaveNoData) {
  evaluate("-", "-");
  EXPECT_EQ(state("errors"), State::insufficient_data);
  EXPECT_EQ(state("inner"), State::ok);
}

TEST_F(CloudwatchGroup, IsAsNewAfterAReset) {
  evaluate("X", "0");
  group_.handle_reset(now_);
  for (std::size_t alarm = 0; alarm < group_.size(); ++alarm) {
    EXPECT_EQ(group_.state(alarm), State::insufficient_data);
  }
}

TEST(CloudwatchGroupCheck, TakesAlarmsInAnyOrder) {
  const std::vector<AlarmSpec> alarms{composite("c", "ALARM(b)"), composite("b", "ALARM(a)"),
                                      metric("a")};
  EXPECT_EQ(check(alarms).value(), alarms);
}

TEST(CloudwatchGroupCheck, NeedsNamesThatDiffer) {
  EXPECT_EQ(error({metric("a"), metric("b"), metric("a")}), "alarm \"a\": is there twice");
  EXPECT_EQ(error({metric("")}), "the name of an alarm has 0 characters, expected 1 to 255");
  EXPECT_EQ(error({metric(std::string(255, 'x'))}), "");
  EXPECT_EQ(error({metric(std::string(256, 'x'))}),
            "the name of an alarm has 256 characters, expected 1 to 255");
}

TEST(CloudwatchGroupCheck, SaysWhichAlarmIsWrong) {
  EXPECT_EQ(error({metric("a"), {"b", m_of_n(2, 1, 3)}}),
            "alarm \"b\": alarm needs 2 of 1 datapoints, expected 1 to 1");
  EXPECT_EQ(error({composite("c", "ALARM(")}),
            "alarm \"c\": column 7: expected the name of an alarm, found the end");
  EXPECT_EQ(error({metric("a"), composite("c", "ALARM(b)")}),
            "alarm \"c\": there is no alarm \"b\" to watch");
}

TEST(CloudwatchGroupCheck, RefusesCompositesThatWatchThemselves) {
  EXPECT_EQ(error({composite("c", "ALARM(c)")}), "alarm \"c\": its rule depends on itself");
  EXPECT_EQ(error({metric("a"), composite("b", "ALARM(c)"), composite("c", "ALARM(d)"),
                   composite("d", "OK(b) OR ALARM(a)"), composite("e", "ALARM(a)")}),
            "alarm \"b\": its rule depends on itself");
}

}  // namespace
}  // namespace coalmine::routing::cloudwatch
