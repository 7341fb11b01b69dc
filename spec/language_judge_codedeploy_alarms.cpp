#include "spec/language_judge_codedeploy_alarms.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "routing/judge/cloudwatch/composite_rule.hpp"
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

using namespace routing::cloudwatch;
using routing::cloudwatch::Aggregate;  // not the one of expectations
using routing::cloudwatch::Comparison;
using Written = WrittenCloudwatchAlarm;
using std::chrono::hours;
using std::chrono::seconds;

constexpr std::uint32_t range_max = 20'000;
constexpr double milliseconds_in_a_second = 1000;

Type<Measure> measure() {
  auto type = choice<Measure>("metric", {{"errors", Measure::errors},
                                         {"invocations", Measure::invocations},
                                         {"duration", Measure::duration}});
  type.read = [read = type.read](const Node& node, Problems& problems) -> std::optional<Measure> {
    if (node.text != "throttles") return read(node, problems);
    refuse(node, {"rejected attempts are not recorded: it would never have data", ""}, problems);
    return std::nullopt;
  };
  return type;
}

const std::vector<std::pair<std::string, Aggregate>>& aggregates() {
  static const std::vector<std::pair<std::string, Aggregate>> all{
      {"sum", Aggregate::sum},
      {"average", Aggregate::average},
      {"minimum", Aggregate::minimum},
      {"maximum", Aggregate::maximum},
      {"sample_count", Aggregate::sample_count}};
  return all;
}

// "p99.9" gives 0.999.
Value<Statistic> statistic_from(const std::string& written) {
  std::vector<std::string> words;
  for (const auto& [word, aggregate] : aggregates()) {
    if (word == written) return Statistic{aggregate};
    words.push_back(word);
  }
  words.emplace_back("p99");
  const bool numbered = written.size() > 1 && written[0] == 'p' && std::isdigit(written[1]) != 0;
  if (!numbered) {
    return tl::unexpected(
        Refusal{fmt::format("unknown statistic \"{}\"", written), suggest(written, words)});
  }
  const auto percentile = percentage_from(written.substr(1) + "%");
  if (percentile && *percentile > 0 && *percentile < 1) {
    return Statistic{Aggregate::percentile, *percentile};
  }
  return tl::unexpected(Refusal{fmt::format("\"{}\" has no percentile between 0 and 100", written),
                                "for example p99 or p99.9"});
}

Type<Statistic> statistic() {
  nlohmann::ordered_json words = nlohmann::ordered_json::array();
  for (const auto& [word, aggregate] : aggregates()) words.push_back(word);
  const auto schema =
      any_of({{"enum", words}}, {{"type", "string"}, {"pattern", "^p[0-9]+(\\.[0-9]+)?$"}});
  return scalar<Statistic>("statistic", schema, statistic_from);
}

Type<Dimension> dimension() {
  return choice<Dimension>("dimension", {{"function", Dimension::function},
                                         {"alias", Dimension::alias},
                                         {"version", Dimension::version},
                                         {"stable", Dimension::stable},
                                         {"nowhere", Dimension::nowhere}});
}

const About about_dimension{
    "dimension",
    "which series is watched: the `function`'s and the `alias`'s have both versions, `version` has "
    "the canary as executed version, `stable` the version before, and `nowhere`, misspelt, "
    "never has data",
    "version"};

struct WrittenMetric {
  Measure metric = Measure::errors;
  Statistic statistic{};
  Dimension dimension = Dimension::alias;
};

Type<Metric> metric() {
  return convert<Metric>(
      Object<WrittenMetric>("cloudwatch_metric", "A metric of an expression.")
          .required({"metric", "what is measured", "errors"}, &WrittenMetric::metric, measure())
          .with_default(
              {"statistic", "what a period is worth, of `duration` in milliseconds", "p99"},
              &WrittenMetric::statistic, statistic(), "sum")
          .with_default(about_dimension, &WrittenMetric::dimension, dimension(), "alias")
          .type(),
      [](const WrittenMetric& written) {
        return Metric{written.metric, written.statistic, written.dimension};
      });
}

// As text: the metric says what it means.
Type<std::string> threshold() {
  auto type = text();
  type.shape.label = "share, number or duration";
  type.shape.schema = {{"type", {"string", "number"}}};
  return type;
}

bool counts_time(const Written& written) {
  return written.metric == Measure::duration &&
         (!written.statistic || written.statistic->aggregate != Aggregate::sample_count);
}

// A duration where time is measured; otherwise a number, or a share of any size.
Value<double> threshold_from(const std::string& text, bool of_time) {
  if (of_time) {
    return duration_from(text).map(
        [](Duration value) { return in_seconds(value) * milliseconds_in_a_second; });
  }
  return text.ends_with('%') ? percentage_from(text) : number_from(text);
}

struct WrittenThreshold {
  const char* key;
  Comparison comparison;
  std::optional<std::string> Written::*value;
};

constexpr std::array thresholds{
    WrittenThreshold{"above", Comparison::greater_than, &Written::above},
    WrittenThreshold{"at_least", Comparison::greater_than_or_equal, &Written::at_least},
    WrittenThreshold{"below", Comparison::less_than, &Written::below},
    WrittenThreshold{"at_most", Comparison::less_than_or_equal, &Written::at_most}};

// Reads the one threshold that there has to be; says what is wrong otherwise.
bool read_threshold(const Written& written, const Node& node, Problems& problems,
                    MetricAlarmSpec& spec) {
  std::vector<const WrittenThreshold*> found;
  for (const WrittenThreshold& each : thresholds) {
    if (node.find(each.key) != nullptr) found.push_back(&each);
  }
  if (found.size() != 1) {
    problems.add(node.place, "needs one of \"above\", \"at_least\", \"below\", \"at_most\"",
                 "for example above: 0");
    return false;
  }
  const auto& text = written.*found[0]->value;
  if (!text) return false;  // not readable, which has been said
  const auto value = threshold_from(*text, counts_time(written));
  if (!value) {
    refuse(*node.find(found[0]->key), value.error(), problems);
    return false;
  }
  spec.comparison = found[0]->comparison;
  spec.threshold = *value;
  return true;
}

// Notes every key of `names` that is written: it has no business here.
void refuse_keys(const Node& node, std::initializer_list<const char*> names, const std::string& why,
                 Problems& problems) {
  for (const char* name : names) {
    const Node* key = node.find(name);
    if (key != nullptr) problems.add(key->key_place, fmt::format("\"{}\" {}", name, why));
  }
}

std::variant<Metric, Expression> watched_by(const Written& written) {
  if (written.metric) {
    const Aggregate usual =
        *written.metric == Measure::duration ? Aggregate::average : Aggregate::sum;
    return Metric{*written.metric, written.statistic.value_or(Statistic{usual}), written.dimension};
  }
  Expression expression{.text = *written.expression, .missing = written.missing_in_math};
  for (const auto& [name, metric] : written.metrics) {
    expression.metrics.push_back({name.value, metric});
  }
  return expression;
}

void make_metric_alarm(Written& written, const Node& node, Problems& problems) {
  if (written.metric) {
    refuse_keys(node, {"metrics", "missing_in_math"}, "goes with an expression", problems);
  } else {
    refuse_keys(node, {"statistic", "dimension"}, "is said of each of the metrics of an expression",
                problems);
  }
  MetricAlarmSpec spec{.watched = watched_by(written),
                       .period = written.period,
                       .evaluation_periods = written.datapoints.of,
                       .datapoints_to_alarm = written.datapoints.to_alarm,
                       .missing = written.missing,
                       .low_samples = written.low_samples,
                       .evaluation_range = written.evaluation_range,
                       .percentile_method = written.percentile_method,
                       .window_end = written.windows,
                       .resolution = written.resolution};
  if (!read_threshold(written, node, problems, spec)) return;
  if (const auto checked = check(spec); !checked) {
    problems.add(node.place, checked.error().message);
    return;
  }
  written.alarm = std::move(spec);
  written.sound = true;
}

void make_composite(Written& written, const Node& node, Problems& problems) {
  refuse_keys(node,
              {"metrics", "missing_in_math", "statistic", "dimension", "above", "at_least", "below",
               "at_most", "period", "datapoints", "missing", "low_samples", "evaluation_range",
               "percentile_method", "windows", "resolution"},
              "means nothing to a rule over other alarms", problems);
  const auto rule = CompositeRule::parse(written.rule->value);
  if (!rule) refuse(*node.find("rule"), {rule.error().message, ""}, problems);
  written.alarm = CompositeAlarmSpec{written.rule->value};
  written.sound = rule.has_value();
}

void make_alarm(Written& written, const Node& node, Problems& problems) {
  int watched = 0;
  for (const char* key : {"metric", "expression", "rule"}) {
    watched += node.find(key) != nullptr ? 1 : 0;
  }
  if (watched != 1) {
    problems.add(node.place, "an alarm needs one of \"metric\", \"expression\", \"rule\"",
                 "for example metric: errors");
    return;
  }
  if (written.rule) return make_composite(written, node, problems);
  if (written.metric || written.expression) make_metric_alarm(written, node, problems);
}

}  // namespace

Type<WrittenCloudwatchAlarm> cloudwatch_alarm_type() {
  return Object<Written>("cloudwatch_alarm",
                         "A CloudWatch alarm: on a metric, on an expression over metrics, or on "
                         "other alarms. It has one of `metric`, `expression` and `rule`; unless it "
                         "is a rule, also one of `above`, `at_least`, `below` and `at_most`.")
      .optional({"name", "how rules and `stops_on` call it", "canary-errors"}, &Written::name,
                identifier(), "alarm-1, alarm-2, ... by its place")
      .optional({"metric", "what is measured", "errors"}, &Written::metric, measure(),
                "another key says what it watches")
      .optional({"expression", "metric math over `metrics`", "errors / invocations"},
                &Written::expression, text(), "another key says what it watches")
      .optional({"rule", "a condition on the states of other alarms",
                 "'ALARM(canary-errors) AND NOT ALARM(stable-errors)'"},
                &Written::rule, placed(text()), "another key says what it watches")
      .with_default({"metrics", "of the expression, by the ids that it has for them",
                     "{ errors: { metric: errors }, invocations: { metric: invocations } }"},
                    &Written::metrics, named("ids", metric()), "{}")
      .optional({"statistic", "what a period is worth", "p99"}, &Written::statistic, statistic(),
                "`sum`; of `duration`, `average`")
      .with_default(about_dimension, &Written::dimension, dimension(), "alias")
      .optional({"above", "a datapoint above it breaches; of `duration`, a duration", "0"},
                &Written::above, threshold(), "another key says which breach")
      .optional({"at_least", "the same, with the threshold itself", "1"}, &Written::at_least,
                threshold(), "another key says which breach")
      .optional({"below", "a datapoint below it breaches", "100"}, &Written::below, threshold(),
                "another key says which breach")
      .optional({"at_most", "the same, with the threshold itself", "99"}, &Written::at_most,
                threshold(), "another key says which breach")
      .with_default({"period", "of a datapoint: 10s, 20s, 30s, or minutes", "5m"}, &Written::period,
                    duration_between(seconds{10}, hours{24 * 7}), "1m")
      .with_default({"datapoints", "M of the last N must breach; a plain M is M of M", "2 of 3"},
                    &Written::datapoints, datapoints_type(), "1")
      .with_default(
          {"missing", "what a missing datapoint counts as, where it counts", "not_breaching"},
          &Written::missing,
          choice<MissingData>("treatment of missing data",
                              {{"missing", MissingData::missing},
                               {"ignore", MissingData::ignore},
                               {"breaching", MissingData::breaching},
                               {"not_breaching", MissingData::not_breaching}}),
          "missing")
      .with_default(
          {"low_samples", "whether a percentile over too few samples counts", "ignore"},
          &Written::low_samples,
          choice<LowSamples>("treatment of low samples",
                             {{"evaluate", LowSamples::evaluate}, {"ignore", LowSamples::ignore}}),
          "evaluate")
      .optional({"evaluation_range",
                 "datapoints that are fetched, so that real ones can stand in "
                 "for missing ones",
                 "5"},
                &Written::evaluation_range, count(1, range_max), "N + 2")
      .with_default({"percentile_method", "how a percentile between two samples is read", "linear"},
                    &Written::percentile_method,
                    choice<PercentileMethod>("percentile method",
                                             {{"nearest_rank", PercentileMethod::nearest_rank},
                                              {"linear", PercentileMethod::linear}}),
                    "nearest_rank")
      .with_default(
          {"windows", "whether periods end at the evaluation or at full periods", "wall_clock"},
          &Written::windows,
          choice<WindowEnd>("kind of windows", {{"sliding", WindowEnd::sliding},
                                                {"wall_clock", WindowEnd::wall_clock}}),
          "sliding")
      .with_default({"resolution",
                     "how finely the store keeps the metric: Lambda's own by the minute, which is "
                     "`standard`; with `high`, as metrics of one's own, periods of 10s have points",
                     "high"},
                    &Written::resolution,
                    choice<Resolution>("resolution", {{"standard", Resolution::standard},
                                                      {"high", Resolution::high}}),
                    "standard")
      .with_default({"missing_in_math",
                     "what a metric without a datapoint is in an expression: `missing`, as the "
                     "result is then, or `zero` beside others that have one",
                     "zero"},
                    &Written::missing_in_math,
                    choice<MissingInMath>(
                        "treatment of missing metrics",
                        {{"missing", MissingInMath::missing}, {"zero", MissingInMath::zero}}),
                    "missing")
      .check(make_alarm)
      .type();
}

}  // namespace coalmine::spec
