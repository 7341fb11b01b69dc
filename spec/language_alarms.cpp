// Alarms: what they measure and when they fire.
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

constexpr std::uint32_t datapoints_max = 10'000;
constexpr Duration period_min = std::chrono::seconds{1};
constexpr Duration period_max = std::chrono::hours{24};

// "latency.p99.9" gives 0.999.
Value<AlarmMetric> metric_from(const std::string& written) {
  if (written == "error_rate") return AlarmMetric{routing::Statistic::error_rate, 0};
  if (written == "error_count") return AlarmMetric{routing::Statistic::error_count, 0};
  constexpr std::string_view prefix = "latency.p";
  if (written.starts_with(prefix)) {
    const auto percentile = percentage_from(written.substr(prefix.size()) + "%");
    if (percentile && *percentile > 0 && *percentile < 1) {
      return AlarmMetric{routing::Statistic::latency, *percentile};
    }
    return tl::unexpected(
        Refusal{fmt::format("\"{}\" has no percentile between 0 and 100", written),
                "for example latency.p99 or latency.p99.9"});
  }
  return tl::unexpected(Refusal{fmt::format("unknown alarm metric \"{}\"", written),
                                suggest(written, {"error_rate", "error_count", "latency.p99"})});
}

// "2 of 3", or "2" for 2 of 2.
Value<Datapoints> datapoints_from(const std::string& written) {
  const std::size_t separator = written.find(" of ");
  const auto to_alarm = whole_from(written.substr(0, separator));
  const auto of =
      separator == std::string::npos ? to_alarm : whole_from(written.substr(separator + 4));
  if (!to_alarm || !of) {
    return tl::unexpected(Refusal{fmt::format("\"{}\" is not M of N datapoints", written),
                                  "write it as 2 of 3, or 2 for 2 of 2"});
  }
  if (*to_alarm == 0) {
    return tl::unexpected(Refusal{"0 datapoints would always alarm", "at least 1"});
  }
  if (*to_alarm > *of) {
    return tl::unexpected(
        Refusal{fmt::format("\"{}\" asks for more datapoints than it looks at", written),
                fmt::format("did you mean \"{} of {}\"?", *of, *to_alarm)});
  }
  if (*of > datapoints_max) {
    return tl::unexpected(Refusal{fmt::format("{} datapoints are too many", *of),
                                  fmt::format("at most {}", datapoints_max)});
  }
  return Datapoints{static_cast<std::uint32_t>(*to_alarm), static_cast<std::uint32_t>(*of)};
}

Type<AlarmMetric> metric() {
  const auto schema = any_of({{"enum", {"error_rate", "error_count", "latency.p99"}}},
                             {{"type", "string"}, {"pattern", "^latency\\.p[0-9.]+$"}});
  return scalar<AlarmMetric>("alarm metric", schema, metric_from);
}

// As text: the metric, which may be written behind it, says what it means.
Type<std::string> threshold() {
  auto type = text();
  type.shape.label = "share, number or duration";
  type.shape.schema = {{"type", {"string", "number"}}};
  return type;
}

Type<routing::Dimension> dimension() {
  using routing::Dimension;
  return choice<Dimension>("dimension", {{"function", Dimension::function},
                                         {"alias", Dimension::alias},
                                         {"version", Dimension::version},
                                         {"difference", Dimension::difference}});
}

Type<routing::Missing> missing() {
  using routing::Missing;
  return choice<Missing>("treatment of missing data", {{"not_breaching", Missing::not_breaching},
                                                       {"breaching", Missing::breaching},
                                                       {"ignore", Missing::ignore}});
}

// The metric says in which unit the threshold is.
Value<double> threshold_from(routing::Statistic statistic, const std::string& written) {
  switch (statistic) {
    case routing::Statistic::error_rate:
      return share_from(written);
    case routing::Statistic::error_count: {
      const auto number = number_from(written);
      if (number && *number < 0) {
        return tl::unexpected(
            Refusal{fmt::format("\"{}\" is negative", written), "a count is at least 0"});
      }
      return number;
    }
    case routing::Statistic::latency:
      return duration_from(written).map(in_seconds);
  }
  return 0.0;
}

void check_alarm(WrittenAlarm& alarm, const Node& node, Problems& problems) {
  if (alarm.metric.known() && alarm.above.known()) {
    const auto threshold = threshold_from(alarm.metric.value.statistic, alarm.above.value);
    if (threshold) alarm.threshold = *threshold;
    if (!threshold) refuse(*node.find("above"), threshold.error(), problems);
  }
  if (alarm.phase.known() && alarm.phase.value >= alarm.period) {
    problems.add(alarm.phase.place, fmt::format("phase: {} is not below the period of {}",
                                                to_text(alarm.phase.value), to_text(alarm.period)));
    alarm.phase.value = Duration{0};  // said once is enough
  }
}

Type<WrittenAlarm> alarm() {
  return Object<WrittenAlarm>("alarm", "An alarm that stops the rollout and rolls it back.")
      .required({"metric", "`error_rate`, `error_count`, or a percentile such as `latency.p99`",
                 "error_rate"},
                &WrittenAlarm::metric, placed(metric()))
      .required(
          {"above",
           "a datapoint above it breaches: a share of errors, a number of errors, or a latency",
           "1%"},
          &WrittenAlarm::above, placed(threshold()))
      .optional({"function", "whose metric", "api"}, &WrittenAlarm::function, name_of("function"),
                "the entry")
      .with_default({"dimension",
                     "what is counted: `function` all of it, `alias` both versions, `version` the "
                     "canary alone, `difference` canary minus stable",
                     "version"},
                    &WrittenAlarm::dimension, placed(dimension()), "alias")
      .with_default({"datapoints", "M of the last N must breach; a plain M is M of M", "2 of 3"},
                    &WrittenAlarm::datapoints, datapoints_type(), "1")
      .with_default({"period", "length of a datapoint", "1m"}, &WrittenAlarm::period,
                    duration_between(period_min, period_max), "1m")
      .with_default({"phase", "datapoints end so much before full periods", "20s"},
                    &WrittenAlarm::phase, placed(duration()), "0s")
      .with_default({"publication_delay", "from the end of a datapoint until it is visible", "60s"},
                    &WrittenAlarm::publication_delay, duration(), "0s")
      .with_default({"reaction", "from the alarm until the canary is gone", "30s"},
                    &WrittenAlarm::reaction, duration(), "0s")
      .with_default({"missing", "what a period without traffic counts as", "ignore"},
                    &WrittenAlarm::missing, missing(), "not_breaching")
      .check(check_alarm)
      .type();
}

}  // namespace

Type<Datapoints> datapoints_type() {
  const auto schema = any_of({{"type", "integer"}, {"minimum", 1}},
                             {{"type", "string"}, {"pattern", "^[0-9]+ of [0-9]+$"}});
  return scalar<Datapoints>("M of N datapoints", schema, datapoints_from);
}

Type<std::vector<Placed<WrittenAlarm>>> alarms_type() { return list(placed(alarm())); }

Type<PolicyAlarms> policy_alarms_type() {
  const auto none = convert<PolicyAlarms>(choice<bool>("alarms", {{"none", true}}),
                                          [](bool) { return std::vector<Placed<WrittenAlarm>>{}; });
  const auto changed = convert<PolicyAlarms>(
      Object<ScenarioAlarms>("policy_alarms", "The scenario's alarms, with a change.")
          .optional({"dimension", "of all of them, instead of their own", "version"},
                    &ScenarioAlarms::dimension, placed(dimension()), "their own")
          .type(),
      [](ScenarioAlarms alarms) { return alarms; });
  const auto own = convert<PolicyAlarms>(
      alarms_type(), [](std::vector<Placed<WrittenAlarm>> alarms) { return alarms; });
  return either(either(none, changed), own);
}

}  // namespace coalmine::spec
