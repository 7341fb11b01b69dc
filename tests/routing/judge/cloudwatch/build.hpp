// What tests of CloudWatch alarms are written with: slots as the documents draw them.
#pragma once

#include <array>
#include <cassert>
#include <string>
#include <string_view>
#include <vector>

#include "routing/judge/cloudwatch/alarm.hpp"

namespace coalmine::routing::cloudwatch {

constexpr Instant at(Duration since_start) { return Instant{since_start}; }

// An alarm with threshold 0: "M of N" over a range of `slots`.
inline MetricAlarmSpec m_of_n(std::uint32_t m, std::uint32_t n, std::uint32_t slots,
                              MissingData missing = MissingData::missing) {
  MetricAlarmSpec spec;
  spec.datapoints_to_alarm = m;
  spec.evaluation_periods = n;
  spec.evaluation_range = slots;
  spec.missing = missing;
  return spec;
}

// Oldest first: 0 within the threshold of 0, X above it, - missing.
inline std::vector<Point> range_of(std::string_view slots) {
  std::vector<Point> range;
  for (const char slot : slots) {
    assert(slot == '0' || slot == 'X' || slot == '-');
    range.push_back(slot == '-' ? Point{} : Point{slot == 'X' ? 1.0 : 0.0, 1});
  }
  return range;
}

// An alarm that has come to be in `state`.
inline Alarm alarm_in(State state, const MetricAlarmSpec& spec) {
  Alarm alarm{spec};
  const std::string slots(evaluation_range(spec), state == State::alarm ? 'X' : '0');
  if (state != State::insufficient_data) alarm.handle_evaluation(range_of(slots), at({}));
  assert(alarm.state() == state);
  return alarm;
}

inline constexpr std::array missing_modes{MissingData::missing, MissingData::ignore,
                                          MissingData::breaching, MissingData::not_breaching};

}  // namespace coalmine::routing::cloudwatch
