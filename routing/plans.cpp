// Rollout plans by name and by shape: CodeDeploy's canary and linear.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "routing/rollout.hpp"

namespace coalmine::routing {
namespace {

using std::chrono::minutes;

enum class Shape { all_at_once, canary, linear };

struct Predefined {
  std::string_view name;
  Shape shape;
  minutes interval;
};

constexpr double predefined_share = 0.1;  // of all that have one

// AWS fact C1: CodeDeploy user guide, "Working with deployment configurations", platform Lambda.
constexpr std::array predefined{
    Predefined{"AllAtOnce", Shape::all_at_once, minutes{0}},
    Predefined{"Canary10Percent5Minutes", Shape::canary, minutes{5}},
    Predefined{"Canary10Percent10Minutes", Shape::canary, minutes{10}},
    Predefined{"Canary10Percent15Minutes", Shape::canary, minutes{15}},
    Predefined{"Canary10Percent30Minutes", Shape::canary, minutes{30}},
    Predefined{"Linear10PercentEvery1Minute", Shape::linear, minutes{1}},
    Predefined{"Linear10PercentEvery2Minutes", Shape::linear, minutes{2}},
    Predefined{"Linear10PercentEvery3Minutes", Shape::linear, minutes{3}},
    Predefined{"Linear10PercentEvery10Minutes", Shape::linear, minutes{10}},
};

void remove_prefix(std::string_view& text, std::string_view prefix) {
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
}

// The double nearest to k * share as a decimal. Plain k * 0.1 is another number than 0.6 for k = 6,
// and 49 * (1.0 / 49) is below 1 and would need a fiftieth step.
double cumulative_share(double share, std::uint32_t k) {
  constexpr double decimals = 1e12;
  return std::min(1.0, std::round(k * share * decimals) / decimals);
}

std::optional<Error> problem_with(double share, Duration interval) {
  if (!(share > 0 && share < 1)) {  // so written that it refuses a NaN, too
    return Error{fmt::format("share of a step is {}, expected above 0 and below 1", share)};
  }
  if (interval <= Duration::zero()) {
    return Error{fmt::format("interval is {:g} s, expected above 0", in_seconds(interval))};
  }
  return std::nullopt;
}

}  // namespace

Checked<Plan> check(Plan plan) {
  if (plan.steps.empty()) {
    return tl::unexpected(Error{"rollout has no steps, expected at least one"});
  }
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    if (plan.steps[i].hold < Duration::zero()) {
      return tl::unexpected(Error{fmt::format("step {} lasts {:g} s, expected 0 or more", i + 1,
                                              in_seconds(plan.steps[i].hold))});
    }
  }
  return plan;
}

Checked<Plan> canary_plan(double share, Duration interval) {
  if (auto problem = problem_with(share, interval)) return tl::unexpected(*problem);
  return Plan{{{Weight::make(share).value(), interval}, {Weight::all(), Duration::zero()}}};
}

Checked<Plan> linear_plan(double share, Duration interval) {
  if (auto problem = problem_with(share, interval)) return tl::unexpected(*problem);
  if (cumulative_share(share, linear_steps_max) < 1) {
    return tl::unexpected(Error{fmt::format("share of a step is {}, which takes more than {} steps",
                                            share, linear_steps_max)});
  }
  Plan plan;
  for (std::uint32_t k = 1; plan.steps.empty() || plan.steps.back().weight < Weight::all(); ++k) {
    plan.steps.push_back({Weight::make(cumulative_share(share, k)).value(), interval});
  }
  if (interval > Duration::max() / static_cast<Duration::rep>(plan.steps.size())) {
    return tl::unexpected(Error{fmt::format("interval is {:g} s, too long for {} steps",
                                            in_seconds(interval), plan.steps.size())});
  }
  return plan;
}

std::optional<Plan> predefined_plan(std::string_view name) {
  remove_prefix(name, "CodeDeployDefault.");
  remove_prefix(name, "Lambda");
  const auto* found = std::ranges::find(predefined, name, &Predefined::name);
  if (found == predefined.end()) return std::nullopt;
  switch (found->shape) {
    case Shape::all_at_once:
      return Plan{{{Weight::all(), Duration::zero()}}};
    case Shape::canary:
      return canary_plan(predefined_share, found->interval).value();
    case Shape::linear:
      return linear_plan(predefined_share, found->interval).value();
  }
  return std::nullopt;
}

std::vector<std::string> predefined_plan_names() {
  std::vector<std::string> names;
  for (const Predefined& row : predefined) names.emplace_back(row.name);
  return names;
}

}  // namespace coalmine::routing
