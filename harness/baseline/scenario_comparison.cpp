#include "harness/baseline/scenario_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "harness/baseline/evidence.hpp"
#include "harness/baseline/figures.hpp"
#include "harness/baseline/gate.hpp"
#include "harness/find.hpp"
#include "harness/statistics.hpp"

namespace coalmine::harness {
namespace {

using spec::Better;

// Equal seeds: then replication i of both has the same draws wherever both draw the same. Where
// they do not, pairs are still right to compare; two independent samples they would not be.
bool is_paired(const ResultPair& results) { return results.before.seed == results.after.seed; }

Side side_of(const RunResult& result) {
  return {result.digest, result.seed, result.replications, result.version};
}

std::vector<std::string> policies_missing_in(const RunResult& others, const RunResult& some) {
  std::vector<std::string> names;
  for (const PolicyResult& policy : some.policies) {
    if (find_policy(others.policies, policy.name) == nullptr) names.push_back(policy.name);
  }
  return names;
}

Summary difference_of(const Samples& samples) {
  if (!samples.paired) return difference_of_means(samples.before, samples.after);
  std::vector<std::optional<double>> differences;
  for (std::size_t i = 0; i < samples.before.size(); ++i) {
    differences.emplace_back(samples.after[i] - samples.before[i]);
  }
  return summarise(differences);
}

// Two-sided: twice the p of the side to which the mean moved.
double p_of_change(const Samples& samples) {
  const bool rose = moments(samples.after).mean > moments(samples.before).mean;
  return std::min(1.0, 2 * p_of_rise(rose ? samples : negated(samples), {}));
}

// Worse than (1 + relative) times as bad, whichever sign the mean has.
double p_of_worse(Samples samples, Better better, const Tolerance& tolerance) {
  if (better == Better::higher) samples = negated(std::move(samples));
  const bool negative = moments(samples.before).mean < 0;
  const double factor = 1 + (negative ? -tolerance.relative : tolerance.relative);
  return p_of_rise(samples, {factor, tolerance.absolute});
}

void describe_means(Change& change, const Matched& matched) {
  change.before = moments(matched.samples.before).mean;
  change.after = moments(matched.samples.after).mean;
  const Summary difference = difference_of(matched.samples);
  change.difference = difference.mean;
  change.ci95_low = difference.ci95_low;
  change.ci95_high = difference.ci95_high;
  if (matched.users) change.users = difference_of(*matched.users).mean;
}

// The figures of a policy that is in both results.
class PolicyComparison {
 public:
  PolicyComparison(const PolicyResult& before, const PolicyResult& after, bool paired,
                   const DiffOptions& options)
      : before_(before), after_(after), paired_(paired), options_(options) {}

  void test(std::vector<Tested>& all) const {
    for (const Figure& figure : after_.figures) all.push_back(test(figure));
    for (const Figure& figure : before_.figures) {
      if (find_figure(after_, figure.name) == nullptr) all.push_back(test(figure));
    }
  }

 private:
  Tested test(const Figure& figure) const {
    Tested tested;
    Change& change = tested.change;
    change.policy = after_.name;
    change.metric = figure.name;
    change.unit = figure.unit;
    if (const spec::Metric* metric = spec::find_metric(figure.name)) change.better = metric->better;
    if (is_judged(figure.name, options_.metrics)) {
      change.tolerance = tolerance_of(figure.name, figure.unit, options_.tolerances);
    }
    const Matched matched = match(before_, after_, figure.name, paired_);
    change.n = static_cast<std::uint32_t>(matched.samples.before.size());
    if (change.n < replications_compared_min) {
      change.finding = without_test(change);
    } else {
      describe_means(change, matched);
      change.finding = Finding::unchanged;
      test(matched.samples, tested);
    }
    return tested;
  }

  static void test(const Samples& samples, Tested& tested) {
    const Change& change = tested.change;
    const bool unchanged = is_unchanged(samples);
    if (!unchanged) tested.p_changed = p_of_change(samples);
    if (!change.tolerance) return;
    tested.p_worse = unchanged ? 1 : p_of_worse(samples, change.better, *change.tolerance);
  }

  Finding without_test(const Change& change) const {
    const bool had = has_data(before_, change.metric);
    const bool has = has_data(after_, change.metric);
    if (had == has) return Finding::no_data;
    if (has) return Finding::came;
    return change.tolerance && !is_told_by_outcome(change.metric) ? Finding::lost : Finding::gone;
  }

  static bool has_data(const PolicyResult& policy, std::string_view metric) {
    const Figure* figure = find_figure(policy, metric);
    return figure != nullptr && figure->n >= replications_compared_min;
  }

  // Whether what became of the rollout explains that the figure has no data, and is itself judged.
  bool is_told_by_outcome(std::string_view metric) const {
    const auto is_judged_instead = [&](std::string_view outcome) {
      return is_judged(outcome, options_.metrics) && has_data(after_, outcome);
    };
    return has_data_by_outcome(metric) &&
           (is_judged_instead("alarm.missed") || is_judged_instead("alarm.false_rollback"));
  }

  const PolicyResult& before_;
  const PolicyResult& after_;
  bool paired_;
  const DiffOptions& options_;
};

}  // namespace

Checked<ScenarioDiff> describe(const ResultPair& results) {
  const RunResult& before = results.before;
  const RunResult& after = results.after;
  const auto refuse = [&](const std::string& why) {
    return tl::unexpected(Error{fmt::format("{}: {}", after.scenario, why)});
  };
  if (before.scenario != after.scenario) {
    return refuse(fmt::format("the baseline is of another scenario: {}", before.scenario));
  }
  const std::uint32_t replications = std::min(before.replications, after.replications);
  if (replications < replications_compared_min) {
    return refuse(
        fmt::format("{} replications are too few to tell a change from chance: at least "
                    "{} are needed, on both sides",
                    replications, replications_compared_min));
  }
  ScenarioDiff diff{.scenario = after.scenario,
                    .before = side_of(before),
                    .after = side_of(after),
                    .paired = is_paired(results),
                    .only_before = policies_missing_in(after, before),
                    .only_after = policies_missing_in(before, after),
                    .changes = {}};
  if (diff.only_after.size() == after.policies.size()) {
    return refuse("the baseline has none of its policies");
  }
  return diff;
}

std::vector<Tested> test(const ResultPair& results, const DiffOptions& options) {
  std::vector<Tested> all;
  for (const PolicyResult& after : results.after.policies) {
    const PolicyResult* before = find_policy(results.before.policies, after.name);
    if (before == nullptr) continue;
    PolicyComparison(*before, after, is_paired(results), options).test(all);
  }
  return all;
}

}  // namespace coalmine::harness
