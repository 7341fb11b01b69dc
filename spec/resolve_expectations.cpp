// Expectations: a policy that exists, a figure that is measured, and a limit in the figure's unit.
#include <fmt/format.h>

#include <algorithm>

#include "spec/metrics.hpp"
#include "spec/resolve.hpp"
#include "spec/suggest.hpp"

namespace coalmine::spec {
namespace {

constexpr std::string_view window_prefix = "blast_radius.exposed.per_";
constexpr std::string_view step_prefix = "canary.user_share.step_";
constexpr std::string_view function_prefix = "canary.invocation_share.";
constexpr std::string_view stopper_prefix = "alarm.stopped_by.";

class ExpectationResolver {
 public:
  ExpectationResolver(const WrittenScenario& written, const Functions& functions,
                      const std::vector<Policy>& policies, Problems& problems)
      : written_(written), functions_(functions), policies_(policies), problems_(problems) {}

  Expectation resolve(const WrittenExpectation& written) {
    const Policy* policy = find_policy(written.policy);
    const Metric* metric = find_metric(written.metric);
    const Rule& rule = written.rule.value;
    Expectation expectation{
        written.policy.value, written.metric.value, rule.aggregate, rule.quantile,
        rule.comparison,      rule.value,           rule.text};
    if (metric == nullptr) return expectation;
    if (written.metric.value.starts_with(window_prefix)) {
      expectation.metric = check_window(written.metric);
    }
    if (written.metric.value.starts_with(step_prefix) && policy != nullptr) {
      check_step(written.metric, *policy);
    }
    if (written.metric.value.starts_with(stopper_prefix) && policy != nullptr) {
      check_stopper(written.metric, *policy);
    }
    if (written.metric.value.starts_with(function_prefix)) {
      functions_.find({written.metric.value.substr(function_prefix.size()), written.metric.place},
                      problems_);
    }
    if (written.rule.known()) expectation.value = value_in(metric->unit, written);
    return expectation;
  }

 private:
  const Policy* find_policy(const Name& name) {
    if (!name.known()) return nullptr;
    std::vector<std::string> names;
    for (const Policy& policy : policies_) {
      if (policy.name == name.value) return &policy;
      names.push_back(policy.name);
    }
    problems_.add(name.place, fmt::format("unknown policy \"{}\"", name.value),
                  suggest(name.value, names));
    return nullptr;
  }

  const Metric* find_metric(const Name& name) {
    if (!name.known()) return nullptr;
    if (const Metric* metric = spec::find_metric(name.value)) return metric;
    std::vector<std::string> names;
    for (const Metric& metric : metrics()) names.emplace_back(metric.name);
    const auto near = nearest(name.value, names);
    problems_.add(name.place, fmt::format("unknown metric \"{}\"", name.value),
                  near ? fmt::format("did you mean \"{}\"?", *near)
                       : "docs/SCENARIO.md lists them, under \"Figures\"");
    return nullptr;
  }

  // The figure's name as results write it: a window of 5m is called per_300s.
  std::string check_window(const Name& metric) {
    const auto window = duration_from(std::string_view(metric.value).substr(window_prefix.size()));
    if (!window) {
      problems_.add(metric.place, window.error().message, window.error().hint);
      return metric.value;
    }
    const auto& windows = written_.observe.windows;
    if (std::none_of(windows.begin(), windows.end(),
                     [&](const auto& each) { return each.value == *window; })) {
      problems_.add(metric.place, fmt::format("no window of {} is observed", to_text(*window)),
                    "add it to observe.windows");
    }
    return window_metric(*window);
  }

  void check_step(const Name& metric, const Policy& policy) {
    const auto step = whole_from(std::string_view(metric.value).substr(step_prefix.size()));
    std::size_t steps = 0;
    for (const routing::Plan& plan : policy.plans) steps = std::max(steps, plan.steps.size());
    if (step && *step >= 1 && *step <= steps) return;
    if (steps == 0) return;  // an unreadable rollout is already noted
    problems_.add(metric.place, fmt::format("the rollout of \"{}\" has no such step", policy.name),
                  fmt::format("steps are numbered 1 to {}", steps));
  }

  void check_stopper(const Name& metric, const Policy& policy) {
    std::vector<std::string> known;
    for (std::size_t i = 1; i <= policy.alarms.size(); ++i)
      known.push_back(fmt::format("alarm_{}", i));
    for (const std::size_t judge : policy.judges)
      known.push_back(written_.judges[judge].first.value);
    if (written_.release.rollback_at) known.emplace_back("operator");
    const std::string name = metric.value.substr(stopper_prefix.size());
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    problems_.add(metric.place,
                  fmt::format("\"{}\" is nobody who can stop \"{}\"", name, policy.name),
                  known.empty() ? "it has no alarms and no judges" : suggest(name, known));
  }

  double value_in(std::string_view unit, const WrittenExpectation& written) {
    const Rule& rule = written.rule.value;
    const bool time = unit == "s" || unit == "ms";
    switch (rule.unit) {
      case RuleUnit::duration:
        if (!time) {
          problems_.add(written.rule.place, fmt::format("rule: {} is not a time but a {}",
                                                        written.metric.value, noun(unit)));
        }
        return unit == "ms" ? rule.value * 1'000 : rule.value;
      case RuleUnit::percentage:
        if (unit != "share" && unit != "ratio") {
          problems_.add(written.rule.place, fmt::format("rule: {} is not a share but a {}",
                                                        written.metric.value, noun(unit)));
        }
        return rule.value;
      case RuleUnit::number:
        if (time && rule.value != 0) {
          problems_.add(written.rule.place, "rule: the limit has no unit",
                        "write it as 250us, 80ms, 1.5s, 10m");
        }
        return rule.value;
    }
    return rule.value;
  }

  static std::string noun(std::string_view unit) {
    if (unit == "share" || unit == "ratio") return std::string(unit);
    return unit == "s" || unit == "ms" ? "time" : "number";
  }

  const WrittenScenario& written_;
  const Functions& functions_;
  const std::vector<Policy>& policies_;
  Problems& problems_;
};

}  // namespace

std::vector<Expectation> resolve_expectations(const WrittenScenario& written,
                                              const Functions& functions,
                                              const std::vector<Policy>& policies,
                                              Problems& problems) {
  ExpectationResolver resolver(written, functions, policies, problems);
  std::vector<Expectation> expectations;
  for (const WrittenExpectation& each : written.expect) {
    expectations.push_back(resolver.resolve(each));
  }
  return expectations;
}

}  // namespace coalmine::spec
