#include "harness/baseline/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "harness/baseline/evidence.hpp"
#include "harness/baseline/figures.hpp"
#include "harness/baseline/gate.hpp"
#include "harness/baseline/holm.hpp"
#include "harness/baseline/p_value.hpp"
#include "harness/statistics.hpp"

namespace coalmine::harness {
namespace {

using spec::Better;

constexpr double one_user_in_two = 0.5;

// A change, and what its tests found, before they are adjusted for one another.
struct Tested {
  Change change;
  std::optional<double> p_changed;
  std::optional<double> p_worse;
  bool is_outcome = false;  // of a replication: it happened in one, or did not
};

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

std::vector<std::optional<double>> differences(const Samples& samples) {
  std::vector<std::optional<double>> all;
  for (std::size_t i = 0; i < samples.before.size(); ++i) {
    all.emplace_back(samples.after[i] - samples.before[i]);
  }
  return all;
}

bool is_outcome(const Samples& samples, std::string_view unit) {
  const auto happens_or_not = [](double value) { return value == 0 || value == 1; };
  return unit == "share" &&
         std::all_of(samples.before.begin(), samples.before.end(), happens_or_not) &&
         std::all_of(samples.after.begin(), samples.after.end(), happens_or_not);
}

// The least p that the exact tests can give: all of n pairs changed, or all values of one side are
// above all of the other.
double least_p(std::uint32_t n, bool paired) {
  return paired ? binomial_upper_tail(n, n, one_user_in_two) : fisher_upper_tail(n, n, n, 1);
}

double p_of_change(const Samples& samples) {
  const double rise = p_of_rise(samples, {});
  const double fall = p_of_rise(negated(samples), {});
  return std::min(1.0, 2 * std::min(rise, fall));
}

// A mean of up to (1 + relative) times as bad as before, whichever sign it has.
double p_of_worse(Samples samples, Better better, const Tolerance& tolerance) {
  if (better == Better::higher) samples = negated(std::move(samples));
  const double factor =
      mean_of(samples.before) < 0 ? 1 - tolerance.relative : 1 + tolerance.relative;
  return p_of_rise(samples, {factor, tolerance.absolute});
}

class ScenarioComparison {
 public:
  ScenarioComparison(const ResultPair& results, const DiffOptions& options)
      : before_(results.before), after_(results.after), options_(options) {}

  // Error: see compare().
  Checked<ScenarioDiff> describe() const {
    const auto refuse = [&](const std::string& why) {
      return tl::unexpected(Error{fmt::format("{}: {}", after_.scenario, why)});
    };
    if (before_.scenario != after_.scenario) {
      return refuse(fmt::format("the baseline is of another scenario, {}", before_.scenario));
    }
    const std::uint32_t replications = std::min(before_.replications, after_.replications);
    if (replications < replications_compared_min) {
      return refuse(fmt::format("{} replications are too few to tell a change from chance: at "
                                "least {} on both sides",
                                replications, replications_compared_min));
    }
    ScenarioDiff diff{.scenario = after_.scenario,
                      .before = side(before_),
                      .after = side(after_),
                      .paired = is_paired(),
                      .only_before = policies_without(before_, after_),
                      .only_after = policies_without(after_, before_)};
    if (diff.only_after.size() == after_.policies.size()) {
      return refuse("the baseline has none of its policies");
    }
    return diff;
  }

  std::vector<Tested> test() const {
    std::vector<Tested> tested;
    for (const PolicyResult& policy : after_.policies) {
      const PolicyResult* old = find(before_, policy.name);
      if (old == nullptr) continue;
      for (const Figure& figure : policy.figures) {
        tested.push_back(test(*old, policy, figure.name, figure.unit));
      }
      for (const Figure& figure : old->figures) {
        if (figure_of(policy, figure.name) != nullptr) continue;
        tested.push_back(test(*old, policy, figure.name, figure.unit));
      }
    }
    return tested;
  }

 private:
  static Side side(const RunResult& result) {
    return {result.digest, result.seed, result.replications};
  }

  // Then replication i of both has the same draws wherever both draw the same; pairs are right to
  // compare even where they do not. Without pairs, the samples would have to be independent.
  bool is_paired() const { return before_.seed == after_.seed; }

  static const PolicyResult* find(const RunResult& result, std::string_view policy) {
    const auto found = std::find_if(result.policies.begin(), result.policies.end(),
                                    [&](const PolicyResult& each) { return each.name == policy; });
    return found == result.policies.end() ? nullptr : &*found;
  }

  static std::vector<std::string> policies_without(const RunResult& some, const RunResult& others) {
    std::vector<std::string> names;
    for (const PolicyResult& policy : some.policies) {
      if (find(others, policy.name) == nullptr) names.push_back(policy.name);
    }
    return names;
  }

  bool is_judged(std::string_view metric) const {
    if (options_.metrics.empty()) {
      const auto gate = default_gate();
      return std::find(gate.begin(), gate.end(), metric) != gate.end();
    }
    return std::find(options_.metrics.begin(), options_.metrics.end(), metric) !=
           options_.metrics.end();
  }

  Tested test(const PolicyResult& before, const PolicyResult& after, const std::string& name,
              const std::string& unit) const {
    const spec::Metric* metric = spec::find_metric(name);
    Tested tested{.change = {.policy = after.name, .metric = name, .unit = unit}};
    Change& change = tested.change;
    if (metric != nullptr) change.better = metric->better;
    if (is_judged(name)) change.tolerance = tolerance_of(name, unit, options_.tolerances);

    const Matched matched = match(before, after, name, is_paired());
    const Samples& samples = matched.samples;
    change.n = static_cast<std::uint32_t>(samples.before.size());
    if (change.n < replications_compared_min) {
      change.finding = without_data(before, after, change);
      return tested;
    }
    describe(change, matched);
    tested.is_outcome = is_outcome(samples, unit);
    change.finding = Finding::unchanged;
    if (change.tolerance) tested.p_worse = 1;
    if (is_unchanged(samples)) return tested;
    tested.p_changed = p_of_change(samples);
    if (change.tolerance) tested.p_worse = p_of_worse(samples, change.better, *change.tolerance);
    return tested;
  }

  static void describe(Change& change, const Matched& matched) {
    const Samples& samples = matched.samples;
    change.before = mean_of(samples.before);
    change.after = mean_of(samples.after);
    const Summary summary = samples.paired ? summarise(differences(samples))
                                           : difference_of_means(samples.before, samples.after);
    change.difference = summary.mean;
    change.ci95_low = summary.ci95_low;
    change.ci95_high = summary.ci95_high;
    if (matched.users) {
      change.users = mean_of(matched.users->after) - mean_of(matched.users->before);
    }
  }

  Finding without_data(const PolicyResult& before, const PolicyResult& after,
                       const Change& change) const {
    const auto has_data = [&](const PolicyResult& policy) {
      const Figure* figure = figure_of(policy, change.metric);
      return figure != nullptr && figure->n >= replications_compared_min;
    };
    const bool had = has_data(before);
    const bool has = has_data(after);
    if (had == has) return Finding::no_data;
    if (has) return Finding::came;
    return change.tolerance && !is_told_by_outcome(change.metric, after) ? Finding::lost
                                                                         : Finding::gone;
  }

  // Whether the rollout's outcome explains that the figure has no data, and is judged itself.
  bool is_told_by_outcome(std::string_view metric, const PolicyResult& after) const {
    if (!has_data_by_outcome(metric)) return false;
    const auto is_told = [&](std::string_view outcome) {
      const Figure* figure = figure_of(after, outcome);
      return outcome != metric && is_judged(outcome) && figure != nullptr && figure->n > 0;
    };
    return is_told("alarm.missed") || is_told("alarm.false_rollback");
  }

  const RunResult& before_;
  const RunResult& after_;
  const DiffOptions& options_;
};

// What those that were tested become when they are adjusted for one another.
void adjust(std::vector<Tested>& all, std::optional<double> Tested::*p,
            std::optional<double> Change::*adjusted) {
  std::vector<double> family;
  for (const Tested& tested : all) {
    if (tested.*p) family.push_back(*(tested.*p));
  }
  const std::vector<double> of_family = holm_adjusted(family);
  auto next = of_family.begin();
  for (Tested& tested : all) {
    if (tested.*p) tested.change.*adjusted = *next++;
  }
}

Finding finding_of(const Change& change, double level) {
  if (change.p_worse && *change.p_worse <= level) return Finding::regression;
  if (!change.p_changed || *change.p_changed > level) return change.finding;
  if (change.better == Better::neither) return Finding::changed;
  return (*change.difference < 0) == (change.better == Better::lower) ? Finding::better
                                                                      : Finding::worse;
}

Checked<void> check(const DiffOptions& options, std::span<const ResultPair> results) {
  assert(options.level > 0 && options.level <= 0.5);
  std::vector<std::string> named = options.metrics;
  for (const ToleranceRule& rule : options.tolerances) {
    if (rule.metric != "all") named.push_back(rule.metric);
  }
  for (const std::string& metric : named) {
    if (const auto judged = check_judged(metric); !judged) return judged;
    const auto has_it = [&](const PolicyResult& policy) {
      return figure_of(policy, metric) != nullptr;
    };
    const auto is_in = [&](const ResultPair& pair) {
      return std::any_of(pair.before.policies.begin(), pair.before.policies.end(), has_it) ||
             std::any_of(pair.after.policies.begin(), pair.after.policies.end(), has_it);
    };
    if (std::none_of(results.begin(), results.end(), is_in)) {
      return tl::unexpected(Error{fmt::format("no result has {}", metric)});
    }
  }
  return {};
}

// A figure that is 0 or 1 in a replication changes beyond chance only with enough of them, and else
// would pass whatever happened: no answer, and so no pass.
Checked<void> check_power(const std::vector<Tested>& all, const ScenarioDiff& diff,
                          std::uint32_t judged, double level) {
  for (const Tested& tested : all) {
    const double share = level / judged;
    if (!tested.p_worse || !tested.is_outcome || least_p(tested.change.n, diff.paired) <= share) {
      continue;
    }
    std::uint32_t enough = tested.change.n;
    while (least_p(enough, diff.paired) > share) ++enough;
    return tl::unexpected(Error{fmt::format(
        "{}: {} replications cannot show that {} changed: {} can, or choose what is judged "
        "with --metric",
        diff.scenario, tested.change.n, tested.change.metric, enough)});
  }
  return {};
}

}  // namespace

Checked<BaselineDiff> compare(std::span<const ResultPair> results, const DiffOptions& options) {
  if (const auto checked = check(options, results); !checked) {
    return tl::unexpected(checked.error());
  }
  BaselineDiff diff{.level = options.level};
  std::vector<Tested> all;
  std::vector<std::size_t> counts;  // of `all`, by scenario
  for (const ResultPair& pair : results) {
    const ScenarioComparison comparison(pair, options);
    auto scenario = comparison.describe();
    if (!scenario) return tl::unexpected(scenario.error());
    diff.scenarios.push_back(std::move(*scenario));
    ...
  }
}

}  // namespace coalmine::harness
