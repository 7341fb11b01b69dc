#include "harness/judges/stage.hpp"

#include <utility>

#include "harness/judges/judge.hpp"
#include "harness/setup.hpp"
#include "spec/judged_plan.hpp"

namespace coalmine::harness {
namespace {

// Asked of the judge itself, as it will sit there.
std::vector<bool> acting(const spec::Scenario& scenario, const std::vector<std::size_t>& judges) {
  spec::Scenario without_policies = scenario;
  without_policies.policies.clear();
  const Setup setup(without_policies);
  std::vector<bool> acts;
  for (const std::size_t place : judges) {
    const auto judge = make_judge(scenario.judges[place], setup);
    acts.push_back(judge->starts() || judge->moves());
  }
  return acts;
}

}  // namespace

Stage::Stage(const spec::Scenario& scenario, std::vector<std::size_t> judges)
    : judges_(std::move(judges)), acts_(acting(scenario, judges_)), scenario_(scenario) {
  scenario_.policies.clear();
  for (const spec::Policy& policy : scenario.policies) {
    scenario_.policies.push_back(watched_by_all(policy));
    for (const std::size_t judge : judges_) {
      scenario_.policies.push_back(decided_by(policy, judge));
    }
  }
}

spec::Policy Stage::watched_by_all(const spec::Policy& policy) const {
  spec::Policy watched = policy;
  for (std::size_t i = 0; i < watched.plans.size(); ++i) {
    watched.plans[i] = spec::watched_plan(policy.written_plans[i], policy.judges, scenario_.judges,
                                          scenario_.release.functions[i]);
  }
  watched.alarms.clear();
  watched.judges.clear();
  watched.watchers.clear();
  for (std::size_t i = 0; i < judges_.size(); ++i) {
    if (!acts_[i]) watched.watchers.push_back(judges_[i]);
  }
  return watched;
}

spec::Policy Stage::decided_by(const spec::Policy& policy, std::size_t judge) const {
  spec::Policy decided = watched_by_all(policy);
  decided.judges = {judge};
  decided.watchers.clear();
  for (std::size_t i = 0; i < decided.plans.size(); ++i) {
    decided.plans[i] = spec::judged_plan(decided.plans[i], decided.judges, scenario_.judges,
                                         scenario_.release.functions[i]);
  }
  return decided;
}

}  // namespace coalmine::harness
