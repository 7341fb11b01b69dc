#include "harness/experiment.hpp"

#include <algorithm>
#include <cassert>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include "harness/describe.hpp"
#include "harness/expect.hpp"
#include "harness/find.hpp"
#include "harness/gathering.hpp"
#include "harness/merge.hpp"
#include "harness/precision.hpp"
#include "harness/replicate.hpp"
#include "harness/run_text.hpp"
#include "harness/setup.hpp"
#include "harness/statistics.hpp"
#include "harness/theory/closed_form.hpp"

namespace coalmine::harness {
namespace {

// What ends a run from within its work.
struct Ended : std::exception {
  explicit Ended(Error error) : why(std::move(error)) {}
  Error why;
};

// Between two looks at the intervals, in every process of the crew.
Work work_on(const Setup& setup) {
  Work work;
  work.make_worker = [&setup]() -> JobWorker {
    return [&setup, replicator = std::make_shared<Replicator>(setup)](std::uint32_t replication) {
      return to_text(setup.scenario, replicator->run(replication));
    };
  };
  return work;
}

constexpr const char* more = "more";  // what the process that leads says when it goes on

void follow(const Setup& setup, Crew& crew) {
  do {
    crew.work(work_on(setup));
  } while (crew.share({}) == more);
}

std::vector<Reached> look_at(const spec::Scenario& scenario, const Merge& merge) {
  std::vector<Reached> items;
  for (const spec::Precision& item : scenario.precision) {
    const auto policy =
        std::find_if(scenario.policies.begin(), scenario.policies.end(),
                     [&](const spec::Policy& each) { return each.name == item.policy; });
    assert(policy != scenario.policies.end());
    const auto place = static_cast<std::size_t>(policy - scenario.policies.begin());
    items.push_back(reached(item, merge.values(place, item.metric)));
  }
  return items;
}

// All replications; what was asked of their precision.
Checked<std::vector<Reached>> lead(const Setup& setup, Crew& crew, Gathering& gathering) {
  std::vector<Reached> items;
  for (std::uint32_t look = first_look(setup.scenario); look > 0;) {
    Work work = work_on(setup);
    if (auto to_do = gathering.want(look)) {
      work.jobs = std::move(*to_do);
    } else {
      return tl::unexpected(to_do.error());
    }
    work.accept = [&](std::uint32_t replication, std::string found) {
      const auto accepted = gathering.accept(replication, std::move(found));
      if (!accepted) throw Ended(accepted.error());
    };
    try {
      crew.work(work);
    } catch (const Ended& ended) {
      return tl::unexpected(ended.why);
    }
    items = look_at(setup.scenario, gathering.merge());
    look = next_look(items, look);
    crew.share(look > 0 ? more : "");
  }
  return items;
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
    if (find_figure(results[i], "alarm.detected")->mean.value_or(0) != 0) continue;
    if (is_moved_by_judges(setup.scenario.policies[i])) continue;
    for (Figure& figure : results[i].figures) {
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
      const Figure* reference = find_figure(against, figure.name);
      if (reference == nullptr) continue;
      differences.push_back(difference(results[i], against, figure, *reference));
    }
  }
  return differences;
}

}  // namespace

Checked<std::optional<RunResult>> run(const spec::Scenario& scenario, Crew& crew,
                                      const RunSupport& support) {
  const Setup setup(scenario);
  if (!crew.leads()) {
    follow(setup, crew);
    return std::nullopt;
  }
  Gathering gathering(setup, support);
  auto precision = lead(setup, crew, gathering);
  if (!precision) return tl::unexpected(precision.error());

  std::vector<PolicyResult> policies = gathering.take();
  add_closed_forms(setup, policies);
  RunResult result = describe(scenario);
  result.system.watched = scenario.system.functions[setup.watched()].name;
  result.replications = gathering.merge().replications();
  result.precision = std::move(*precision);
  result.comparisons = compare(policies);
  result.judgements = judge(scenario.expectations, policies);
  result.policies = std::move(policies);
  return result;
}

RunResult run(const spec::Scenario& scenario, const RunOptions& options) {
  const auto crew = make_threads(options.threads);
  auto result = run(scenario, *crew, {.progress = options.progress});
  assert(result && *result);  // nothing was found earlier, and nothing is kept
  return std::move(**result);
}

}  // namespace coalmine::harness
