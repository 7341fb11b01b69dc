#include "harness/baseline/power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/baseline/gate.hpp"
#include "harness/baseline/p_value.hpp"

namespace coalmine::harness {
namespace {

// What becomes of a rollout happens in a replication, or does not.
bool is_outcome(std::string_view metric, std::string_view unit) {
  return unit == "share" && (metric.starts_with("alarm.") || metric.starts_with("rollout."));
}

// The least p that counting can give: all of n pairs changed, or all of one side and none of the
// other.
double least_p(std::uint32_t n, bool paired) {
  return paired ? binomial_upper_tail(n, n, 0.5) : fisher_upper_tail(n, n, n, 1);
}

// From `n` on, the first number of values of which counting can show a change.
std::uint32_t enough_from(std::uint32_t n, bool paired, double level_of_one) {
  while (least_p(n, paired) > level_of_one) ++n;
  return n;
}

// Judged figures that would be tested if the result were compared with itself.
std::vector<const Figure*> tested_figures(const RunResult& result) {
  const std::uint32_t n_min = std::min(result.replications, replications_compared_min);
  std::vector<const Figure*> tested;
  for (const PolicyResult& policy : result.policies) {
    for (const Figure& figure : policy.figures) {
      if (is_judged(figure.name, {}) && figure.n > 0 && figure.n >= n_min)
        tested.push_back(&figure);
    }
  }
  return tested;
}

// As many replications as give a figure so many values, where only some replications have any.
std::uint32_t replications_with(std::uint32_t values, const Figure& figure,
                                std::uint32_t replications) {
  const std::uint64_t scaled = std::uint64_t{values} * replications + figure.n - 1;
  return static_cast<std::uint32_t>(scaled / figure.n);
}

}  // namespace

Checked<void> check_power(const ScenarioDiff& scenario, std::span<const Tested> all,
                          double level_of_one) {
  for (const Tested& tested : all) {
    const Change& change = tested.change;
    if (!tested.p_worse || !is_outcome(change.metric, change.unit)) continue;
    const std::uint32_t enough = enough_from(change.n, scenario.paired, level_of_one);
    if (enough == change.n) continue;
    return tl::unexpected(Error{fmt::format(
        "{}: {} replications cannot show a change of {}, however large: it takes {}, or choose "
        "what is judged with --metric",
        scenario.scenario, change.n, change.metric, enough)});
  }
  return {};
}

std::vector<std::uint32_t> replications_to_judge_by(std::span<const RunResult> baselines) {
  std::size_t tests = 0;
  for (const RunResult& baseline : baselines) tests += tested_figures(baseline).size();
  const double level_of_one =
      DiffOptions{}.level / static_cast<double>(std::max<std::size_t>(tests, 1));
  // With equal seeds: pairs say less than independent values where both are only counted.
  const std::uint32_t enough = enough_from(replications_compared_min, true, level_of_one);
  std::vector<std::uint32_t> needed;
  for (const RunResult& baseline : baselines) {
    needed.push_back(replications_compared_min);
    for (const Figure* figure : tested_figures(baseline)) {
      if (!is_outcome(figure->name, figure->unit)) continue;
      needed.back() =
          std::max(needed.back(), replications_with(enough, *figure, baseline.replications));
    }
  }
  return needed;
}

}  // namespace coalmine::harness
