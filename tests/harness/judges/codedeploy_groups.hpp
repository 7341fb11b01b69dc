// Deployment groups as AWS's examples have them: with one alarm on errors.
#pragma once

#include "routing/judge/codedeploy/spec.hpp"

namespace coalmine::harness {

// M of N minutes above 0.
inline routing::cloudwatch::AlarmSpec errors_alarm(
    std::uint32_t periods, routing::cloudwatch::Dimension dimension,
    routing::cloudwatch::MissingData missing = routing::cloudwatch::MissingData::not_breaching) {
  return {.name = "errors",
          .alarm = routing::cloudwatch::MetricAlarmSpec{
              .watched = routing::cloudwatch::Metric{.dimension = dimension},
              .evaluation_periods = periods,
              .missing = missing}};
}

inline routing::codedeploy::Spec group_with(const routing::cloudwatch::AlarmSpec& alarm) {
  routing::codedeploy::Spec spec;
  spec.alarms = {alarm};
  spec.stops_on = {alarm.name};
  return spec;
}

}  // namespace coalmine::harness
