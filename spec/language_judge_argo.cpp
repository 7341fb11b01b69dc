// An analysis of Argo Rollouts beside the rollout's steps.
#include <algorithm>
#include <array>

#include "spec/language.hpp"
#include "spec/language_query.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

namespace argo = routing::argo;

constexpr std::uint32_t count_max = 1'000'000;
constexpr std::uint32_t steps_max = 10'000;
constexpr Duration wait_min = routing::query_grain;

// Conditions and the value without traffic depend on what is measured: `metric` is filled when all
// of it is read.
struct WrittenMetric {
  Measured measure;
  routing::Side of = routing::Side::canary;
  Duration window{};
  std::optional<Name> success;
  std::optional<Name> failure;
  Name without_traffic;
  std::optional<Duration> interval;
  Duration initial_delay{};
  std::optional<std::uint32_t> count;
  std::int32_t failure_limit = 0;
  std::uint32_t inconclusive_limit = 0;
  std::uint32_t consecutive_error_limit = 0;
  std::uint32_t consecutive_success_limit = 0;
  bool dry_run = false;
  argo::Metric metric;
};

struct Sign {
  std::string_view text;
  argo::Comparison comparison;
};

// Longer signs first: "<=" begins with "<".
constexpr std::array signs{
    Sign{">=", argo::Comparison::at_least}, Sign{"<=", argo::Comparison::at_most},
    Sign{"==", argo::Comparison::equal},    Sign{">", argo::Comparison::above},
    Sign{"<", argo::Comparison::below},
};

Value<argo::Condition> condition_from(const routing::Query& query, const std::string& written) {
  for (const Sign& sign : signs) {
    if (!written.starts_with(sign.text)) continue;
    const std::size_t value_at = written.find_first_not_of(' ', sign.text.size());
    const std::string value = value_at == std::string::npos ? "" : written.substr(value_at);
    return limit_from(query, value).map([&](double limit) {
      return argo::Condition{sign.comparison, limit};
    });
  }
  return tl::unexpected(Refusal{fmt::format("\"{}\" compares nothing", written),
                                "(>= | > | < | <= | ==) VALUE, as in \">= 99%\""});
}

Type<Name> condition() {
  auto type = placed(text());
  type.shape.label = "condition";
  type.shape.schema = {{"type", "string"}, {"pattern", "^(>=|<=|==|>|<)"}};
  return type;
}

Type<Name> without_traffic() {
  auto type = limit_type();
  type.shape.label = "`error`, `nan`, or a " + type.shape.label;
  return type;
}

// Whole, and -1 for any number.
Type<std::int32_t> failure_limit() {
  return scalar<std::int32_t>(
      "whole number or -1", {{"type", "integer"}, {"minimum", -1}, {"maximum", count_max}},
      [](const std::string& written) -> Value<std::int32_t> {
        if (written == "-1") return -1;
        const auto limit = whole_from(written);
        if (limit && *limit <= count_max) return static_cast<std::int32_t>(*limit);
        return tl::unexpected(Refusal{fmt::format("\"{}\" is no failure limit", written),
                                      "a whole number, or -1 for any number of failures"});
      });
}

void read_condition(const std::optional<Name>& written, const char* key,
                    const routing::Query& query, std::optional<argo::Condition>& condition,
                    const Node& node, Problems& problems) {
  if (!written || !written->known()) return;
  const auto read = condition_from(query, written->value);
  if (read) condition = *read;
  if (!read) refuse(*node.find(key), read.error(), problems);
}

void read_without_traffic(const Name& written, argo::Metric& metric, const Node& node,
                          Problems& problems) {
  if (written.value == "error") return;
  metric.without_traffic = argo::WithoutTraffic::not_a_number;
  if (written.value == "nan" || !written.known()) return;
  metric.without_traffic = argo::WithoutTraffic::value;
  if (const auto value = limit_from(metric.query, written.value)) {
    metric.value_without_traffic = *value;
  } else {
    refuse(*node.find("without_traffic"), {value.error().message, "error, nan, or a value"},
           problems);
  }
}

// Noted is only what is wrong with keys that could be read.
void check_metric(WrittenMetric& written, const Node& node, Problems& problems) {
  argo::Metric& metric = written.metric;
  metric.query = {written.measure.measure, written.measure.percentile, written.of, written.window};
  read_condition(written.success, "success", metric.query, metric.success, node, problems);
  read_condition(written.failure, "failure", metric.query, metric.failure, node, problems);
  read_without_traffic(written.without_traffic, metric, node, problems);
  metric.interval = written.interval;
  metric.initial_delay = written.initial_delay;
  metric.count = written.count.value_or(0);
  metric.failure_limit = written.failure_limit;
  metric.inconclusive_limit = written.inconclusive_limit;
  metric.consecutive_error_limit = written.consecutive_error_limit;
  metric.consecutive_success_limit = written.consecutive_success_limit;
  metric.dry_run = written.dry_run;
  const bool interval_known = written.interval || node.find("interval") == nullptr;
  const auto checked = argo::check(metric);
  if (interval_known && !checked) refuse_key(checked.error(), node, problems);
}

void add_query(Object<WrittenMetric>& metric) {
  metric
      .with_default({"measure",
                     "what the query asks for: `success_rate`, `error_rate`, `error_count`, "
                     "`requests`, `latency.mean`, or a percentile such as `latency.p99`",
                     "latency.p99"},
                    &WrittenMetric::measure, measured_type(), "success_rate")
      .with_default({"of", "of whom: `difference` is canary minus stable", "difference"},
                    &WrittenMetric::of, side_type(), "canary")
      .with_default({"window", "over the last so long", "1m"}, &WrittenMetric::window,
                    duration_between(wait_min, delay_max), "5m")
      .optional({"success", "a measurement for which it holds is successful", "\">= 99%\""},
                &WrittenMetric::success, condition(), "one that is no failure is")
      .optional({"failure", "a measurement for which it holds has failed", "\"< 90%\""},
                &WrittenMetric::failure, condition(), "one that is no success has")
      .with_default({"without_traffic",
                     "what a window without requests gives: `error`, for the result is empty; "
                     "`nan`, for which no condition holds; or a value",
                     "100%"},
                    &WrittenMetric::without_traffic, without_traffic(), "error");
}

void add_limits(Object<WrittenMetric>& metric) {
  const auto limit = count(0, count_max);
  metric
      .optional({"interval", "from one measurement to the next; 10s after an error", "1m"},
                &WrittenMetric::interval, duration_between(wait_min, delay_max), "measured once")
      .with_default({"initial_delay", "the first measurement, after the analysis began", "1m"},
                    &WrittenMetric::initial_delay, duration(), "0s")
      .optional({"count", "so many measurements without error complete it", "5"},
                &WrittenMetric::count, count(1, count_max),
                "1 without an interval, else it never completes")
      .with_default({"failure_limit", "more failures than this fail it; -1: any number", "3"},
                    &WrittenMetric::failure_limit, failure_limit(), "0")
      .with_default({"inconclusive_limit", "more inconclusive ones make it so", "1"},
                    &WrittenMetric::inconclusive_limit, limit, "0")
      .with_default({"consecutive_error_limit", "more errors in a row make it an error", "2"},
                    &WrittenMetric::consecutive_error_limit, limit, "4")
      .with_default({"consecutive_success_limit",
                     "so many successes in a row make it successful; 0: not asked for", "3"},
                    &WrittenMetric::consecutive_success_limit, limit, "0")
      .with_default({"dry_run", "its result is recorded and decides nothing", "true"},
                    &WrittenMetric::dry_run, boolean(), "false");
}

Type<argo::Metric> metric() {
  auto metric = Object<WrittenMetric>("argo_metric", "A metric of an analysis.");
  add_query(metric);
  add_limits(metric);
  return convert<argo::Metric>(metric.check(check_metric).type(),
                               [](WrittenMetric written) { return std::move(written.metric); });
}

Type<argo::StepAnalysis> analysis() {
  using argo::StepAnalysis;
  return Object<StepAnalysis>("argo_analysis",
                              "An analysis that is a step: the rollout goes on when it succeeds.")
      .required({"step", "the step of the rollout that ends with it, counted from 1", "1"},
                &StepAnalysis::step, count(1, steps_max))
      .with_default({"after",
                     "it begins so long after the step; how long the step itself was to last does "
                     "not matter",
                     "5m"},
                    &StepAnalysis::after, duration(), "0s")
      .with_default({"metrics", "what it measures; none: what the judge measures",
                     "[{ success: \">= 99%\", interval: 1m, count: 5 }]"},
                    &StepAnalysis::metrics, list(metric()), "[]")
      .type();
}

bool all_sound(const std::vector<argo::Metric>& metrics) {
  return std::all_of(metrics.begin(), metrics.end(),
                     [](const argo::Metric& metric) { return argo::check(metric).has_value(); });
}

// Unless a metric was refused: that is noted already.
void check_spec(argo::Spec& spec, const Node& node, Problems& problems) {
  const Node* metrics = node.find("metrics");
  if (metrics != nullptr && metrics->children.size() != spec.metrics.size()) return;
  bool sound = all_sound(spec.metrics);
  for (const argo::StepAnalysis& one : spec.analyses) sound = sound && all_sound(one.metrics);
  const auto checked = argo::check(spec);
  if (sound && !checked) refuse_key(checked.error(), node, problems);
}

}  // namespace

Type<argo::Spec> argo_type() {
  using argo::Spec;
  return Object<Spec>("argo", "An analysis of Argo Rollouts beside the rollout's steps.")
      .with_default({"metrics", "what is measured",
                     "[{ success: \">= 99%\", window: 1m, interval: 1m, failure_limit: 2 }]"},
                    &Spec::metrics, list(metric(), 1),
                    "[{ success: \">= 95%\", window: 5m, interval: 5m, failure_limit: 3 }]")
      .with_default({"background", "whether an analysis runs beside the steps", "false"},
                    &Spec::background, boolean(), "true")
      .with_default({"starting_step", "it begins with this step, counted from 1", "2"},
                    &Spec::starting_step, count(1, steps_max), "1")
      .with_default({"analyses", "analyses that are steps: the rollout waits for them",
                     "[{ step: 1, after: 5m }]"},
                    &Spec::analyses, list(analysis()), "[]")
      .with_default({"pods_ready_after",
                     "from the planned start, with which the background analysis begins, until "
                     "pods are ready and the first weight is set",
                     "40s"},
                    &Spec::pods_ready_after, duration(), "0s")
      .with_default(
          {"waits_for_traffic",
           "the background analysis begins with the first weight, as PR#4864 proposes", "true"},
          &Spec::waits_for_traffic, boolean(), "false")
      .check(check_spec)
      .type();
}

}  // namespace coalmine::spec
