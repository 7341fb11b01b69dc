// One evaluation: what the datapoints of the evaluation range say about the state (W12).
//
// CloudWatch fetches more slots than N, so that real points can stand in for missing ones; only
// where fewer than N are real does the treatment of missing data count (W11, W13).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "routing/judge/cloudwatch/statistics.hpp"

namespace coalmine::routing::cloudwatch {

enum class Outcome : std::uint8_t { ok, alarm, insufficient_data, keep };

std::string_view name_of(Outcome outcome);

// Precondition: the comparison is not one of a band.
bool breaches(Comparison comparison, double value, double threshold);

// `range`: evaluation_range(spec) points of what the alarm watches, oldest first; the last is of
// the newest slot. A pure function of its arguments: the state it starts from does not matter.
// O(range), allocates nothing.
//
// While fewer than `significant_samples` are behind the newest point there is, `low_samples`
// `ignore` keeps the state. That it is this point that counts is our reading (W15).
Outcome evaluate(const MetricAlarmSpec& spec, std::span<const Point> range);

}  // namespace coalmine::routing::cloudwatch
