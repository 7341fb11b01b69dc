// Figures by name: one that is measured, of a policy that exists.
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

}  // namespace

const Policy* FigureNames::find_policy(const Name& name) {
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

std::optional<FigureNames::Found> FigureNames::find(const Name& figure) {
  const Metric* metric = find_metric(figure);
  if (metric == nullptr) return std::nullopt;
  Found found{figure.value, metric->unit};
  if (figure.value.starts_with(window_prefix)) found.name = check_window(figure);
  if (figure.value.starts_with(function_prefix)) {
    functions_.find({figure.value.substr(function_prefix.size()), figure.place}, problems_);
  }
  return found;
}

void FigureNames::check(const Name& figure, const Policy& policy) {
  if (figure.value.starts_with(step_prefix)) check_step(figure, policy);
  if (figure.value.starts_with(stopper_prefix)) check_stopper(figure, policy);
}

const Metric* FigureNames::find_metric(const Name& name) {
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

std::string FigureNames::check_window(const Name& metric) {
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

void FigureNames::check_step(const Name& metric, const Policy& policy) {
  const auto step = whole_from(std::string_view(metric.value).substr(step_prefix.size()));
  std::size_t steps = 0;
  for (const routing::Plan& plan : policy.plans) steps = std::max(steps, plan.steps.size());
  if (step && *step >= 1 && *step <= steps) return;
  if (steps == 0) return;  // an unreadable rollout is already noted
  problems_.add(metric.place, fmt::format("the rollout of \"{}\" has no such step", policy.name),
                fmt::format("steps are numbered 1 to {}", steps));
}

void FigureNames::check_stopper(const Name& metric, const Policy& policy) {
  std::vector<std::string> known;
  for (std::size_t i = 1; i <= policy.alarms.size(); ++i)
    known.push_back(fmt::format("alarm_{}", i));
  for (const std::size_t judge : policy.judges) known.push_back(written_.judges[judge].name.value);
  if (written_.release.rollback_at) known.emplace_back("operator");
  const std::string name = metric.value.substr(stopper_prefix.size());
  if (std::find(known.begin(), known.end(), name) != known.end()) return;
  problems_.add(metric.place,
                fmt::format("\"{}\" is nobody who can stop \"{}\"", name, policy.name),
                known.empty() ? "it has no alarms and no judges" : suggest(name, known));
}

}  // namespace coalmine::spec
