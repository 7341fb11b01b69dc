#include "harness/experiment.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "harness/describe.hpp"
#include "harness/expect.hpp"
#include "harness/merge.hpp"
#include "harness/parallel.hpp"
#include "harness/replicate.hpp"
#include "harness/setup.hpp"
#include "harness/statistics.hpp"
#include "harness/theory/closed_form.hpp"

namespace coalmine::harness {
namespace {

// Only the merge is shared.
std::vector<PolicyResult> replicate(const Setup& setup, const RunOptions& options) {
  Merge merge(setup);
  std::mutex mutex;
  in_parallel(setup.scenario.replications, options, [&] {
    return [&, replicator = std::make_shared<Replicator>(setup)](std::uint32_t replication) {
      std::vector<PolicyRun> runs = replicator->run(replication);
      const std::lock_guard lock(mutex);
      merge.add(replication, std::move(runs));
    };
  });
  return merge.take();
}

// When the steps of this policy end, judges say.
bool is_moved_by_judges(const spec::Policy& policy) {
  const auto is_advanced = [](const routing::Step& step) {
    return step.hold == routing::until_advanced;
  };
  return std::any_of(policy.plans.begin(), policy.plans.end(), [&](const routing::Plan& plan) {
    return std::any_of(plan.steps.begin(), plan.steps.end(), is_advanced);
  });
}

// An alarm that fires ends what a closed form describes, so it is printed only where none did. That
// an operator takes the release back is part of the plan.
void add_closed_forms(const Setup& setup, std::vector<PolicyResult>& results) {
  for (std::size_t i = 0; i < results.size(); ++i) {
    std::vector<Figure>& figures = results[i].figures;
    const auto detected = std::find_if(figures.begin(), figures.end(), [](const Figure& figure) {
      return figure.name == "alarm.detected";
    });
    if (detected->mean.value_or(0) != 0) continue;
    if (is_moved_by_judges(setup.scenario.policies[i])) continue;
    for (Figure& figure : figures) {
      figure.closed_form = closed_form(setup, setup.scenario.policies[i], figure.name);
    }
  }
}

Difference difference(const PolicyResult& policy, const PolicyResult& against, const Figure& figure,
                      const Figure& reference) {
  std::vector<std::optional<double>> pairs;
  for (std::size_t i = 0; i < figure.values.size(); ++i) {
    const bool both = figure.values[i] && reference.values[i];
    pairs.push_back(both ? std::optional(*figure.values[i] - *reference.values[i]) : std::nullopt);
  }
  const Summary summary = summarise(pairs);
  return {figure.name,  policy.name, against.name,     summary.n,
          summary.mean, summary.sd,  summary.ci95_low, summary.ci95_high};
}

// Every policy against the first, for every figure that both have.
std::vector<Difference> compare(const std::vector<PolicyResult>& results) {
  std::vector<Difference> differences;
  const PolicyResult& against = results.front();
  for (std::size_t i = 1; i < results.size(); ++i) {
    for (const Figure& figure : results[i].figures) {
      const auto reference =
          std::find_if(against.figures.begin(), against.figures.end(),
                       [&](const Figure& other) { return other.name == figure.name; });
      if (reference == against.figures.end()) continue;
      differences.push_back(difference(results[i], against, figure, *reference));
    }
  }
  return differences;
}

}  // namespace

RunResult run(const spec::Scenario& scenario, const RunOptions& options) {
  const Setup setup(scenario);
  std::vector<PolicyResult> policies = replicate(setup, options);
  add_closed_forms(setup, policies);
  RunResult result = describe(scenario);
  result.comparisons = compare(policies);
  result.judgements = judge(scenario.expectations, policies);
  result.policies = std::move(policies);
  return result;
}

}  // namespace coalmine::harness
