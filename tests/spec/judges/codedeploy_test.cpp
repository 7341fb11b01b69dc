#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;
using namespace routing::cloudwatch;
using routing::cloudwatch::Aggregate;  // not the one of expectations
using routing::cloudwatch::Comparison;
using routing::codedeploy::Hook;
using routing::codedeploy::LinearCompletion;
using routing::codedeploy::RollbackOn;
using testing::ElementsAre;
using testing::IsEmpty;
using Group = routing::codedeploy::Spec;

// What follows begins at 7:37.
std::string judges(const std::string& written) {
  return "judges: { c: { engine: { codedeploy: " + written + " } } }";
}
Group group(const std::string& written) {
  return std::get<Group>(parsed_with({judges(written)}).judges.at(0).engine);
}
std::vector<std::string> problems_in(const std::string& written) {
  return problems_with({judges(written)});
}

// What follows begins at 7:49.
std::string alarms(const std::string& written) { return "{ alarms: [" + written + "] }"; }
MetricAlarmSpec alarm(const std::string& written) {
  return std::get<MetricAlarmSpec>(group(alarms("{ " + written + " }")).alarms.at(0).alarm);
}
std::vector<std::string> problems_of_alarm(const std::string& written) {
  return problems_in(alarms("{ " + written + " }"));
}

TEST(CodedeployInAScenario, HasTheDefaultsOfTheFacts) {
  const Group written = group(alarms(""));
  EXPECT_EQ(written, Group{});
  EXPECT_EQ(written.poll, Duration{10s});
  EXPECT_EQ(written.metric_delay, Duration{60s});
  EXPECT_TRUE(written.watches_in_hooks);
}

TEST(CodedeployInAScenario, SaysWhatTheGroupDoes) {
  EXPECT_EQ(
      group("{ alarms: [], poll: 30s, poll_fails: 1%, ignore_poll_failure: true, before_hook: { "
            "takes: 30s }, after_hook: { takes: 2h, fails: true }, watches_in_hooks: false, "
            "rollback_on: [alarm], rollback_delay: 20s, linear_completion: last_shift, "
            "metric_delay: 2m, alarm_phase: 59s }"),
      (Group{.poll = 30s,
             .poll_fails = 0.01,
             .ignore_poll_failure = true,
             .before_hook = Hook{30s},
             .after_hook = Hook{2h, true},
             .watches_in_hooks = false,
             .rollback_on = RollbackOn{.failure = false, .alarm = true, .stop = false},
             .rollback_delay = 20s,
             .linear_completion = LinearCompletion::last_shift,
             .metric_delay = 2min,
             .alarm_phase = 59s}));
  EXPECT_EQ(group("{ alarms: [], rollback_on: [] }").rollback_on,
            (RollbackOn{false, false, false}));
}

TEST(CodedeployInAScenario, TakesWholeSecondsInItsRanges) {
  EXPECT_THAT(problems_in("{ alarms: [], poll: 500ms }"),
              ElementsAre("7:58: poll: must be from 1s to 1h"));
  EXPECT_THAT(problems_in("{ alarms: [], poll: 1500ms }"),
              ElementsAre("7:58: poll: must be whole seconds"));
  EXPECT_THAT(problems_in("{ alarms: [], alarm_phase: 1m }"),
              ElementsAre("7:65: alarm_phase: must be from 0s to 59s"));
  EXPECT_THAT(problems_in("{ alarms: [], metric_delay: 1ms }"),
              ElementsAre("7:66: metric_delay: must be whole seconds"));
  EXPECT_THAT(problems_in("{ alarms: [], rollback_delay: 25h }"),
              ElementsAre("7:68: rollback_delay: must be from 0s to 1d"));
  EXPECT_THAT(problems_in("{ alarms: [], before_hook: { takes: 25h } }"),
              ElementsAre("7:74: takes: must be from 0s to 1d"));
}

TEST(CodedeployInAScenario, NeedsAlarmsAndKnowsItsWords) {
  EXPECT_THAT(problems_in("{}"),
              ElementsAre(testing::StartsWith("7:38: codedeploy needs the key \"alarms\"")));
  EXPECT_THAT(
      problems_in("{ alarms: [], rollback_on: [alarms] }"),
      ElementsAre(
          "7:66: rollback_on: unknown reason to roll back \"alarms\" | did you mean \"alarm\"?"));
  EXPECT_THAT(
      problems_in("{ alarms: [], linear_completion: first_shift }"),
      ElementsAre("7:71: linear_completion: unknown completion \"first_shift\" | did you mean "
                  "\"last_shift\"?"));
}

TEST(CodedeployInAScenario, WatchesWhatNoRuleLooksAt) {
  const std::string three =
      "alarms: [{ name: new, metric: errors, above: 0 }, { metric: errors, dimension: stable, "
      "above: "
      "0 }, { name: both, rule: ALARM(new) AND NOT ALARM(alarm-2) }]";
  const Group by_default = group("{ " + three + " }");
  ASSERT_EQ(by_default.alarms.size(), 3U);
  EXPECT_EQ(by_default.alarms[1].name, "alarm-2");
  EXPECT_EQ(by_default.alarms[2],
            (AlarmSpec{"both", CompositeAlarmSpec{"ALARM(new) AND NOT ALARM(alarm-2)"}}));
  EXPECT_THAT(by_default.stops_on, ElementsAre("both"));
  EXPECT_THAT(group("{ " + three + ", stops_on: [alarm-2, both] }").stops_on,
              ElementsAre("alarm-2", "both"));
}

TEST(CodedeployInAScenario, WatchesAlarmsThatThereAreEachOnce) {
  const std::string one = "alarms: [{ name: errors, metric: errors, above: 0 }]";
  EXPECT_THAT(problems_in("{ stops_on: [erors], " + one + " }"),
              ElementsAre("7:51: unknown alarm \"erors\" | did you mean \"errors\"?"));
  EXPECT_THAT(problems_in("{ stops_on: [errors, errors], " + one + " }"),
              ElementsAre("7:50: stops_on: alarm \"errors\" is watched twice"));
}

TEST(CodedeployInAScenario, WatchesFiftyAlarmsAtMost) {  // C14
  std::string many;
  for (int i = 0; i < 50; ++i) many += "{ metric: errors, above: 0 }, ";
  EXPECT_THAT(problems_in(alarms(many)), IsEmpty());
  EXPECT_THAT(problems_in(alarms(many + "{ metric: errors, above: 0 }")),
              ElementsAre("7:48: alarms: 51 alarms are watched, expected at most 50"));
}

TEST(Alarms, OfAMetricHaveTheDefaultsOfTheProduct) {
  EXPECT_EQ(alarm("metric: errors, above: 0"),
            (MetricAlarmSpec{.watched = Metric{Measure::errors, {Aggregate::sum}, Dimension::alias},
                             .evaluation_periods = 1,
                             .datapoints_to_alarm = 1,
                             .comparison = Comparison::greater_than,
                             .threshold = 0}));
  const MetricAlarmSpec spec = alarm("metric: errors, above: 0, datapoints: 3");
  EXPECT_EQ(evaluation_range(spec), 5U);
  EXPECT_EQ(spec.missing, MissingData::missing);
}

TEST(Alarms, OfAMetricSayHowItIsMeasured) {
  EXPECT_EQ(
      alarm(
          "metric: duration, statistic: p99.9, dimension: version, at_least: 1.5s, period: "
          "5m, datapoints: 2 of 3, missing: not_breaching, low_samples: ignore, "
          "evaluation_range: 7, percentile_method: linear, windows: wall_clock, resolution: high"),
      (MetricAlarmSpec{
          .watched = Metric{Measure::duration, {Aggregate::percentile, 0.999}, Dimension::version},
          .period = 5min,
          .evaluation_periods = 3,
          .datapoints_to_alarm = 2,
          .comparison = Comparison::greater_than_or_equal,
          .threshold = 1500,
          .missing = MissingData::not_breaching,
          .low_samples = LowSamples::ignore,
          .evaluation_range = 7,
          .percentile_method = PercentileMethod::linear,
          .window_end = WindowEnd::wall_clock,
          .resolution = Resolution::high}));
}

TEST(Alarms, HaveTheStatisticsOfTheProduct) {
  const auto statistic = [](const std::string& written) {
    return std::get<Metric>(alarm("metric: errors, above: 0, statistic: " + written).watched)
        .statistic;
  };
  EXPECT_EQ(statistic("sum"), Statistic{Aggregate::sum});
  EXPECT_EQ(statistic("average"), Statistic{Aggregate::average});
  EXPECT_EQ(statistic("minimum"), Statistic{Aggregate::minimum});
  EXPECT_EQ(statistic("maximum"), Statistic{Aggregate::maximum});
  EXPECT_EQ(statistic("sample_count"), Statistic{Aggregate::sample_count});
  EXPECT_EQ(statistic("p50"), (Statistic{Aggregate::percentile, 0.5}));
  EXPECT_EQ(std::get<Metric>(alarm("metric: duration, above: 1s").watched).statistic,
            Statistic{Aggregate::average});
}

TEST(Alarms, CompareWithAThresholdInTheUnitOfTheirMetric) {
  EXPECT_EQ(alarm("metric: errors, statistic: average, below: 5%").threshold, 0.05);
  EXPECT_EQ(alarm("metric: errors, at_most: 12").threshold, 12);
  EXPECT_EQ(alarm("metric: duration, above: 80ms").threshold, 80);
  EXPECT_EQ(alarm("metric: duration, statistic: sample_count, below: 80").threshold, 80);
  EXPECT_EQ(alarm("metric: errors, below: 1").comparison, Comparison::less_than);
  EXPECT_EQ(alarm("metric: errors, at_most: 1").comparison, Comparison::less_than_or_equal);
  EXPECT_THAT(problems_of_alarm("metric: errors, above: 80ms"),
              ElementsAre("7:74: above: \"80ms\" is not a number"));
  EXPECT_THAT(
      problems_of_alarm("metric: duration, above: 80"),
      ElementsAre(
          "7:76: above: \"80\" has no unit | write it as 250us, 80ms, 1.5s, 10m, 2h, 1d or 1h30m"));
}

TEST(Alarms, HaveOneThreshold) {
  const std::string one_of =
      "7:49: needs one of \"above\", \"at_least\", \"below\", \"at_most\" | for example above: 0";
  EXPECT_THAT(problems_of_alarm("metric: errors"), ElementsAre(one_of));
  EXPECT_THAT(problems_of_alarm("metric: errors, above: 0, below: 1"), ElementsAre(one_of));
}

TEST(Alarms, WatchOneThing) {
  const std::string one_of =
      "7:49: an alarm needs one of \"metric\", \"expression\", \"rule\" | for example metric: "
      "errors";
  EXPECT_THAT(problems_of_alarm("above: 0"), ElementsAre(one_of));
  EXPECT_THAT(problems_of_alarm("metric: errors, rule: 'TRUE', above: 0"), ElementsAre(one_of));
}

TEST(Alarms, AreRefusedWhereTheMetricOrStatisticIsUnknown) {
  EXPECT_THAT(problems_of_alarm("metric: erors, above: 0"),
              ElementsAre("7:59: metric: unknown metric \"erors\" | did you mean \"errors\"?"));
  EXPECT_THAT(
      problems_of_alarm("metric: throttles, above: 0"),
      ElementsAre("7:59: metric: rejected attempts are not recorded: it would never have data"));
  EXPECT_THAT(
      problems_of_alarm("metric: errors, above: 0, statistic: averag"),
      ElementsAre("7:88: statistic: unknown statistic \"averag\" | did you mean \"average\"?"));
  EXPECT_THAT(problems_of_alarm("metric: errors, above: 0, statistic: p100"),
              ElementsAre("7:88: statistic: \"p100\" has no percentile between 0 and 100 | for "
                          "example p99 or p99.9"));
  EXPECT_THAT(
      problems_of_alarm("metric: errors, above: 0, dimension: canary"),
      ElementsAre("7:88: dimension: unknown dimension \"canary\" | one of: function, alias, "
                  "version, stable, nowhere"));
}

TEST(Alarms, AreRefusedWhereTheProductRefusesThem) {
  EXPECT_THAT(problems_of_alarm("metric: errors, above: 0, period: 90s"),
              ElementsAre("7:49: alarm period is 90 s, expected 10 s, 20 s, 30 s or full minutes"));
  EXPECT_THAT(problems_of_alarm("metric: errors, above: 0, low_samples: ignore"),
              ElementsAre("7:49: low samples can be ignored only where one percentile is watched"));
}

TEST(Alarms, OfAnExpressionHaveMetricsOfTheirOwn) {  // W18
  const std::string rate =
      "metrics: { e: { metric: errors, dimension: version }, n: { metric: invocations, statistic: "
      "sample_count, dimension: version } }";
  EXPECT_EQ(
      std::get<Expression>(alarm("expression: e / n, " + rate + ", above: 1%").watched),
      (Expression{"e / n",
                  {{"e", {Measure::errors, {Aggregate::sum}, Dimension::version}},
                   {"n", {Measure::invocations, {Aggregate::sample_count}, Dimension::version}}}}));
  EXPECT_EQ(alarm("expression: e / n, " + rate + ", above: 1%").threshold, 0.01);
  EXPECT_EQ(std::get<Expression>(
                alarm("expression: e / n, " + rate + ", above: 1%, missing_in_math: zero").watched)
                .missing,
            MissingInMath::zero);
}

TEST(Alarms, OfAnExpressionHaveNothingOfAMetric) {
  EXPECT_THAT(problems_of_alarm("expression: e, metrics: { e: { metric: errors } }, above: 0, "
                                "statistic: p99"),
              ElementsAre("7:112: \"statistic\" is said of each of the metrics of an expression"));
  EXPECT_THAT(problems_of_alarm("metric: errors, above: 0, metrics: { e: { metric: errors } }"),
              ElementsAre("7:77: \"metrics\" goes with an expression"));
  EXPECT_THAT(problems_of_alarm("metric: errors, above: 0, missing_in_math: zero"),
              ElementsAre("7:77: \"missing_in_math\" goes with an expression"));
}

TEST(Alarms, SayWhatIsWrongWithAnExpression) {
  const auto problems =
      problems_of_alarm("expression: e / m, metrics: { e: { metric: errors } }, above: 0");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0], testing::StartsWith("7:49: "));
  EXPECT_THAT(problems[0], testing::HasSubstr("\"m\""));
}

TEST(Rules, LookAtAlarmsThatThereAre) {  // W20
  const std::string errors = "{ name: errors, metric: errors, above: 0 }";
  EXPECT_THAT(problems_in(alarms("{ rule: ALARM(erors) }, " + errors)),
              ElementsAre("7:57: unknown alarm \"erors\" | did you mean \"errors\"?"));
  EXPECT_THAT(problems_in(alarms("{ rule: 'ALARM(errors) ADN OK(errors)' }, " + errors)),
              testing::ElementsAre(testing::StartsWith("7:57: rule: ")));
}

TEST(Rules, DoNotLookAtThemselves) {
  EXPECT_THAT(problems_in(alarms("{ name: a, rule: ALARM(b) }, { name: b, rule: ALARM(a) }")),
              testing::ElementsAre(testing::StartsWith("7:48: alarms: ")));
}

TEST(Rules, HaveNothingOfAMetric) {
  EXPECT_THAT(problems_of_alarm("rule: 'TRUE', period: 5m, above: 0"),
              ElementsAre("7:65: \"period\" means nothing to a rule over other alarms",
                          "7:77: \"above\" means nothing to a rule over other alarms"));
}

TEST(Names, AreGivenOnce) {
  EXPECT_THAT(
      problems_in(alarms("{ name: a, metric: errors, above: 0 }, { name: a, metric: errors, "
                         "above: 0 }")),
      testing::ElementsAre(testing::StartsWith("7:48: alarms: ")));
}

TEST(Problems, WithOneAlarmHideNothingElse) {
  EXPECT_THAT(
      problems_in("{ alarms: [{ metric: erors, above: 0 }, { metric: errors }], stops_on: "
                  "[alarm-1], poll: 0s }"),
      ElementsAre("7:59: metric: unknown metric \"erors\" | did you mean \"errors\"?",
                  "7:78: needs one of \"above\", \"at_least\", \"below\", \"at_most\" | for "
                  "example above: 0",
                  "7:126: poll: must be from 1s to 1h"));
}

}  // namespace
}  // namespace coalmine::spec
