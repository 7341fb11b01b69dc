// CloudWatch alarms as written: over a metric, over an expression, or over other alarms.
#pragma once

#include <string>

#include "routing/judge/cloudwatch/spec.hpp"
#include "spec/type.hpp"
#include "spec/written.hpp"

namespace coalmine::spec {

struct WrittenCloudwatchAlarm {
  std::optional<std::string> name;
  // One of the three; an expression has its metrics beside it.
  std::optional<routing::cloudwatch::Measure> metric;
  std::optional<std::string> expression;
  std::optional<Placed<std::string>> rule;
  std::vector<Named<routing::cloudwatch::Metric>> metrics;

  std::optional<routing::cloudwatch::Statistic> statistic;
  routing::cloudwatch::Dimension dimension{};
  // One of the four; their unit depends on the metric.
  std::optional<std::string> above, at_least, below, at_most;
  Duration period{};
  Datapoints datapoints;
  routing::cloudwatch::MissingData missing{};
  routing::cloudwatch::LowSamples low_samples{};
  std::optional<std::uint32_t> evaluation_range;
  routing::cloudwatch::PercentileMethod percentile_method{};
  routing::cloudwatch::WindowEnd windows{};
  routing::cloudwatch::Resolution resolution{};
  routing::cloudwatch::MissingInMath missing_in_math{};

  // What all of that makes. Unsound: something was wrong with it, and has been said.
  bool sound = false;
  decltype(routing::cloudwatch::AlarmSpec::alarm) alarm;
};

Type<WrittenCloudwatchAlarm> cloudwatch_alarm_type();

}  // namespace coalmine::spec
