// The examples of AWS's documents, from alarm_cases.json.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "routing/judge/cloudwatch/schedule.hpp"
#include "tests/routing/judge/cloudwatch/build.hpp"

namespace coalmine::routing::cloudwatch {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

const Json& cases() {
  static const Json all = [] {
    std::ifstream file(COALMINE_SOURCE_DIR "/tests/routing/judge/cloudwatch/alarm_cases.json");
    return Json::parse(file);
  }();
  return all;
}

MissingData missing_data(const std::string& word) {
  if (word == "missing") return MissingData::missing;
  if (word == "ignore") return MissingData::ignore;
  if (word == "breaching") return MissingData::breaching;
  EXPECT_EQ(word, "notBreaching");
  return MissingData::not_breaching;
}

State state_named(const std::string& name) {
  for (const State state : all_states) {
    if (name_of(state) == name) return state;
  }
  ADD_FAILURE() << "no state " << name;
  return State::ok;
}

MetricAlarmSpec spec_of(const Json& one) {
  MetricAlarmSpec spec;
  spec.period = std::chrono::seconds{one.value("period_s", 60)};
  spec.evaluation_periods = one.at("evaluation_periods");
  if (one.contains("datapoints_to_alarm")) spec.datapoints_to_alarm = one["datapoints_to_alarm"];
  if (one.contains("evaluation_range")) spec.evaluation_range = one["evaluation_range"];
  spec.missing = missing_data(one.value("treat_missing_data", "missing"));
  return spec;
}

std::string slots_of(const Json& datapoints) {
  std::string slots;
  for (const Json& datapoint : datapoints) slots += datapoint.get<std::string>();
  return slots;
}

// The state after one evaluation.
State after(State prior, const MetricAlarmSpec& spec, const std::string& slots) {
  Alarm alarm = alarm_in(prior, spec);
  alarm.handle_evaluation(range_of(slots), at(1min));
  return alarm.state();
}

// "12:15:00" or "12:15".
Instant time_of(const std::string& clock) {
  const auto part = [&](std::size_t place) {
    return place < clock.size() ? std::stoi(clock.substr(place, 2)) : 0;
  };
  return at(std::chrono::hours{part(0)} + std::chrono::minutes{part(3)} +
            std::chrono::seconds{part(6)});
}

TEST(CloudwatchCases, HoldInEveryCellOfTheTablesOnMissingDataFromEveryState) {
  EXPECT_EQ(cases().at("table_cases").size(), 40U);
  for (const Json& one : cases().at("table_cases")) {
    const std::string expected = one.at("expected");
    for (const State prior : all_states) {
      SCOPED_TRACE(one.at("id").get<std::string>() + " from " + std::string{name_of(prior)});
      const State state = after(prior, spec_of(one), slots_of(one.at("datapoints")));
      EXPECT_EQ(name_of(state), expected == "RETAIN" ? name_of(prior) : expected);
    }
  }
}

TEST(CloudwatchCases, HoldWhereTheProseNamesAState) {
  int checked = 0;
  for (const Json& one : cases().at("prose_cases")) {
    if (!one.contains("prior_state")) continue;
    SCOPED_TRACE(one.at("id").get<std::string>());
    const State state =
        after(state_named(one["prior_state"]), spec_of(one), slots_of(one.at("datapoints")));
    if (one["kind"] == "state") {
      EXPECT_EQ(name_of(state), one.at("expected").get<std::string>());
    }
    if (one["kind"] == "not_alarm") {
      EXPECT_NE(name_of(state), one.at("expected_not").get<std::string>());
    }
    ++checked;
  }
  EXPECT_EQ(checked, 5);
}

TEST(CloudwatchCases, HoldInASequenceOfEvaluations) {
  const Json& one = cases().at("prose_cases").at(0);
  ASSERT_EQ(one.at("kind"), "sequence_of_evaluations");
  Alarm alarm{spec_of(one)};
  for (const Json& evaluation : one.at("evaluations")) {
    alarm.handle_evaluation(range_of(slots_of(evaluation.at("datapoints"))), at(1min));
    EXPECT_EQ(name_of(alarm.state()), evaluation.at("expected").get<std::string>());
  }
}

TEST(CloudwatchCases, HoldAlongTheTimelineOfTheGuidesFigure) {
  const Json& one = cases().at("prose_cases").back();
  ASSERT_EQ(one.at("kind"), "timeline");
  const std::string datapoints = slots_of(one.at("datapoints"));
  const MetricAlarmSpec spec = spec_of(one);
  Alarm alarm = alarm_in(state_named(one.at("initial_state")), spec);
  for (std::size_t period = 1; period <= datapoints.size(); ++period) {
    const std::string past =
        std::string(evaluation_range(spec), '-') + datapoints.substr(0, period);
    const std::string slots = past.substr(past.size() - evaluation_range(spec));
    alarm.handle_evaluation(range_of(slots), at(1min * static_cast<int>(period)));
    const std::string number = std::to_string(period);
    const Json& expected = one.at("expected_state_after_period");
    if (expected.contains(number)) {
      EXPECT_EQ(name_of(alarm.state()), expected[number].get<std::string>()) << period;
    }
  }
}

TEST(CloudwatchCases, GiveTheEvaluationInterval) {
  for (const Json& one : cases().at("evaluation_interval_cases")) {
    EXPECT_EQ(evaluation_interval(spec_of(one)),
              std::chrono::seconds{one.at("expected_interval_s").get<int>()});
  }
}

TEST(CloudwatchCases, GiveTheCadenceOfEvaluations) {
  for (const Json& one : cases().at("evaluation_cadence_cases")) {
    EXPECT_EQ(evaluation_cadence(spec_of(one)),
              std::chrono::seconds{one.at("expected_cadence_s").get<int>()})
        << one;
  }
}

TEST(CloudwatchCases, GiveTheWindowsOfSlidingEvaluations) {
  for (const Json& one : cases().at("sliding_window_cases")) {
    SCOPED_TRACE(one.dump());
    const MetricAlarmSpec spec = spec_of(one);
    if (one.contains("covers_minutes")) {
      const Instant end = at(std::chrono::minutes{one.at("at_end_of_minute").get<int>()});
      const auto first = std::chrono::minutes{one["covers_minutes"][0].get<int>()};
      const auto last = std::chrono::minutes{one["covers_minutes"][1].get<int>()};
      EXPECT_EQ(slot_window(spec, end, 0), (Window{at(first - 1min), at(last)}));
    }
    if (one.contains("datapoint_timestamps")) {
      const Json& stamps = one["datapoint_timestamps"];
      for (std::uint32_t k = 0; k < stamps.size(); ++k) {
        const std::string stamp = stamps[stamps.size() - 1 - k];
        EXPECT_EQ(slot_window(spec, time_of(one.at("evaluation_time")), k).from, time_of(stamp));
      }
    }
  }
  // The case that is given as a note.
  MetricAlarmSpec hourly;
  hourly.period = 1h;
  EXPECT_EQ(slot_window(hourly, time_of("14:07"), 0), (Window{time_of("13:07"), time_of("14:07")}));
  EXPECT_EQ(slot_window(hourly, time_of("14:08"), 0), (Window{time_of("13:08"), time_of("14:08")}));
}

// A job that runs every third day at ten and reports 1 if it failed, 0 if not.
class Job {
 public:
  void report(Instant when, double failed) { reports_.push_back({when, failed}); }

  Point lowest_in(Window window) const {
    Point point;
    for (const auto& [when, failed] : reports_) {
      if (when < window.from || when >= window.to) continue;
      point = {std::min(failed, point.value.value_or(failed)), point.samples + 1};
    }
    return point;
  }

 private:
  std::vector<std::pair<Instant, double>> reports_;
};

TEST(CloudwatchCases, GiveTheStatesOfAMultiDayAlarm) {
  const auto day = 24h;
  MetricAlarmSpec spec = m_of_n(1, 3, 5);
  spec.period = day;
  ASSERT_TRUE(check(spec).has_value());
  Job job;
  job.report(time_of("10:02") - 3 * day, 0);
  Alarm alarm{spec};
  int states = 0;
  for (const Json& event : cases().at("multi_day_case").at("events")) {
    const Instant now = time_of(event.at("t"));
    if (event.value("event", "") == "job_fails") job.report(now, 1);
    if (event.value("event", "") == "job_succeeds") job.report(now, 0);
    if (!event.contains("state")) continue;
    EXPECT_EQ(next_evaluation(spec, now - 1min, 3min), now);
    std::vector<Point> range;
    for (std::uint32_t k = evaluation_range(spec); k-- > 0;) {
      range.push_back(job.lowest_in(slot_window(spec, now, k)));
    }
    alarm.handle_evaluation(range, now);
    EXPECT_EQ(name_of(alarm.state()), event["state"].get<std::string>()) << event;
    ++states;
  }
  EXPECT_EQ(states, 3);
}

TEST(CloudwatchCases, AreRefusedWhereTheProductRefusesThem) {
  for (const Json& one : cases().at("validation_cases")) {
    EXPECT_EQ(check(spec_of(one)).has_value(), one.at("valid").get<bool>()) << one;
  }
}

TEST(CloudwatchCases, GiveTheSamplesThatAPercentileNeeds) {
  for (const Json& one : cases().at("low_sample_percentile_cases")) {
    EXPECT_EQ(significant_samples(one.at("percentile")),
              one.at("significant_from_samples").get<std::uint64_t>())
        << one;
  }
}

TEST(CloudwatchCases, GiveTheEndOfAWarmUp) {
  const Json& one = cases().at("warm_up_case");
  MetricAlarmSpec spec = spec_of(one);
  spec.warm_up = WarmUp{30min, one.at("only_start_after_warm_up")};
  const Instant created = time_of(one.at("created"));
  const Instant first_data = time_of(one.at("first_data"));
  const Instant begins = time_of(one.at("evaluation_begins_about"));
  Alarm alarm{spec, created};
  for (Instant now = created; now <= begins; now += 1min) {
    std::vector<Point> range;
    for (std::uint32_t k = evaluation_range(spec); k-- > 0;) {
      range.push_back(slot_window(spec, now, k).to >= first_data ? Point{0.0, 1} : Point{});
    }
    alarm.handle_evaluation(range, now);
    const std::string until_then = one.at("state_until_then");
    EXPECT_EQ(name_of(alarm.state()), now < begins ? until_then : "OK");
  }
}

TEST(CloudwatchCases, GiveTheStateOfANewAlarmAndOfAChangedOne) {
  const Json& one = cases().at("initial_state");
  EXPECT_EQ(name_of(Alarm{MetricAlarmSpec{}}.state()), one.at("on_create").get<std::string>());
  ASSERT_EQ(one.at("on_update"), "RETAIN");
  for (const State state : all_states) {
    Alarm alarm = alarm_in(state, MetricAlarmSpec{});
    alarm.handle_update(m_of_n(2, 3, 5, MissingData::breaching));
    EXPECT_EQ(alarm.state(), state);
  }
}

}  // namespace
}  // namespace coalmine::routing::cloudwatch
